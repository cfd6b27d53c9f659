// When an action happened, from the three fields MoEngage's Create Event has for it. Pure.
import { SECOND_MS } from '../kit/clock.ts';
import { type AppError, invalid } from '../kit/errors.ts';
import type { Action } from './moengage.schema.ts';

/** Above this a number cannot be seconds (it would be the year 5138), so it is milliseconds. */
const FIRST_MILLISECOND_EPOCH = 100_000_000_000;
const ISO = /^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * The instant, or null when the action carries no time, or the error. `current_time` is UTC and decides. `user_time` alone
 * is the clock on the person's wall: `user_timezone_offset` (seconds east of UTC) is taken off, and without it that clock
 * is read as UTC. A text that names its own offset (+05:30) needs neither.
 */
export function readActionTime(action: Action): Date | null | AppError {
  if (action.current_time != null) return readTime('current_time', action.current_time, 0);
  if (action.user_time == null) return null;
  return readTime('user_time', action.user_time, (action.user_timezone_offset ?? 0) * SECOND_MS);
}

function readTime(field: string, value: number | string, wallOffsetMs: number): Date | AppError {
  if (typeof value === 'number' || /^\d+(\.\d+)?$/.test(value)) {
    const number = Number(value);
    const ms = Math.abs(number) < FIRST_MILLISECOND_EPOCH ? number * SECOND_MS : number;
    return toDate(field, ms - wallOffsetMs, value);
  }
  const [, wall, zone] = ISO.exec(value) ?? [];
  if (wall === undefined) return wrongTime(field, value);
  const ownOffset = zone !== undefined && zone.toUpperCase() !== 'Z' ? zone : undefined;
  const ms = Date.parse(`${wall.replace(' ', 'T')}${ownOffset ?? 'Z'}`);
  return toDate(field, ownOffset === undefined ? ms - wallOffsetMs : ms, value);
}

function toDate(field: string, ms: number, value: number | string): Date | AppError {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? wrongTime(field, value) : date;
}

const wrongTime = (field: string, value: number | string): AppError =>
  invalid(
    field,
    `${field} is no time: ${JSON.stringify(value).slice(0, 60)}.`,
    'Send seconds since 1970, or ISO 8601 like 2026-11-22T09:30:00Z.',
  );
