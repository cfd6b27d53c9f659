// The rate of a lane: a token bucket on the monotonic clock. Pure arithmetic; waiting is the caller's.

export interface TokenBucket {
  /** Takes a token and returns 0, or takes nothing and returns the milliseconds until there is one. */
  take(nowMs: number): number;
  /** Tokens there now, rounded down: how many calls may start at once. */
  available(nowMs: number): number;
}

/**
 * `perSecond` tokens flow in, at most `burst` are kept. The platform allows 300 calls a second and Page (Send API, text);
 * a burst of a tenth of a second keeps the rate through one database round trip and stays under any one-second count.
 */
export function createTokenBucket(
  perSecond: number,
  nowMs: number,
  burst = Math.max(1, perSecond / 10),
): TokenBucket {
  let tokens = Math.min(1, burst);
  let filledAtMs = nowMs;
  const fill = (now: number): void => {
    if (now <= filledAtMs) return;
    tokens = Math.min(burst, tokens + ((now - filledAtMs) / 1000) * perSecond);
    filledAtMs = now;
  };
  return {
    take(now) {
      fill(now);
      if (tokens >= 1) {
        tokens -= 1;
        return 0;
      }
      return Math.max(1, Math.ceil(((1 - tokens) / perSecond) * 1000));
    },
    available(now) {
      fill(now);
      return Math.floor(tokens);
    },
  };
}
