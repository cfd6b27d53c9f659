// When to try again: a pure function of how often it was tried. No clock, no database.
import { HOUR_MS, SECOND_MS } from '../kit/clock.ts';

/** Attempts in all. Each is a call that surely was not accepted; unknown outcomes are settled by evidence first. */
export const MAX_ATTEMPTS = 6;

const FIRST_MS = 2 * SECOND_MS;
const LONGEST_MS = HOUR_MS;
const JITTER = 0.2;

/**
 * The wait after try number `tries` (1, 2, …) in milliseconds: doubles from 2 s to an hour. Those that failed together come
 * back apart: each waits longer by up to `jitter` of it.
 * @param random in [0, 1)
 */
export const backoffMs = (tries: number, jitter: number, random: number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** (tries - 1)) * (1 + random * jitter);

/**
 * Milliseconds to wait after attempt number `attempts` (1, 2, …), or null when there was enough of trying. A wait the
 * destination asked for is never shortened.
 * @param random in [0, 1)
 */
export function retryDelayMs(attempts: number, askedMs: number | null, random: number): number | null {
  if (attempts >= MAX_ATTEMPTS) return null;
  return Math.round(Math.max(backoffMs(attempts, JITTER, random), askedMs ?? 0));
}
