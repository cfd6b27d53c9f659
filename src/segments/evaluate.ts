// What a filter means, in plain TypeScript: for one person at hand. The SQL of `compile.ts` must agree with it, which a
// test checks on generated people and filters in a real database.
import { DAY_MS } from '../kit/clock.ts';
import type { AttributeFilter, EventFilter, Filter } from './filter.contract.ts';
import { readInstant } from './filter.values.ts';

export interface FilteredPerson {
  customerId: string | null;
  attributes: Record<string, unknown>;
  events: { name: string; occurredAt: Date }[];
}

/** Whether the person is in. */
export function evaluateFilter(person: FilteredPerson, filter: Filter, now: Date): boolean {
  switch (filter.kind) {
    case 'group': {
      const isIn = (part: Filter) => evaluateFilter(person, part, now);
      return filter.match === 'all' ? filter.filters.every(isIn) : filter.filters.some(isIn);
    }
    case 'attribute':
      return evaluateAttribute(findValue(person, filter.attribute), filter, now);
    case 'event':
      return hasDone(person, filter, now) === filter.did;
    default:
      throw new Error(`The filter ${JSON.stringify(filter)} is not known here`);
  }
}

/** null: the person does not have it. */
function findValue(person: FilteredPerson, attribute: string): unknown {
  if (attribute === 'customer_id') return person.customerId;
  return Object.hasOwn(person.attributes, attribute) ? person.attributes[attribute] : null;
}

function evaluateAttribute(value: unknown, filter: AttributeFilter, now: Date): boolean {
  switch (filter.op) {
    case 'exists':
      return !isBlank(value);
    case 'not_exists':
      return isBlank(value);
    case 'is':
      return value === filter.value;
    case 'is_not':
      return value !== filter.value;
    case 'contains':
      return contains(value, filter.value);
    case 'not_contains':
      return !contains(value, filter.value);
    case 'greater':
      return compare(value, filter.value, (difference) => difference > 0);
    case 'less':
      return compare(value, filter.value, (difference) => difference < 0);
    case 'between':
      return (
        compare(value, filter.from, (difference) => difference >= 0) &&
        compare(value, filter.to, (difference) => difference <= 0)
      );
    case 'in_last_days':
      return isInLastDays(value, filter.days, now);
    case 'not_in_last_days':
      return !isInLastDays(value, filter.days, now);
    default:
      throw new Error(`The filter ${JSON.stringify(filter)} is not known here`);
  }
}

const isBlank = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && value.trim() === '');

function contains(value: unknown, wanted: string): boolean {
  if (Array.isArray(value)) return value.includes(wanted);
  return typeof value === 'string' && value.toLowerCase().includes(wanted.toLowerCase());
}

/** A number is compared with a number, a date-time with a date-time; anything else is out. */
function compare(value: unknown, bound: number | string, holds: (difference: number) => boolean): boolean {
  if (typeof bound === 'number') return typeof value === 'number' && holds(Math.sign(value - bound));
  const instant = readInstant(value);
  return instant !== undefined && holds(instant - new Date(bound).getTime());
}

function isInLastDays(value: unknown, days: number, now: Date): boolean {
  const instant = readInstant(value);
  return instant !== undefined && instant > now.getTime() - days * DAY_MS && instant <= now.getTime();
}

function hasDone(person: FilteredPerson, filter: EventFilter, now: Date): boolean {
  const since = filter.within_days === null ? -Infinity : now.getTime() - filter.within_days * DAY_MS;
  const times = person.events.filter(
    (event) => event.name === filter.event && event.occurredAt.getTime() > since,
  );
  return times.length >= filter.at_least;
}
