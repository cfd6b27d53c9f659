// The SQL of segments. What a filter means is `compile.ts`; here is what is asked of it.
import { sql } from 'kysely';
import { type Db, execute, jsonb, many, maybeOne, one, type Tx } from '../kit/db.ts';
import { compileFilter } from './compile.ts';
import type { GroupFilter } from './filter.contract.ts';

export interface SegmentRow {
  segmentId: number;
  name: string;
  filter: GroupFilter;
  createdAt: Date;
  updatedAt: Date;
}

const COLUMNS = sql`segment_id as "segmentId", name, filter, created_at as "createdAt", updated_at as "updatedAt"`;

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
}

/** Gives no row when the workspace has `limit` segments already. */
export function insertSegment(
  db: Db,
  workspaceId: string,
  { name, filter }: SegmentInput,
  limit: number,
): Promise<SegmentRow | undefined> {
  return maybeOne(
    db,
    sql<SegmentRow>`
    insert into segments (workspace_id, name, filter)
    select ${workspaceId}, ${name}, ${jsonb(filter)}
     where (select count(*) from segments where workspace_id = ${workspaceId}) < ${limit}
    returning ${COLUMNS}`,
  );
}

export function updateSegmentRow(
  db: Db,
  workspaceId: string,
  segmentId: number,
  { name, filter }: SegmentInput,
): Promise<SegmentRow | undefined> {
  return maybeOne(
    db,
    sql<SegmentRow>`
    update segments set name = ${name}, filter = ${jsonb(filter)}, updated_at = now()
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

/** Names of campaigns that still need the segment (`publicId`: seg_12), at most three. A finished one keeps its own copy. */
export async function findCampaignsUsing(db: Db, workspaceId: string, publicId: string): Promise<string[]> {
  const rows = await many(
    db,
    sql<{ name: string }>`
    select name from campaigns
     where workspace_id = ${workspaceId} and definition ->> 'segment_id' = ${publicId}
       and state in ('draft', 'scheduled', 'sending', 'paused')
     order by campaign_id desc limit 3`,
  );
  return rows.map((row) => row.name);
}

export interface Question {
  filter: GroupFilter;
  /** null: any Page, or just a ps_id. */
  pageId: string | null;
  now: Date;
}

export interface Counts {
  people: number;
  withPsid: number;
  inWindow: number;
  blocked: number;
  /** All people of the workspace. */
  total: number;
}

/** Everything the builder shows, in one pass over the people who match and one over the identities. */
export function countPeople(db: Db, workspaceId: string, question: Question): Promise<Counts> {
  const { filter, pageId, now } = question;
  const onPage = pageId === null ? sql`` : sql` and page_id = ${pageId}`;
  // An imported ps_id counts until it is known to be another Page's: then `reach` decides.
  const byAttribute = sql`p.attributes ->> 'ps_id' ~ '^[0-9]{1,32}$' and not exists (
    select from identities i where i.workspace_id = p.workspace_id and i.profile_id = p.profile_id
       and i.psid = p.attributes ->> 'ps_id')`;
  return one(
    db,
    sql<Counts>`
    with reach as (
      select profile_id, bool_or(window_closes_at > ${now} and blocked_at is null and opted_out_at is null) as is_open,
             bool_and(blocked_at is not null) as is_blocked
        from identities where workspace_id = ${workspaceId}${onPage}
       group by profile_id
    )
    select count(*) as people,
           count(*) filter (where reach.profile_id is not null or (${byAttribute})) as "withPsid",
           count(*) filter (where reach.is_open) as "inWindow",
           count(*) filter (where reach.is_blocked) as blocked,
           (select count(*) from profiles where workspace_id = ${workspaceId}) as total
      from profiles p left join reach on reach.profile_id = p.profile_id
     where p.workspace_id = ${workspaceId} and (${compileFilter(filter, { workspaceId, now })})`,
  );
}

export interface SampleRow {
  profileId: number;
  customerId: string | null;
  attributes: Record<string, unknown>;
}

export function samplePeople(
  db: Db,
  workspaceId: string,
  { filter, now }: Question,
  limit: number,
): Promise<SampleRow[]> {
  return many(
    db,
    sql<SampleRow>`
    select p.profile_id as "profileId", p.customer_id as "customerId",
           jsonb_build_object('name', p.attributes -> 'name', 'first_name', p.attributes -> 'first_name',
             'last_name', p.attributes -> 'last_name', 'ps_id', p.attributes -> 'ps_id') as attributes
      from profiles p
     where p.workspace_id = ${workspaceId} and (${compileFilter(filter, { workspaceId, now })})
     order by p.profile_id desc limit ${limit}`,
  );
}

/** For the rest of the transaction: a statement that takes longer fails with code 57014. */
export async function limitStatements(tx: Tx, ms: number): Promise<void> {
  await execute(tx, sql`select set_config('statement_timeout', ${String(ms)}, true)`);
}
