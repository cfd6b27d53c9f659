// What happens to calls without an answer: settled by evidence, or by its absence where that proves something. Run by the
// holder of the lane about once a second.
import { sql } from 'kysely';
import { type Db, execute } from '../kit/db.ts';
import type { LaneKey } from './lane.queries.ts';
import { MAX_ATTEMPTS } from './retry-policy.ts';

/** After this many grace times without any evidence an unknown outcome is reported as such, never re-sent. */
const GIVE_UP_GRACES = 8;
/** Echoes missed while webhooks could not be taken are repeated by the platform, at growing distances it does not publish. */
const AFTER_OUTAGE_GRACES = 10;
/** With more webhooks than this waiting to be applied, an echo may be among them. */
const INBOX_BACKLOG = 2_000;

/**
 * What can settle an unanswered call: its `echo` (the Page is subscribed to message_echoes), the `conversation` alone, or a
 * `repeat` (the receiver drops what it has by the Idempotency-Key).
 */
export type Evidence = 'echo' | 'conversation' | 'repeat';

interface Unknown {
  now: Date;
  graceMs: number;
  evidence: Evidence;
  /** Of the holder: whoever lost the lane settles nothing. */
  fence: number;
  /** How long evidence could be looked for: since the holder has the lane, in milliseconds. Before, nobody may have looked. */
  heldMs: number;
  /** Attempts whose message is not in their conversation. */
  provenAbsent?: readonly { deliveryId: number; attempt: number }[];
}

/**
 * Settles unknown outcomes by absence: the grace time has passed (due_at), an echo of a later attempt of this lane has come
 * back, webhooks could be taken all the while, and this one's echo is not waiting in our own inbox → it was not taken, try
 * again. What may be repeated is. With no evidence for too long it fails as `unknown_outcome`: re-sending blindly could
 * message the person twice.
 *
 * What was before and how long ago is told by the database's clock alone, as outages, echoes and the beginning of calls are
 * written by it: the service's may be moved (the sandbox's is), and time that did not pass proves nothing. `now` is what is written.
 */
export function settleUnknown(
  db: Db,
  lane: LaneKey,
  { now, graceMs, evidence, fence, heldMs, provenAbsent = [] }: Unknown,
): Promise<number> {
  const graces = (count: number) => sql`${graceMs * count} * interval '1 ms'`;
  const isProven = sql`(d.delivery_id, d.attempts) in (
    select * from unnest(${provenAbsent.map((one) => one.deliveryId)}::bigint[], ${provenAbsent.map((one) => one.attempt)}::smallint[]))`;
  return execute(
    db,
    sql`
    with open as (
      select d.delivery_id, d.attempts, d.tries + 1 < ${MAX_ATTEMPTS} as may_try, o.state = 'stopped' as stopped,
             o.plan ->> 'resend_unknown' = 'never' as never,
             ${evidence === 'repeat'} or ${isProven}
               or ${evidence === 'echo'} and l.echo_of_attempt_at > d.started_at and d.started_at < now() - ${graces(1)}
                  and missed.until is null and ${webhooksAreTaken} and not ${waitsInInbox} as absent,
             now() > greatest(d.started_at, now() - ${heldMs} * interval '1 ms', missed.until) + ${graces(GIVE_UP_GRACES)} as hopeless
        from deliveries d
        join lanes l on l.workspace_id = d.workspace_id and l.lane_id = d.lane_id
        join occurrences o on o.workspace_id = d.workspace_id and o.campaign_id = d.campaign_id and o.occurrence = d.occurrence
        left join lateral (
          -- its echo may have come while nobody could take it: it is repeated some time later
          select max(w.ended_at) + ${graces(AFTER_OUTAGE_GRACES)} as until from webhook_outages w
           where w.ended_at >= d.started_at and w.began_at <= d.started_at + ${graces(1)}
             and w.ended_at + ${graces(AFTER_OUTAGE_GRACES)} > now()) missed on true
       where d.workspace_id = ${lane.workspaceId} and d.lane_id = ${lane.laneId} and d.state = 'unknown'
         and (d.due_at <= ${now} or ${isProven}) and l.fence = ${fence} and l.leased_until > now()
       order by d.delivery_id limit 200
       for update of d
    ), settled as (
      select delivery_id, attempts, absent is true as counts,
             case when absent and stopped then 'skipped' when absent and may_try and not never then 'pending' else 'failed' end as state,
             case when absent and stopped then 'campaign_stopped'
                  when absent and never then ${evidence === 'repeat' ? 'unknown_outcome' : 'not_resent'}
                  when absent and may_try then null when absent then 'no_answer' else 'unknown_outcome' end as reason
        from open where absent is true or hopeless
    ), noted as (
      update attempts a set finished_at = coalesce(a.finished_at, ${now}), outcome = coalesce(a.outcome, 'unknown')
        from settled s
       where a.workspace_id = ${lane.workspaceId} and a.delivery_id = s.delivery_id and a.number = s.attempts
    )
    update deliveries d
       set state = s.state, reason = s.reason, due_at = ${now}, tries = d.tries + s.counts::int,
           settled_at = case when s.state <> 'pending' then ${now}::timestamptz end
      from settled s
     where d.workspace_id = ${lane.workspaceId} and d.delivery_id = s.delivery_id and d.state = 'unknown'`,
  );
}

const webhooksAreTaken = sql`exists (select 1 from webhook_watch where seen_at > now() - interval '3 seconds')`;

/** The attempt's name, as its echo carries it, in a webhook not applied yet; or so many of them that looking is no use. */
const waitsInInbox = sql`(
  (select count(*) from (select 1 from inbox where waits_for_page is null limit ${INBOX_BACKLOG + 1}) backlog) > ${INBOX_BACKLOG}
  or exists (select 1 from inbox i, installation
              where (i.waits_for_page is null or i.waits_for_page = d.page_id)
                and position(convert_to(concat_ws(':', 'talaria', installation_id, d.campaign_id, d.delivery_id, d.attempts), 'UTF8') in i.body) > 0))`;
