// What a lane may send now: its running occurrences, and their due rows. Reading marks nothing: a lane has one holder, which
// keeps in memory what it has in hand, and a row changes only when its call is about to start (attempt.queries.ts).
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import type { LaneKey } from './lane.queries.ts';
import { type OccurrenceId, occurrenceKey } from './occurrence-key.ts';
import { completePlan, type DeliveryPlan } from './plan.contract.ts';

export interface RunningOccurrence extends OccurrenceId {
  plan: DeliveryPlan;
  startedAt: Date;
  /** What happened, for everybody of it; null: nothing did, or every person has their own. */
  data: Record<string, unknown> | null;
  /** The place of the variant that won; null: none has, or there is nothing to win. */
  winner: number | null;
  /** When the winner is to be chosen; null: nothing is. */
  winnerDueAt: Date | null;
  /** Of the campaign, as they are now. */
  tags: readonly string[];
}

/** More than that run at once on one lane only by mistake; those of the oldest campaigns go first. */
const MAX_RUNNING = 10_000;

/**
 * What may be sent on this lane now, asked again and again: a paused or stopped occurrence is not among it. Plans are frozen, so
 * each is read once. With a thousand campaigns that wait for events the
 * list takes 4 ms, with their plans, of 3.5 kB each, 50 (medians, PostgreSQL 18, two busy cores, 2026-11-23).
 */
export function createRunning(db: Db, lane: LaneKey): () => Promise<RunningOccurrence[]> {
  let kept = new Map<string, Frozen>();
  return async () => {
    const rows = await many<Varying>(
      db,
      sql`
      select o.campaign_id as "campaignId", o.occurrence, o.winner, o.winner_due_at as "winnerDueAt", c.tags
        from occurrences o join campaigns c using (workspace_id, campaign_id)
       where o.workspace_id = ${lane.workspaceId} and o.lane_id = ${lane.laneId} and o.finished_at is null
         and o.state in ('preparing', 'sending') and o.paused_at is null
       order by o.campaign_id, o.occurrence limit ${MAX_RUNNING}`,
    );
    const unknown = rows.filter((row) => !kept.has(occurrenceKey(row)));
    const read = unknown.length === 0 ? [] : await listFrozen(db, lane, unknown);
    const known = new Map([...kept, ...read.map((one) => [occurrenceKey(one), one] as const)]);
    const running = rows.flatMap((row) => {
      const frozen = known.get(occurrenceKey(row));
      return frozen ? [{ ...frozen, ...row }] : [];
    });
    kept = new Map(running.map((one) => [occurrenceKey(one), known.get(occurrenceKey(one)) ?? one]));
    return running;
  };
}

type Varying = OccurrenceId & Pick<RunningOccurrence, 'winner' | 'winnerDueAt' | 'tags'>;
type Frozen = Omit<RunningOccurrence, 'winner' | 'winnerDueAt' | 'tags'>;

const numbers = (values: readonly number[]): string => `{${values.join(',')}}`;

async function listFrozen(
  db: Db,
  { workspaceId }: LaneKey,
  keys: readonly OccurrenceId[],
): Promise<Frozen[]> {
  const rows = await many<Frozen>(
    db,
    sql`
    select o.campaign_id as "campaignId", o.occurrence, o.plan, o.started_at as "startedAt", o.data
      from unnest(${numbers(keys.map((key) => key.campaignId))}::bigint[],
                  ${numbers(keys.map((key) => key.occurrence))}::int[]) k (campaign_id, occurrence)
      join occurrences o using (campaign_id, occurrence)
     where o.workspace_id = ${workspaceId}`,
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
  /** To the microsecond, as PostgreSQL writes it: a Date would lie before the row it was read from, which would be read again. */
  dueText: string;
  deliveryId: number;
}

/** Where one occurrence is read: behind a place or from the front. */
export interface DueFrom extends OccurrenceId {
  after: DuePlace | null;
  limit: number;
}

/** Up to `limit` due rows of each of these occurrences, oldest first, in the order of the index. */
export function listDueDeliveries(
  db: Db,
  workspaceId: string,
  { from, now }: { from: readonly DueFrom[]; now: Date },
): Promise<(DueDelivery & DuePlace)[]> {
  return many(
    db,
    sql<DueDelivery & DuePlace>`
    select d.delivery_id as "deliveryId", d.campaign_id as "campaignId", d.occurrence, d.profile_id as "profileId",
           d.page_id as "pageId", d.psid, d.attempts, d.tries, d.route, d.due_at as "dueAt", d.due_at::text as "dueText",
           d.expires_at as "expiresAt", d.variant,
           case when d.entry_id > 0 then (
             select e.attributes from entries e
              where e.workspace_id = ${workspaceId} and e.entry_id = d.entry_id) end as event,
           case when d.tries > 0 then (
             select min(a.started_at) from attempts a
              where a.workspace_id = ${workspaceId} and a.delivery_id = d.delivery_id
                and a.number > d.attempts - d.tries) end as "firstTriedAt"
      from unnest(${numbers(from.map((one) => one.campaignId))}::bigint[], ${numbers(from.map((one) => one.occurrence))}::int[],
                  ${from.map((one) => one.after?.dueText ?? '-infinity')}::timestamptz[],
                  ${numbers(from.map((one) => one.after?.deliveryId ?? 0))}::bigint[],
                  ${numbers(from.map((one) => one.limit))}::int[])
             with ordinality as f (campaign_id, occurrence, after_due_at, after_id, most, place)
     cross join lateral (
       select * from deliveries p
        where p.workspace_id = ${workspaceId} and p.campaign_id = f.campaign_id and p.occurrence = f.occurrence
          and p.state = 'pending' and p.due_at <= ${now} and (p.due_at, p.delivery_id) > (f.after_due_at, f.after_id)
        order by p.due_at, p.delivery_id limit f.most
     ) d
     order by f.place, d.due_at, d.delivery_id`,
  );
}

/** When the first row that waits is due, by `campaign/occurrence`; a running occurrence with nobody left is not among them. */
export async function findNextDue(
  db: Db,
  workspaceId: string,
  of: readonly OccurrenceId[],
): Promise<Map<string, Date>> {
  if (of.length === 0) return new Map();
  const rows = await many(
    db,
    sql<OccurrenceId & { dueAt: Date }>`
    select f.campaign_id as "campaignId", f.occurrence, d.due_at as "dueAt"
      from unnest(${numbers(of.map((one) => one.campaignId))}::bigint[],
                  ${numbers(of.map((one) => one.occurrence))}::int[]) f (campaign_id, occurrence)
     cross join lateral (
       select due_at from deliveries p
        where p.workspace_id = ${workspaceId} and p.campaign_id = f.campaign_id and p.occurrence = f.occurrence
          and p.state = 'pending'
        order by p.due_at, p.delivery_id limit 1
     ) d`,
  );
  return new Map(rows.map((row) => [occurrenceKey(row), row.dueAt]));
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
