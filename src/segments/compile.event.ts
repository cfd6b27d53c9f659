// What people did, as SQL: from the events themselves, or from the running totals of each person and event where those know it.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { jsonb } from '../kit/db.ts';
import { compileAttribute } from './compile.attribute.ts';
import { allOf, anyOf, type Condition, eventField, type Field, inRange } from './compile.field.ts';
import { calendarOf, type FilterScope, type Rows } from './compile.rows.ts';
import type { AttributeFilter, EventFilter } from './filter.contract.ts';
import { occasionRange, type Range } from './instants.ts';

/** Which of a person's events count. */
export interface Which {
  event: string;
  where?: AttributeFilter[] | undefined;
  where_match?: 'all' | 'any' | undefined;
}

/** Whoever did it as often and when the filter says, and whether those or the others are meant. */
export function compileEvent(filter: EventFilter, scope: FilterScope): { rows: Rows; isIn: boolean } {
  const { did, at_least, at_most = null, aggregate, occasion = 'any' } = filter;
  // Nobody has rows that say "not once": at most N times are the others of at least N + 1 times.
  if (occasion === 'any' && at_least === 0 && at_most !== null && !aggregate) {
    const more = { ...filter, at_least: at_most + 1, at_most: null };
    return { rows: rowsOf(more, scope), isIn: !did };
  }
  return { rows: rowsOf(filter, scope), isIn: did };
}

function rowsOf(filter: EventFilter, scope: FilterScope): Rows {
  const range = occasionRange(filter, calendarOf(scope));
  return fromTotals(filter, range, scope) ?? fromEvents(filter, range, scope);
}

/** Conditions on the row `alias` of events: the event, and its attributes. */
export function isWhich(
  alias: string,
  { event, where = [], where_match }: Which,
  scope: FilterScope,
): Condition[] {
  const inColumn = scope.valueAttributes?.get(event);
  const conditions = where.map((one) =>
    compileAttribute(eventField(alias, one.attribute, inColumn), one, calendarOf(scope)),
  );
  return [
    sql<SqlBool>`${sql.ref(`${alias}.workspace_id`)} = ${scope.workspaceId}`,
    sql<SqlBool>`${sql.ref(`${alias}.name`)} = ${event}`,
    ...(where_match === 'any' && conditions.length > 0
      ? [anyOf(conditions)]
      : conditions.map((condition) => sql<SqlBool>`(${condition})`)),
  ];
}

function fromEvents(filter: EventFilter, range: Range | null, scope: FilterScope): Rows {
  const { at_least, at_most = null, aggregate, occasion = 'any' } = filter;
  const at = sql`e.occurred_at`;
  const onlyIf = mayHave(filter, range ?? ALWAYS, scope);
  const events = { from: sql`events e`, profileId: sql`e.profile_id`, onlyIf };
  const where = isWhich('e', filter, scope);
  if (occasion !== 'any') {
    const edge = occasion === 'first' ? sql`min(${at})` : sql`max(${at})`;
    return { ...events, where, having: allOf(inRange(edge, range ?? ALWAYS)) };
  }
  const within = range ? [...where, ...inRange(at, range)] : where;
  if (at_least <= 1 && at_most === null && !aggregate) return { ...events, where: within };
  const having = [
    ...timesBetween(sql`count(*)`, at_least, at_most),
    ...(aggregate ? [holds(aggregate, filter.event, scope)] : []),
  ];
  return { ...events, where: within, having: allOf(having) };
}

/** By the totals: often enough at all, and not only outside the range. One look instead of one at each event of the person. */
function mayHave(
  { event, at_least, occasion = 'any' }: EventFilter,
  range: Range,
  scope: FilterScope,
): Condition {
  const isAny = occasion === 'any';
  const { from, before } = isAny ? range : ALWAYS;
  return sql`exists (select from event_totals t where ${allOf([
    sql<SqlBool>`t.workspace_id = ${scope.workspaceId}`,
    sql<SqlBool>`t.name = ${event}`,
    sql<SqlBool>`t.profile_id = p.profile_id`,
    ...(isAny ? timesBetween(sql`t.times`, at_least, null) : []),
    ...(from === null ? [] : inRange(sql`t.last_at`, { from, before: null })),
    ...(before === null ? [] : inRange(sql`t.first_at`, { from: null, before })),
  ])})`;
}

