// When a campaign goes out: a wall-clock time in a zone becomes an instant. Pure.
import { Temporal } from 'temporal-polyfill';
import type { CampaignDefinition } from './campaign.contract.ts';

/** Whether a text like 2026-12-24T09:00 names a day and a minute that exist (no 30 February). */
export function isLocalTime(text: string): boolean {
  try {
    Temporal.PlainDateTime.from(text);
    return true;
  } catch {
    return false;
  }
}

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
