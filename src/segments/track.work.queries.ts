// The statements of the worker that keeps track: what is due, who came and who went, and their way into the events.
import { sql } from 'kysely';
import { LOCK_CLASSES } from '../kit/advisory-locks.ts';
import { type Db, execute, jsonb, many, maybeOne, one, type Tx } from '../kit/db.ts';
import type { GroupFilter } from './filter.contract.ts';
import { everybodyIn } from './people.queries.ts';
import type { PreparedFilter } from './scope.ts';

export interface TrackKey {
  workspaceId: string;
  segmentId: number;
}

/** The longest due first. */
export const listDueTracks = (db: Db, now: Date, limit: number): Promise<TrackKey[]> =>
  many(
    db,
    sql<TrackKey>`
    select workspace_id as "workspaceId", segment_id as "segmentId" from segment_tracks
     where due_at <= ${now} order by due_at limit ${limit}`,
  );

export interface DueTrack extends TrackKey {
  dueAt: Date;
  /** null: for the first time. */
  computedAt: Date | null;
  /** null: the segment was deleted or is not tracked any more. */
  filter: GroupFilter | null;
  isDeleted: boolean;
}

/**
 * The track, when it is still due and nobody else is at work on it. It is an advisory lock, not the row's: whoever saves the
 * segment meanwhile does not wait, and it is free again the moment this process dies.
 */
