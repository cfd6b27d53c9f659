// A filter in plain words, for lists and for the confirmation before publishing. Pure.
import type { AttributeFilter, EventFilter, Filter, GroupFilter } from './filter.contract.ts';

const MAX_LENGTH = 2000;

/** "People whose city is “Brno” and who did purchase at least 2 times in the last 30 days". At most 2,000 characters. */
export function describeFilter(filter: GroupFilter): string {
  if (filter.filters.length === 0) return filter.match === 'all' ? 'Everybody' : 'Nobody';
  const sentence = `People ${describeNode(filter)}`;
  return sentence.length <= MAX_LENGTH ? sentence : `${sentence.slice(0, MAX_LENGTH - 1)}…`;
}

function describeNode(filter: Filter): string {
  switch (filter.kind) {
    case 'group':
      return describeGroup(filter);
    case 'attribute':
      return describeAttribute(filter);
    case 'event':
      return describeEvent(filter);
    default:
      throw new Error(`The filter ${JSON.stringify(filter)} is not known here`);
  }
}

function describeGroup({ match, filters }: GroupFilter): string {
  if (filters.length === 0) return match === 'all' ? 'whoever they are' : 'of whom there are none';
  const parts = filters.map((part) => {
    const text = describeNode(part);
    return part.kind === 'group' && part.filters.length > 1 && filters.length > 1 ? `(${text})` : text;
  });
  return parts.join(match === 'all' ? ' and ' : ' or ');
}

function describeAttribute(filter: AttributeFilter): string {
  const name = filter.attribute;
  switch (filter.op) {
    case 'exists':
      return `who have ${name}`;
    case 'not_exists':
      return `who have no ${name}`;
    case 'is':
      return `whose ${name} is ${show(filter.value)}`;
    case 'is_not':
      return `whose ${name} is not ${show(filter.value)}`;
    case 'contains':
      return `whose ${name} contains ${show(filter.value)}`;
    case 'not_contains':
      return `whose ${name} does not contain ${show(filter.value)}`;
    case 'greater':
      return typeof filter.value === 'number'
        ? `whose ${name} is more than ${filter.value}`
        : `whose ${name} is after ${showInstant(filter.value)}`;
    case 'less':
      return typeof filter.value === 'number'
        ? `whose ${name} is less than ${filter.value}`
        : `whose ${name} is before ${showInstant(filter.value)}`;
    case 'between':
      return `whose ${name} is between ${showBound(filter.from)} and ${showBound(filter.to)}`;
    case 'in_last_days':
      return `whose ${name} was in the last ${showDays(filter.days)}`;
    case 'not_in_last_days':
      return `whose ${name} was not in the last ${showDays(filter.days)}`;
    default:
      throw new Error(`The filter ${JSON.stringify(filter)} is not known here`);
  }
}

function describeEvent({ event, did, at_least, within_days }: EventFilter): string {
  const times = at_least === 1 ? '' : ` at least ${at_least} times`;
  const period = within_days === null ? (did ? '' : ' ever') : ` in the last ${showDays(within_days)}`;
  return `who ${did ? 'did' : 'did not do'} ${event}${times}${times !== '' && period === ' ever' ? '' : period}`;
}

const show = (value: string | number | boolean): string =>
  typeof value === 'string' ? `“${value}”` : String(value);
const showBound = (value: string | number): string =>
  typeof value === 'number' ? String(value) : showInstant(value);
const showDays = (days: number): string => (days === 1 ? 'day' : `${days} days`);

/** "2026-11-22 09:30 UTC" */
const showInstant = (text: string): string =>
  `${new Date(text).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
