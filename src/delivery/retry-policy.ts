// When to try again: a pure function of how often it was tried. No clock, no database.
import { HOUR_MS, SECOND_MS } from '../kit/clock.ts';

/** Attempts in all. Each is a call that surely was not accepted; unknown outcomes are settled by evidence first. */
export const MAX_ATTEMPTS = 6;

const FIRST_MS = 2 * SECOND_MS;
const LONGEST_MS = HOUR_MS;

/**
 * Milliseconds to wait after attempt number `attempts` (1, 2, …), or null when there was enough of trying.
 * Doubles from 2 s with up to 20 % of jitter; a wait the destination asked for is never shortened.
 * @param random in [0, 1)
 */
export function retryDelayMs(attempts: number, askedMs: number | null, random: number): number | null {
  if (attempts >= MAX_ATTEMPTS) return null;
  const backoffMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempts - 1)) * (1 + random * 0.2);
  return Math.round(Math.max(backoffMs, askedMs ?? 0));
}
