// Waiting for something to become true, with a deadline instead of a sleep.
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 25;

/** Resolves when `holds` does; throws with `what` after the deadline. */
export async function until(
  what: string,
  holds: () => Promise<boolean> | boolean,
  withinMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs} ms in vain: ${what}`);
    await sleep(POLL_MS);
  }
}
