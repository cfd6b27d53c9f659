// What happens to rows that wait for evidence or for the person: unknown outcomes, held messages, stopped campaigns, and
// the end of an occurrence. Run by the holder of the lane about once a second.
import { sql } from 'kysely';
import { type Db, execute } from '../kit/db.ts';
import type { LaneKey } from './lane.queries.ts';
import { MAX_ATTEMPTS } from './retry-policy.ts';

/** After this many grace times without any evidence an unknown outcome is reported as such, never re-sent. */
const GIVE_UP_GRACES = 8;

/**
 * What can settle an unanswered call: its `echo` (the Page is subscribed to message_echoes), a `repeat` (the receiver drops
 * what it has by the Idempotency-Key), or `nothing`.
 */
export type Evidence = 'echo' | 'repeat' | 'nothing';

/**
 * Settles unknown outcomes by absence: the grace time has passed (due_at) and an echo of a later attempt of this lane has
 * come back, so this one's would have too → it was not taken, try again. What may be repeated is. Without evidence, or with
 * none for too long, it fails as `unknown_outcome`: re-sending blindly could message the person twice.
 */
export function settleUnknown(
  db: Db,
  lane: LaneKey,
  { now, graceMs, evidence }: { now: Date; graceMs: number; evidence: Evidence },
): Promise<number> {
  return execute(
    db,
    sql`
    with open as (
      select d.delivery_id, d.attempts, a.number, o.state = 'stopped' as stopped,
             ${evidence === 'repeat'} or ${evidence === 'echo'} and l.echo_of_attempt_at > a.started_at as absent,
             ${evidence === 'nothing'} or ${now}::timestamptz > a.started_at + ${graceMs * GIVE_UP_GRACES} * interval '1 ms' as hopeless
        from deliveries d
        join attempts a on a.workspace_id = d.workspace_id and a.delivery_id = d.delivery_id and a.number = d.attempts
        join lanes l on l.workspace_id = d.workspace_id and l.lane_id = d.lane_id
        join occurrences o on o.workspace_id = d.workspace_id and o.campaign_id = d.campaign_id and o.occurrence = d.occurrence
       where d.workspace_id = ${lane.workspaceId} and d.lane_id = ${lane.laneId} and d.state = 'unknown' and d.due_at <= ${now}
       order by d.delivery_id limit 1000
       for update of d
    ), noted as (
      update attempts a set finished_at = coalesce(a.finished_at, ${now}), outcome = coalesce(a.outcome, 'unknown')
        from open
       where (open.absent or open.hopeless)
         and a.workspace_id = ${lane.workspaceId} and a.delivery_id = open.delivery_id and a.number = open.number
    )
    update deliveries d
       set state = case when absent and stopped then 'skipped' when absent and open.attempts < ${MAX_ATTEMPTS} then 'pending' else 'failed' end,
           reason = case when absent and stopped then 'campaign_stopped' when absent and open.attempts < ${MAX_ATTEMPTS} then null
                         when absent then 'no_answer' else 'unknown_outcome' end,
           settled_at = case when absent and not stopped and open.attempts < ${MAX_ATTEMPTS} then null else ${now}::timestamptz end,
           due_at = ${now}
      from open
     where (absent is true or hopeless) and d.workspace_id = ${lane.workspaceId} and d.delivery_id = open.delivery_id
       and d.state = 'unknown'`,
  );
}

/** Held messages whose time is over: the person did not write while the message was useful. */
export function expireHeld(db: Db, lane: LaneKey, now: Date): Promise<number> {
  return execute(
    db,
    sql`
    update deliveries d set state = 'skipped', reason = 'hold_expired', settled_at = ${now}
      from (select delivery_id from deliveries
             where workspace_id = ${lane.workspaceId} and lane_id = ${lane.laneId} and state = 'held' and due_at <= ${now}
             order by delivery_id limit 5000 for update) late
     where d.workspace_id = ${lane.workspaceId} and d.delivery_id = late.delivery_id and d.state = 'held'`,
  );
}

/** Whoever still waits in a stopped occurrence is skipped, in chunks. Returns how many this time. */
export function skipStopped(db: Db, lane: LaneKey, now: Date): Promise<number> {
  return execute(
    db,
    sql`
    update deliveries d set state = 'skipped', reason = 'campaign_stopped', settled_at = ${now}
      from (select w.delivery_id
              from occurrences o
              join deliveries w on w.workspace_id = o.workspace_id and w.lane_id = o.lane_id
               and w.campaign_id = o.campaign_id and w.occurrence = o.occurrence and w.state in ('pending', 'held')
             where o.workspace_id = ${lane.workspaceId} and o.lane_id = ${lane.laneId}
               and o.state = 'stopped' and o.finished_at is null
             order by w.delivery_id limit 5000 for update of w) stopped
     where d.workspace_id = ${lane.workspaceId} and d.delivery_id = stopped.delivery_id and d.state in ('pending', 'held')`,
  );
}

/** An occurrence with nothing left to settle is over. */
export function finishOccurrences(db: Db, lane: LaneKey, now: Date): Promise<number> {
  const left = (state: 'pending' | 'sending' | 'unknown' | 'held') => sql`
    exists (select 1 from deliveries d
             where d.workspace_id = o.workspace_id and d.lane_id = o.lane_id and d.campaign_id = o.campaign_id
               and d.occurrence = o.occurrence and d.state = ${sql.lit(state)})`;
  return execute(
    db,
    sql`
    update occurrences o
       set state = case when o.state = 'stopped' then 'stopped' else 'finished' end, finished_at = ${now}
     where o.workspace_id = ${lane.workspaceId} and o.lane_id = ${lane.laneId}
       and o.state in ('sending', 'stopped') and o.finished_at is null
       and not ${left('pending')} and not ${left('sending')} and not ${left('unknown')} and not ${left('held')}`,
  );
}
