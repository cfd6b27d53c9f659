// The sandbox's virtual clock: real time plus an offset that tests move over HTTP. Windows, timestamps, token
// expiry and webhook retries follow it; rate limits do not, because they guard against real load.
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export interface Clock {
  /** Virtual wall clock, milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that have passed, forward jumps included. Never runs backwards: schedule against this. */
  elapsed(): number;
  /** How far it is ahead of real time, ms. */
  offset(): number;
  /** Real monotonic milliseconds, untouched by jumps. */
  real(): number;
  set(nowMs: number): void;
  advance(byMs: number): void;
  /** Calls `listener` after each jump. */
  onJump(listener: () => void): void;
}

export function createClock(startAt?: number): Clock {
  let offset = startAt === undefined ? 0 : startAt - Date.now();
  let jumped = 0;
  const listeners: (() => void)[] = [];
  const clock: Clock = {
    now: () => Math.floor(Date.now() + offset),
    elapsed: () => performance.now() + jumped,
    offset: () => offset,
    real: () => performance.now(),
    set: (nowMs) => clock.advance(nowMs - clock.now()),
    advance: (byMs) => {
      offset += byMs;
      jumped += Math.max(0, byMs);
      for (const listener of listeners) listener();
    },
    onJump: (listener) => {
      listeners.push(listener);
    },
  };
  return clock;
}
