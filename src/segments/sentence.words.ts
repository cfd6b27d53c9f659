// Values, times and lists as a sentence says them. Part of sentence.ts.
import type { Period, Span } from './filter.contract.ts';

export type Scalar = string | number | boolean;

/** Of a list of values so many are said. */
const MAX_SAID = 5;

/** “Brno”, 5, true */
export const say = (value: Scalar): string => (typeof value === 'string' ? `“${value}”` : String(value));

/** “a”, “b” or “c”; of many the first ones, and how many more. */
export function sayList(values: readonly Scalar[], joint: 'and' | 'or' | 'nor'): string {
  const said = values.slice(0, values.length > MAX_SAID + 1 ? MAX_SAID : values.length).map(say);
  const more = values.length - said.length;
  const parts = more > 0 ? [...said, `${more.toLocaleString('en')} more`] : said;
  return join(parts, joint);
}

/** a, b and c */
export const join = (parts: readonly string[], joint: string): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${joint} ${parts.at(-1)}`;

/** 2 days; of one, in "the last day" or "within 1 day". */
export const saySpan = ({ amount, unit }: Span): string =>
  `${amount.toLocaleString('en')} ${unitOf(amount, unit)}`;
const unitOf = (amount: number, unit: string): string => (amount === 1 ? unit.slice(0, -1) : unit);

/** the last 7 days, the next hour */
export const sayStretch = (which: 'last' | 'next', span: Span): string =>
  `the ${which} ${span.amount === 1 ? unitOf(1, span.unit) : saySpan(span)}`;

/** 2026-11-22 09:30 UTC */
export const sayInstant = (text: string): string =>
  `${new Date(text).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const CALENDAR = {
  this: { day: 'today', week: 'this week', month: 'this month', year: 'this year' },
  previous: { day: 'yesterday', week: 'last week', month: 'last month', year: 'last year' },
};

/** When something happened: in the last 7 days, yesterday, on 2026-11-22. */
export function sayPeriod(period: Period): string {
  switch (period.kind) {
    case 'last':
      return `in ${sayStretch('last', period)}`;
    case 'more_than_ago':
      return `more than ${saySpan(period)} ago`;
    case 'before':
    case 'after':
      return `${period.kind} ${sayInstant(period.at)}`;
    case 'between':
      return `between ${sayInstant(period.from)} and ${sayInstant(period.to)}`;
    case 'on':
      return `on ${period.day}`;
    case 'this':
    case 'previous':
      return CALENDAR[period.kind][period.unit];
  }
}

/** once, 3 times */
export const sayTimes = (times: number): string =>
  times === 1 ? 'once' : `${times.toLocaleString('en')} times`;
