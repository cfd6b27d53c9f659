// What happens to rows that wait: held messages whose time is over, whoever still waits in a stopped campaign, and the end of
// an occurrence. Run by the holder of the lane about once a second. Rows are chosen in a step of their own (`materialized`):
// a planner without statistics would otherwise choose them anew for each row it updates.
import { sql } from 'kysely';
import { type Db, execute, many, one, withTransaction } from '../kit/db.ts';
import type { LaneKey } from './lane.queries.ts';

export interface DueWork {
  unknown: boolean;
  held: boolean;
  stopped: boolean;
}

/** Which of the steps have something to do: a look at three indexes instead of three updates that find nothing. */
export function findDueWork(db: Db, { workspaceId, laneId }: LaneKey, now: Date): Promise<DueWork> {
  const ofLane = sql`workspace_id = ${workspaceId} and lane_id = ${laneId}`;
  return one(
    db,
    sql<DueWork>`
    select exists (select 1 from deliveries where ${ofLane} and state = 'unknown' and due_at <= ${now}) as unknown,
           exists (select 1 from deliveries where ${ofLane} and state = 'held' and due_at <= ${now}) as held,
           exists (select 1 from occurrences where ${ofLane} and state = 'stopped' and finished_at is null) as stopped`,
  );
}

/**
 * Held messages whose time is over: the person did not write while the message was useful. A route behind the hold is tried
 * now; without one they are skipped.
 */
export function expireHeld(db: Db, lane: LaneKey, now: Date): Promise<number> {
  return execute(
    db,
    sql`
    with late as materialized (
      select d.delivery_id, jsonb_array_length(o.plan -> 'routes') > d.route + 1 as has_next
        from deliveries d join occurrences o using (workspace_id, campaign_id, occurrence)
       where d.workspace_id = ${lane.workspaceId} and d.lane_id = ${lane.laneId} and d.state = 'held' and d.due_at <= ${now}
       order by d.delivery_id limit 5000 for update of d
    )
    update deliveries d
       set state = case when late.has_next then 'pending' else 'skipped' end,
           reason = case when late.has_next then null else 'hold_expired' end,
           route = case when late.has_next then d.route + 1 else d.route end,
           settled_at = case when late.has_next then null else ${now}::timestamptz end
      from late
     where d.workspace_id = ${lane.workspaceId} and d.delivery_id = late.delivery_id and d.state = 'held'`,
  );
}

/** Whoever still waits in a stopped occurrence is skipped, in chunks. Returns how many this time. */
export function skipStopped(db: Db, lane: LaneKey, now: Date): Promise<number> {
  return execute(
    db,
    sql`
    with stopped as materialized (
      select w.delivery_id
        from occurrences o
        join deliveries w on w.workspace_id = o.workspace_id and w.campaign_id = o.campaign_id
         and w.occurrence = o.occurrence and w.state in ('pending', 'held')
       where o.workspace_id = ${lane.workspaceId} and o.lane_id = ${lane.laneId}
         and o.state = 'stopped' and o.finished_at is null
       order by w.delivery_id limit 20000 for update of w
    )
    update deliveries d set state = 'skipped', reason = 'campaign_stopped', settled_at = ${now}
      from stopped
     where d.workspace_id = ${lane.workspaceId} and d.delivery_id = stopped.delivery_id and d.state in ('pending', 'held')`,
  );
}

/**
 * An occurrence with nothing left to settle is over; a standing one waits for more people until its campaign ends. Its row is locked before the ledger is looked at for the last time:
 * whoever sends again holds the same row, and one statement that had to wait for it would still see the ledger of before.
 */
export function finishOccurrences(db: Db, lane: LaneKey, now: Date): Promise<number> {
  const left = (state: 'pending' | 'sending' | 'unknown' | 'held') => sql`
    exists (select 1 from deliveries d
             where d.workspace_id = o.workspace_id and d.lane_id = o.lane_id and d.campaign_id = o.campaign_id
               and d.occurrence = o.occurrence and d.state = ${sql.lit(state)})`;
  const over = sql`
    o.workspace_id = ${lane.workspaceId} and o.lane_id = ${lane.laneId}
    and o.state in ('sending', 'stopped') and o.finished_at is null and not (o.standing and o.state = 'sending')
    and not ${left('pending')} and not ${left('sending')} and not ${left('unknown')} and not ${left('held')}`;
  return withTransaction(db, async (tx) => {
    const locked = await many<{ campaign_id: number; occurrence: number }>(
      tx,
      sql`select o.campaign_id, o.occurrence from occurrences o
           where ${over} order by o.campaign_id, o.occurrence for no key update skip locked`,
    );
    if (locked.length === 0) return 0;
    const campaigns = locked.map((row) => row.campaign_id);
    const occurrences = locked.map((row) => row.occurrence);
    return execute(
      tx,
      sql`
      update occurrences o
         set state = case when o.state = 'stopped' then 'stopped' else 'finished' end, finished_at = ${now}
       where ${over}
         and (o.campaign_id, o.occurrence) in (select * from unnest(${campaigns}::bigint[], ${occurrences}::int[]))`,
    );
  });
}
