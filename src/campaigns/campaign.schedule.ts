// When a campaign goes out: a wall-clock time in a zone becomes an instant. Pure.
import { Temporal } from 'temporal-polyfill';
import type { CampaignDefinition } from './campaign.contract.ts';

/**
 * `now` for "at once". A time that a clock change skips is the instant after the gap, one that occurs twice is the first
 * (Temporal's "compatible", what calendars do).
 */
export function dueAt(schedule: CampaignDefinition['schedule'], now: Date): Date {
  if (schedule.kind === 'now') return now;
  const local = Temporal.PlainDateTime.from(schedule.local_time);
  const instant = local.toZonedDateTime(schedule.time_zone, { disambiguation: 'compatible' });
  return new Date(instant.epochMilliseconds);
}
