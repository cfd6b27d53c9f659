// What a lane may send now: its running occurrences, and their due rows. Reading marks nothing: a lane has one holder, which
// keeps in memory what it has in hand, and a row changes only when its call is about to start (attempt.queries.ts).
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import type { LaneKey } from './lane.queries.ts';
import { completePlan, type DeliveryPlan } from './plan.contract.ts';

export interface RunningOccurrence {
  campaignId: number;
  occurrence: number;
  plan: DeliveryPlan;
  startedAt: Date;
  /** What happened, for everybody of it; null: nothing did, or every person has their own. */
  data: Record<string, unknown> | null;
  /** The place of the variant that won; null: none has, or there is nothing to win. */
  winner: number | null;
}

/** What may be sent on this lane now; a paused or stopped occurrence is not among it. */
export async function listRunningOccurrences(db: Db, lane: LaneKey): Promise<RunningOccurrence[]> {
  const rows = await many(
    db,
    sql<RunningOccurrence>`
    select campaign_id as "campaignId", occurrence, plan, started_at as "startedAt", data, winner
      from occurrences
     where workspace_id = ${lane.workspaceId} and lane_id = ${lane.laneId} and finished_at is null
       and state in ('preparing', 'sending') and paused_at is null
     order by campaign_id, occurrence limit 1000`,
  );
  return rows.map((row) => ({ ...row, plan: completePlan(row.plan) }));
}

export interface DueDelivery {
  deliveryId: number;
  campaignId: number;
  occurrence: number;
  profileId: number;
  pageId: string; // '' for a connector that is not a Page
  psid: string | null;
  attempts: number; // made so far
  tries: number; // of these, the ones that count
  /** The place in the plan's routes to begin at. */
  route: number;
  /** When the first of these tries began; null: none yet. */
  firstTriedAt: Date | null;
  dueAt: Date;
  /** After which it is not sent any more; null: never. */
  expiresAt: Date | null;
  /** The place in the plan's experiment; null: there is none, or it is not chosen yet. */
  variant: number | null;
  /** What happened to this person alone; null: what the occurrence says, if it says something. */
  event: Record<string, unknown> | null;
}

/** Where the last reading ended; reading goes on behind it, past everything the index still remembers of rows that left. */
export interface DuePlace {
  dueAt: Date;
  deliveryId: number;
}

/** Up to `limit` due rows of one occurrence, oldest first, in the order of the index. */
export function listDueDeliveries(
  db: Db,
  workspaceId: string,
  from: { campaignId: number; occurrence: number; after: DuePlace | null; limit: number; now: Date },
): Promise<DueDelivery[]> {
  const { campaignId, occurrence, after, limit, now } = from;
  return many(
    db,
    sql<DueDelivery>`
    select delivery_id as "deliveryId", campaign_id as "campaignId", occurrence, profile_id as "profileId",
           page_id as "pageId", psid, attempts, tries, route, due_at as "dueAt",
           expires_at as "expiresAt", variant,
           case when entry_id > 0 then (
             select e.attributes from entries e
              where e.workspace_id = deliveries.workspace_id and e.entry_id = deliveries.entry_id) end as event,
           case when tries > 0 then (
             select min(a.started_at) from attempts a
              where a.workspace_id = deliveries.workspace_id and a.delivery_id = deliveries.delivery_id
                and a.number > deliveries.attempts - deliveries.tries) end as "firstTriedAt"
      from deliveries
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and occurrence = ${occurrence}
       and state = 'pending' and due_at <= ${now}
       and ${after ? sql`(due_at, delivery_id) > (${after.dueAt}::timestamptz, ${after.deliveryId}::bigint)` : sql`true`}
     order by due_at, delivery_id limit ${limit}`,
  );
}

/**
 * Those of these deliveries whose PSID is another profile's by now: the customer gave up their ps_id after the row was
 * written. What the person may get, and whether they want any, stands with whoever the PSID is.
 */
export async function findDisowned(
  db: Db,
  workspaceId: string,
  deliveryIds: readonly number[],
): Promise<Set<number>> {
  if (deliveryIds.length === 0) return new Set();
  const rows = await many(
    db,
    sql<{ deliveryId: number }>`
    select d.delivery_id as "deliveryId"
      from deliveries d
      join identities i on i.workspace_id = d.workspace_id and i.page_id = d.page_id and i.psid = d.psid
      left join profile_merges m on m.workspace_id = d.workspace_id and m.from_profile_id = d.profile_id
     where d.workspace_id = ${workspaceId} and d.delivery_id = any(${`{${deliveryIds.join(',')}}`}::bigint[])
       and i.profile_id <> coalesce(m.into_profile_id, d.profile_id)`,
  );
  return new Set(rows.map((row) => row.deliveryId));
}
