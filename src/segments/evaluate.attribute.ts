// One question about one attribute of a person or of an event, in plain TypeScript.
import type { AttributeFilter, AttributeFilterOf } from './filter.attribute.ts';
import { foldCase, PLACE, pathOf, readInstant } from './filter.values.ts';
import {
  anniversaryDays,
  type Calendar,
  isWithin,
  lastRange,
  localTime,
  nextRange,
  periodRange,
  type Range,
} from './instants.ts';

export function evaluateAttribute(
  attributes: Record<string, unknown>,
  filter: AttributeFilter,
  calendar: Calendar,
): boolean {
  const value = findValue(attributes, filter.attribute);
  switch (filter.op) {
    case 'exists':
      return !isBlank(value);
    case 'not_exists':
      return isBlank(value);
    case 'blank':
      return value !== undefined && isBlank(value);
    case 'is':
      return isEqual(value, filter.value, filter.ignore_case === true);
    case 'is_not':
      return !isEqual(value, filter.value, filter.ignore_case === true);
    case 'any_of':
      return filter.values.some((wanted) => isEqual(value, wanted, filter.ignore_case === true));
    case 'none_of':
      return !filter.values.some((wanted) => isEqual(value, wanted, filter.ignore_case === true));
    case 'contains':
    case 'not_contains':
    case 'starts_with':
    case 'ends_with':
    case 'matches':
    case 'not_matches':
      return evaluateText(value, filter);
    case 'has_any':
    case 'has_none':
    case 'has_all':
      return evaluateElements(Array.isArray(value) ? value : null, filter);
    case 'within_distance':
      return distanceKm(value, filter) <= filter.kilometres;
    case 'not_within_distance':
      return !(distanceKm(value, filter) <= filter.kilometres);
    default:
      return evaluateOrder(value, filter, calendar);
  }
}

/** undefined: it is not there. */
export function findValue(attributes: Record<string, unknown>, attribute: string): unknown {
  let value: unknown = attributes;
  for (const key of pathOf(attribute)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    if (!Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

const isBlank = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && value.trim() === '');

function isEqual(value: unknown, wanted: string | number | boolean, ignoreCase: boolean): boolean {
  if (ignoreCase && typeof value === 'string' && typeof wanted === 'string')
    return foldCase(value) === foldCase(wanted);
  return value === wanted;
}

function evaluateText(value: unknown, filter: AttributeFilterOf<'contains'>): boolean {
  const fold = (text: string) => (filter.ignore_case === false ? text : foldCase(text));
  const wanted = fold(filter.value);
  const text = typeof value === 'string' ? fold(value) : null;
  switch (filter.op) {
    case 'contains':
    case 'not_contains': {
      const isElement =
        Array.isArray(value) &&
        value.some((item) => isEqual(item, filter.value, filter.ignore_case === true));
      return (isElement || text?.includes(wanted) === true) === (filter.op === 'contains');
    }
    case 'starts_with':
      return text?.startsWith(wanted) === true;
    case 'ends_with':
      return text?.endsWith(wanted) === true;
    case 'matches':
    case 'not_matches':
      return (text !== null && fits([...text], [...wanted])) === (filter.op === 'matches');
  }
}

/** Whether the letters fit the pattern. Of several * only the last one passed can still take more letters, so there is one to go back to. */
function fits(letters: string[], pattern: string[]): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let taken = 0;
  while (at < letters.length) {
    if (pattern[place] === '*') {
      star = place;
      taken = at;
      place += 1;
    } else if (pattern[place] === '?' || (place < pattern.length && pattern[place] === letters[at])) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      taken += 1;
      at = taken;
      place = star + 1;
    } else return false;
  }
  return pattern.slice(place).every((sign) => sign === '*');
}

