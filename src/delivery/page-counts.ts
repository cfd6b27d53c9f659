// Our own numbers of a Page: calls the platform answered and people it said cannot be reached, by day, counted once a minute
// from what the lanes recorded; and how near the blocks of the last calls come to too many.
import { sql } from 'kysely';
import { addMs, type Clock, DAY_MS, MINUTE_MS, SECOND_MS } from '../kit/clock.ts';
import { type Db, execute, maybeOne, one, withTransaction } from '../kit/db.ts';
import type { Worker } from '../kit/worker.ts';

const EVERY_MS = MINUTE_MS;
/** Answers are written within milliseconds of their instant, seconds on a busy machine: only what lies back is counted. */
const SETTLED_AFTER_MS = 10 * SECOND_MS;
/** Calls that nobody counted for so long (no process ran, or none was connected) stay uncounted. */
const LONGEST_BACK_MS = DAY_MS;

export function createPageCountWorker({ db, clock }: { db: Db; clock: Clock }): Worker {
  return {
    name: 'delivery.page_counts',
    async step() {
      await countPages(db, clock.now());
      return EVERY_MS;
    },
  };
}

/**
 * Adds what happened since the last count to each Page's days. A minute of 18,000 calls among half a million is counted in
 * 50 to 75 ms (two cores, 2026-11-22). Every Page is counted by one process at a time.
 */
export async function countPages(db: Db, now: Date): Promise<void> {
  const to = addMs(now, -SETTLED_AFTER_MS);
  await execute(
    db,
    sql`
    with due as materialized (
      select p.workspace_id, p.page_id,
             greatest(p.counted_until, ${addMs(now, -LONGEST_BACK_MS)}) as since
        from pages p
       where p.state <> 'disconnected' and coalesce(p.counted_until, '-infinity') < ${to}
       order by p.page_id limit 10000 for no key update skip locked
    ), answered as materialized ( -- once for all Pages: joined to them, the span would be read again for each
      select a.workspace_id, a.delivery_id, a.finished_at from attempts a
       where a.finished_at > (select min(since) from due) and a.finished_at <= ${to}
         and a.outcome in ('accepted', 'refused')
    ), calls as (
      select due.workspace_id, due.page_id, (a.finished_at at time zone 'utc')::date as day, count(*) as sent
        from answered a
        join deliveries d on d.workspace_id = a.workspace_id and d.delivery_id = a.delivery_id
        join due on due.workspace_id = d.workspace_id and due.page_id = d.page_id and a.finished_at > due.since
       group by 1, 2, 3
    ), blocks as (
      select due.workspace_id, due.page_id, (i.blocked_at at time zone 'utc')::date as day, count(*) as blocked
        from due join identities i on i.workspace_id = due.workspace_id and i.page_id = due.page_id
         and i.blocked_at > due.since and i.blocked_at <= ${to}
       group by 1, 2, 3
    ), counted as (
      update pages p set counted_until = ${to} from due
       where p.workspace_id = due.workspace_id and p.page_id = due.page_id
    )
    insert into page_days as d (workspace_id, page_id, day, sent, blocked)
    select workspace_id, page_id, day, coalesce(sent, 0), coalesce(blocked, 0)
      from calls full join blocks using (workspace_id, page_id, day)
     order by workspace_id, page_id, day
    on conflict (workspace_id, page_id, day) do update
       set sent = d.sent + excluded.sent, blocked = d.blocked + excluded.blocked`,
  );
}

export interface BlockShare {
  blocked: number;
  /** Calls answered since the first of these blocks. */
  sent: number;
}

/** Blocks older than this say nothing about what is sent now. */
const BLOCKS_COUNT_FOR_MS = DAY_MS;

/**
 * The last `blocked` people of a Page that could not be reached, and among how many calls they were; null when there were
 * not so many in the last day, or more calls than `atMost`. `from` keeps blocks out that have had their consequence.
 */
export function findBlockShare(
  db: Db,
  page: { workspaceId: string; pageId: string; from: Date },
  { blocked, atMost, now }: { blocked: number; atMost: number; now: Date },
): Promise<BlockShare | null> {
  const { workspaceId, pageId } = page;
  const from = new Date(Math.max(page.from.getTime(), now.getTime() - BLOCKS_COUNT_FOR_MS));
  return withTransaction(db, async (tx) => {
    const first = await maybeOne(
      tx,
      sql<{ at: Date }>`
      select blocked_at as at from identities
       where workspace_id = ${workspaceId} and page_id = ${pageId} and blocked_at > ${from}
       order by blocked_at desc offset ${blocked - 1} limit 1`,
    );
    if (!first) return null;
    // The newest calls are at the end of the table, and with a limit the planner would begin to read at its start.
    await execute(tx, sql`set local enable_seqscan = off`);
    const { sent } = await one(
      tx,
      sql<{ sent: number }>`
      select count(*) as sent from (
        select 1 from attempts a
          join deliveries d on d.workspace_id = a.workspace_id and d.delivery_id = a.delivery_id
         where a.workspace_id = ${workspaceId} and a.finished_at >= ${first.at} and a.outcome in ('accepted', 'refused')
           and d.page_id = ${pageId}
         limit ${atMost + 1}) calls`,
    );
    return sent > atMost ? null : { blocked, sent };
  });
}
