// The calendar of what runs again and again: the days of a repeat, and its runs as instants. Pure.
import { Temporal } from 'temporal-polyfill';
import { atLocalTime } from '../kit/zoned-time.ts';
import type { Repeat } from './schedule.contract.ts';

/**
 * Days, weeks or months that are looked at in vain before we say that there is no run. Months repeat after twelve, leap years after
 * eight at most (1896 to 1904), so what has no run in so many has none.
 */
const MOST_EMPTY = 100;

export interface RunsSoFar {
  /** When it was published: the day it counts from, where it names none. */
  publishedAt: Date;
  /** Runs it has had, for a repeat that ends after so many. */
  runs: number;
}

/** The first run after an instant; null when there is none any more. */
export function nextRun(repeat: Repeat, so: RunsSoFar, after: Date): Date | null {
  if (repeat.end.kind === 'after' && so.runs >= repeat.end.runs) return null;
  // From the day before: a time that a clock change skips may be reached on the next day only.
  const from = dayIn(repeat.time_zone, after).subtract({ days: 1 });
  for (const day of runDays(repeat, startDay(repeat, so.publishedAt), from)) {
    const at = atLocalTime(`${day}T${repeat.time}`, repeat.time_zone);
    if (at > after) return at;
  }
  return null;
}

/** The runs after an instant, as many as asked for. */
export function listRuns(repeat: Repeat, so: RunsSoFar, { after, count }: RunRange): Date[] {
  const runs: Date[] = [];
  let last = after;
  while (runs.length < count) {
    const next = nextRun(repeat, { ...so, runs: so.runs + runs.length }, last);
    if (next === null) break;
    runs.push(next);
    last = next;
  }
  return runs;
}

export interface RunRange {
  after: Date;
  count: number;
}

const dayIn = (zone: string, at: Date): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate();

const startDay = (repeat: Repeat, publishedAt: Date): Temporal.PlainDate =>
  repeat.starts_on === null
    ? dayIn(repeat.time_zone, publishedAt)
    : Temporal.PlainDate.from(repeat.starts_on);

/** The days it runs on, in order, none before `start` or `from`. */
function* runDays(
  { every, end }: Repeat,
  start: Temporal.PlainDate,
  from: Temporal.PlainDate,
): Generator<Temporal.PlainDate> {
  const first = Temporal.PlainDate.compare(start, from) < 0 ? from : start;
  const last = end.kind === 'on' ? Temporal.PlainDate.from(end.date) : null;
  const periods = PERIODS[every.unit];
  const origin = periods.startOf(start);
  const skipped = Math.floor(periods.between(origin, first) / every.interval);
  let empty = 0;
  for (let turn = Math.max(0, skipped); empty < MOST_EMPTY; turn += 1) {
    const opening = periods.add(origin, turn * every.interval);
    if (last !== null && Temporal.PlainDate.compare(opening, last) > 0) return;
    empty += 1;
    for (const day of daysOf(every, opening)) {
      if (Temporal.PlainDate.compare(day, first) < 0) continue;
      if (last !== null && Temporal.PlainDate.compare(day, last) > 0) return;
      empty = 0;
      yield day;
    }
  }
}

interface Periods {
  /** The first day of the period a day is in. */
  startOf(day: Temporal.PlainDate): Temporal.PlainDate;
  add(day: Temporal.PlainDate, count: number): Temporal.PlainDate;
  /** Whole periods from the first day of one to a later day. */
  between(opening: Temporal.PlainDate, day: Temporal.PlainDate): number;
}

const PERIODS: Record<Repeat['every']['unit'], Periods> = {
  day: {
    startOf: (day) => day,
    add: (day, days) => day.add({ days }),
    between: (opening, day) => opening.until(day).days,
  },
  week: {
    startOf: (day) => day.subtract({ days: day.dayOfWeek - 1 }),
    add: (day, weeks) => day.add({ weeks }),
    between: (opening, day) => Math.floor(opening.until(day).days / 7),
  },
  month: {
    startOf: (day) => day.with({ day: 1 }),
    add: (day, months) => day.add({ months }),
    between: (opening, day) => (day.year - opening.year) * 12 + day.month - opening.month,
  },
};

/** The days of one period, in order; of a month without the day there is none. */
function daysOf(every: Repeat['every'], opening: Temporal.PlainDate): Temporal.PlainDate[] {
  if (every.unit === 'day') return [opening];
  if (every.unit === 'week') {
    const weekdays = [...new Set(every.weekdays)].sort((a, b) => a - b);
    return weekdays.map((weekday) => opening.add({ days: weekday - 1 }));
  }
  const { on } = every;
  if (on.by === 'date') {
    const day = on.day ?? opening.daysInMonth;
    return day > opening.daysInMonth ? [] : [opening.with({ day })];
  }
  const firstOne = 1 + ((on.weekday - opening.dayOfWeek + 7) % 7);
  const lastOne = firstOne + 7 * Math.floor((opening.daysInMonth - firstOne) / 7);
  return [opening.with({ day: on.position === -1 ? lastOne : firstOne + 7 * (on.position - 1) })];
}
