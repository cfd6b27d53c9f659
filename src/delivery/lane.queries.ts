// The lease of a lane: one holder at a time, told apart by a fencing number. Times are the database's own clock, the only
// one all workers share.
import { sql } from 'kysely';
import { addMs } from '../kit/clock.ts';
import { type Db, execute, jsonb, many, maybeOne, one } from '../kit/db.ts';

export interface LaneKey {
  workspaceId: string;
  laneId: string;
}

/** What to tell (kit/wake.ts) when something may be due on a lane. */
export const laneTopic = ({ workspaceId, laneId }: LaneKey): string => `lane ${workspaceId}/${laneId}`;
export const isLaneTopic = (topic: string): boolean => topic.startsWith('lane ');

export interface LaneState {
  fence: number;
  pausedUntil: Date | null; // in the far future: until an operator acts
  pausedBecause: string | null;
}

export interface LaneAtWork extends LaneKey {
  isFree: boolean;
}

/** Lanes looked at in one go; of more each has its turn (`listWantingLanes`). */
export const MOST_LISTED = 10_000;

/** Lanes with an occurrence that is not over, whoever holds them; `lanes` are the first of them, `total` is how many there are. */
export async function listLanesAtWork(db: Db): Promise<{ lanes: LaneAtWork[]; total: number }> {
  const lanes = await many(
    db,
    sql<LaneAtWork & { total: number }>`
    select o.workspace_id as "workspaceId", o.lane_id as "laneId",
           coalesce(l.leased_until < now(), true) as "isFree", count(*) over () as total
      from (select distinct workspace_id, lane_id from occurrences
             where finished_at is null and state in ('preparing', 'sending', 'stopped')) o
      left join lanes l using (workspace_id, lane_id)
     order by 1, 2 limit ${MOST_LISTED}`,
  );
  return { lanes, total: lanes[0]?.total ?? 0 };
}

/**
 * Lanes that nobody holds and that have something to do now: somebody is due, a call has no answer, a time is over, a run ends. In no
 * order, so that each has a chance. A look at the index of those who are due for each run that goes on: 15 ms for 2,000 lanes and 60
 * for 10,000 (PostgreSQL 18, two busy cores, 2026-11-23).
 */
export function listWantingLanes(db: Db, now: Date, limit: number): Promise<LaneKey[]> {
  const ofRun = (state: string) => sql`
    select from deliveries d where d.workspace_id = f.workspace_id and d.campaign_id = f.campaign_id
       and d.occurrence = f.occurrence and d.state = ${sql.lit(state)}`;
  const ofLane = sql`select from deliveries d where d.workspace_id = f.workspace_id and d.lane_id = f.lane_id`;
  return many(
    db,
    sql<LaneKey>`
    with free as materialized (
      select o.workspace_id, o.lane_id, o.campaign_id, o.occurrence, o.state, o.standing,
             o.paused_at is not null or coalesce(l.paused_until, '-infinity') > ${now} as paused
        from occurrences o left join lanes l using (workspace_id, lane_id)
       where o.finished_at is null and o.state in ('preparing', 'sending', 'stopped')
         and coalesce(l.leased_until < now(), true)
    ), wanting as (
      select workspace_id, lane_id from free where state = 'stopped'
      union
      select workspace_id, lane_id from free f where not paused and exists (${ofRun('pending')} and d.due_at <= ${now})
      union
      select workspace_id, lane_id from free f
       where state = 'sending' and not standing
         and not exists (${ofRun('pending')}) and not exists (${ofRun('held')} and d.lane_id = f.lane_id)
      union
      select workspace_id, lane_id from (select distinct workspace_id, lane_id from free) f
       where exists (${ofLane} and d.state = 'held' and d.due_at <= ${now})
          or exists (${ofLane} and d.state in ('sending', 'unknown'))
    )
    select workspace_id as "workspaceId", lane_id as "laneId" from wanting order by random() limit ${limit}`,
  );
}

/** Whether this lane still needs a holder (see `listLanesAtWork`). */
export async function isLaneAtWork(db: Db, lane: LaneKey): Promise<boolean> {
  const row = await one(
    db,
    sql<{ open: boolean }>`
    select exists (select 1 from occurrences
                    where workspace_id = ${lane.workspaceId} and lane_id = ${lane.laneId}
                      and finished_at is null and state in ('preparing', 'sending', 'stopped')) as open`,
  );
  return row.open;
}

