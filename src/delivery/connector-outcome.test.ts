// What becomes of a connector's delivery after each kind of answer, and when it is tried again.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CallRules, DEFAULT_RULES } from '../connectors/call-rules.contract.ts';
import type { CallResult, NotSentReason } from '../connectors/caller.ts';
import { createMask } from '../connectors/render-request.ts';
import { type ConnectorFacts, connectorOutcome } from './connector-outcome.ts';
import { connectorDelayMs } from './connector-retry.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const FACTS: ConnectorFacts = { deliveryId: 1, number: 1, tries: 1, firstTriedAt: null, now: NOW, random: 0 };

const answered = (status: number, body = '', headers: Record<string, string> = {}): CallResult => ({
  kind: 'answered',
  status,
  headers,
  body,
  durationMs: 5,
});
const notSent = (reason?: NotSentReason): CallResult => ({
  kind: 'not_sent',
  message: 'why',
  durationMs: 5,
  ...(reason && { reason }),
});
const unanswered: CallResult = { kind: 'unanswered', message: 'reset', durationMs: 5 };

function outcome(result: CallResult, facts: Partial<ConnectorFacts> = {}, rules: Partial<CallRules> = {}) {
  const whole = { ...result, earlier: [], masks: [] };
  const { settlement } = connectorOutcome({ ...FACTS, ...facts }, { ...DEFAULT_RULES, ...rules }, whole);
  const { state, reason, dueAt } = settlement;
  return [state, reason, dueAt && dueAt.getTime() - NOW.getTime()];
}

describe('the first answer', () => {
  test.each<[string, CallResult, unknown[]]>([
    ['2xx', answered(204), ['accepted', null, null]],
    ['a refusal', answered(404), ['failed', 'http_404', null]],
    ['a redirect', answered(302), ['failed', 'http_302', null]],
    ['a failure', answered(503), ['pending', 'http_503', 2_000]],
    [
      'a failure that asks to wait',
      answered(503, '', { 'retry-after': '90' }),
      ['pending', 'http_503', 90_000],
    ],
    [
      'a wait that ends after the time for trying',
      answered(429, '', { 'retry-after': '3601' }),
      ['failed', 'http_429', null],
    ],
    ['none, but it may have arrived', unanswered, ['pending', 'no_answer', 2_000]],
    ['none, it never left', notSent(), ['pending', 'unreachable', 2_000]],
    ['an address we refuse', notSent('address_refused'), ['failed', 'address_refused', null]],
    ['wrong credentials', notSent('oauth_token_refused'), ['failed', 'oauth_token_refused', null]],
    ['no token', notSent('oauth_token_unreachable'), ['pending', 'oauth_token_unreachable', 2_000]],
  ])('%s', (_name, result, expected) => expect(outcome(result)).toEqual(expected));

  test('by the campaign’s own rule of success', () => {
    const body = { path: 'ok', op: 'equals', value: 'true' } as const;
    const rules = { success: { statuses: ['200'], body } };
    expect(outcome(answered(200, '{"ok":true}'), {}, rules)).toEqual(['accepted', null, null]);
    expect(outcome(answered(200, '{"ok":false}'), {}, rules)).toEqual([
      'failed',
      'answer_condition:ok',
      null,
    ]);
    expect(outcome(answered(201, '{"ok":true}'), {}, rules)).toEqual(['failed', 'http_201', null]);
  });
});

describe('trying again', () => {
  test('ends with the calls allowed', () => {
    const retry = { max_attempts: 3, within_minutes: 60 };
    const waits = [1, 2, 3].map((tries) => outcome(answered(500), { tries }, { retry })[2]);
    expect(waits).toEqual([2_000, 4_000, null]);
    expect(outcome(answered(500), {}, { retry: { ...retry, max_attempts: 1 } })[0]).toBe('failed');
  });

  test('ends with the time allowed, counted from the first call', () => {
    const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
    expect(outcome(answered(500), { tries: 2, firstTriedAt: ago(59) })).toEqual([
      'pending',
      'http_500',
      4_000,
    ]);
    expect(outcome(answered(500), { tries: 2, firstTriedAt: ago(60) })).toEqual(['failed', 'http_500', null]);
    // It waited for the breaker meanwhile; the answer still counts.
    expect(outcome(answered(200), { tries: 2, firstTriedAt: ago(600) })[0]).toBe('accepted');
  });

  test('stays within calls and time, and waits as long as asked, whatever happens', () => {
    const rule = fc.record({
      max_attempts: fc.integer({ min: 1, max: 20 }),
      within_minutes: fc.integer({ min: 1, max: 1440 }),
    });
    const asked = fc.array(fc.option(fc.integer({ min: 0, max: 90_000_000 })), {
      minLength: 25,
      maxLength: 25,
    });
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(rule, asked, random, (retry, waits, jitter) => {
        let sinceFirstMs = 0;
        let tries = 1;
        for (; tries <= 25; tries += 1) {
          const askedMs = waits[tries - 1] ?? null;
          const delayMs = connectorDelayMs(retry, { tries, sinceFirstMs, askedMs }, jitter);
          if (delayMs === null) break;
          expect(delayMs).toBeGreaterThanOrEqual(
            Math.max(askedMs ?? 0, Math.min(3_600_000, 1_000 * 2 ** tries)),
          );
          expect(delayMs).toBeLessThanOrEqual(
            Math.max(askedMs ?? 0, Math.min(5_400_000, 1_500 * 2 ** tries)) + 1,
          );
          sinceFirstMs += delayMs;
          expect(sinceFirstMs).toBeLessThanOrEqual(retry.within_minutes * 60_000);
        }
        expect(tries).toBeLessThanOrEqual(retry.max_attempts);
      }),
    );
  });
});

describe('the record of an attempt', () => {
  const record = (result: CallResult, earlier: string[], secret: string) =>
    connectorOutcome(FACTS, DEFAULT_RULES, { ...result, earlier, masks: [createMask([secret])] }).settlement
      .attempt?.response;

  test('tells what came before the answer, without the access token', () => {
    expect(record(answered(200, 'took tokentoken'), ['401 for tokentoken'], 'tokentoken')).toBe(
      '401 for ••••••\n\ntook ••••••',
    );
  });
  test('is masked before it is cut', () => {
    const text = record(answered(200, `${'x'.repeat(4090)}tokentoken`), [], 'tokentoken') ?? '';
    expect(text).toHaveLength(4096);
    expect(text).not.toContain('token');
  });
});
