// What HTTP answers mean for a connector delivery.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkBody } from './answer-body.ts';
import { bodyCondition, DEFAULT_RULES, type SuccessRule } from './call-rules.contract.ts';
import { connectorRequest } from './connector.contract.ts';
import { type Answered, classifyAnswer } from './outcome.ts';
import { explainConnectorReason } from './reasons.ts';
import { readRetryAfter } from './retry-after.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const answered = (status: number, body = '', headers: Record<string, string> = {}): Answered => ({
  kind: 'answered',
  status,
  headers,
  body,
  durationMs: 1,
});
const classify = (result: Answered, rule: Partial<SuccessRule> = {}) =>
  classifyAnswer(result, { ...DEFAULT_RULES.success, ...rule }, NOW);

describe('by status', () => {
  test.each([200, 201, 202, 204, 299])('%i is accepted', (status) =>
    expect(classify(answered(status))).toEqual({ kind: 'accepted' }),
  );
  test.each([301, 302, 304, 400, 401, 403, 404, 409, 410, 422])('%i is refused for good', (status) =>
    expect(classify(answered(status))).toEqual({ kind: 'refused', key: `http_${status}` }),
  );
  test.each([408, 425, 429, 500, 502, 503, 504, 599])('%i is tried again', (status) =>
    expect(classify(answered(status))).toEqual({ kind: 'retry', key: `http_${status}`, waitMs: null }),
  );
  test('the campaign says which statuses are success', () => {
    const statuses = ['201', '4xx', '503'];
    for (const status of [201, 404, 429, 503])
      expect(classify(answered(status), { statuses })).toEqual({ kind: 'accepted' });
    expect(classify(answered(200), { statuses })).toEqual({ kind: 'refused', key: 'http_200' });
    expect(classify(answered(500), { statuses })).toMatchObject({ kind: 'retry' });
  });
});

describe('by body', () => {
  const verdict = (condition: object, body: unknown) =>
    checkBody(bodyCondition.parse(condition), typeof body === 'string' ? body : JSON.stringify(body));
  const answer = { ok: true, n: 5, none: null, data: { status: 'sent', list: [{ id: 'a' }, { id: 7 }] } };

  test.each([
    [{ path: 'ok', op: 'equals', value: 'true' }],
    [{ path: 'n', op: 'equals', value: '5' }],
    [{ path: 'data.status', op: 'equals', value: 'sent' }],
    [{ path: 'data.list.1.id', op: 'equals', value: '7' }],
    [{ path: 'data.status', op: 'not_equals', value: 'failed' }],
    [{ path: 'error', op: 'not_equals', value: 'true' }],
    [{ path: 'data.status', op: 'one_of', values: ['queued', 'sent'] }],
    [{ path: 'data.list.0', op: 'exists' }],
    [{ path: 'none', op: 'not_exists' }],
    [{ path: 'data.list.2', op: 'not_exists' }],
  ])('%j is met', (condition) => expect(verdict(condition, answer)).toBe('met'));

  test.each([
    [{ path: 'ok', op: 'equals', value: 'false' }],
    [{ path: 'data', op: 'equals', value: '[object Object]' }],
    [{ path: 'none', op: 'equals', value: 'null' }],
    [{ path: 'data.status.length', op: 'exists' }],
    [{ path: 'constructor.name', op: 'exists' }],
    [{ path: 'data.list.length', op: 'equals', value: '3' }],
    [{ path: 'data.status', op: 'one_of', values: ['queued'] }],
    [{ path: 'ok', op: 'not_exists' }],
  ])('%j is not', (condition) => expect(verdict(condition, answer)).toBe('not_met'));

  test('an answer that is no JSON meets nothing', () => {
    for (const text of ['', '<html>', '{"ok": tr'])
      expect(verdict({ path: 'ok', op: 'not_exists' }, text)).toBe('not_json');
  });

  test('a success that says otherwise is refused, with its own reason', () => {
    const body = bodyCondition.parse({ path: 'data.ok', op: 'equals', value: 'true' });
    expect(classify(answered(200, '{"data":{"ok":true}}'), { body })).toEqual({ kind: 'accepted' });
    expect(classify(answered(200, '{"data":{"ok":false}}'), { body })).toEqual({
      kind: 'refused',
      key: 'answer_condition:data.ok',
    });
    expect(classify(answered(200, 'OK'), { body })).toEqual({ kind: 'refused', key: 'answer_not_json' });
    expect(classify(answered(503, '{"data":{"ok":true}}'), { body })).toMatchObject({ kind: 'retry' });
  });

  test('whatever the answer, the two opposites never agree', () => {
    const paths = fc.constantFrom('a', 'a.b', 'a.0', '0', 'a.b.c', '__proto__.x');
    fc.assert(
      fc.property(fc.json(), paths, fc.string({ maxLength: 5 }), (text, path, value) => {
        expect(verdict({ path, op: 'exists' }, text)).not.toBe(verdict({ path, op: 'not_exists' }, text));
        expect(verdict({ path, op: 'equals', value }, text)).not.toBe(
          verdict({ path, op: 'not_equals', value }, text),
        );
      }),
    );
  });
});

