// Repeats against a plain reading of the same rule that looks at every single day, over many zones and years; and the rule
// of missed runs.
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS } from '../kit/clock.ts';
import { judgeLateRuns, missAll } from './campaign.missed.ts';
import { listRuns, nextRun } from './campaign.repeat.ts';
import { planRuns } from './planned-runs.ts';
import { type Repeat, schedule as scheduleSchema } from './schedule.contract.ts';

const repeat = (of: Record<string, unknown>): Repeat =>
  scheduleSchema.parse({ kind: 'repeat', time: '09:00', time_zone: 'Europe/Prague', ...of }) as Repeat;
const never = { publishedAt: new Date('2026-01-01T00:00:00Z'), runs: 0 };
const runsOf = (of: Repeat, after: string, count: number, so = never): string[] =>
  listRuns(of, so, { after: new Date(after), count }).map((at) => at.toISOString().slice(0, 16));

describe('a day at a time', () => {
  test('the hour of the clock stays when clocks change, in both directions', () => {
    const daily = repeat({ every: { unit: 'day' } });
    expect(runsOf(daily, '2026-03-27T12:00:00Z', 3)).toEqual([
      '2026-03-28T08:00',
      '2026-03-29T07:00',
      '2026-03-30T07:00',
    ]);
    expect(runsOf(daily, '2026-10-23T12:00:00Z', 3)).toEqual([
      '2026-10-24T07:00',
      '2026-10-25T08:00',
      '2026-10-26T08:00',
    ]);
    expect(runsOf({ ...daily, time_zone: 'America/New_York' }, '2026-10-30T14:00:00Z', 2)).toEqual([
      '2026-10-31T13:00',
      '2026-11-01T14:00',
    ]);
  });

  test('a time in the gap goes out after it, one that comes twice goes out once', () => {
    const night = repeat({ every: { unit: 'day' }, time: '02:30' });
    expect(runsOf(night, '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T01:30',
      '2026-03-29T01:30',
      '2026-03-30T00:30',
    ]);
    expect(runsOf(night, '2026-10-24T12:00:00Z', 2)).toEqual(['2026-10-25T00:30', '2026-10-26T01:30']);
  });

  test('weekdays of every second week count from the week it starts in', () => {
    const every = { unit: 'week', interval: 2, weekdays: [5, 1] };
    const weekly = repeat({ every, starts_on: '2026-01-07', time_zone: 'UTC' });
    expect(runsOf(weekly, '2026-01-01T00:00:00Z', 4)).toEqual([
      '2026-01-09T09:00',
      '2026-01-19T09:00',
      '2026-01-23T09:00',
      '2026-02-02T09:00',
    ]);
  });

  test.each([
    ['the 31st: only where there is one', { by: 'date', day: 31 }, ['01-31', '03-31', '05-31']],
    ['the last day', { by: 'date', day: null }, ['01-31', '02-28', '03-31']],
    ['the second Tuesday', { by: 'position', position: 2, weekday: 2 }, ['01-13', '02-10', '03-10']],
    ['the last Sunday', { by: 'position', position: -1, weekday: 7 }, ['01-25', '02-22', '03-29']],
  ])('a month by %s', (_name, on, days) => {
    const monthly = repeat({ every: { unit: 'month', on }, time_zone: 'UTC' });
    expect(runsOf(monthly, '2026-01-01T00:00:00Z', 3)).toEqual(days.map((day) => `2026-${day}T09:00`));
  });

  test('29 February of every year is in leap years; 30 February is never', () => {
    const yearly = (day: number) =>
      repeat({ every: { unit: 'month', interval: 12, on: { by: 'date', day } }, starts_on: '2097-02-01' });
    expect(runsOf(yearly(29), '2097-01-01T00:00:00Z', 1)).toEqual(['2104-02-29T08:00']);
    expect(nextRun(yearly(30), never, never.publishedAt)).toBeNull();
  });

  test('it ends on a day, which is the last, or after so many runs', () => {
    const until = repeat({ every: { unit: 'day' }, end: { kind: 'on', date: '2026-01-03' } });
    expect(runsOf(until, '2026-01-01T12:00:00Z', 9)).toEqual(['2026-01-02T08:00', '2026-01-03T08:00']);
    const three = repeat({ every: { unit: 'day' }, end: { kind: 'after', runs: 3 } });
    expect(runsOf(three, '2026-01-01T12:00:00Z', 9)).toHaveLength(3);
    expect(runsOf(three, '2026-01-01T12:00:00Z', 9, { ...never, runs: 2 })).toHaveLength(1);
  });
});