function evaluateElements(items: unknown[] | null, { op, values }: AttributeFilterOf<'has_any'>): boolean {
  switch (op) {
    case 'has_any':
      return items !== null && values.some((wanted) => items.includes(wanted));
    case 'has_none':
      return items === null || !values.some((wanted) => items.includes(wanted));
    case 'has_all':
      return items !== null && values.every((wanted) => items.includes(wanted));
  }
}

/** NaN for what is no place. */
function distanceKm(value: unknown, to: { latitude: number; longitude: number }): number {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return Number.NaN;
  const { lat, lon } = value as { lat?: unknown; lon?: unknown };
  if (typeof lat !== 'number' || typeof lon !== 'number') return Number.NaN;
  if (Math.abs(lat) > PLACE.latitude || Math.abs(lon) > PLACE.longitude) return Number.NaN;
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (from: number, till: number) => Math.sin(radians(till - from) / 2) ** 2;
  const reach =
    half(to.latitude, lat) +
    Math.cos(radians(to.latitude)) * Math.cos(radians(lat)) * half(to.longitude, lon);
  return 2 * PLACE.earthKm * Math.asin(Math.sqrt(Math.min(1, reach)));
}

type Ordered = Exclude<
  AttributeFilter,
  AttributeFilterOf<'exists' | 'is' | 'any_of' | 'contains' | 'has_any' | 'within_distance'>
>;

function evaluateOrder(value: unknown, filter: Ordered, calendar: Calendar): boolean {
  const instant = readInstant(value);
  const isIn = (range: Range) => instant !== undefined && isWithin(instant, range);
  switch (filter.op) {
    case 'greater':
      return compare(value, filter.value, (difference) => difference > 0);
    case 'greater_or_equal':
      return compare(value, filter.value, (difference) => difference >= 0);
    case 'less':
      return compare(value, filter.value, (difference) => difference < 0);
    case 'less_or_equal':
      return compare(value, filter.value, (difference) => difference <= 0);
    case 'between':
      return isBetween(value, filter);
    case 'not_between':
      return !isBetween(value, filter);
    case 'in_last_days':
      return isIn(lastRange({ amount: filter.days, unit: 'days' }, calendar));
    case 'not_in_last_days':
      return !isIn(lastRange({ amount: filter.days, unit: 'days' }, calendar));
    case 'in_last':
      return isIn(lastRange(filter, calendar));
    case 'not_in_last':
      return !isIn(lastRange(filter, calendar));
    case 'in_next':
      return isIn(nextRange(filter, calendar));
    case 'not_in_next':
      return !isIn(nextRange(filter, calendar));
    case 'in_period':
      return isIn(periodRange(filter.period, calendar));
    case 'not_in_period':
      return !isIn(periodRange(filter.period, calendar));
    default:
      return instant !== undefined && isOnTheWall(instant, filter, calendar);
  }
}

/** A number is compared with a number, a date-time with a date-time; anything else is out. */
function compare(value: unknown, bound: number | string, holds: (difference: number) => boolean): boolean {
  if (typeof bound === 'number')
    return typeof value === 'number' && holds(value > bound ? 1 : value < bound ? -1 : 0);
  const instant = readInstant(value);
  return instant !== undefined && holds(instant - Date.parse(bound));
}

const isBetween = (value: unknown, { from, to }: { from: number | string; to: number | string }): boolean =>
  compare(value, from, (difference) => difference >= 0) &&
  compare(value, to, (difference) => difference <= 0);

type OnTheWall = AttributeFilterOf<'anniversary' | 'hour_of_day' | 'weekday'>;

function isOnTheWall(instant: number, filter: OnTheWall, calendar: Calendar): boolean {
  const { hour, weekday, day } = localTime(instant, calendar.timeZone);
  switch (filter.op) {
    case 'anniversary':
      return anniversaryDays(filter.within_days, calendar).includes(day);
    case 'hour_of_day':
      return filter.from <= filter.to
        ? hour >= filter.from && hour <= filter.to
        : hour >= filter.from || hour <= filter.to;
    case 'weekday':
      return filter.days.includes(weekday);
  }
}
