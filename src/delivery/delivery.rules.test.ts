// The pure rules of delivery: states, retry, rate, names of attempts, outcomes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_RULES } from '../connectors/call-rules.contract.ts';
import type { CallResult } from '../connectors/caller.ts';
import { connectorOutcome } from './connector-outcome.ts';
import { DELIVERY_STATES, type DeliveryState, SETTLED_STATES, TRANSITIONS } from './delivery.states.ts';
import { formatMetadata, readMetadata, testMetadata } from './metadata.ts';
import { sendOutcome } from './outcome.ts';
import { MAX_ATTEMPTS, retryDelayMs } from './retry-policy.ts';
import { createSendRate } from './send-rate.ts';
import { createTokenBucket } from './token-bucket.ts';

describe('states', () => {
  test('every state can reach an answer; acceptance is final, and other answers are left for it or to wait again', () => {
    const reaches = (from: DeliveryState, seen = new Set<DeliveryState>()): boolean =>
      SETTLED_STATES.includes(from) ||
      (!seen.has(from) && TRANSITIONS[from].some((next) => reaches(next, new Set([...seen, from]))));
    for (const state of Object.keys(DELIVERY_STATES) as DeliveryState[]) expect(reaches(state)).toBe(true);
    expect(SETTLED_STATES.map((state) => TRANSITIONS[state])).toEqual([
      [],
      ['pending', 'accepted'],
      ['pending', 'accepted'],
    ]);
  });
});

describe('retry', () => {
  test('waits longer each time, never less than asked, and ends', () => {
    const waits = Array.from({ length: MAX_ATTEMPTS }, (_, index) => retryDelayMs(index + 1, null, 0));
    expect(waits).toEqual([2000, 4000, 8000, 16000, 32000, null]);
    expect(retryDelayMs(1, 60_000, 0.5)).toBe(60_000);
  });
});

