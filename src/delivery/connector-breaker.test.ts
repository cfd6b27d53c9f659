// The circuit breaker against what it promises, under random orders of calls, answers and waits.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallResult } from '../connectors/caller.ts';
import {
  createBreaker,
  FIRST_WAIT_MS,
  type Health,
  LONGEST_WAIT_MS,
  NOT_CALLED,
  OPENS_AFTER,
  readHealth,
} from './connector-breaker.ts';

const HEALTHY: Health = { kind: 'healthy' };
const FAILING: Health = { kind: 'failing', askedMs: null };

/** A breaker that has just opened at time 0. */
function opened(health: Health = FAILING) {
  const breaker = createBreaker();
  for (let count = 0; count < OPENS_AFTER; count += 1) breaker.record(breaker.begin(), health, 0);
  return breaker;
}

test('opens after so many failures in a row, not before', () => {
  const breaker = createBreaker();
  for (let count = 1; count < OPENS_AFTER; count += 1) breaker.record(breaker.begin(), FAILING, 0);
  expect(breaker.room(0)).toBe(Number.POSITIVE_INFINITY);
  breaker.record(breaker.begin(), HEALTHY, 0);
  for (let count = 1; count < OPENS_AFTER; count += 1) breaker.record(breaker.begin(), FAILING, 0);
  expect(breaker.mayCall(0)).toBe(true);
  breaker.record(breaker.begin(), FAILING, 0);
  expect(breaker.mayCall(0)).toBe(false);
  expect(breaker.openUntilMs).toBe(FIRST_WAIT_MS);
});

test('then lets one call try, and closes when it is answered', () => {
  const breaker = opened();
  expect(breaker.room(FIRST_WAIT_MS - 1)).toBe(0);
  expect(breaker.room(FIRST_WAIT_MS)).toBe(1);
  const pass = breaker.begin();
  expect(breaker.room(FIRST_WAIT_MS)).toBe(0);
  breaker.record(pass, HEALTHY, FIRST_WAIT_MS);
  expect(breaker.room(FIRST_WAIT_MS)).toBe(Number.POSITIVE_INFINITY);
  expect(breaker.words('https://h.example')).toBeNull();
});

test('waits twice as long after each try that fails, up to five minutes', () => {
  const breaker = opened();
  const waits: number[] = [];
  for (let count = 0; count < 8; count += 1) {
    const nowMs = breaker.openUntilMs ?? 0;
    breaker.record(breaker.begin(), FAILING, nowMs);
    waits.push((breaker.openUntilMs ?? 0) - nowMs);
  }
  expect(waits).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000]);
});

test('a try that was not made after all leaves its place to the next', () => {
  const breaker = opened();
  breaker.record(breaker.begin(), NOT_CALLED, FIRST_WAIT_MS);
  expect(breaker.room(FIRST_WAIT_MS)).toBe(1);
});

test('what began before it opened neither closes it nor lets it wait longer', () => {
  const breaker = createBreaker();
  const passes = Array.from({ length: OPENS_AFTER + 2 }, () => breaker.begin());
  for (const pass of passes.slice(0, OPENS_AFTER)) breaker.record(pass, FAILING, 0);
  breaker.record(passes[OPENS_AFTER] ?? 0, FAILING, 100);
  breaker.record(passes[OPENS_AFTER + 1] ?? 0, HEALTHY, 100);
  expect(breaker.openUntilMs).toBe(FIRST_WAIT_MS);
});

test('a wait that the receiver asks for is kept, within five minutes', () => {
  expect(opened({ kind: 'failing', askedMs: 60_000 }).openUntilMs).toBe(60_000);
  expect(opened({ kind: 'failing', askedMs: 3_600_000 }).openUntilMs).toBe(LONGEST_WAIT_MS);
});

test('says what is the matter', () => {
  expect(opened().words('https://crm.example.org')).toBe(
    'https://crm.example.org fails: 10 calls in a row; next try at 00:00:05 UTC',
  );
});

describe('under any order of events', () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant('begin' as const) }),
    fc.record({
      kind: fc.constant('end' as const),
      which: fc.nat(),
      health: fc.constantFrom(HEALTHY, FAILING, FAILING, FAILING, NOT_CALLED),
    }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 20_000 }) }),
  );

  test('open lets nobody through, half open one, and it never stays shut for longer than promised', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), (events) => {
        const breaker = createBreaker();
        const underWay: { pass: number; isTry: boolean }[] = [];
        let nowMs = 0;
        for (const next of events) {
          if (next.kind === 'wait') nowMs += next.ms;
          if (next.kind === 'begin' && breaker.mayCall(nowMs)) {
            const isTry = breaker.openUntilMs !== null;
            underWay.push({ pass: breaker.begin(), isTry });
            if (isTry) expect(breaker.mayCall(nowMs)).toBe(false);
          }
          if (next.kind === 'end' && underWay.length > 0) {
            const [ended] = underWay.splice(next.which % underWay.length, 1);
            if (ended) breaker.record(ended.pass, next.health, nowMs);
          }
          expect(underWay.filter((one) => one.isTry).length).toBeLessThanOrEqual(1);
          expect((breaker.openUntilMs ?? nowMs) - nowMs).toBeLessThanOrEqual(LONGEST_WAIT_MS);
        }
        // Whatever happened: when everything is answered and the wait is over, a call gets through.
        for (const { pass } of underWay) breaker.record(pass, NOT_CALLED, nowMs);
        expect(breaker.mayCall(nowMs + LONGEST_WAIT_MS)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the health of a receiver', () => {
  const now = new Date('2026-11-22T10:00:00Z');
  const answered = (status: number, headers: Record<string, string> = {}): CallResult => ({
    kind: 'answered',
    status,
    headers,
    body: '',
    durationMs: 1,
  });
  const notSent = (
    reason?: 'address_refused' | 'oauth_token_refused' | 'oauth_token_unreachable',
  ): CallResult => ({
    kind: 'not_sent',
    message: '',
    durationMs: 1,
    ...(reason && { reason }),
  });
  test.each<[string, CallResult, Health]>([
    ['success', answered(200), HEALTHY],
    ['a refusal', answered(404), HEALTHY],
    ['a failure', answered(503), FAILING],
    ['too many calls', answered(429), FAILING],
    ['too many, with a wait', answered(429, { 'retry-after': '7' }), { kind: 'failing', askedMs: 7_000 }],
    ['no answer', { kind: 'unanswered', message: '', durationMs: 1 }, FAILING],
    ['no connection', notSent(), FAILING],
    ['no token for want of an answer', notSent('oauth_token_unreachable'), FAILING],
    ['our own rule', notSent('address_refused'), NOT_CALLED],
    ['wrong credentials', notSent('oauth_token_refused'), NOT_CALLED],
  ])('%s', (_name, result, health) => expect(readHealth(result, now)).toEqual(health));
});

test('a clock that was set back does not keep it open for as long', () => {
  const breaker = createBreaker();
  const later = 3_600_000;
  for (let count = 0; count < OPENS_AFTER; count += 1) breaker.record(breaker.begin(), FAILING, later);
  expect(breaker.room(later)).toBe(0);
  expect(breaker.room(0)).toBe(1);
});
