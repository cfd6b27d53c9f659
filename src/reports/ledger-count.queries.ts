// The ledger of a campaign, counted. It is one row for each person, so it is gone through once, for everything a report
// says of it.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import { inScope, type Scope } from './scope.queries.ts';

export interface LedgerGroup {
  state: string;
  reason: string | null;
  /** Of what was accepted: its run and variant, where they are told apart, and the place in their routes of the one it took; null: it was not. */
  run: number | null;
  variant: number | null;
  route: number | null;
  /** It waited for the person first. */
  wasHeld: boolean;
  /** Slot of the time it was settled in; null: it is not settled. */
  at: Date | null;
  count: number;
  attempted: number;
  delivered: number;
  read: number;
}

/** Slots of time at most: finer than the chart needs, so that it can be cut to what there is. */
const MAX_SLOTS = 1_200;

export interface Span {
  from: Date;
  to: Date;
}

/** Whole seconds of one slot, so that the span has at most 1,200. */
export const slotSeconds = ({ from, to }: Span): number =>
  Math.max(1, Math.ceil((to.getTime() - from.getTime()) / 1000 / MAX_SLOTS));

/**
 * Every row is in exactly one group, so the groups sum to the segment by construction.
 * One pass, with the course over time in it: the whole report of a campaign of 1,000,000 among 1,200,000 rows of 440 MB
 * takes 0.5 s on two quiet cores (PostgreSQL 18). On busy ones the pass took 0.7 s, and counts and course in statements of
 * their own 2.3 s. The routes in it cost 0.1 s; with 300,000 responses counted beside it the report took 0.9 s.
 * @param span over which it is told; waysDiffer: the same place among the routes means something else in another run or variant,
 * which is told apart then only: two more columns to group by cost a quarter.
 */
export function countLedger(
  db: Db,
  scope: Scope,
  { waysDiffer, ...span }: Span & { waysDiffer: boolean },
): Promise<LedgerGroup[]> {
  const sent = waysDiffer
    ? sql`case when state = 'accepted' then occurrence end as run, case when state = 'accepted' then variant end as variant`
    : sql`null::int as run, null::int as variant`;
  return many(
    db,
    sql<LedgerGroup>`
    select state, reason, case when state = 'accepted' then route end as route,
           state = 'accepted' and held_at is not null as "wasHeld",
           date_bin(${slotSeconds(span)} * interval '1 second', settled_at, ${span.from}::timestamptz) as at, ${sent},
           count(*) as count, count(*) filter (where attempts > 0) as attempted,
           count(delivered_at) as delivered, count(read_at) as read
      from deliveries
     where workspace_id = ${scope.workspaceId} and campaign_id = ${scope.campaignId} and ${inScope(scope)}
     group by 1, 2, 3, 4, 5 ${waysDiffer ? sql`, 6, 7` : sql``}`,
  );
}