describe('token bucket', () => {
  test('never lets more through in any window than its rate and burst', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 400 }),
        (perSecond, gapsMs) => {
          const burst = Math.max(1, perSecond / 10);
          const bucket = createTokenBucket(perSecond, 0, burst);
          const taken: number[] = [];
          let now = 0;
          for (const gap of gapsMs) {
            now += gap;
            while (bucket.take(now) === 0) taken.push(now);
          }
          for (const [index, from] of taken.entries()) {
            for (let to = index; to < taken.length; to++) {
              const allowed = burst + ((taken[to]! - from) / 1000) * perSecond;
              expect(to - index + 1).toBeLessThanOrEqual(allowed + 1e-6);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('the wait it tells is enough', () => {
    const bucket = createTokenBucket(7, 0, 1);
    expect(bucket.take(0)).toBe(0);
    const waitMs = bucket.take(0);
    expect(waitMs).toBeGreaterThan(0);
    expect(bucket.take(waitMs)).toBe(0);
  });
});

describe('send rate', () => {
  test.each([0.4, 1, 1.5, 10, 300])(
    '%d a second: no second holds more, and nearly as many go out',
    (perSecond) => {
      const rate = createSendRate(perSecond, 0);
      const taken: number[] = [];
      // Every half second the lane is busy with the database for 30 ms.
      for (let now = 0; now < 30_000; ) {
        const waitMs = rate.take(now);
        if (waitMs === 0) taken.push(now);
        now += waitMs;
        if (now % 500 < 30) now += 30;
      }
      const limit = Math.ceil(perSecond);
      for (const [index, from] of taken.entries())
        expect(taken[index + limit] ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(from + 1000);
      expect(taken.length / 30).toBeGreaterThan(perSecond * 0.9);
    },
  );
});

describe('metadata', () => {
  const name = { installationId: 'abc123', campaignId: 12, deliveryId: 99, number: 2 };
  test('names an attempt and is read back', () => {
    expect(readMetadata(formatMetadata(name), 'abc123')).toEqual(name);
  });
  test("another installation's, a test's and anybody else's name nothing", () => {
    for (const text of [formatMetadata(name), testMetadata('other'), 'CAMPAIGN-42', '', null]) {
      expect(readMetadata(text, 'other')).toBeNull();
    }
  });
});

const facts = {
  deliveryId: 1,
  number: 1,
  tries: 1,
  route: 0,
  nextRoute: null as number | null,
  calledAt: new Date('2026-11-22T09:59:55Z'),
  now: new Date('2026-11-22T10:00:00Z'),
  graceMs: 90_000,
  random: 0,
};
const answered = (status: number, body: unknown, headers: Record<string, string> = {}): CallResult => ({
  kind: 'answered',
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  durationMs: 5,
});
const refused = (code: number, subcode?: number, status = 400) =>
  answered(status, {
    error: { message: 'localised', code, ...(subcode && { error_subcode: subcode }), fbtrace_id: 'x' },
  });

describe('outcome of a send', () => {
  const outcome = (result: CallResult, over: Partial<typeof facts> = {}) => {
    const { settlement, effect } = sendOutcome({ ...facts, ...over }, result);
    return [settlement.state, settlement.reason, effect.kind];
  };

  test.each([
    ['accepted', answered(200, { recipient_id: '1', message_id: 'm_1' }), ['accepted', null, 'none']],
    ['window closed', refused(10, 2018278), ['failed', '10/2018278', 'window_closed']],
    ['blocked', refused(551, 1545041), ['failed', '551/1545041', 'block_person']],
    ['blocked, other code', refused(200, 1545041, 403), ['failed', '200/1545041', 'block_person']],
    ['temporary', refused(1200, undefined, 500), ['pending', '1200', 'none']],
    ['throttled', refused(613), ['pending', '613', 'pause_lane']],
    ['Page barred', refused(2022), ['pending', '2022', 'pause_lane']],
    ['token dead', refused(190, 463, 401), ['pending', '190/463', 'needs_token']],
    ['sent although it says not', refused(1, 1357046, 500), ['unknown', 'no_answer', 'none']],
    ['HTML from a proxy', answered(502, '<html>Bad gateway</html>'), ['unknown', 'no_answer', 'none']],
    ['truncated', answered(200, '{"recipient_id":"1","mess'), ['unknown', 'no_answer', 'none']],
    [
      'no answer',
      { kind: 'unanswered', message: 'reset', durationMs: 1 } as const,
      ['unknown', 'no_answer', 'none'],
    ],
    [
      'never left',
      { kind: 'not_sent', message: 'refused', durationMs: 1 } as const,
      ['pending', 'unreachable', 'none'],
    ],
  ])('%s', (_name, result, expected) => {
    expect(outcome(result)).toEqual(expected);
  });

  test('a closed window leads to the next route, when there is one', () => {
    expect(outcome(refused(10, 2018278), { nextRoute: 1 })).toEqual([
      'pending',
      '10/2018278',
      'window_closed',
    ]);
    const { settlement, effect } = sendOutcome({ ...facts, nextRoute: 1 }, refused(10, 2018278));
    expect(settlement).toMatchObject({ route: 1, counts: false, dueAt: facts.now });
    // Who wrote while the call was under way has opened their window again.
    expect(effect).toEqual({ kind: 'window_closed', at: facts.calledAt });
  });

  test('the last attempt fails', () => {
    expect(outcome(refused(1200), { tries: MAX_ATTEMPTS })).toEqual(['failed', '1200', 'none']);
  });
});

describe('outcome of a connector', () => {
  const outcome = (result: CallResult) => {
    const { settlement } = connectorOutcome({ ...facts, firstTriedAt: null }, DEFAULT_RULES, {
      ...result,
      earlier: [],
      masks: [],
    });
    return [
      settlement.state,
      settlement.reason,
      settlement.dueAt && settlement.dueAt.getTime() - facts.now.getTime(),
    ];
  };
  test.each([
    ['2xx', answered(204, ''), ['accepted', null, null]],
    ['404', answered(404, 'no'), ['failed', 'http_404', null]],
    ['503 with Retry-After', answered(503, '', { 'retry-after': '30' }), ['pending', 'http_503', 30_000]],
    [
      'no answer',
      { kind: 'unanswered', message: 'reset', durationMs: 1 } as const,
      ['pending', 'no_answer', 2000],
    ],
  ])('%s', (_name, result, expected) => {
    expect(outcome(result)).toEqual(expected);
  });
});
