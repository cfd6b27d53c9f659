// Everything a person is known by, gathered before they are exported or erased.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { type Db, one } from '../kit/db.ts';
import type { Who } from './person-tables.ts';

/** An imported ps_id counts on every Page that has seen it of nobody else. */
export async function gatherWho(db: Db, workspaceId: string, profileId: number): Promise<Who> {
  const row = await one<{
    ids: number[];
    customer_ids: string[];
    identities: { pageId: string; psid: string }[];
    anonymous_ids: string[];
  }>(
    db,
    sql`
      with merged as (
        select from_profile_id, snapshot from profile_merges
         where workspace_id = ${workspaceId} and into_profile_id = ${profileId}
      )
      select (select jsonb_agg(id) from (select ${profileId}::bigint as id union select from_profile_id from merged) as t) as ids,
             (select coalesce(jsonb_agg(id), '[]') from (
                select customer_id as id from profiles
                 where workspace_id = ${workspaceId} and profile_id = ${profileId} and customer_id is not null
                union select customer_id from customer_aliases
                 where workspace_id = ${workspaceId} and profile_id = ${profileId}
                union select snapshot ->> 'customer_id' from merged where snapshot ->> 'customer_id' is not null) as t)
               as customer_ids,
             (select coalesce(jsonb_agg(jsonb_build_object('pageId', page_id, 'psid', psid)), '[]') from (
                select page_id, psid from identities
                 where workspace_id = ${workspaceId} and profile_id = ${profileId}
                union select pages.page_id, p.attributes ->> 'ps_id' from profiles p
                  join pages on pages.workspace_id = p.workspace_id
                 where p.workspace_id = ${workspaceId} and p.profile_id = ${profileId} and p.attributes ? 'ps_id'
                   and not exists (select from identities i where i.workspace_id = p.workspace_id
                                      and i.page_id = pages.page_id and i.psid = p.attributes ->> 'ps_id'
                                      and i.profile_id <> p.profile_id)) as t) as identities,
             (select coalesce(jsonb_agg(anonymous_id), '[]') from anonymous_ids
               where workspace_id = ${workspaceId} and profile_id = ${profileId}) as anonymous_ids`,
  );
  return {
    workspaceId,
    profileIds: row.ids,
    customerIds: row.customer_ids,
    identities: row.identities,
    anonymousIds: row.anonymous_ids,
    token: `erased:${randomUUID()}`,
  };
}
