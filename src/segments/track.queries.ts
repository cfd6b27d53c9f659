// Keeping track of who is in, as rows: begun with the segment, read for its history, dropped with it.
import { sql } from 'kysely';
import { type Db, execute, many, maybeOne, type Tx } from '../kit/db.ts';
import { notify } from '../kit/wake.ts';

export const TRACK_WORKER = 'segments.track';

/** From now on, or still: then the members are found anew at once, for the filter may be another one. */
export async function startTracking(
  tx: Tx,
  workspaceId: string,
  segmentId: number,
  now: Date,
): Promise<void> {
  await execute(
    tx,
    sql`
    insert into segment_tracks as t (workspace_id, segment_id, since, due_at)
    values (${workspaceId}, ${segmentId}, ${now}, ${now})
    on conflict (workspace_id, segment_id) do update
       set due_at = ${now}, since = case when t.computed_at is null then ${now} else t.since end`,
  );
  await notify(tx, TRACK_WORKER);
}

/** With the segment. Its members go with the next turn of the worker: there may be a million. */
export async function dropCounts(db: Db, workspaceId: string, segmentId: number): Promise<void> {
  await execute(
    db,
    sql`delete from segment_counts where workspace_id = ${workspaceId} and segment_id = ${segmentId}`,
  );
}

export interface Track {
  since: Date;
  /** Why the last attempt to find the members failed, in words. */
  problem: string | null;
}

/** Undefined: the segment is not tracked. */
export function findTrack(db: Db, workspaceId: string, segmentId: number): Promise<Track | undefined> {
  return maybeOne(
    db,
    sql<Track>`
    select t.since, t.problem from segment_tracks t join segments s using (workspace_id, segment_id)
     where t.workspace_id = ${workspaceId} and t.segment_id = ${segmentId} and s.tracked`,
  );
}

export interface CountRow {
  at: Date;
  people: number;
  entered: number;
  left: number;
}

/** Oldest first: by the hour, or `by` days of UTC. Who entered and left is added up, `people` the last number. */
export function listCounts(
  db: Db,
  of: { workspaceId: string; segmentId: number },
  { since, by, limit }: { since: Date; by: 'hour' | 'day'; limit: number },
): Promise<CountRow[]> {
  return many(
    db,
    sql<CountRow>`
    select max(at) as at, (array_agg(people order by hour desc))[1] as people,
           sum(entered)::bigint as entered, sum(left_people)::bigint as left
      from segment_counts
     where workspace_id = ${of.workspaceId} and segment_id = ${of.segmentId} and hour >= ${since}
     group by date_trunc(${by}, hour, 'UTC') order by 1 limit ${limit}`,
  );
}
