// The rate of a lane towards a platform that counts calls by the second: a token bucket paces them, and no second holds
// more than the limit, which a bucket alone does not promise (after a lull it lets its burst through on top). Pure.
import { createTokenBucket } from './token-bucket.ts';

export interface SendRate {
  /** Takes a place and returns 0, or takes nothing and returns the milliseconds to wait before asking again. */
  take(nowMs: number): number;
  /** A slower pace than the limit, or the limit again. */
  setRate(perSecond: number, nowMs: number): void;
}

/** Longer than a second by what calls may draw closer together on their way; 300 in it are 295.3 a second. */
const WINDOW_MS = 1_016;

/**
 * @param perSecond the limit, e.g. 300 Send API calls a second and Page (messenger-platform §6); below 1 is fine
 * @param afterAnother somebody else may have sent a burst a moment ago: the first call waits until that is made up for
 */
export function createSendRate(perSecond: number, nowMs: number, afterAnother = false): SendRate {
  const bucket = createTokenBucket(perSecond, nowMs);
  if (afterAnother) bucket.owe();
  const takenAtMs = new Float64Array(Math.ceil(perSecond)).fill(Number.NEGATIVE_INFINITY); // a ring; `next` is the oldest
  let next = 0;
  return {
    take(now) {
      const fullForMs = (takenAtMs[next] ?? 0) + WINDOW_MS - now;
      if (fullForMs > 0) return Math.max(1, Math.ceil(fullForMs));
      const waitMs = bucket.take(now);
      if (waitMs > 0) return waitMs;
      takenAtMs[next] = now;
      next = (next + 1) % takenAtMs.length;
      return 0;
    },
    setRate: (rate, now) => bucket.setRate(Math.min(rate, perSecond), now),
  };
}
