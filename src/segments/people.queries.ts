// Who is in: counted, a page at a time, and how they stand towards Messenger.
import { type RawBuilder, sql } from 'kysely';
import { type Db, many, one } from '../kit/db.ts';
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

/** The identities of so many people are looked up one by one; for more of them, everybody's are read as a whole. */
const LOOKED_UP = 10_000;

/**
 * How many are in, and how they stand towards the Page (null: towards any). PostgreSQL cannot tell beforehand how many an
 * attribute finds (it expected 5,000 of half a million, and looked each of them up), so the statement counts them first:
 * of the two halves of `reach` one is never begun.
 */
export function countPeople(db: Db, prepared: PreparedFilter, pageId: string | null): Promise<Counts> {
  const { workspaceId, now } = prepared.scope;
  const flags = sql`
    bool_or(i.window_closes_at > ${now} and i.blocked_at is null and i.opted_out_at is null) as is_open,
    bool_and(i.blocked_at is not null) as is_blocked`;
  const onPage = sql`i.workspace_id = ${workspaceId}${pageId === null ? sql`` : sql` and i.page_id = ${pageId}`}`;
  const isFew = sql`(select people from counted) <= ${LOOKED_UP}`;
  // The laterals have an offset to stay one look-up each, and the join is a full one because that is never made one by one,
  // however few people are expected.
  return one(
    db,
    sql<Counts>`
    with who as materialized (${everybodyIn(prepared)}),
    counted as materialized (select count(*) as people from who),
    reach as materialized (
      select i.profile_id, ${flags} from identities i where ${onPage} and not ${isFew} group by i.profile_id
      union all
      select who.profile_id, known.is_open, known.is_blocked from who
       cross join lateral (select ${flags} from identities i where ${onPage} and i.profile_id = who.profile_id
                           having count(*) > 0 offset 0) known
       where ${isFew}
    ), standing as materialized (
      select who.profile_id, is_open, is_blocked, reach.profile_id is not null as is_known, who.profile_id is not null as is_in
        from who full join reach on reach.profile_id = who.profile_id
    ), imported as ( -- a ps_id from elsewhere counts until it is known to be another Page's: then reach decides
      select from standing s
       cross join lateral ( -- 667,000 values out of the JSON at once took 5 s of processor
         select p.attributes ->> 'ps_id' as ps_id from profiles p
          where p.workspace_id = ${workspaceId} and p.profile_id = s.profile_id and p.attributes ? 'ps_id' offset 0) given
       where s.is_in and not s.is_known and given.ps_id ~ '^[0-9]{1,32}$'
         and not exists (select from identities i where i.workspace_id = ${workspaceId}
                            and i.profile_id = s.profile_id and i.psid = given.ps_id)
    )
    select count(*) as people, count(*) filter (where is_known) + (select count(*) from imported) as "withPsid",
           count(*) filter (where is_open) as "inWindow", count(*) filter (where is_blocked) as blocked
      from standing where is_in`,
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

export interface Member {
  profileId: number;
  customerId: string | null;
  /** What a name is made of, and ps_id: not to be shown before what is sensitive is hidden (segment.view.ts). */
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
): Promise<Member[]> {
  const { filter, scope } = reaches.few;
  const before = beforeId === null ? sql`` : sql` and p.profile_id < ${beforeId}::bigint`;
  const newest = await many(
    db,
    sql<Member>`
    select ${MEMBER} from (
      select * from profiles p where p.workspace_id = ${scope.workspaceId}${before}
       order by p.profile_id desc limit ${LOOKED_THROUGH}) p
     where ${compileFilter(filter, scope)}
     order by p.profile_id desc limit ${limit}`,
  );
  if (newest.length === limit) return newest;
  return many(
    db,
    sql<Member>`
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