describe('Retry-After', () => {
  const wait = (headers: Record<string, string>) => readRetryAfter(headers, NOW);
  const date = 'Sun, 22 Nov 2026 10:00:00 GMT';
  test.each([
    ['seconds', { 'retry-after': '120' }, 120_000],
    [
      'a date, by the answer’s own clock',
      { 'retry-after': 'Sun, 22 Nov 2026 11:05:00 GMT', date: 'Sun, 22 Nov 2026 11:00:00 GMT' },
      300_000,
    ],
    ['a date in the past', { 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT', date }, 0],
    ['a date and no clock: ours', { 'retry-after': 'Sun, 22 Nov 2026 10:05:00 GMT' }, 300_000],
    ['a date of RFC 850', { 'retry-after': 'Sunday, 22-Nov-26 10:05:00 GMT', date }, 300_000],
    ['a date of asctime', { 'retry-after': 'Sun Nov 22 10:05:00 2026', date }, 300_000],
    ['nonsense', { 'retry-after': 'soon' }, null],
    ['a fraction, which is none of the two', { 'retry-after': '1.5' }, null],
    ['a year', { 'retry-after': '31536000' }, 86_400_000],
    ['nothing', {}, null],
  ])('%s', (_name, headers, waitMs) => expect(wait(headers as Record<string, string>)).toBe(waitMs));

  test('is never negative, never more than a day, whatever is sent', () => {
    const value = fc.oneof(
      fc.string(),
      fc.nat().map(String),
      fc.date({ noInvalidDate: true }).map((at) => at.toUTCString()),
    );
    fc.assert(
      fc.property(value, value, (text, at) => {
        const waitMs = wait({ 'retry-after': text, date: at });
        if (waitMs !== null) expect(waitMs >= 0 && waitMs <= 86_400_000).toBe(true);
      }),
    );
  });
});

describe('words', () => {
  test('every key has them, and only a connector’s', () => {
    for (const status of [200, 302, 400, 404, 418, 429, 500, 503])
      expect(explainConnectorReason(`http_${status}`)?.title).toContain(String(status));
    for (const key of [
      'answer_not_json',
      'address_refused',
      'oauth_token_refused',
      'oauth_token_unreachable',
    ])
      expect(explainConnectorReason(key)?.remedy).toBeTruthy();
    expect(explainConnectorReason('answer_condition:data.ok')?.title).toMatch(/: data\.ok$/);
    for (const key of ['window_closed', 'http_4040', 'http_099', 'constructor'])
      expect(explainConnectorReason(key)).toBeNull();
  });
});

describe('the rules of a request', () => {
  const url = 'https://h.example/';
  test('all have defaults', () => {
    expect(connectorRequest.parse({ url })).toMatchObject(DEFAULT_RULES);
    expect(DEFAULT_RULES).toMatchObject({
      success: { statuses: ['2xx'], body: null },
      retry: { max_attempts: 6, within_minutes: 60 },
      timeouts: { connect_ms: 5000, total_ms: 20_000 },
      follow_redirects: 0,
      max_response_kb: 64,
      auth: null,
    });
  });
  test.each([
    { success: { statuses: ['6xx'] } },
    { retry: { max_attempts: 0 } },
    { retry: { within_minutes: 1441 } },
    { timeouts: { total_ms: 60_001 } },
    { follow_redirects: 6 },
    { auth: { kind: 'basic' } },
  ])('%j is refused', (rules) => expect(connectorRequest.safeParse({ url, ...rules }).success).toBe(false));
});
