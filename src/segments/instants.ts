// What spans and calendar periods mean at a given now, in a given time zone: ranges of instants. Pure; the SQL and the plain
// evaluation both read it, so that neither has a calendar of its own.
import { Temporal } from 'temporal-polyfill';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kit/clock.ts';
import type { Period, Span } from './filter.contract.ts';

/** Milliseconds since 1970: from ≤ t < before. null: open on that side. */
export interface Range {
  from: number | null;
  before: number | null;
}

/** What "now" and "day" mean. */
export interface Calendar {
  now: Date;
  /** IANA name. */
  timeZone: string;
}

/** Nothing is stored outside these. */
export const EARLIEST = Date.parse('0001-01-01T00:00:00.000Z');
export const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

const UNIT_MS = {
  minutes: MINUTE_MS,
  hours: HOUR_MS,
  days: DAY_MS,
  weeks: 7 * DAY_MS,
} as const;

/** The length of a span in milliseconds; undefined for months, which depend on where they begin. */
export const spanMs = ({ amount, unit }: Span): number | undefined =>
  unit === 'months' ? undefined : amount * UNIT_MS[unit];

/**
 * The instant so far after (or before, with a negative `sign`). A month from the 31st ends on the last day of a shorter one. An hour
 * that a clock change skips or repeats is taken as the later one, as PostgreSQL does.
 */
export function addSpan(at: number, span: Span, timeZone: string, sign: 1 | -1 = 1): number {
  const ms = spanMs(span);
  if (ms !== undefined) return at + sign * ms;
  return zoned(at, timeZone)
    .toPlainDateTime()
    .add({ months: sign * span.amount })
    .toZonedDateTime(timeZone, { disambiguation: 'later' }).epochMilliseconds;
}

/** The N units up to now; the future is out. */
export const lastRange = (span: Span, { now, timeZone }: Calendar): Range => ({
  from: addSpan(now.getTime(), span, timeZone, -1) + 1,
  before: now.getTime() + 1,
});

/** From now on, N units far. */
export const nextRange = (span: Span, { now, timeZone }: Calendar): Range => ({
  from: now.getTime(),
  before: addSpan(now.getTime(), span, timeZone),
});

export function periodRange(period: Period, calendar: Calendar): Range {
  const { now, timeZone } = calendar;
  switch (period.kind) {
    case 'last':
      return { from: addSpan(now.getTime(), period, timeZone, -1) + 1, before: null };
    case 'more_than_ago':
      return { from: null, before: addSpan(now.getTime(), period, timeZone, -1) };
    case 'before':
      return { from: null, before: Date.parse(period.at) };
    case 'after':
      return { from: Date.parse(period.at) + 1, before: null };
    case 'between':
      return { from: Date.parse(period.from), before: Date.parse(period.to) + 1 };
    case 'on':
      return calendarRange(Temporal.PlainDate.from(period.day), { days: 1 }, timeZone);
    case 'this':
    case 'previous': {
      const one = { [`${period.unit}s`]: 1 };
      const start = startOf(period.unit, zoned(now.getTime(), timeZone).toPlainDate());
      return calendarRange(period.kind === 'this' ? start : start.subtract(one), one, timeZone);
    }
  }
}

/** The period of an event filter; null: ever. */
export function occasionRange(
  { period, within_days }: { period?: Period | null | undefined; within_days?: number | null },
  calendar: Calendar,
): Range | null {
  if (period) return periodRange(period, calendar);
  if (within_days == null) return null;
  return periodRange({ kind: 'last', amount: within_days, unit: 'days' }, calendar);
}

export const isWithin = (at: number, { from, before }: Range): boolean =>
  (from === null || at >= from) && (before === null || at < before);

/** The same range without bounds beyond what is stored; null when nothing stored can lie in it. */
export function storedRange({ from, before }: Range): Range | null {
  if ((from !== null && from > LATEST) || (before !== null && before <= EARLIEST)) return null;
  return {
    from: from !== null && from > EARLIEST ? from : null,
    before: before !== null && before <= LATEST ? before : null,
  };
}

/** The days from today on, within so many more, as 11-22. The 28th of February stands for the 29th too where there is none. */
export function anniversaryDays(withinDays: number, { now, timeZone }: Calendar): string[] {
  const today = zoned(now.getTime(), timeZone).toPlainDate();
  const days = new Set<string>();
  for (let ahead = 0; ahead <= withinDays; ahead += 1) {
    const day = today.add({ days: ahead });
    const name = day.toString().slice(-5);
    days.add(name);
    if (name === '02-28' && !day.inLeapYear) days.add('02-29');
  }
  return [...days];
}

/** What the clock and the calendar on the wall say. */
export function localTime(at: number, timeZone: string): { hour: number; weekday: number; day: string } {
  const local = zoned(at, timeZone);
  const day = local.toPlainDate().toString().slice(-5);
  return { hour: local.hour, weekday: local.dayOfWeek, day };
}

const zoned = (at: number, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);

function startOf(unit: 'day' | 'week' | 'month' | 'year', day: Temporal.PlainDate): Temporal.PlainDate {
  switch (unit) {
    case 'day':
      return day;
    case 'week':
      return day.subtract({ days: day.dayOfWeek - 1 });
    case 'month':
      return day.with({ day: 1 });
    case 'year':
      return day.with({ month: 1, day: 1 });
  }
}

/** A day begins at its first instant, which is not midnight where a clock change skips that. */
function calendarRange(start: Temporal.PlainDate, length: Temporal.DurationLike, timeZone: string): Range {
  return {
    from: start.toZonedDateTime(timeZone).epochMilliseconds,
    before: start.add(length).toZonedDateTime(timeZone).epochMilliseconds,
  };
}