const ALWAYS: Range = { from: null, before: null };

const timesBetween = (times: RawBuilder<unknown>, atLeast: number, atMost: number | null): Condition[] => [
  ...(atLeast > 1 ? [sql<SqlBool>`${times} >= ${atLeast}::int`] : []),
  ...(atMost !== null ? [sql<SqlBool>`${times} <= ${atMost}::int`] : []),
];

type Aggregate = NonNullable<EventFilter['aggregate']>;

const OPERATORS: Record<Aggregate['op'], RawBuilder<unknown>> = {
  greater: sql`>`,
  at_least: sql`>=`,
  less: sql`<`,
  at_most: sql`<=`,
  exactly: sql`=`,
};

/** Where nothing is aggregated the comparison is null, so whoever has no such value is out. */
function holds(aggregate: Aggregate, event: string, scope: FilterScope): Condition {
  const field = eventField('e', aggregate.of, scope.valueAttributes?.get(event));
  if (aggregate.fn === 'distinct')
    return compareAggregate(aggregate, {
      distinct: sql`nullif(count(distinct nullif(${field.json}, 'null')), 0)`,
    });
  const number = field.number ?? asDouble(field);
  return compareAggregate(aggregate, {
    sum: sql`sum((${number})::numeric)`,
    count: sql`count(${number})`,
    min: sql`min(${number})`,
    max: sql`max(${number})`,
  });
}

/** null for what is no number; one too large for a double would make the cast fail. */
const asDouble = ({ json, text }: Field): RawBuilder<unknown> => sql`
  case when ${json} between ${jsonb(-Number.MAX_VALUE)} and ${jsonb(Number.MAX_VALUE)} then (${text})::double precision end`;

type Parts = Partial<Record<'sum' | 'count' | 'min' | 'max' | 'distinct', RawBuilder<unknown>>>;

/** Sums are decimal, of 15 digits each (what float8 gives as numeric): 0.1 and 0.2 are 0.3. An average is compared without dividing. */
function compareAggregate({ fn, op, value }: Aggregate, parts: Parts): Condition {
  const operator = OPERATORS[op];
  const bound = String(value);
  switch (fn) {
    case 'sum':
      return sql`${parts.sum} ${operator} ${bound}::numeric`;
    case 'average':
      return sql`${parts.sum} ${operator} ${bound}::numeric * ${parts.count}`;
    default:
      return sql`${parts[fn]} ${operator} ${bound}::double precision`;
  }
}

/** The totals of all events there are, when they can say it; undefined when only the events can. */
function fromTotals(filter: EventFilter, range: Range | null, scope: FilterScope): Rows | undefined {
  const { event, where = [], aggregate } = filter;
  if (where.length > 0) return undefined;
  const asked = askTotals(filter, range);
  if (!asked) return undefined;
  if (aggregate && scope.valueAttributes?.get(event) !== aggregate.of) return undefined;
  return {
    from: sql`event_totals t`,
    profileId: sql`t.profile_id`,
    isUnique: true,
    where: [sql<SqlBool>`t.workspace_id = ${scope.workspaceId}`, sql<SqlBool>`t.name = ${event}`, ...asked],
  };
}

function askTotals(filter: EventFilter, range: Range | null): Condition[] | undefined {
  const { at_least, at_most = null, aggregate, occasion = 'any' } = filter;
  if (occasion === 'first') return inRange(sql`t.first_at`, range ?? ALWAYS);
  if (occasion === 'last') return inRange(sql`t.last_at`, range ?? ALWAYS);
  if (range === null) {
    const times = timesBetween(sql`t.times`, at_least, at_most);
    if (!aggregate) return times;
    if (aggregate.fn === 'distinct') return undefined;
    const parts = {
      sum: sql`t.value_sum`,
      count: sql`t.valued`,
      min: sql`t.value_min`,
      max: sql`t.value_max`,
    };
    return [...times, sql<SqlBool>`t.valued > 0`, compareAggregate(aggregate, parts)];
  }
  if (at_least > 1 || at_most !== null || aggregate) return undefined;
  // Once since then: the last time says it. Once before then: the first.
  if (range.before === null) return inRange(sql`t.last_at`, range);
  return range.from === null ? inRange(sql`t.first_at`, range) : undefined;
}
