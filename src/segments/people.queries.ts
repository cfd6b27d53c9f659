// Who is in: counted, a page at a time, and how they stand towards Messenger.
import { type RawBuilder, sql } from 'kysely';
import { type Db, execute, many, one, type Tx } from '../kit/db.ts';
import { compileFilter, compilePeople } from './compile.ts';
import type { PreparedFilter } from './scope.ts';

/** The ids of everybody who is in, each once, as a query to stand in brackets. */
export const everybodyIn = ({ filter, scope }: PreparedFilter): RawBuilder<{ profile_id: number }> =>
  compilePeople(filter, scope);

/** Exactly how many are in, and nothing else of them. */
export async function countIn(db: Db, prepared: PreparedFilter): Promise<number> {
  const { people } = await one(
    db,
    sql<{ people: number }>`select count(*) as people from (${everybodyIn(prepared)}) who`,
  );
  return people;
}

export interface Counts {
  people: number;
  withPsid: number;
  inWindow: number;
  blocked: number;
}

/**
 * How many are in, and how they stand towards the Page (null: towards any). Call it once a transaction. PostgreSQL cannot tell
 * beforehand how many an attribute finds (it expected 5,000 of half a million, and looked each of them up), so who is in is
 * written down first, for as long as the transaction lasts, and counted: what is asked of them then is planned for as many.
 */
export async function countPeople(tx: Tx, prepared: PreparedFilter, pageId: string | null): Promise<Counts> {
  const { workspaceId, now } = prepared.scope;
  await execute(tx, sql`create temporary table people_in (profile_id bigint not null) on commit drop`);
  const people = await execute(tx, sql`insert into people_in ${everybodyIn(prepared)}`);
  await execute(tx, sql`analyze people_in`);
  const onPage = pageId === null ? sql`` : sql` and i.page_id = ${pageId}`;
  // A ps_id from elsewhere counts until it is known to be another Page's: then reach decides. It is taken out of the JSON of those
  // alone who are not known: of everybody it took 5 s of a million.
  const standing = await one(
    tx,
    sql<Omit<Counts, 'people'>>`
    with reach as materialized (
      select i.profile_id, bool_or(i.window_closes_at > ${now} and i.blocked_at is null and i.opted_out_at is null) as is_open,
             bool_and(i.blocked_at is not null) as is_blocked
        from people_in w join identities i on i.workspace_id = ${workspaceId} and i.profile_id = w.profile_id${onPage}
       group by i.profile_id
    ), given as (
      select p.profile_id, p.attributes ->> 'ps_id' as ps_id
        from people_in w join profiles p on p.workspace_id = ${workspaceId} and p.profile_id = w.profile_id
       where p.attributes ? 'ps_id' and not exists (select from reach where reach.profile_id = w.profile_id) offset 0
    ), imported as (
      select from given where ps_id ~ '^[0-9]{1,32}$' and not exists (
        select from identities i
         where i.workspace_id = ${workspaceId} and i.profile_id = given.profile_id and i.psid = given.ps_id)
    )
    select count(*) + (select count(*) from imported) as "withPsid",
           count(*) filter (where is_open) as "inWindow", count(*) filter (where is_blocked) as blocked
      from reach`,
  );
  return { people, ...standing };
}

/** All people of the workspace, whoever they are. 70 ms for a million. */
export async function countEverybody(db: Db, workspaceId: string): Promise<number> {
  const { people } = await one(
    db,
    sql<{ people: number }>`select count(*) as people from profiles where workspace_id = ${workspaceId}`,
  );
  return people;
}

export interface MemberRow {
  profileId: number;
  customerId: string | null;
  /** What a name is made of, and ps_id. */
  attributes: Record<string, unknown>;
}

export interface PageOfPeople {
  /** Only ids below it; null: from the newest on. */
  beforeId: number | null;
  limit: number;
}

/** So many of the newest are looked through before everybody who is in is found. */
const LOOKED_THROUGH = 5_000;

/**
 * Newest first. The page of a broad segment is full after a short look at the newest people; the others are found as a
 * set, by whatever index their filter has.
 * @param reaches the same filter prepared for either reach.
 */
export async function listMembers(
  db: Db,
  reaches: { few: PreparedFilter; everybody: PreparedFilter },
  { beforeId, limit }: PageOfPeople,
): Promise<MemberRow[]> {
  const { filter, scope } = reaches.few;
  const before = beforeId === null ? sql`` : sql` and p.profile_id < ${beforeId}::bigint`;
  const newest = await many(
    db,
    sql<MemberRow>`
    select ${MEMBER} from (
      select * from profiles p where p.workspace_id = ${scope.workspaceId}${before}
       order by p.profile_id desc limit ${LOOKED_THROUGH}) p
     where ${compileFilter(filter, scope)}
     order by p.profile_id desc limit ${limit}`,
  );
  if (newest.length === limit) return newest;
  return many(
    db,
    sql<MemberRow>`
    with who as materialized (select p.profile_id from (${everybodyIn(reaches.everybody)}) p where true${before})
    select ${MEMBER} from profiles p
     where p.workspace_id = ${scope.workspaceId}
       and p.profile_id in (select profile_id from who order by profile_id desc limit ${limit})
     order by p.profile_id desc`,
  );
}

const MEMBER = sql`p.profile_id as "profileId", p.customer_id as "customerId",
  jsonb_build_object('name', p.attributes -> 'name', 'first_name', p.attributes -> 'first_name',
    'last_name', p.attributes -> 'last_name', 'ps_id', p.attributes -> 'ps_id') as attributes`;
