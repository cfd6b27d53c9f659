// When a connector's call is made again: a pure function of how often and since when it was tried. No clock, no database.
import type { RetryRule } from '../connectors/call-rules.contract.ts';
import { MINUTE_MS } from '../kit/clock.ts';
import { backoffMs } from './retry-policy.ts';

/** Deliveries that failed together come back apart: each wait is longer by up to this share of itself. */
const JITTER = 0.5;

export interface Tried {
  /** Calls that count, the latest included: 1, 2, … */
  tries: number;
  /** From the first call to now. */
  sinceFirstMs: number;
  /** The wait the receiver asked for (Retry-After); null: none. */
  askedMs: number | null;
}

/**
 * Milliseconds to wait, or null when there was enough of trying: the calls are used up, or the next one would come after the
 * campaign's time. The wait doubles from 2 s to an hour and is never shorter than asked.
 * @param random in [0, 1)
 */
export function connectorDelayMs(rule: RetryRule, tried: Tried, random: number): number | null {
  if (tried.tries >= rule.max_attempts) return null;
  const delayMs = Math.round(Math.max(backoffMs(tried.tries, JITTER, random), tried.askedMs ?? 0));
  return tried.sinceFirstMs + delayMs > rule.within_minutes * MINUTE_MS ? null : delayMs;
}
