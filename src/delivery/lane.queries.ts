// The lease of a lane: one holder at a time, told apart by a fencing number. Times are the database's own clock, the only
// one all workers share.
import { sql } from 'kysely';
import { type Db, execute, many, maybeOne, one } from '../kit/db.ts';

export interface LaneKey {
  workspaceId: string;
  laneId: string;
}

export interface LaneState {
  fence: number;
  pausedUntil: Date | null; // in the far future: until an operator acts
  pausedBecause: string | null;
}

/** Lanes that need a holder and have none: an occurrence is not finished, or a call's outcome is still open. */
export function listLanesToTake(db: Db): Promise<LaneKey[]> {
  return many(
    db,
    sql<LaneKey>`
    select workspace_id as "workspaceId", lane_id as "laneId"
      from (select workspace_id, lane_id
              from occurrences where finished_at is null and state in ('preparing', 'sending', 'stopped')
            union
            select workspace_id, lane_id from deliveries where state in ('sending', 'unknown')) at_work
     where not exists (select 1 from lanes l where l.workspace_id = at_work.workspace_id and l.lane_id = at_work.lane_id
                          and l.leased_until >= now())
     limit 10000`,
  );
}

/** Whether this lane still needs a holder (see `listLanesToTake`). */
export async function isLaneAtWork(db: Db, lane: LaneKey): Promise<boolean> {
  const row = await one(
    db,
    sql<{ open: boolean }>`
    select exists (select 1 from occurrences
                    where workspace_id = ${lane.workspaceId} and lane_id = ${lane.laneId}
                      and finished_at is null and state in ('preparing', 'sending', 'stopped'))
        or exists (select 1 from deliveries
                    where workspace_id = ${lane.workspaceId} and lane_id = ${lane.laneId}
                      and state in ('sending', 'unknown')) as open`,
  );
  return row.open;
}

export interface TakenLane extends LaneState {
  /** On the monotonic clock, before the lease began: what the holder may count from. */
  askedAtMs: number;
}

/**
 * Takes the lane when nobody holds it, raises the fence, and sorts out what a dead holder left: a claimed row without an
 * attempt was surely not sent and waits again; one with an unanswered attempt is unknown until evidence comes.
 * Two transactions, because echoes lock ledger rows before the lane's; whoever dies between them leaves the sorting out
 * to the next holder.
 * @returns null when somebody else holds it.
 */
export async function acquireLane(
  db: Db,
  lane: LaneKey,
  holder: string,
  lease: { ms: number; graceMs: number },
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
  await recoverClaims(db, lane, taken.fence, lease.graceMs);
  return { ...taken, askedAtMs };
}

// pg would read 'infinity' as the number Infinity. (`least` alone would turn null into 9999.)
const pausedUntil = sql`case when paused_until is not null then least(paused_until, timestamptz '9999-01-01') end`;

async function recoverClaims(db: Db, lane: LaneKey, fence: number, graceMs: number): Promise<void> {
  await execute(
    db,
    sql`
    with left_over as materialized (
      select delivery_id, attempts, fence from deliveries
       where workspace_id = ${lane.workspaceId} and lane_id = ${lane.laneId} and state = 'sending' and fence < ${fence}
       order by delivery_id for update
    )
    update deliveries d
       set state = case when a.number is null then 'pending' else 'unknown' end,
           reason = case when a.number is null then null else 'no_answer' end,
           due_at = case when a.number is null then d.due_at else now() + ${graceMs} * interval '1 ms' end
      from left_over o
      left join attempts a on a.workspace_id = ${lane.workspaceId} and a.delivery_id = o.delivery_id
       and a.number = o.attempts and a.fence = o.fence and a.finished_at is null
     where d.workspace_id = ${lane.workspaceId} and d.delivery_id = o.delivery_id and d.state = 'sending'`,
  );
}

/** Prolongs the lease and reads the pause. null: the lane is lost, stop sending at once. */
export async function renewLane(
  db: Db,
  lane: LaneKey,
  fence: number,
  leaseMs: number,
): Promise<LaneState | null> {
  const row = await maybeOne(
    db,
    sql<LaneState>`
    update lanes set leased_until = now() + ${leaseMs} * interval '1 ms'
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
    update lanes set leased_until = null, holder = null
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