const ZONES = [
  ...[
    'UTC',
    'Europe/Prague',
    'America/New_York',
    'America/Santiago',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
  ],
  ...[
    'Pacific/Apia',
    'Pacific/Kiritimati',
    'Africa/Casablanca',
    'America/St_Johns',
    'Asia/Tehran',
    'Africa/Cairo',
  ],
];
const EPOCH = Temporal.PlainDate.from('2000-01-01');
const day = fc.integer({ min: 0, max: 15_000 }).map((days) => EPOCH.add({ days }));
const two = (number: number): string => String(number).padStart(2, '0');
const interval = fc.integer({ min: 1, max: 14 });
const weekday = fc.integer({ min: 1, max: 7 });
const on = fc.oneof(
  fc.record({ by: fc.constant('date'), day: fc.option(fc.integer({ min: 1, max: 31 })) }),
  fc.record({ by: fc.constant('position'), position: fc.constantFrom(1, 2, 3, 4, -1), weekday }),
);
const every = fc.oneof(
  fc.record({ unit: fc.constant('day'), interval }),
  fc.record({ unit: fc.constant('week'), interval, weekdays: fc.uniqueArray(weekday, { minLength: 1 }) }),
  fc.record({ unit: fc.constant('month'), interval, on }),
);
const anyRepeat = fc
  .record({
    every,
    time: fc.record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.constantFrom(0, 15, 30, 59) }),
    time_zone: fc.constantFrom(...ZONES),
    starts_on: fc.option(day),
    last: fc.option(fc.integer({ min: -10, max: 900 })),
  })
  .map(({ time, starts_on, last, ...of }) => {
    const from = starts_on ?? EPOCH;
    const date = last === null || last < 0 ? null : from.add({ days: last }).toString();
    return repeat({
      ...of,
      time: `${two(time.hour)}:${two(time.minute)}`,
      starts_on: starts_on?.toString() ?? null,
      end: date === null ? { kind: 'never' } : { kind: 'on', date },
    });
  });

/** Whether it runs on a day, read from the rule and nothing else. */
function runsOn({ every, end }: Repeat, start: Temporal.PlainDate, day: Temporal.PlainDate): boolean {
  if (Temporal.PlainDate.compare(day, start) < 0) return false;
  if (end.kind === 'on' && day.toString() > end.date) return false;
  const monday = (of: Temporal.PlainDate) => of.subtract({ days: of.dayOfWeek - 1 });
  if (every.unit === 'day') return start.until(day).days % every.interval === 0;
  if (every.unit === 'week')
    return (
      every.weekdays.includes(day.dayOfWeek) &&
      (monday(start).until(monday(day)).days / 7) % every.interval === 0
    );
  const months = day.year * 12 + day.month - (start.year * 12 + start.month);
  if (months % every.interval !== 0) return false;
  const { on } = every;
  if (on.by === 'date') return day.day === (on.day ?? day.daysInMonth);
  if (day.dayOfWeek !== on.weekday) return false;
  return on.position === -1 ? day.day + 7 > day.daysInMonth : Math.ceil(day.day / 7) === on.position;
}

/** The instant of a wall-clock time, found by going through the minutes of the day as the zone's clock shows them. */
function instantOf(day: Temporal.PlainDate, time: string, zone: string): number {
  const wanted = `${day}T${time}`;
  const from = day.toPlainDateTime().toZonedDateTime('UTC').epochMilliseconds - 15 * HOUR_MS;
  const shows = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at)
      .toZonedDateTimeISO(zone)
      .toPlainDateTime()
      .toString()
      .slice(0, 16);
  const offsetAt = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
  const local = Temporal.PlainDateTime.from(wanted).toZonedDateTime('UTC').epochMilliseconds;
  const candidates = [...new Set([offsetAt(from), offsetAt(local), offsetAt(local + 30 * HOUR_MS)])]
    .map((offset) => local - offset)
    .filter((at) => shows(at) === wanted)
    .sort((a, b) => a - b);
  // Skipped: as far behind the gap as it lies in it, which is what the offset of before makes of it.
  return candidates[0] ?? local - Math.min(offsetAt(local - DAY_MS), offsetAt(local + DAY_MS));
}

