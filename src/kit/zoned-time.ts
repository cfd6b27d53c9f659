// A person's clock: the zone an attribute names, and wall-clock times in a zone as instants. Pure.
import { Temporal } from 'temporal-polyfill';
import { isTimeZone } from './time-zone.ts';

/**
 * The zone an attribute's value means: a name (Europe/Prague), or the offset from GMT in hours (2, -3.5, "5.5"), as Facebook
 * reports it. null: neither.
 */
export function readZone(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return null;
  const trimmed = text.trim();
  if (!/^[+-]?\d{1,2}(\.\d{1,2})?$/.test(trimmed)) return isTimeZone(trimmed) ? trimmed : null;
  const minutes = Math.round(Number(trimmed) * 60);
  if (Math.abs(minutes) > 14 * 60) return null;
  const two = (number: number): string => String(number).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/**
 * 2026-12-24T09:00 by the clocks of a zone (or an offset such as +05:30). A time that a clock change skips is the instant after
 * the gap, one that occurs twice is the first (Temporal's "compatible", what calendars do), unless the last is asked for.
 */
export function atLocalTime(localTime: string, zone: string, of: 'first' | 'last' = 'first'): Date {
  const local = Temporal.PlainDateTime.from(localTime);
  const disambiguation = of === 'first' ? 'compatible' : 'later';
  return new Date(local.toZonedDateTime(zone, { disambiguation }).epochMilliseconds);
}

/** The day the calendar of a zone shows, so many days later: 2026-12-24. */
export const dayAt = (at: Date, zone: string, daysLater = 0): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .add({ days: daysLater })
    .toString();
