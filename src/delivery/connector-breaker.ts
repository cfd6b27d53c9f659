// The circuit breaker of a host: when its calls fail in a row, the others wait instead of failing too, and one call at a
// time tries whether it is back. A pure state machine; the lane of the host has one holder, and its state lives there.
import type { CallResult } from '../connectors/caller.ts';
import { readRetryAfter } from '../connectors/retry-after.ts';

/** So many failures one after the other, and the host is left alone. */
export const OPENS_AFTER = 10;
export const FIRST_WAIT_MS = 5_000;
export const LONGEST_WAIT_MS = 300_000;

export interface BreakerState {
  /** In a row, up to now. */
  failures: number;
  /** null: closed, calls go through. Afterwards, half open: one call may try. */
  openUntilMs: number | null;
  /** How long it is, or was last, open. */
  waitMs: number;
  /** Whether the call that tries is under way. */
  isTrying: boolean;
  /** How often it has opened. A call that began before says nothing about now. */
  era: number;
}

export const CLOSED: BreakerState = { failures: 0, openUntilMs: null, waitMs: 0, isTrying: false, era: 0 };

/** What an answer says of the receiver, whatever it says of the message. */
export type Health =
  | { kind: 'healthy' }
  /** `askedMs`: the wait it asked for (Retry-After); null: none. */
  | { kind: 'failing'; askedMs: number | null }
  /** Nothing: our own rules stopped the call, or it was not made after all. */
  | { kind: 'unknown' };

export const NOT_CALLED: Health = { kind: 'unknown' };

/** Failing: 5xx, 429, no answer, no connection, no token for want of an answer. A refusal is a healthy answer. */
export function readHealth(result: CallResult, now: Date): Health {
  if (result.kind === 'answered') {
    const isFailing = result.status >= 500 || result.status === 429;
    return isFailing
      ? { kind: 'failing', askedMs: readRetryAfter(result.headers, now) }
      : { kind: 'healthy' };
  }
  const isOurs =
    result.kind === 'not_sent' &&
    (result.reason === 'address_refused' || result.reason === 'oauth_token_refused');
  return isOurs ? NOT_CALLED : { kind: 'failing', askedMs: null };
}

/** How many more calls may begin now: any number, the one that tries, or none. */
export function roomOf(state: BreakerState, nowMs: number): number {
  if (state.openUntilMs === null) return Number.POSITIVE_INFINITY;
  const isOver = nowMs >= state.openUntilMs || nowMs < state.openUntilMs - state.waitMs; // or the clock was set back
  return isOver && !state.isTrying ? 1 : 0;
}

/** A call begins; only when `roomOf` has room. Its pass is the era it began in. */
export const begin = (state: BreakerState): BreakerState =>
  state.openUntilMs === null ? state : { ...state, isTrying: true };

/** A call has ended. */
export function end(state: BreakerState, pass: number, health: Health, nowMs: number): BreakerState {
  if (pass !== state.era) return state;
  switch (health.kind) {
    case 'unknown':
      return { ...state, isTrying: false };
    case 'healthy':
      return { ...CLOSED, era: state.era };
    case 'failing': {
      const failures = state.failures + 1;
      const isClosed = state.openUntilMs === null;
      if (isClosed && failures < OPENS_AFTER) return { ...state, failures };
      const doubled = isClosed ? FIRST_WAIT_MS : state.waitMs * 2;
      const waitMs = Math.min(Math.max(doubled, health.askedMs ?? 0), LONGEST_WAIT_MS);
      return { failures, openUntilMs: nowMs + waitMs, waitMs, isTrying: false, era: state.era + 1 };
    }
  }
}

export interface Breaker {
  /** How many calls may begin now: Infinity, 1 (half open) or 0. */
  room(nowMs: number): number;
  mayCall(nowMs: number): boolean;
  /** Right before a call, and only if it may be made; the pass goes back with its result. */
  begin(): number;
  /** Once for every pass; `NOT_CALLED` when the call was not made after all. */
  record(pass: number, health: Health, nowMs: number): void;
  /** Epoch milliseconds; null while closed. In the past: half open. */
  readonly openUntilMs: number | null;
  /** For the report, while it is open: "https://crm.example.org fails: 10 calls in a row; next try at 12:00:05 UTC". */
  words(origin: string): string | null;
}

/** Closed at first. `nowMs` is the time of day everywhere, so that it can be told. */
export function createBreaker(): Breaker {
  let state = CLOSED;
  return {
    room: (nowMs) => roomOf(state, nowMs),
    mayCall: (nowMs) => roomOf(state, nowMs) > 0,
    begin() {
      state = begin(state);
      return state.era;
    },
    record(pass, health, nowMs) {
      state = end(state, pass, health, nowMs);
    },
    get openUntilMs() {
      return state.openUntilMs;
    },
    words(origin) {
      if (state.openUntilMs === null) return null;
      const at = new Date(state.openUntilMs).toISOString().slice(11, 19);
      return `${origin} fails: ${state.failures} calls in a row; next try at ${at} UTC`;
    },
  };
}
