// A token bucket on the monotonic clock. Pure arithmetic; waiting is the caller's.

export interface TokenBucket {
  /** Takes a token and returns 0, or takes nothing and returns the milliseconds until there is one. */
  take(nowMs: number): number;
  /** Milliseconds until there is a token; 0: there is one. */
  waitMs(nowMs: number): number;
  /** Tokens there now, rounded down: how many calls may start at once. */
  available(nowMs: number): number;
  /** Tokens that were taken and not used. */
  giveBack(count: number): void;
  /** Begins with a whole burst taken. */
  owe(): void;
  /** From now on so many flow in a second. */
  setRate(perSecond: number, nowMs: number): void;
}

/**
 * `perSecond` tokens flow in, at most `burst` are kept: a burst of a twentieth of a second keeps the rate through a pause
 * of the process. It starts with one token, so that a new holder of a lane never adds a burst.
 */
export function createTokenBucket(
  perSecond: number,
  nowMs: number,
  burst = Math.max(1, perSecond / 20),
): TokenBucket {
  let rate = perSecond;
  let tokens = Math.min(1, burst);
  let filledAtMs = nowMs;
  const fill = (now: number): void => {
    if (now <= filledAtMs) return;
    tokens = Math.min(burst, tokens + ((now - filledAtMs) / 1000) * rate);
    filledAtMs = now;
  };
  const waitMs = (now: number): number => {
    fill(now);
    return tokens >= 1 ? 0 : Math.max(1, Math.ceil(((1 - tokens) / rate) * 1000));
  };
  return {
    waitMs,
    take(now) {
      const wait = waitMs(now);
      if (wait === 0) tokens -= 1;
      return wait;
    },
    available(now) {
      fill(now);
      return Math.floor(tokens);
    },
    giveBack(count) {
      tokens = Math.min(burst, tokens + count);
    },
    owe() {
      tokens = 1 - burst;
    },
    setRate(next, now) {
      fill(now);
      rate = next;
    },
  };
}
