// What an event that comes from outside may say: its name, when it happened, and its attributes. Pure.
import { addMs, DAY_MS, MINUTE_MS } from '../kit/clock.ts';
import { AppError, invalid } from '../kit/errors.ts';
import { EVENT_KINDS } from '../messenger/webhook-kinds.ts';
import { checkName, fitValue } from './attribute.rules.ts';
import { MAX_ATTRIBUTES } from './profile.contract.ts';

/** Clocks of senders run ahead a little; more than this is a mistake in the sender. */
const AHEAD_MS = 5 * MINUTE_MS;
/** Further back is nearly always a unit taken for another (seconds read as milliseconds give 1970). */
const BACK_MS = 20 * 365 * DAY_MS;

/** What the service itself records, of Messenger and of segments: whoever reads one of these is to be able to rely on it. */
const OWN_NAMES: ReadonlySet<string> = new Set(['segment_entered', 'segment_left']);
const OWN_PREFIX = 'messenger_';

/** What Messenger tells of, whether or not it has happened yet. */
export const MESSENGER_EVENTS: readonly string[] = EVENT_KINDS.map((kind) => `${OWN_PREFIX}${kind}`);

/** Refuses a name that is the service's own, in whatever case: a look-alike deceives whoever chooses from a list. */
export function checkEventName(name: string): AppError | undefined {
  const folded = name.trim().toLowerCase();
  if (!folded.startsWith(OWN_PREFIX) && !OWN_NAMES.has(folded)) return undefined;
  return invalid(
    'name',
    `Event ${name} is a name that Talaria itself records under.`,
    `Use another name: not segment_entered, not segment_left, and none that begins with ${OWN_PREFIX}.`,
  );
}

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
