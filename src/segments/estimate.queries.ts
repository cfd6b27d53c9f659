// The random few an estimate asks about: drawn, and counted by whether they are in.
import { sql } from 'kysely';
import { type Db, many, one } from '../kit/db.ts';
import { compileFilter } from './compile.ts';
import type { PreparedFilter } from './scope.ts';

export interface Sample {
  /** All people of the workspace. */
  total: number;
  /** In the order they were drawn. */
  ids: number[];
}

/** Ids tried at most: looking up that many takes 60 ms. */
const MAX_TRIES = 40_000;
/** Where many ids are other workspaces', people are drawn from the list of all, up to so many. */
const MAX_LISTED = 200_000;

/**
 * Random ids between the lowest and the highest, of which those count that are somebody's: everybody is as likely as
 * everybody else. (TABLESAMPLE SYSTEM draws pages: people who were imported together are then all in or all out.)
 */
export async function drawSample(
  db: Db,
  workspaceId: string,
  { size, random }: { size: number; random: () => number },
): Promise<Sample> {
  const { total, lowest, highest } = await one(
    db,
    sql<{ total: number; lowest: number; highest: number }>`
    select count(*) as total, coalesce(min(profile_id), 0) as lowest, coalesce(max(profile_id), 0) as highest
      from profiles where workspace_id = ${workspaceId}`,
  );
  const span = highest - lowest + 1;
  const tries = Math.ceil((1.1 * size * span) / Math.max(1, total));
  if (tries > MAX_TRIES && total <= MAX_LISTED)
    return { total, ids: await listShuffled(db, workspaceId, size) };
  const tried = new Set<number>();
  while (tried.size < Math.min(tries, MAX_TRIES, span)) tried.add(lowest + Math.floor(random() * span));
  const rows = await many(
    db,
    sql<{ id: number }>`
    select profile_id as id from profiles
     where workspace_id = ${workspaceId} and profile_id = any(${[...tried]}::bigint[])`,
  );
  const found = new Set(rows.map(({ id }) => id));
  return { total, ids: [...tried].filter((id) => found.has(id)).slice(0, size) };
}

async function listShuffled(db: Db, workspaceId: string, size: number): Promise<number[]> {
  const rows = await many(
    db,
    sql<{ id: number }>`
    select profile_id as id from profiles where workspace_id = ${workspaceId} order by random() limit ${size}`,
  );
  return rows.map(({ id }) => id);
}

export interface Tally {
  asked: number;
  matching: number;
}

/** Whoever is gone since is not asked about. */
export function tallyPeople(
  db: Db,
  { filter, scope }: PreparedFilter,
  ids: readonly number[],
): Promise<Tally> {
  return one(
    db,
    sql<Tally>`
    select count(*) as asked, count(*) filter (where ${compileFilter(filter, scope)}) as matching
      from profiles p where p.workspace_id = ${scope.workspaceId} and p.profile_id = any(${ids}::bigint[])`,
  );
}

/** Of the whole workspace. */
export function tallyEverybody(db: Db, { filter, scope }: PreparedFilter): Promise<Tally> {
  return one(
    db,
    sql<Tally>`
    select count(*) as asked, count(*) filter (where ${compileFilter(filter, scope)}) as matching
      from profiles p where p.workspace_id = ${scope.workspaceId}`,
  );
}

/** Whether the workspace has so few people; counts no further. */
export async function hasAtMost(db: Db, workspaceId: string, people: number): Promise<boolean> {
  const { few } = await one(
    db,
    sql<{ few: boolean }>`
    select count(*) <= ${people} as few
      from (select from profiles where workspace_id = ${workspaceId} limit ${people + 1}) as some_people`,
  );
  return few;
}
