// When a campaign goes out: a wall-clock time in a zone becomes an instant. Pure.
import { atLocalTime } from '../kit/zoned-time.ts';
import type { Schedule } from './schedule.contract.ts';

/**
 * `now` for "at once". A time that a clock change skips is the instant after the gap, one that occurs twice is the first
 * (Temporal's "compatible", what calendars do).
 */
export function dueAt(schedule: Schedule, now: Date): Date {
  if (schedule.kind === 'now') return now;
  if (schedule.kind === 'repeat') throw new Error('repeat'); // SCHED replaces this
  return atLocalTime(schedule.local_time, schedule.time_zone);
}
