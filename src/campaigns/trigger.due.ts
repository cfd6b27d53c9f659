// When somebody who comes in gets the message: at once, after a delay, or before or after a date of the event or the person, by
// the person's clock where a time of day is named. Pure.
import { Temporal } from 'temporal-polyfill';
import { addMs, DAY_MS, MINUTE_MS } from '../kit/clock.ts';
import { atLocalTime } from '../kit/zoned-time.ts';
import { findValue } from '../segments/evaluate.attribute.ts';
import { readInstant } from '../segments/filter.values.ts';
import { isLocalTime } from './local-time.ts';
import type { Delay } from './trigger.contract.ts';

/** Further ahead is a slip of the pen. */
const FARTHEST_MS = 10 * 366 * DAY_MS;

export interface Happening {
  at: Date;
  attributes: Record<string, unknown>;
  person: { attributes: Record<string, unknown>; zone: string };
}

export type Due =
  | { at: Date }
  | { reason: 'date_missing' | 'date_unreadable' | 'date_too_far' | 'date_over' };

/** A message whose time was over when it happened is not sent; one that is late because we are, is. */
export function findDue(delay: Delay, { at, attributes, person }: Happening): Due {
  if (delay.kind === 'none') return { at };
  if (delay.kind === 'after') return { at: addMs(at, delay.minutes * MINUTE_MS) };
  const value = findValue(delay.of === 'event' ? attributes : person.attributes, delay.attribute);
  if (value === undefined || value === null || value === '') return { reason: 'date_missing' };
  const due = readDate(value, delay, person.zone);
  if (due === null) return { reason: 'date_unreadable' };
  if (due < at) return { reason: 'date_over' };
  return due.getTime() - at.getTime() > FARTHEST_MS ? { reason: 'date_too_far' } : { at: due };
}

type DateDelay = Extract<Delay, { kind: 'date' }>;

/**
 * A value without a time of day (2026-12-24; where a time is named, midnight in UTC as well) is that day on everybody's
 * calendar; any other is a day by the person's clock. null: it is no date.
 */
function readDate(value: unknown, { minutes, time }: DateDelay, zone: string): Date | null {
  const instant = readInstant(value);
  const day = readDay(value) ?? (time !== null && instant !== undefined ? dayAtMidnight(instant) : null);
  if (day === null && instant === undefined) return null;
  if (day === null && time === null) return addMs(new Date(instant!), minutes * MINUTE_MS);
  const local =
    day?.toPlainDateTime() ??
    Temporal.Instant.fromEpochMilliseconds(instant!).toZonedDateTimeISO(zone).toPlainDateTime();
  const moved = local.add({ minutes });
  const wall = time === null ? moved.toString({ smallestUnit: 'minute' }) : `${moved.toPlainDate()}T${time}`;
  return atLocalTime(wall, zone);
}

function readDay(value: unknown): Temporal.PlainDate | null {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return null;
  return isLocalTime(`${value}T00:00`) ? Temporal.PlainDate.from(value) : null;
}

const dayAtMidnight = (instant: number): Temporal.PlainDate | null =>
  instant % DAY_MS === 0
    ? Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO('UTC').toPlainDate()
    : null;