export async function lockDueTrack(
  tx: Tx,
  { workspaceId, segmentId }: TrackKey,
  now: Date,
): Promise<DueTrack | undefined> {
  const { locked } = await one(
    tx,
    sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(${LOCK_CLASSES.members}::int, hashtext(${`${workspaceId}:${segmentId}`})) as locked`,
  );
  if (!locked) return undefined;
  return maybeOne(
    tx,
    sql<DueTrack>`
    select t.workspace_id as "workspaceId", t.segment_id as "segmentId", t.due_at as "dueAt",
           t.computed_at as "computedAt", case when s.tracked then s.filter end as filter,
           s.segment_id is null as "isDeleted"
      from segment_tracks t left join segments s using (workspace_id, segment_id)
     where t.workspace_id = ${workspaceId} and t.segment_id = ${segmentId} and t.due_at <= ${now}`,
  );
}

export interface Moved {
  people: number;
  entered: number;
  left: number;
}

/**
 * Makes the members those who are in now, by the difference of two sets. Who came and who went is noted for the events,
 * except the first time. Of whoever was merged, who remains goes on being in: nobody enters twice. The erased leave without
 * a word.
 */
export function moveMembers(tx: Tx, prepared: PreparedFilter, track: DueTrack): Promise<Moved> {
  const { workspaceId, segmentId } = track;
  const { now } = prepared.scope;
  const ofSegment = sql`m.workspace_id = ${workspaceId} and m.segment_id = ${segmentId}`;
  const isThere = sql`exists (select from profiles p where p.workspace_id = ${workspaceId} and p.profile_id = gone.profile_id)`;
  return one(
    tx,
    sql<Moved>`
    with who as materialized (${everybodyIn(prepared)}),
    different as materialized ( -- a full join, because it is never made one by one, however few PostgreSQL thinks they are
      select profile_id, who.profile_id is not null as is_in
        from who full join (select m.profile_id from segment_members m where ${ofSegment}) m using (profile_id)
       where who.profile_id is null or m.profile_id is null
    ), gone as (
      delete from segment_members m using different d
       where ${ofSegment} and m.profile_id = d.profile_id and not d.is_in
      returning m.profile_id, m.entered_at
    ), remaining as (
      select t.into_profile_id as profile_id, min(gone.entered_at) as entered_at
        from gone join profile_merges t on t.workspace_id = ${workspaceId} and t.from_profile_id = gone.profile_id
       where not ${isThere} group by t.into_profile_id
    ), come as (
      insert into segment_members (workspace_id, segment_id, profile_id, entered_at)
      select ${workspaceId}, ${segmentId}::bigint, d.profile_id, coalesce(r.entered_at, ${now})
        from different d left join remaining r on r.profile_id = d.profile_id
       where d.is_in
      on conflict do nothing
      returning profile_id
    ), changed as (
      select profile_id, true as entered from come
       where not exists (select from remaining r where r.profile_id = come.profile_id)
      union
      select profile_id, false from gone where ${isThere}
      union
      select r.profile_id, false from remaining r
       where not exists (select from who where who.profile_id = r.profile_id)
    ), noted as (
      insert into segment_changes (workspace_id, segment_id, profile_id, entered, at)
      select ${workspaceId}, ${segmentId}::bigint, profile_id, entered, ${now} from changed
       where ${track.computedAt !== null}
      returning entered
    )
    select (select count(*) from who) as people, count(*) filter (where entered) as entered,
           count(*) filter (where not entered) as "left"
      from noted`,
  );
}

export interface Outcome extends Moved {
  now: Date;
  nextAt: Date;
}

/** Together with `moveMembers`. A segment that was saved meanwhile stays due. */
export async function recordOutcome(tx: Tx, track: DueTrack, outcome: Outcome): Promise<void> {
  const { workspaceId, segmentId } = track;
  const { people, entered, left, now, nextAt } = outcome;
  await execute(
    tx,
    sql`
    insert into segment_counts as c (workspace_id, segment_id, hour, at, people, entered, left_people)
    values (${workspaceId}, ${segmentId}, date_trunc('hour', ${now}::timestamptz, 'UTC'), ${now}, ${people}, ${entered}, ${left})
    on conflict (workspace_id, segment_id, hour) do update
       set at = excluded.at, people = excluded.people, entered = c.entered + excluded.entered,
           left_people = c.left_people + excluded.left_people`,
  );
  await execute(
    tx,
    sql`
    update segment_tracks
       set computed_at = ${now}, problem = null, due_at = case when due_at = ${track.dueAt} then ${nextAt} else due_at end
     where workspace_id = ${workspaceId} and segment_id = ${segmentId}`,
  );
}

/** It is tried again later. */
export async function recordProblem(
  db: Db,
  { workspaceId, segmentId }: TrackKey,
  { problem, nextAt }: { problem: string; nextAt: Date },
): Promise<void> {
  await execute(
    db,
    sql`update segment_tracks set problem = ${problem}, due_at = ${nextAt}
         where workspace_id = ${workspaceId} and segment_id = ${segmentId}`,
  );
}

export async function deleteCountsBefore(
  tx: Tx,
  { workspaceId, segmentId }: TrackKey,
  before: Date,
): Promise<void> {
  await execute(
    tx,
    sql`delete from segment_counts
         where workspace_id = ${workspaceId} and segment_id = ${segmentId} and hour < ${before}`,
  );
}

/** At most `limit` members of a segment that is not tracked any more; the track itself when none is left. */
export async function dropMembers(tx: Tx, track: DueTrack, limit: number): Promise<number> {
  const ofSegment = sql`workspace_id = ${track.workspaceId} and segment_id = ${track.segmentId}`;
  // Tracked again before all are gone, it begins anew: whoever is found then has not entered.
  await execute(
    tx,
    sql`update segment_tracks set computed_at = null where ${ofSegment} and computed_at is not null`,
  );
  const dropped = await execute(
    tx,
    sql`
    delete from segment_members where ${ofSegment} and profile_id in (
      select profile_id from segment_members where ${ofSegment} order by profile_id limit ${limit})`,
  );
  if (dropped > 0) return dropped;
  if (track.isDeleted) await execute(tx, sql`delete from segment_counts where ${ofSegment}`);
  await execute(tx, sql`delete from segment_tracks where ${ofSegment} and due_at = ${track.dueAt}`);
  return 0;
}

/** Held until the transaction ends: one process at a time turns notes into events. false: another one does. */
export async function lockRecording(tx: Tx): Promise<boolean> {
  const { locked } = await one(
    tx,
    sql<{ locked: boolean }>`select pg_try_advisory_xact_lock(${LOCK_CLASSES.members}::int, 0) as locked`,
  );
  return locked;
}

export interface ChangeRow {
  workspaceId: string;
  changeId: number;
  /** As noted. */
  profileId: number;
  /** Of whoever was merged since, who remains. */
  personId: number;
  segmentId: number;
  /** null: the segment was deleted since. */
  segmentName: string | null;
  entered: boolean;
  at: Date;
}

/** The oldest notes of one workspace. */
export const listChanges = (db: Db, limit: number): Promise<ChangeRow[]> =>
  many(
    db,
    sql<ChangeRow>`
    select c.workspace_id as "workspaceId", c.change_id as "changeId", c.segment_id as "segmentId",
           c.profile_id as "profileId", coalesce(m.into_profile_id, c.profile_id) as "personId",
           s.name as "segmentName", c.entered, c.at
      from segment_changes c
      left join segments s using (workspace_id, segment_id)
      left join profile_merges m on m.workspace_id = c.workspace_id and m.from_profile_id = c.profile_id
       and not exists (select from profiles p where p.workspace_id = c.workspace_id and p.profile_id = c.profile_id)
     where c.workspace_id = (select workspace_id from segment_changes limit 1)
     order by c.workspace_id, c.change_id limit ${limit}`,
  );

/** Those of the profiles that are there; until the transaction ends none of them is merged or erased. */
export async function lockProfiles(
  tx: Tx,
  workspaceId: string,
  profileIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const rows = await many(
    tx,
    sql<{ id: number }>`
    select profile_id as id from profiles
     where workspace_id = ${workspaceId} and profile_id = any(${profileIds}::bigint[])
     order by profile_id for key share`,
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * After `lockProfiles`, for whoever merges or erases people locks them first and then these. Notes of somebody who was merged
 * at this very moment stay for the next time.
 * @returns the ids of those that are gone now.
 */
export async function deleteChanges(
  tx: Tx,
  workspaceId: string,
  changes: readonly Pick<ChangeRow, 'changeId' | 'profileId' | 'personId'>[],
): Promise<ReadonlySet<number>> {
  const rows = await many(
    tx,
    sql<{ id: number }>`
    delete from segment_changes c
     using jsonb_to_recordset(${jsonb(changes)}) as d ("changeId" bigint, "profileId" bigint, "personId" bigint)
     where c.workspace_id = ${workspaceId} and c.change_id = d."changeId" and c.profile_id = d."profileId"
       and (exists (select from profiles p where p.workspace_id = c.workspace_id and p.profile_id = d."personId")
            or not exists (select from profile_merges m
                            where m.workspace_id = c.workspace_id and m.from_profile_id = d."personId"))
    returning c.change_id as id`,
  );
  return new Set(rows.map(({ id }) => id));
}
