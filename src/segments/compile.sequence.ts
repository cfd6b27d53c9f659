// Did this and then that within a time, or did this and then not that, as SQL.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { isWhich } from './compile.event.ts';
import { allOf, type Condition, inRange, toText } from './compile.field.ts';
import { calendarOf, type FilterScope, type Rows } from './compile.rows.ts';
import type { SequenceFilter, Span } from './filter.contract.ts';
import { type Calendar, periodRange, spanMs } from './instants.ts';

/** People with a first event `e` that was, or was not, followed by a next one `n`; and whether they or the others are meant. */
export function compileSequence(filter: SequenceFilter, scope: FilterScope): { rows: Rows; isIn: boolean } {
  const { first, next, then, period, within, did } = filter;
  const calendar = calendarOf(scope);
  const begun = period ? periodRange(period, calendar) : null;
  const followed = sql<SqlBool>`exists (select from events n where ${allOf([
    ...isWhich('n', next, scope),
    sql<SqlBool>`n.profile_id = e.profile_id`,
    sql<SqlBool>`n.occurred_at > e.occurred_at`,
    sql<SqlBool>`n.occurred_at <= ${spanAfterFirst(within, calendar)}`,
    // It follows from the others, and keeps what is long over out of the set this is joined with.
    ...(begun?.from == null ? [] : inRange(sql`n.occurred_at`, { from: begun.from, before: null })),
  ])})`;
  const where = [
    ...isWhich('e', first, scope),
    ...(begun ? inRange(sql`e.occurred_at`, begun) : []),
    ...(then ? [followed] : [isOver(within, calendar), sql<SqlBool>`not ${followed}`]),
  ];
  return { rows: { from: sql`events e`, profileId: sql`e.profile_id`, where }, isIn: did };
}

/** Of firsts whose span is not over nobody can say yet what did not follow. */
function isOver(within: Span, calendar: Calendar): Condition {
  const ms = spanMs(within);
  const now = calendar.now.getTime();
  if (ms === undefined) return sql`${spanAfterFirst(within, calendar)} <= ${toText(now)}::timestamptz`;
  return allOf(inRange(sql`e.occurred_at`, { from: null, before: now - ms + 1 }));
}

/** As `addSpan` of instants.ts. */
function spanAfterFirst(within: Span, { timeZone }: Calendar): RawBuilder<unknown> {
  const ms = spanMs(within);
  if (ms !== undefined) return sql`e.occurred_at + ${ms}::double precision * interval '1 millisecond'`;
  return sql`((e.occurred_at at time zone ${timeZone} + make_interval(months => ${within.amount}::int)) at time zone ${timeZone})`;
}
