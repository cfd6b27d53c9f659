// What people did, or did not do, in words.
import type { AttributeFilter, EventFilter, SequenceFilter } from './filter.contract.ts';
import { describeOfEvent } from './sentence.attribute.ts';
import { sayPeriod, saySpan, sayStretch, sayTimes } from './sentence.words.ts';

/** who did purchase (where price is more than 100) at least 2 times in the last 30 days */
export function describeEvent(filter: EventFilter): string {
  const { did, occasion = 'any', aggregate } = filter;
  const parts = [
    did ? 'who did' : 'who did not do',
    sayWhich(filter),
    occasion === 'any' ? sayHowOften(filter) : `for the ${occasion} time`,
    sayWhen(filter),
    aggregate ? `with ${sayAggregate(aggregate)}` : '',
  ];
  const isPlain = parts.slice(2).every((part) => part === '');
  return [...parts, !did && isPlain ? 'ever' : ''].filter((part) => part !== '').join(' ');
}

/** who did added_to_cart yesterday and then did not do purchase within 2 days */
export function describeSequence(filter: SequenceFilter): string {
  const { did, first, then, next, period, within } = filter;
  const parts = [
    did ? 'who did' : 'who never did',
    sayWhich(first),
    period ? sayPeriod(period) : '',
    then ? 'and then did' : 'and then did not do',
    sayWhich(next),
    `within ${saySpan(within)}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

interface Which {
  event: string;
  where?: AttributeFilter[] | undefined;
  where_match?: 'all' | 'any' | undefined;
}

function sayWhich({ event, where = [], where_match }: Which): string {
  if (where.length === 0) return event;
  return `${event} (${where.map(describeOfEvent).join(where_match === 'any' ? ' or ' : ' and ')})`;
}

/** Nothing when once is enough. */
function sayHowOften({ at_least, at_most = null }: EventFilter): string {
  if (at_most === null) return at_least === 1 ? '' : `at least ${sayTimes(at_least)}`;
  if (at_most === 0) return 'exactly 0 times';
  if (at_most === at_least) return `exactly ${sayTimes(at_most)}`;
  return at_least === 0 ? `at most ${sayTimes(at_most)}` : `${at_least} to ${sayTimes(at_most)}`;
}

function sayWhen({ period, within_days }: EventFilter): string {
  if (period) return sayPeriod(period);
  return within_days === null ? '' : `in ${sayStretch('last', { amount: within_days, unit: 'days' })}`;
}

const FUNCTIONS = {
  sum: 'the sum of',
  min: 'the least',
  max: 'the greatest',
  average: 'the average',
  distinct: 'the number of different values of',
};
const OPERATORS = {
  greater: 'more than',
  at_least: 'at least',
  less: 'less than',
  at_most: 'at most',
  exactly: 'exactly',
};

const sayAggregate = ({ of, fn, op, value }: NonNullable<EventFilter['aggregate']>): string =>
  `${FUNCTIONS[fn]} ${of} ${OPERATORS[op]} ${value}`;
