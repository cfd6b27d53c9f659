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

/** So many people are looked up one by one; for more, everybody's identities are read as a whole. */
const LOOKED_UP = 10_000;

/**
 * How many are in, and how they stand towards the Page (null: towards any). PostgreSQL cannot tell beforehand how many an
 * attribute finds (it guessed 5,000 for half a million, and looked each of them up), so they are counted first.
 */
export async function countPeople(tx: Tx, prepared: PreparedFilter, pageId: string | null): Promise<Counts> {
  const { filter, scope } = prepared;
  const ofWorkspace = sql`p.workspace_id = ${scope.workspaceId}`;
  const { people, ids } = await one(
    tx,
    sql<{ people: number; ids: string[] }>`
    with who as materialized (${everybodyIn(prepared)})
    select (select count(*) from who) as people,
           array(select profile_id from who where (select count(*) from who) <= ${LOOKED_UP})::text[] as ids`,
  );
  if (people > LOOKED_UP) await execute(tx, sql`select set_config('enable_nestloop', 'off', true)`);
  const are = people > LOOKED_UP ? compileFilter(filter, scope) : sql`p.profile_id = any(${ids}::bigint[])`;
  const standing = await countStanding(tx, sql`${ofWorkspace} and (${are})`, { ...scope, pageId });
  return { people, ...standing };
}

/** Of the people `p` for whom `isIn` holds. */
function countStanding(
  tx: Tx,
  isIn: RawBuilder<unknown>,
  { workspaceId, now, pageId }: { workspaceId: string; now: Date; pageId: string | null },
): Promise<Omit<Counts, 'people'>> {
  const onPage = pageId === null ? sql`` : sql` and i.page_id = ${pageId}`;
  // An imported ps_id counts until it is known to be another Page's: then `reach` decides.
  return one(
    tx,
    sql<Omit<Counts, 'people'>>`
    with who as materialized (
      select p.profile_id, case when p.attributes ? 'ps_id' then p.attributes ->> 'ps_id' end as ps_id
        from profiles p where ${isIn}
    ), reach as materialized (
      select i.profile_id, bool_or(i.window_closes_at > ${now} and i.blocked_at is null and i.opted_out_at is null) as is_open,
             bool_and(i.blocked_at is not null) as is_blocked
        from identities i
       where i.workspace_id = ${workspaceId} and i.profile_id in (select profile_id from who)${onPage}
       group by i.profile_id
    ), imported as (
      select from who
       where who.ps_id ~ '^[0-9]{1,32}$'
         and not exists (select from reach where reach.profile_id = who.profile_id)
         and not exists (select from identities i where i.workspace_id = ${workspaceId}
                            and i.profile_id = who.profile_id and i.psid = who.ps_id)
    )
    select (select count(*) from reach) + (select count(*) from imported) as "withPsid",
           (select count(*) from reach where is_open) as "inWindow",
           (select count(*) from reach where is_blocked) as blocked`,
  );
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
