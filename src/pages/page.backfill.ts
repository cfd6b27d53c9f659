// Starting, pausing and cancelling the back-fill of a Page; the work itself is webhooks/backfill.workers.ts. Each step of it
// looks at the row first, so that what is said here holds from its next call on.
import { sql } from 'kysely';
import { type Db, execute } from '../kit/db.ts';
import { conflict } from '../kit/errors.ts';

interface Of {
  workspaceId: string;
  pageId: string;
}

/** Starts a back-fill, or leaves the one that runs or pauses alone. */
export async function startBackfill(db: Db, { workspaceId, pageId }: Of, now: Date): Promise<void> {
  await execute(
    db,
    sql`insert into backfills as b (workspace_id, page_id, state, due_at, started_at, running_since)
        values (${workspaceId}, ${pageId}, 'running', ${now}, ${now}, ${now})
        on conflict (workspace_id, page_id) do update
           set state = 'running', next_cursor = null, found = 0, found_before = 0, calls = 0, error = null,
               due_at = excluded.due_at, started_at = excluded.started_at, running_since = excluded.running_since,
               finished_at = null
         where b.state not in ('running', 'paused')`,
  );
}

/** It keeps its place. Refuses `conflict` when none runs. */
export async function pauseBackfill(db: Db, { workspaceId, pageId }: Of): Promise<void> {
  const paused = await execute(
    db,
    sql`update backfills set state = 'paused', error = null
         where workspace_id = ${workspaceId} and page_id = ${pageId} and state = 'running'`,
  );
  if (paused === 0) throw conflict('No back-fill of this Page runs.', 'Start one with Collect people.');
}

/** Goes on at its place. Refuses `conflict` when none is paused. */
export async function resumeBackfill(db: Db, { workspaceId, pageId }: Of, now: Date): Promise<void> {
  const resumed = await execute(
    db,
    sql`update backfills set state = 'running', due_at = ${now}, running_since = ${now}, found_before = found
         where workspace_id = ${workspaceId} and page_id = ${pageId} and state = 'paused'`,
  );
  if (resumed === 0) throw conflict('No back-fill of this Page is paused.', 'Start one with Collect people.');
}

/** Ends it for good; whoever was found stays. Refuses `conflict` when none is under way. */
export async function cancelBackfill(db: Db, { workspaceId, pageId }: Of, now: Date): Promise<void> {
  const cancelled = await execute(
    db,
    sql`update backfills set state = 'cancelled', next_cursor = null, error = null, finished_at = ${now}
         where workspace_id = ${workspaceId} and page_id = ${pageId} and state in ('running', 'paused')`,
  );
  if (cancelled === 0)
    throw conflict('No back-fill of this Page is under way.', 'There is nothing to cancel.');
}