test('runs are those of the plain reading', () => {
  fc.assert(
    fc.property(anyRepeat, day, (of, since) => {
      const publishedAt = new Date(since.toZonedDateTime(of.time_zone).epochMilliseconds + HOUR_MS);
      const start = of.starts_on === null ? since : Temporal.PlainDate.from(of.starts_on);
      const after = publishedAt;
      const expected = new Set<number>();
      const days = 800;
      for (let n = -2; n < days; n += 1) {
        const date = since.add({ days: n });
        if (!runsOn(of, start, date)) continue;
        const at = instantOf(date, of.time, of.time_zone);
        if (at > after.getTime()) expected.add(at);
      }
      const end = since.add({ days: days - 2 }).toZonedDateTime(of.time_zone).epochMilliseconds;
      const within = (at: number) => at < end;
      const runs = listRuns(of, { publishedAt, runs: 0 }, { after, count: days + 10 })
        .map(Number)
        .filter(within);
      expect(runs).toEqual([...expected].filter(within));
    }),
    { numRuns: 150 },
  );
}, 120_000);

test('from any instant the next run is the first of the list that lies behind it', () => {
  fc.assert(
    fc.property(
      anyRepeat,
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: -1, max: 1 }),
      (of, nth, ms) => {
        const runs = listRuns(of, never, { after: never.publishedAt, count: 22 });
        const [here, next] = [runs[nth], runs[nth + 1]];
        if (here === undefined) return;
        const found = nextRun(of, never, addMs(here, ms));
        expect(found).toEqual(ms < 0 ? here : (next ?? null));
      },
    ),
    { numRuns: 300 },
  );
});

describe('what clock changes do is told', () => {
  test.each([
    ['02:30', '2026-03-28T12:00:00Z', 'skipped', '2026-03-29T03:30'],
    ['09:00', '2026-03-28T12:00:00Z', 'shifted', '2026-03-29T09:00'],
    ['02:30', '2026-10-24T12:00:00Z', 'twice', '2026-10-25T02:30'],
    ['09:00', '2026-07-01T12:00:00Z', 'none', '2026-07-02T09:00'],
  ])('%s after %s: %s', (time, now, change, localTime) => {
    const [first] = planRuns(repeat({ every: { unit: 'day' }, time }), never, {
      now: new Date(now),
      count: 1,
    });
    expect(first).toMatchObject({ change, localTime });
  });
});

describe('runs whose time passed', () => {
  const daily = repeat({ every: { unit: 'day' }, time_zone: 'UTC' });
  const dueAt = new Date('2026-06-01T09:00:00Z');
  const judge = (of: Repeat, now: string) => {
    const { start, missed, next } = judgeLateRuns(of, never, { dueAt, now: new Date(now) });
    const text = (at: Date | null | undefined) => at?.toISOString().slice(5, 16) ?? null;
    return [text(start), missed?.runs ?? 0, text(missed?.lastAt), text(next)];
  };
  test.each([
    ['on time', '2026-06-01T09:00:00Z', ['06-01T09:00', 0, null, '06-02T09:00']],
    ['half a day late', '2026-06-01T21:00:00Z', ['06-01T09:00', 0, null, '06-02T09:00']],
    ['later than that', '2026-06-01T21:00:01Z', [null, 1, '06-01T09:00', '06-02T09:00']],
    ['days later: one catches up', '2026-06-04T10:00:00Z', ['06-04T09:00', 3, '06-03T09:00', '06-05T09:00']],
    ['days later, and late', '2026-06-04T22:00:00Z', [null, 4, '06-04T09:00', '06-05T09:00']],
  ])('%s', (_name, now, expected) => {
    expect(judge(daily, now)).toEqual(expected);
  });

  test('missed runs do not count among those after which it ends; the last has twelve hours', () => {
    const two = { ...daily, end: { kind: 'after' as const, runs: 2 } };
    const so = { ...never, runs: 1 };
    const late = judgeLateRuns(two, so, { dueAt, now: new Date('2026-06-03T12:00:00Z') });
    expect([late.start?.toISOString(), late.missed?.runs, late.next]).toEqual([
      '2026-06-03T09:00:00.000Z',
      2,
      null,
    ]);
    const over = { ...daily, end: { kind: 'on' as const, date: '2026-06-01' } };
    expect(judge(over, '2026-06-01T20:59:00Z')).toEqual(['06-01T09:00', 0, null, null]);
    expect(judge(over, '2026-06-01T21:01:00Z')).toEqual([null, 1, '06-01T09:00', null]);
  });

  test('after a pause even the newest is missed', () => {
    const late = missAll(daily, never, { dueAt, now: new Date('2026-06-02T09:00:01Z') });
    expect([late.start, late.missed?.runs, late.next?.toISOString()]).toEqual([
      null,
      2,
      '2026-06-03T09:00:00.000Z',
    ]);
  });
});
