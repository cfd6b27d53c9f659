// What an event that an app sends may say: when it happened, and its attributes. Pure.
import { addMs, DAY_MS, MINUTE_MS } from '../kit/clock.ts';
import { AppError, invalid } from '../kit/errors.ts';
import { checkName, fitValue } from './attribute.rules.ts';
import { MAX_ATTRIBUTES } from './profile.contract.ts';

/** Clocks of senders run ahead a little; more than this is a mistake in the sender. */
const AHEAD_MS = 5 * MINUTE_MS;
/** Further back is nearly always a unit taken for another (seconds read as milliseconds give 1970). */
const BACK_MS = 20 * 365 * DAY_MS;

/** An instant an event may carry, or the error. One a little ahead of `now` is stored as `now`. */
export function readOccurredAt(field: string, at: Date, now: Date): Date | AppError {
  if (at > addMs(now, AHEAD_MS)) {
    return invalid(
      field,
      `${field} lies in the future (${at.toISOString()}).`,
      'Send when it happened, in UTC or with its zone; check the unit (seconds or milliseconds).',
    );
  }
  if (at < addMs(now, -BACK_MS)) {
    return invalid(
      field,
      `${field} lies more than 20 years back (${at.toISOString()}).`,
      'Check the unit: an epoch time is counted in seconds or milliseconds since 1970.',
    );
  }
  return at > now ? now : at;
}

/**
 * The attributes as stored: date-times in UTC, nulls left out. They are not in the attribute catalogue: each event has types of
 * its own (`event-catalogue.ts`).
 */
export function readEventAttributes(attributes: Record<string, unknown>): Record<string, unknown> | AppError {
  const stored: Record<string, unknown> = {};
  const names = Object.keys(attributes);
  if (names.length > MAX_ATTRIBUTES) {
    return invalid(
      'attributes',
      `The event has ${names.length} attributes; at most ${MAX_ATTRIBUTES}.`,
      'Send only what messages and segments need.',
    );
  }
  for (const name of names) {
    const value = attributes[name];
    if (value === null || value === undefined) continue;
    const fitted = checkName(name) ?? fitValue(name, value, undefined);
    if (fitted instanceof AppError) return fitted;
    stored[name] = fitted.stored;
  }
  return stored;
}
