// When a campaign goes out: a wall-clock time in a zone becomes an instant. Pure.
import { Temporal } from 'temporal-polyfill';
import { atLocalTime } from '../kit/zoned-time.ts';
import { nextRun } from './campaign.repeat.ts';
import type { Schedule } from './schedule.contract.ts';

/** Where a day begins first (Kiritimati), and where it ends last: no clock of a person is before or behind them. */
const FIRST_ZONE = '+14:00';
const LAST_ZONE = '-12:00';

/**
 * When its first run starts, published now. `now` for "at once"; in own time zones when the first zone on Earth reaches the time.
 * null: a repeat that has no run any more.
 */
export function dueAt(schedule: Schedule, now: Date): Date | null {
  if (schedule.kind === 'now') return now;
  if (schedule.kind === 'at') return atLocalTime(schedule.local_time, schedule.time_zone);
  if (schedule.kind === 'own_zone') return atLocalTime(schedule.local_time, FIRST_ZONE);
  return nextRun(schedule, { publishedAt: now, runs: 0 }, now);
}

/** When the last zone on Earth reaches a local time. */
export const lastZoneReaches = (localTime: string): Date => atLocalTime(localTime, LAST_ZONE);

export interface WallClock {
  /** Instant and wall-clock time at which it happens. */
  at: Date;
  localTime: string;
  /** From UTC, such as +02:00. */
  offset: string;
  /** skipped: the time does not exist that day, `localTime` is what the clock shows instead. twice: it is the first of two. */
  change: 'none' | 'skipped' | 'twice';
}

/** What a wall-clock time comes to in a zone (the rule stands at `atLocalTime`). */
export function readWallClock(localTime: string, zone: string): WallClock {
  const local = Temporal.PlainDateTime.from(localTime);
  const [first, second] = (['earlier', 'later'] as const).map((disambiguation) =>
    local.toZonedDateTime(zone, { disambiguation }),
  ) as [Temporal.ZonedDateTime, Temporal.ZonedDateTime];
  if (first.epochMilliseconds === second.epochMilliseconds) return shown(first, 'none');
  return first.toPlainDateTime().equals(local) ? shown(first, 'twice') : shown(second, 'skipped');
}

/** The clock of a zone at an instant. */
export const clockAt = (at: Date, zone: string): Omit<WallClock, 'change'> => {
  const { change: _, ...clock } = shown(zoned(at, zone), 'none');
  return clock;
};

/** Changes looked for at most: a zone has four a year at most (Morocco's, around Ramadan). */
const MOST_CHANGES = 20;

/** The instants between two at which the clocks of a zone change. */
export function clockChanges(zone: string, from: Date, until: Date): Date[] {
  const changes: Date[] = [];
  let at = zoned(from, zone).getTimeZoneTransition('next');
  while (at !== null && at.epochMilliseconds <= until.getTime() && changes.length < MOST_CHANGES) {
    changes.push(new Date(at.epochMilliseconds));
    at = at.getTimeZoneTransition('next');
  }
  return changes;
}

const zoned = (at: Date, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);

const shown = (time: Temporal.ZonedDateTime, change: WallClock['change']): WallClock => ({
  at: new Date(time.epochMilliseconds),
  localTime: time.toPlainDateTime().toString({ smallestUnit: 'minute' }),
  offset: time.offset,
  change,
});
