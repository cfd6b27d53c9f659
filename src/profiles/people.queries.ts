// The list of people: newest first, by kind, and the search field. Pages by profile id.
import { type RawBuilder, sql } from 'kysely';
import { type Db, many, one } from '../kit/db.ts';
import { personMatches } from './person-search.ts';
import type { PEOPLE_KINDS } from './profile.contract.ts';

export interface PersonListRow {
  profile_id: number;
  customer_id: string | null;
  attributes: Record<string, unknown>;
  last_user_action_at: Date | null;
  window_closes_at: Date | null;
  opted_out_at: Date | null;
  blocked_at: Date | null;
  created_at: Date;
}

export interface PeopleFilter {
  search: string;
  /** Attributes by which nobody is found. */
  hidden: ReadonlySet<string>;
  kind: (typeof PEOPLE_KINDS)[number];
  /** Only people with a smaller id. */
  beforeId: number | null;
  limit: number;
}

const KINDS: Record<PeopleFilter['kind'], RawBuilder<unknown>> = {
  all: sql`true`,
  customer: sql`p.customer_id is not null`,
  anonymous: sql`p.customer_id is null`,
  messenger: sql`exists (select from identities i
                          where i.workspace_id = p.workspace_id and i.profile_id = p.profile_id)`,
  // On any Page. Few of many: each has an index of its own, and "in" lets it come first.
  opted_out: sql`p.profile_id in (select i.profile_id from identities i
                                   where i.workspace_id = p.workspace_id and i.opted_out_at is not null)`,
  blocked: sql`p.profile_id in (select i.profile_id from identities i
                                 where i.workspace_id = p.workspace_id and i.blocked_at is not null)`,
};

/** At most `limit` rows, newest first. */
export function listPeople(db: Db, workspaceId: string, filter: PeopleFilter): Promise<PersonListRow[]> {
  const found = filter.search === '' ? select(workspaceId, filter, sql`true`) : matching(workspaceId, filter);
  return many<PersonListRow>(
    db,
    sql`select p.profile_id, p.customer_id, p.attributes, p.created_at,
               known.last_user_action_at, known.window_closes_at, known.opted_out_at, known.blocked_at
          from profiles p
          cross join lateral (
            select max(i.last_user_action_at) as last_user_action_at, max(i.window_closes_at) as window_closes_at,
                   case when every(i.opted_out_at is not null) then max(i.opted_out_at) end as opted_out_at,
                   case when every(i.blocked_at is not null) then max(i.blocked_at) end as blocked_at
              from identities i where i.workspace_id = p.workspace_id and i.profile_id = p.profile_id) known
         where p.workspace_id = ${workspaceId} and p.profile_id in (${found})
         order by p.profile_id desc limit ${filter.limit}`,
  );
}

export async function countPeople(db: Db, workspaceId: string, kind: PeopleFilter['kind']): Promise<number> {
  const { count } = await one<{ count: number }>(
    db,
    sql`select count(*) from profiles p where p.workspace_id = ${workspaceId} and ${KINDS[kind]}`,
  );
  return count;
}

/** The newest profiles that meet a condition, as ids. */
const select = (workspaceId: string, filter: PeopleFilter, condition: RawBuilder<unknown>) => sql`
  (select p.profile_id from profiles p
    where p.workspace_id = ${workspaceId} and ${KINDS[filter.kind]} and ${condition}
      and (${filter.beforeId}::bigint is null or p.profile_id < ${filter.beforeId}::bigint)
    order by p.profile_id desc limit ${filter.limit})`;

/** A statement for each thing the text may be, each with an index of its own, and the newest of all they find. */
const matching = (workspaceId: string, filter: PeopleFilter): RawBuilder<unknown> =>
  sql.join(
    personMatches(workspaceId, filter.search, filter.hidden).map((one) => select(workspaceId, filter, one)),
    sql` union `,
  );
