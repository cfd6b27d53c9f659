// What the ledger makes of the platform's answers: how often it tries, how long the Page stops, what counts as a try.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallResult } from '../connectors/caller.ts';
import { MINUTE_MS } from '../kit/clock.ts';
import { type LanePause, nextPause } from './lane-pause.ts';
import { type AttemptFacts, sendOutcome } from './outcome.ts';
import { MAX_ATTEMPTS } from './retry-policy.ts';

const facts: AttemptFacts = {
  tries: 1,
  deliveryId: 1,
  number: 1,
  route: 0,
  nextRoute: null,
  calledAt: new Date('2026-11-22T09:59:55Z'),
  now: new Date('2026-11-22T10:00:00Z'),
  graceMs: 90_000,
  random: 0,
};
const answered = (status: number, body: string, headers: Record<string, string> = {}): CallResult => ({
  kind: 'answered',
  status,
  headers,
  body,
  durationMs: 5,
});
const refusal = (code: number, subcode?: number, message = '') =>
  JSON.stringify({ error: { message, code, ...(subcode && { error_subcode: subcode }) } });
const outcome = (body: string, over: Partial<AttemptFacts> = {}, status = 400, headers = {}) =>
  sendOutcome({ ...facts, ...over }, answered(status, body, headers));

/** Calls until it fails, for an error that always comes back. */
const triesOf = (code: number, subcode?: number): number => {
  for (let tries = 1; tries <= MAX_ATTEMPTS; tries++)
    if (outcome(refusal(code, subcode), { tries }).settlement.state === 'failed') return tries;
  return Number.POSITIVE_INFINITY;
};

describe('tries', () => {
  test.each([
    [1200, undefined, MAX_ATTEMPTS],
    [2, undefined, 3],
    [1, undefined, 3],
    [100, 2018008, 2],
    [551, 1545041, 1],
    [100, undefined, 1],
    [613, undefined, Number.POSITIVE_INFINITY],
    [190, 463, Number.POSITIVE_INFINITY],
  ])('%i/%s: %d', (code, subcode, tries) => {
    expect(triesOf(code, subcode)).toBe(tries);
  });

  test('what stops the whole Page is no try of the message; everything else is', () => {
    const counts = (code: number, subcode?: number) => outcome(refusal(code, subcode)).settlement.counts;
    expect([counts(613), counts(80006), counts(10, 1893063), counts(190), counts(368)]).not.toContain(true);
    expect([counts(1200), counts(2), counts(100), counts(551)]).not.toContain(false);
  });

  test('another program busy with the conversation is given minutes, not seconds', () => {
    const { dueAt } = outcome(refusal(10, 2018321)).settlement;
    expect(dueAt!.getTime() - facts.now.getTime()).toBe(MINUTE_MS);
  });
});

describe('the Page', () => {
  test('stops for as long as the headers ask', () => {
    const usage = { messenger: [{ type: 'messenger', estimated_time_to_regain_access: 7 }] };
    const headers = { 'x-business-use-case-usage': JSON.stringify(usage) };
    const { settlement, effect } = outcome(refusal(80006), {}, 400, headers);
    expect(effect).toMatchObject({ kind: 'pause_lane', because: '80006', ms: 7 * MINUTE_MS });
    expect(settlement).toMatchObject({
      state: 'pending',
      dueAt: null, // its turn as before
      attempt: { outcome: 'limited' },
    });
    const again = outcome(refusal(80006), { number: 2 }, 400, headers).settlement;
    expect(again).toMatchObject({ state: 'pending', dueAt: new Date('2026-11-22T10:07:00Z') });
  });

  test('barred, is tried again after 30 minutes, then after twice as long, up to 4 hours', () => {
    let last: LanePause | null = null;
    const minutes = [];
    for (let now = facts.now, round = 0; round < 6; round++) {
      const { effect } = outcome(refusal(10, 1893063), { now, lastPause: last });
      if (effect.kind !== 'pause_lane') throw new Error(effect.kind);
      minutes.push(effect.ms / MINUTE_MS);
      last = effect;
      now = effect.until;
    }
    expect(minutes).toEqual([30, 60, 120, 240, 240, 240]);
  });

  test('is paused once for all the calls that were under way', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 29 }), { minLength: 1, maxLength: 50 }), (seconds) => {
        const rule = { because: '368', askedMs: null, firstMs: 30_000, longestMs: 240_000 };
        const first = nextPause(null, rule, facts.now);
        const last = seconds.reduce<LanePause>(
          (pause, second) => nextPause(pause, rule, new Date(facts.now.getTime() + second * 1000)),
          first,
        );
        expect(last).toEqual(first);
      }),
    );
  });

  test('that sent well for a while is paused shortly again, and another reason counts anew', () => {
    const rule = { because: '613', askedMs: null, firstMs: 5_000, longestMs: 60_000 };
    const first = nextPause(null, rule, facts.now);
    const soon = new Date(first.until.getTime() + 1_000);
    const later = new Date(first.until.getTime() + 11 * MINUTE_MS);
    expect(nextPause(first, rule, soon).ms).toBe(10_000);
    expect(nextPause(first, rule, later).ms).toBe(5_000);
    expect(nextPause(first, { ...rule, because: '4' }, soon).ms).toBe(5_000);
  });
});

describe('an answer that proves nothing', () => {
  test.each([
    ['an HTML page', 502, '<html>Bad gateway</html>'],
    ['an HTML page with a good status', 200, '<html>Welcome</html>'],
    ['a cut answer', 200, '{"recipient_id":"1","mess'],
    ['a cut error', 400, '{"error":{"message":"(#10) This mes'],
    ['no body', 200, ''],
    ['an empty object', 200, '{}'],
    ['an error without a code', 400, '{"error":{"message":"no"}}'],
    ['a message answered without its id', 200, '{"recipient_id":"1"}'],
    ['an acceptance under an error status', 500, '{"recipient_id":"1","message_id":"m_1"}'],
  ])('%s stays unknown', (_what, status, body) => {
    const { settlement, effect } = outcome(body, { expectsMid: true }, status);
    expect([settlement.state, settlement.reason, effect.kind]).toEqual(['unknown', 'no_answer', 'none']);
  });

  test('the message id accepts, whatever the content type', () => {
    const body = '{"recipient_id":"1","message_id":"m_1"}';
    const { settlement } = outcome(body, { expectsMid: true }, 200, { 'content-type': 'text/html' });
    expect(settlement).toMatchObject({ state: 'accepted', mid: 'm_1' });
  });
});

test('the same code and subcode settle the same, whatever the text and the status', () => {
  const code = fc.oneof(fc.constantFrom(1, 2, 4, 10, 100, 190, 200, 368, 551, 613), fc.nat());
  const subcode = fc.option(fc.constantFrom(463, 2018278, 1545041, 1357046, 1893063), { nil: undefined });
  const status = fc.constantFrom(200, 400, 401, 403, 429, 500, 503);
  fc.assert(
    fc.property(code, subcode, fc.string(), status, status, (code, subcode, message, one, other) => {
      const judge = (text: string, status: number) => {
        const { settlement, effect } = outcome(refusal(code, subcode, text), {}, status);
        return { ...settlement, attempt: settlement.attempt?.outcome, effect };
      };
      expect(judge(message, one)).toEqual(judge('(#551) not available', other));
    }),
  );
});
