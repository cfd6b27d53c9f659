// How wide the steps of a course are, and where each begins by the clocks of the workspace: a day is 23 or 25 hours when its
// clocks change. Pure.
import { Temporal } from 'temporal-polyfill';
import { atLocalTime, dayAt } from '../kit/zoned-time.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WIDTHS = [MINUTE, 10 * MINUTE, HOUR, DAY, 7 * DAY, 30 * DAY];
const MAX_POINTS = 120;
/** What local times are counted from: a Monday, so that weeks begin with one. */
const MONDAY_MS = Date.UTC(1970, 0, 5);
/** Of a zone in ten years, where there are four changes a year (Morocco's, around Ramadan). */
const MAX_ORIGINS = 40;

/** Where a step begins by the offset that a zone has from an instant on. */
export interface Origin {
  from: Date;
  at: Date;
}

export interface Steps {
  timeZone: string;
  stepSeconds: number;
  /** Oldest first; the first one holds before its own instant too, and is where the first step begins. */
  origins: readonly [Origin, ...Origin[]];
}

/** The finest step by which the span has at most 120. */
export function chooseSteps(from: Date, to: Date, timeZone: string): Steps {
  const seconds = Math.max(0, to.getTime() - from.getTime()) / 1000;
  const stepSeconds = WIDTHS.find((width) => seconds / width <= MAX_POINTS) ?? 30 * DAY;
  const begin = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(timeZone);
  const origins: [Origin, ...Origin[]] = [originBy(begin, stepSeconds)];
  // Below a day a step is as long as it says, and the hour that comes twice is two of them.
  if (stepSeconds < DAY) return { timeZone, stepSeconds, origins };
  let change = begin.getTimeZoneTransition('next');
  while (change !== null && change.epochMilliseconds <= to.getTime() && origins.length < MAX_ORIGINS) {
    origins.push(originBy(change, stepSeconds));
    change = change.getTimeZoneTransition('next');
  }
  return { timeZone, stepSeconds, origins };
}

function originBy({ epochMilliseconds, offsetNanoseconds }: Temporal.ZonedDateTime, step: number): Origin {
  const offsetMs = offsetNanoseconds / 1e6;
  const stepMs = step * 1000;
  const steps = Math.floor((epochMilliseconds + offsetMs - MONDAY_MS) / stepMs);
  return { from: new Date(epochMilliseconds), at: new Date(steps * stepMs + MONDAY_MS - offsetMs) };
}

/**
 * The place of a step among all, 0 for the first: of an instant a multiple of the step away from one of the origins, which are
 * some hours out of step with each other.
 */
export const placeOf = (at: Date, { stepSeconds, origins: [first] }: Steps): number =>
  Math.round((at.getTime() - first.at.getTime()) / (stepSeconds * 1000));

/** When the step at a place begins: a day with its first moment, which is not midnight where clocks skip that. */
export function beginOf(place: number, { timeZone, stepSeconds, origins: [first] }: Steps): Date {
  if (stepSeconds < DAY) return new Date(first.at.getTime() + place * stepSeconds * 1000);
  // Its noon is on that day, whatever the clocks did in the morning.
  const noon = new Date(first.at.getTime() + (DAY / 2) * 1000);
  return atLocalTime(`${dayAt(noon, timeZone, place * (stepSeconds / DAY))}T00:00`, timeZone);
}
