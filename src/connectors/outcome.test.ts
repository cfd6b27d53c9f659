// What HTTP answers mean for a connector delivery.
import { expect, test } from 'vitest';
import { type Answered, classifyAnswer, explainHttpReason } from './outcome.ts';

const answered = (status: number, headers: Record<string, string> = {}): Answered => ({
  kind: 'answered',
  status,
  headers,
  body: '',
  durationMs: 1,
});

test.each([200, 201, 202, 204, 299])('%i is accepted', (status) =>
  expect(classifyAnswer(answered(status))).toEqual({ kind: 'accepted' }),
);

test.each([301, 302, 304, 400, 401, 403, 404, 409, 410, 422])('%i is refused for good', (status) =>
  expect(classifyAnswer(answered(status))).toEqual({
    kind: 'refused',
    key: `http_${status}`,
    retryable: false,
  }),
);

test.each([408, 425, 429, 500, 502, 503, 504, 599])('%i is tried again', (status) =>
  expect(classifyAnswer(answered(status))).toEqual({ kind: 'retry', key: `http_${status}`, waitMs: null }),
);

test.each([
  ['seconds', { 'retry-after': '120' }, 120_000],
  [
    'a date, by the answer’s own clock',
    { 'retry-after': 'Sun, 22 Nov 2026 10:05:00 GMT', date: 'Sun, 22 Nov 2026 10:00:00 GMT' },
    300_000,
  ],
  [
    'a date in the past',
    { 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT', date: 'Sun, 22 Nov 2026 10:00:00 GMT' },
    0,
  ],
  ['a date and no clock', { 'retry-after': 'Sun, 22 Nov 2026 10:05:00 GMT' }, null],
  ['nonsense', { 'retry-after': 'soon' }, null],
  ['a year', { 'retry-after': '31536000' }, 86_400_000],
])('Retry-After: %s', (_name, headers, waitMs) =>
  expect(classifyAnswer(answered(429, headers as Record<string, string>))).toEqual({
    kind: 'retry',
    key: 'http_429',
    waitMs,
  }),
);

test('every key has words, and only HTTP keys', () => {
  for (const status of [100, 302, 400, 404, 418, 429, 500, 503])
    expect(explainHttpReason(`http_${status}`)?.title).toContain(String(status));
  expect(explainHttpReason('window_closed')).toBeNull();
  expect(explainHttpReason('http_4040')).toBeNull();
});
