// SQL of back-fills: which Page is due for its next call, and how far it came.
import { sql } from 'kysely';
import { type Db, execute, maybeOne, type Tx } from '../kit/db.ts';

export interface Backfill {
  workspaceId: string;
  pageId: string;
  /** Where the Conversations API goes on; null: at the start. */
  cursor: string | null;
}

/** Takes the back-fill that is due longest and makes it nobody else's for `leaseMs`, in case this process dies. */
export const claimBackfill = (db: Db, now: Date, leaseMs: number): Promise<Backfill | undefined> =>
  maybeOne(
    db,
    sql<Backfill>`
      update backfills set due_at = ${now}::timestamptz + ${leaseMs} * interval '1 ms'
       where (workspace_id, page_id) = (
         select workspace_id, page_id from backfills where state = 'running' and due_at <= ${now}
          order by due_at limit 1 for update skip locked)
      returning workspace_id as "workspaceId", page_id as "pageId", next_cursor as cursor`,
  );

export const findNextDue = (db: Db): Promise<{ dueAt: Date } | undefined> =>
  maybeOne(
    db,
    sql<{
      dueAt: Date;
    }>`select due_at as "dueAt" from backfills where state = 'running' order by due_at limit 1`,
  );

/** Comes back later without a word: only its turn has not come. */
export async function deferBackfill(db: Db, { workspaceId, pageId }: Backfill, dueAt: Date): Promise<void> {
  await execute(
    db,
    sql`update backfills set due_at = ${dueAt}
         where workspace_id = ${workspaceId} and page_id = ${pageId} and state = 'running'`,
  );
}

/** Notes one page of conversations; of one that was paused meanwhile too, for it has been read. A null cursor was the last. */
export async function advanceBackfill(
  tx: Tx,
  { workspaceId, pageId }: Backfill,
  done: { found: number; cursor: string | null; dueAt: Date },
): Promise<void> {
  await execute(
    tx,
    sql`update backfills set found = found + ${done.found}, calls = calls + 1, next_cursor = ${done.cursor},
               due_at = ${done.dueAt}, error = null,
               state = case when ${done.cursor}::text is null then 'finished' else state end,
               finished_at = case when ${done.cursor}::text is null then ${done.dueAt}::timestamptz end
         where workspace_id = ${workspaceId} and page_id = ${pageId} and state in ('running', 'paused')`,
  );
}

/** Goes on later from the same place; `error` is shown meanwhile. */
export async function postponeBackfill(
  db: Db,
  { workspaceId, pageId }: Backfill,
  dueAt: Date,
  error: string,
): Promise<void> {
  await execute(
    db,
    sql`update backfills set due_at = ${dueAt}, error = ${error.slice(0, 500)}
         where workspace_id = ${workspaceId} and page_id = ${pageId} and state = 'running'`,
  );
}

export async function failBackfill(
  db: Db,
  { workspaceId, pageId }: Backfill,
  at: Date,
  error: string,
): Promise<void> {
  await execute(
    db,
    sql`update backfills set state = 'failed', error = ${error.slice(0, 500)}, finished_at = ${at}
         where workspace_id = ${workspaceId} and page_id = ${pageId} and state = 'running'`,
  );
}
