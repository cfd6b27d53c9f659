// Greater, less and between, of numbers and of date-times, and what the calendar knows of date-times, as SQL.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { jsonb } from '../kit/db.ts';
import { allOf, type Condition, type Field, toText } from './compile.field.ts';
import type { AttributeFilterOf } from './filter.attribute.ts';
import { DATE_TIME } from './filter.values.ts';
import {
  anniversaryDays,
  type Calendar,
  lastRange,
  nextRange,
  periodRange,
  type Range,
  storedRange,
} from './instants.ts';

type Comparison = 'greater' | 'greater_or_equal' | 'less' | 'less_or_equal';

const OPERATORS = {
  greater: sql`>`,
  greater_or_equal: sql`>=`,
  less: sql`<`,
  less_or_equal: sql`<=`,
} satisfies Record<Comparison, RawBuilder<unknown>>;

// jsonb sorts texts before numbers and numbers before false, so these two hold what is no number out, without a cast, and an
// index on the attribute finds the range.
const BELOW_NUMBERS = sql`'-1e1000'::jsonb`;
const ABOVE_NUMBERS = sql`'false'::jsonb`;

export function compare({ json, number, text }: Field, op: Comparison, bound: number | string): Condition {
  if (typeof bound === 'string') return isWithin({ json, text }, rangeOf(op, Date.parse(bound)));
  const operator = OPERATORS[op];
  if (number) return sql`${number} ${operator} ${bound}::double precision`;
  const isNumber = op.startsWith('greater')
    ? sql`${json} < ${ABOVE_NUMBERS}`
    : sql`${json} > ${BELOW_NUMBERS}`;
  return sql`${json} ${operator} ${jsonb(bound)} and ${isNumber}`;
}

function rangeOf(op: Comparison, at: number): Range {
  switch (op) {
    case 'greater':
      return { from: at + 1, before: null };
    case 'greater_or_equal':
      return { from: at, before: null };
    case 'less':
      return { from: null, before: at };
    case 'less_or_equal':
      return { from: null, before: at + 1 };
  }
}

export function between(field: Field, from: number | string, to: number | string): Condition {
  if (typeof from === 'string' || typeof to === 'string')
    return isWithin(field, { from: Date.parse(String(from)), before: Date.parse(String(to)) + 1 });
  if (field.number) return sql`${field.number} between ${from}::double precision and ${to}::double precision`;
  return sql`${field.json} between ${jsonb(from)} and ${jsonb(to)}`;
}

/** Date-times are texts that stand in the order of their instants: nothing is cast, and an index on the attribute finds the range. */
function isWithin({ json, text }: Pick<Field, 'json' | 'text'>, range: Range): Condition {
  const stored = storedRange(range);
  if (!stored) return sql`false`;
  const { from, before } = stored;
  return allOf([
    ...(from === null ? [] : [sql<SqlBool>`${json} >= ${jsonb(toText(from))}`]),
    ...(before === null ? [] : [sql<SqlBool>`${json} < ${jsonb(toText(before))}`]),
    sql<SqlBool>`${text} ~ ${DATE_TIME}`,
  ]);
}

export type MomentFilter = AttributeFilterOf<
  'in_last_days' | 'in_last' | 'in_period' | 'anniversary' | 'hour_of_day' | 'weekday'
>;

export function compileMoment(field: Field, filter: MomentFilter, calendar: Calendar): Condition {
  switch (filter.op) {
    case 'in_last_days':
      return isWithin(field, lastRange({ amount: filter.days, unit: 'days' }, calendar));
    case 'in_last':
      return isWithin(field, lastRange(filter, calendar));
    case 'in_next':
      return isWithin(field, nextRange(filter, calendar));
    case 'in_period':
      return isWithin(field, periodRange(filter.period, calendar));
    case 'anniversary': {
      const days = anniversaryDays(filter.within_days, calendar);
      return onTheWall(field, calendar, (local) => sql`to_char(${local}, 'MM-DD') = any(${days}::text[])`);
    }
    case 'hour_of_day': {
      const joint = filter.from <= filter.to ? sql`and` : sql`or`;
      return onTheWall(
        field,
        calendar,
        (local) =>
          sql`extract(hour from ${local}) >= ${filter.from}::int ${joint} extract(hour from ${local}) <= ${filter.to}::int`,
      );
    }
    case 'weekday':
      return onTheWall(
        field,
        calendar,
        (local) => sql`extract(isodow from ${local}) = any(${filter.days}::numeric[])`,
      );
    default:
      throw new Error(`The filter ${JSON.stringify(filter)} is not known here`);
  }
}

/** CASE keeps the cast away from texts it would fail on. */
const onTheWall = (
  { text }: Field,
  { timeZone }: Calendar,
  holds: (local: RawBuilder<unknown>) => Condition,
): Condition => sql`
  case when ${text} ~ ${DATE_TIME} then ${holds(sql`((${text})::timestamptz at time zone ${timeZone})`)} end`;
