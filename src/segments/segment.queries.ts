// Segment rows: read, write, lock. What a filter means is `compile.ts`; who is in is asked in `people.queries.ts`.
import { sql } from 'kysely';
import { LOCK_CLASSES } from '../kit/advisory-locks.ts';
import { type Db, execute, jsonb, many, maybeOne, type Tx } from '../kit/db.ts';
import type { GroupFilter } from './filter.contract.ts';

export interface SegmentRow {
  segmentId: number;
  name: string;
  filter: GroupFilter;
  tracked: boolean;
  /** The last exact count; null: never counted as it is now. */
  people: number | null;
  countedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

const COLUMNS = sql`segment_id as "segmentId", name, filter, tracked, people, counted_at as "countedAt",
  created_at as "createdAt", updated_at as "updatedAt"`;

export function selectSegments(db: Db, workspaceId: string, limit: number): Promise<SegmentRow[]> {
  return many(
    db,
    sql<SegmentRow>`
    select ${COLUMNS} from segments where workspace_id = ${workspaceId} order by segment_id desc limit ${limit}`,
  );
}

export function findSegment(db: Db, workspaceId: string, segmentId: number): Promise<SegmentRow | undefined> {
  return maybeOne(
    db,
    sql<SegmentRow>`
    select ${COLUMNS} from segments where workspace_id = ${workspaceId} and segment_id = ${segmentId}`,
  );
}

export interface SegmentInput {
  name: string;
  filter: GroupFilter;
  /** Who is in is kept from now on, this being the instant, or still is; absent or null: it is not. */
  trackedFrom?: Date | null;
}

/** Gives no row when the workspace has `limit` segments already. */
export function insertSegment(
  db: Db,
  workspaceId: string,
  { name, filter, trackedFrom = null }: SegmentInput,
  limit: number,
): Promise<SegmentRow | undefined> {
  return maybeOne(
    db,
    sql<SegmentRow>`
    insert into segments (workspace_id, name, filter, tracked)
    select ${workspaceId}, ${name}, ${jsonb(filter)}, ${trackedFrom !== null}
     where (select count(*) from segments where workspace_id = ${workspaceId}) < ${limit}
    returning ${COLUMNS}`,
  );
}

/** A count of another filter is forgotten. */
export function updateSegmentRow(
  db: Db,
  workspaceId: string,
  segmentId: number,
  { name, filter, trackedFrom = null }: SegmentInput,
): Promise<SegmentRow | undefined> {
  return maybeOne(
    db,
    sql<SegmentRow>`
    update segments
       set name = ${name}, filter = ${jsonb(filter)}, tracked = ${trackedFrom !== null}, updated_at = now(),
           people = case when filter = ${jsonb(filter)} then people end,
           counted_at = case when filter = ${jsonb(filter)} then counted_at end
     where workspace_id = ${workspaceId} and segment_id = ${segmentId}
    returning ${COLUMNS}`,
  );
}

export function deleteSegmentRow(db: Db, workspaceId: string, segmentId: number): Promise<number> {
  return execute(
    db,
    sql`delete from segments where workspace_id = ${workspaceId} and segment_id = ${segmentId}`,
  );
}

/** Every segment with exactly this filter has been counted. An older count than the one there is changes nothing. */
export async function rememberCount(
  db: Db,
  workspaceId: string,
  filter: GroupFilter,
  { people, at }: { people: number; at: Date },
): Promise<void> {
  await execute(
    db,
    sql`
    update segments set people = ${people}, counted_at = ${at}
     where workspace_id = ${workspaceId} and filter = ${jsonb(filter)} and (counted_at < ${at}) is not false`,
  );
}

/**
 * Held until the transaction ends: segments of a workspace are saved and deleted one at a time, so that no two of them come
 * to contain each other, and none is deleted while another takes it in.
 */
export async function lockSegments(tx: Tx, workspaceId: string): Promise<void> {
  await execute(
    tx,
    sql`select pg_advisory_xact_lock(${LOCK_CLASSES.segments}::int, hashtext(${workspaceId}))`,
  );
}

/**
 * For the rest of the transaction, in which everybody is asked about: a statement that takes longer fails with code 57014, and
 * rows that lie apart are reckoned as dear as PostgreSQL does by default. Told that they cost no more than others, it went
 * through an index to half of all running totals: 1.2 s of a million people instead of 0.2 s.
 */
export async function readBroadly(tx: Tx, ms: number): Promise<void> {
  await execute(
    tx,
    sql`select set_config('statement_timeout', ${String(ms)}, true), set_config('random_page_cost', '4', true)`,
  );
}

/** For the rest of the transaction: a statement that takes longer fails with code 57014. */
export async function limitStatements(tx: Tx, ms: number): Promise<void> {
  await execute(tx, sql`select set_config('statement_timeout', ${String(ms)}, true)`);
}
