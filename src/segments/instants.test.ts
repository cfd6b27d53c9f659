// Spans and calendar periods at clock changes, month ends and skipped midnights, with the instants worked out by hand.
import { describe, expect, test } from 'vitest';
import type { Period, Span } from './filter.contract.ts';
import {
  addSpan,
  anniversaryDays,
  lastRange,
  localTime,
  nextRange,
  periodRange,
  storedRange,
} from './instants.ts';

const at = (text: string) => Date.parse(text);
const calendar = (now: string, timeZone: string) => ({ now: new Date(now), timeZone });
const show = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

test.each<[string, string, Span, 1 | -1, string]>([
  ['2026-03-31T10:00:00.000Z', 'UTC', { amount: 1, unit: 'months' }, -1, '2026-02-28T10:00:00.000Z'],
  ['2024-01-31T10:00:00.000Z', 'UTC', { amount: 1, unit: 'months' }, 1, '2024-02-29T10:00:00.000Z'],
  // Half past two by the clock, in winter and in summer
  ['2026-02-28T01:30:00.000Z', 'Europe/Prague', { amount: 2, unit: 'months' }, 1, '2026-04-28T00:30:00.000Z'],
  // From midnight to midnight, though the month is an hour shorter
  ['2026-02-28T23:00:00.000Z', 'Europe/Prague', { amount: 1, unit: 'months' }, 1, '2026-03-31T22:00:00.000Z'],
  // Days are 24 hours, over a clock change too
  ['2026-03-28T12:00:00.000Z', 'Europe/Prague', { amount: 1, unit: 'days' }, 1, '2026-03-29T12:00:00.000Z'],
  ['2026-11-22T12:00:00.000Z', 'UTC', { amount: 2, unit: 'weeks' }, -1, '2026-11-08T12:00:00.000Z'],
])('%s in %s and %j: %i', (from, timeZone, span, sign, to) => {
  expect(show(addSpan(at(from), span, timeZone, sign))).toBe(to);
});

const PRAGUE = calendar('2026-10-25T12:00:00.000Z', 'Europe/Prague'); // a day of 25 hours, a Sunday
test.each<[Period, string | null, string | null]>([
  [{ kind: 'this', unit: 'day' }, '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
  [{ kind: 'previous', unit: 'day' }, '2026-10-23T22:00:00.000Z', '2026-10-24T22:00:00.000Z'],
  [{ kind: 'this', unit: 'week' }, '2026-10-18T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
  [{ kind: 'previous', unit: 'week' }, '2026-10-11T22:00:00.000Z', '2026-10-18T22:00:00.000Z'],
  [{ kind: 'this', unit: 'month' }, '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
  [{ kind: 'previous', unit: 'month' }, '2026-08-31T22:00:00.000Z', '2026-09-30T22:00:00.000Z'],
  [{ kind: 'this', unit: 'year' }, '2025-12-31T23:00:00.000Z', '2026-12-31T23:00:00.000Z'],
  [{ kind: 'previous', unit: 'year' }, '2024-12-31T23:00:00.000Z', '2025-12-31T23:00:00.000Z'],
  [{ kind: 'on', day: '2026-03-29' }, '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
  [{ kind: 'last', amount: 1, unit: 'hours' }, '2026-10-25T11:00:00.001Z', null],
  [{ kind: 'more_than_ago', amount: 1, unit: 'hours' }, null, '2026-10-25T11:00:00.000Z'],
  [{ kind: 'before', at: '2026-01-01T00:00:00+01:00' }, null, '2025-12-31T23:00:00.000Z'],
  [{ kind: 'after', at: '2026-01-01T00:00:00Z' }, '2026-01-01T00:00:00.001Z', null],
  [
    { kind: 'between', from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
    '2026-01-01T00:00:00.000Z',
    '2026-01-02T00:00:00.001Z',
  ],
])('%j in Prague', (period, from, before) => {
  const range = periodRange(period, PRAGUE);
  expect([show(range.from), show(range.before)]).toEqual([from, before]);
});

test('a day without a midnight begins when it begins', () => {
  const range = periodRange(
    { kind: 'on', day: '2018-11-04' },
    calendar('2018-11-10T00:00:00Z', 'America/Sao_Paulo'),
  );
  expect(show(range.from)).toBe('2018-11-04T03:00:00.000Z'); // 01:00, an hour after 23:59 of the day before
  expect(range.before! - range.from!).toBe(23 * 3_600_000);
});

test('now is in the last and in the next hour, so far back or ahead is not', () => {
  const hour: Span = { amount: 1, unit: 'hours' };
  const now = PRAGUE.now.getTime();
  expect(lastRange(hour, PRAGUE)).toEqual({ from: now - 3_600_000 + 1, before: now + 1 });
  expect(nextRange(hour, PRAGUE)).toEqual({ from: now, before: now + 3_600_000 });
});

describe('the days of anniversaries', () => {
  test.each<[string, string, number, string[]]>([
    ['2026-11-22T23:30:00.000Z', 'Europe/Prague', 0, ['11-23']],
    ['2026-12-30T12:00:00.000Z', 'UTC', 2, ['12-30', '12-31', '01-01']],
    ['2026-02-28T12:00:00.000Z', 'UTC', 0, ['02-28', '02-29']],
    ['2024-02-28T12:00:00.000Z', 'UTC', 1, ['02-28', '02-29']],
    ['2024-02-28T12:00:00.000Z', 'UTC', 0, ['02-28']],
  ])('%s in %s, %i days', (now, timeZone, days, expected) => {
    expect(anniversaryDays(days, calendar(now, timeZone))).toEqual(expected);
  });
});

test('the clock on the wall', () => {
  expect(localTime(at('2026-11-22T23:30:00.000Z'), 'Europe/Prague')).toEqual({
    hour: 0,
    weekday: 1,
    day: '11-23',
  });
});

test('bounds beyond what is stored are none, or leave nothing', () => {
  const [low, high] = [at('-000001-01-01T00:00:00Z'), at('+010000-01-01T00:00:00Z')];
  expect(storedRange({ from: low, before: high })).toEqual({ from: null, before: null });
  expect(storedRange({ from: high, before: null })).toBeNull();
  expect(storedRange({ from: null, before: low })).toBeNull();
});
