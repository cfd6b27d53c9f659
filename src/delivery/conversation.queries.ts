// Unknown outcomes that no echo will settle: which to look up in their conversation next, and what was found there.
import { sql } from 'kysely';
import { type Db, execute, many, maybeOne } from '../kit/db.ts';
import type { LaneKey } from './lane.queries.ts';

export interface OpenQuestion {
  deliveryId: number;
  attempt: number;
  psid: string;
  /** By the clock of the service. */
  startedAt: Date;
  /** Another message to the same person is unknown too: a message found could be either. */
  ambiguous: boolean;
}

/** The oldest unknown outcome of a call that began so long ago; it is not asked for again before `nextAt`. */
export function takeQuestion(
  db: Db,
  lane: LaneKey,
  { waitMs, now, nextAt }: { waitMs: number; now: Date; nextAt: Date },
): Promise<OpenQuestion | undefined> {
  return maybeOne(
    db,
    sql<OpenQuestion>`
    with next as (
      select d.delivery_id from deliveries d
       where d.workspace_id = ${lane.workspaceId} and d.lane_id = ${lane.laneId} and d.state = 'unknown'
         and d.due_at <= ${now} and d.started_at <= now() - ${waitMs} * interval '1 ms' and d.psid is not null
       order by d.due_at, d.delivery_id limit 1 for update of d
    )
    update deliveries d set due_at = ${nextAt}
      from next
     where d.workspace_id = ${lane.workspaceId} and d.delivery_id = next.delivery_id and d.state = 'unknown'
    returning d.delivery_id as "deliveryId", d.attempts as attempt, d.psid,
              (select a.started_at from attempts a
                where a.workspace_id = d.workspace_id and a.delivery_id = d.delivery_id and a.number = d.attempts) as "startedAt",
              exists (select 1 from deliveries other
                       where other.workspace_id = d.workspace_id and other.lane_id = d.lane_id and other.psid = d.psid
                         and other.state in ('unknown', 'sending') and other.delivery_id <> d.delivery_id) as ambiguous`,
  );
}

/** Of these messages of the Page, the ones we know: of another delivery, or echoed as somebody else's. */
export async function listKnownMids(
  db: Db,
  lane: LaneKey,
  { pageId, psid, mids }: { pageId: string; psid: string; mids: string[] },
): Promise<Set<string>> {
  const rows = await many(
    db,
    sql<{ mid: string }>`
    select mid from unnest(${mids}::text[]) as asked (mid)
     where exists (select 1 from events e
                    where e.workspace_id = ${lane.workspaceId} and e.dedupe_key = ${`${pageId}:m:`} || mid)
        or exists (select 1 from deliveries d join identities i
                       on i.workspace_id = d.workspace_id and i.profile_id = d.profile_id and i.page_id = ${pageId} and i.psid = ${psid}
                    where d.workspace_id = ${lane.workspaceId} and d.mid = asked.mid)`,
  );
  return new Set(rows.map((row) => row.mid));
}

/** The message is in the conversation: it was taken. */
export async function settleFound(
  db: Db,
  lane: LaneKey,
  found: { deliveryId: number; attempt: number; mid: string; at: Date; now: Date },
): Promise<void> {
  await execute(
    db,
    sql`
    with settled as (
      update deliveries d
         set state = 'accepted', reason = null, mid = ${found.mid}, echoed_at = ${found.at}, settled_at = ${found.now}
       where d.workspace_id = ${lane.workspaceId} and d.delivery_id = ${found.deliveryId} and d.state = 'unknown'
         and d.attempts = ${found.attempt}
      returning d.delivery_id
    )
    update attempts a set outcome = 'accepted', finished_at = coalesce(a.finished_at, ${found.now})
      from settled s
     where a.workspace_id = ${lane.workspaceId} and a.delivery_id = s.delivery_id and a.number = ${found.attempt}`,
  );
}