export interface TakenLane extends LaneState {
  /** On the monotonic clock, before the lease began: what the holder may count from. */
  askedAtMs: number;
}

/**
 * Takes the lane when nobody holds it, raises the fence, and sorts out what a dead holder left: a call that was begun and
 * has no answer is unknown until evidence comes. What was only read was never marked, and waits as before.
 * Two transactions, because echoes lock ledger rows before the lane's; whoever dies between them leaves the sorting out
 * to the next holder.
 * @returns null when somebody else holds it.
 */
export async function acquireLane(
  db: Db,
  lane: LaneKey,
  holder: string,
  lease: { ms: number; graceMs: number; now: Date },
): Promise<TakenLane | null> {
  const askedAtMs = performance.now();
  const taken = await maybeOne(
    db,
    sql<LaneState>`
    insert into lanes as l (workspace_id, lane_id, holder, fence, leased_until)
    values (${lane.workspaceId}, ${lane.laneId}, ${holder}, 1, now() + ${lease.ms} * interval '1 ms')
    on conflict (workspace_id, lane_id) do update
       set holder = excluded.holder, fence = l.fence + 1, leased_until = excluded.leased_until
     where l.leased_until is null or l.leased_until < now()
    returning fence, ${pausedUntil} as "pausedUntil", paused_because as "pausedBecause"`,
  );
  if (taken === undefined) return null;
  await recoverBegun(db, lane, { fence: taken.fence, graceMs: lease.graceMs, now: lease.now });
  return { ...taken, askedAtMs };
}

// pg would read 'infinity' as the number Infinity. (`least` alone would turn null into 9999.)
const pausedUntil = sql`case when paused_until is not null then least(paused_until, timestamptz '9999-01-01') end`;

/**
 * Calls begun under an earlier fence and not settled: whether they were made is not known. They began as long before `now` as the
 * database says.
 */
export async function recoverBegun(
  db: Db,
  lane: LaneKey,
  { fence, graceMs, now }: { fence: number; graceMs: number; now: Date },
): Promise<void> {
  await execute(
    db,
    sql`
    with left_over as materialized (
      select delivery_id from deliveries
       where workspace_id = ${lane.workspaceId} and lane_id = ${lane.laneId} and state = 'sending' and fence < ${fence}
       order by delivery_id for update
    ), found as (
      update deliveries d
         set state = 'unknown', reason = 'no_answer', due_at = ${addMs(now, graceMs)}
        from left_over o
       where d.workspace_id = ${lane.workspaceId} and d.delivery_id = o.delivery_id and d.state = 'sending' and d.fence < ${fence}
      returning d.delivery_id, d.attempts, d.fence, d.started_at
    )
    insert into attempts (workspace_id, delivery_id, number, fence, started_at)
    select ${lane.workspaceId}, delivery_id, attempts, fence, ${now}::timestamptz - (now() - started_at) from found
    on conflict do nothing`,
  );
}

/** Prolongs the lease, says how the lane goes, and reads the pause. null: the lane is lost, stop sending at once. */
export async function renewLane(
  db: Db,
  lane: LaneKey,
  { fence, leaseMs, pace }: { fence: number; leaseMs: number; pace: unknown },
): Promise<LaneState | null> {
  const row = await maybeOne(
    db,
    sql<LaneState>`
    update lanes set leased_until = now() + ${leaseMs} * interval '1 ms', pace = ${jsonb(pace)}
     where workspace_id = ${lane.workspaceId} and lane_id = ${lane.laneId} and fence = ${fence}
       and leased_until > now()
    returning fence, ${pausedUntil} as "pausedUntil", paused_because as "pausedBecause"`,
  );
  return row ?? null;
}

export async function releaseLane(db: Db, lane: LaneKey, fence: number): Promise<void> {
  await execute(
    db,
    sql`
    update lanes set leased_until = null, holder = null, pace = null
     where workspace_id = ${lane.workspaceId} and lane_id = ${lane.laneId} and fence = ${fence}`,
  );
}

/** Nothing leaves on the lane until then; a longer pause that stands already stays. */
export async function pauseLane(db: Db, lane: LaneKey, until: Date, because: string): Promise<void> {
  await execute(
    db,
    sql`
      update lanes set paused_until = ${until}, paused_because = ${because}
       where workspace_id = ${lane.workspaceId} and lane_id = ${lane.laneId}
         and (paused_until is null or paused_until < ${until})`,
  );
}
