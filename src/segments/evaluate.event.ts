// What a person did, in plain TypeScript: counted, aggregated, and one thing after another.
import { evaluateAttribute, findValue } from './evaluate.attribute.ts';
import type { FilteredEvent } from './evaluate.ts';
import type { AttributeFilter, EventFilter, SequenceFilter } from './filter.contract.ts';
import { addSpan, type Calendar, isWithin, occasionRange, periodRange } from './instants.ts';

interface Which {
  event: string;
  where?: AttributeFilter[] | undefined;
  where_match?: 'all' | 'any' | undefined;
}

/** Whether the event is of this kind: its name, and the conditions on its attributes. */
export function isOfKind(
  event: FilteredEvent,
  { event: name, where = [], where_match }: Which,
  calendar: Calendar,
): boolean {
  if (event.name !== name) return false;
  const holds = (condition: AttributeFilter) => evaluateAttribute(event.attributes, condition, calendar);
  return where_match === 'any' && where.length > 0 ? where.some(holds) : where.every(holds);
}

/** As if `did` were true. */
export function didEvent(events: readonly FilteredEvent[], filter: EventFilter, calendar: Calendar): boolean {
  const range = occasionRange(filter, calendar) ?? { from: null, before: null };
  const counting = events
    .filter((event) => isOfKind(event, filter, calendar))
    .sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime());
  const { occasion = 'any', at_least, at_most, aggregate } = filter;
  if (occasion !== 'any') {
    const event = occasion === 'first' ? counting[0] : counting.at(-1);
    return event !== undefined && isWithin(event.occurredAt.getTime(), range);
  }
  const within = counting.filter((event) => isWithin(event.occurredAt.getTime(), range));
  if (within.length < at_least || within.length > (at_most ?? Infinity)) return false;
  return !aggregate || aggregateHolds(within, aggregate);
}

function aggregateHolds(
  events: readonly FilteredEvent[],
  { of, fn, op, value }: NonNullable<EventFilter['aggregate']>,
): boolean {
  const found = events.map((event) => findValue(event.attributes, of)).filter((one) => one != null);
  if (fn === 'distinct') {
    const different = new Set(found.map(canonical)).size;
    return different > 0 && compares(different - value, op);
  }
  const numbers = found.filter((one) => typeof one === 'number');
  if (numbers.length === 0) return false;
  if (fn === 'min') return compares(Math.min(...numbers) - value, op);
  if (fn === 'max') return compares(Math.max(...numbers) - value, op);
  const sum = numbers.map(digitsOf).reduce(add);
  const bound = numbersTimes(value, fn === 'average' ? numbers.length : 1);
  return compares(sign(add(sum, { digits: -bound.digits, exponent: bound.exponent })), op);
}

function compares(difference: number, op: 'greater' | 'at_least' | 'less' | 'at_most' | 'exactly'): boolean {
  switch (op) {
    case 'greater':
      return difference > 0;
    case 'at_least':
      return difference >= 0;
    case 'less':
      return difference < 0;
    case 'at_most':
      return difference <= 0;
    case 'exactly':
      return difference === 0;
  }
}

/** The same text for equal values, in whatever order an object has its keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** digits × 10^exponent */
interface Decimal {
  digits: bigint;
  exponent: number;
}

/** Sums are decimal, so that 0.1 and 0.2 are 0.3: of each number its first 15 digits. */
const digitsOf = (value: number): Decimal => parseDecimal(value.toPrecision(15));

function parseDecimal(text: string): Decimal {
  const [mantissa = '0', exponent = '0'] = text.split('e');
  const [whole, fraction = ''] = mantissa.split('.');
  return { digits: BigInt(`${whole}${fraction}`), exponent: Number(exponent) - fraction.length };
}

function numbersTimes(value: number, times: number): Decimal {
  const { digits, exponent } = parseDecimal(String(value));
  return { digits: digits * BigInt(times), exponent };
}

function add(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (one: Decimal) => one.digits * 10n ** BigInt(one.exponent - exponent);
  return { digits: scaled(a) + scaled(b), exponent };
}

const sign = ({ digits }: Decimal): number => (digits > 0n ? 1 : digits < 0n ? -1 : 0);

/** As if `did` were true. */
export function didSequence(
  events: readonly FilteredEvent[],
  { first, next, then, period, within }: SequenceFilter,
  calendar: Calendar,
): boolean {
  const begun = period ? periodRange(period, calendar) : { from: null, before: null };
  return events.some((event) => {
    const at = event.occurredAt.getTime();
    if (!isOfKind(event, first, calendar) || !isWithin(at, begun)) return false;
    const end = addSpan(at, within, calendar.timeZone);
    const followed = events.some(
      (other) =>
        other.occurredAt.getTime() > at &&
        other.occurredAt.getTime() <= end &&
        isOfKind(other, next, calendar),
    );
    return then ? followed : !followed && end <= calendar.now.getTime();
  });
}
