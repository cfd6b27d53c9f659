// One person as the profile screen shows them.
import { sql } from 'kysely';
import { type Db, many, maybeOne } from '../kit/db.ts';
import { notFound } from '../kit/errors.ts';
import { parseId } from '../kit/ids.ts';

export interface PersonDetails {
  profile_id: number;
  customer_id: string | null;
  attributes: Record<string, unknown>;
  created_at: Date;
  updated_at: Date;
}

/** Undefined when there is none. An id that was merged away gives who remains. */
const findDetails = (db: Db, workspaceId: string, profileId: number) =>
  maybeOne<PersonDetails>(
    db,
    sql`select p.profile_id, p.customer_id, p.attributes, p.created_at, p.updated_at
          from profiles p
         where p.workspace_id = ${workspaceId}
           and p.profile_id = coalesce((select m.into_profile_id from profile_merges m
                                         where m.workspace_id = ${workspaceId}
                                           and m.from_profile_id = ${profileId}), ${profileId})`,
  );

/** @param id public (prf_12); nobody has it: not_found. */
export async function getDetails(db: Db, workspaceId: string, id: string): Promise<PersonDetails> {
  const details = await findDetails(db, workspaceId, parseId('prf', id));
  if (!details) throw notFound(`person ${id}`);
  return details;
}

export interface IdentityRow {
  page_id: string;
  page_name: string | null;
  psid: string;
  first_seen_at: Date;
  last_user_action_at: Date | null;
  window_closes_at: Date | null;
  opted_out_at: Date | null;
  /** The words of the no that counts. */
  opted_out_because: string | null;
  last_user_action: string | null;
  last_read_at: Date | null;
  blocked_at: Date | null;
}

/** Latest conversation first. */
export const listIdentities = (db: Db, workspaceId: string, profileId: number) =>
  many<IdentityRow>(
    db,
    sql`select i.page_id, pages.name as page_name, i.psid, i.first_seen_at, i.last_user_action_at, i.window_closes_at, i.opted_out_at,
               case when i.opted_out_at is not null then (
                 select c.words from consents c
                  where c.workspace_id = i.workspace_id and c.page_id = i.page_id and c.psid = i.psid and c.says = 'no'
                  order by c.said_at desc limit 1) end as opted_out_because,
               i.last_user_action, i.last_read_at, i.blocked_at
          from identities i
          left join pages on pages.workspace_id = i.workspace_id and pages.page_id = i.page_id
         where i.workspace_id = ${workspaceId} and i.profile_id = ${profileId}
         order by i.last_user_action_at desc nulls last, i.page_id, i.psid limit 100`,
  );

export interface MergedRow {
  from_profile_id: number;
  customer_id: string | null;
  merged_at: Date;
  reason: string;
  can_be_undone: boolean;
  /** Whom they were merged into, when that one was merged into this person later. */
  below_id: number | null;
}

export const listMerged = (db: Db, workspaceId: string, profileId: number) =>
  many<MergedRow>(
    db,
    sql`select from_profile_id, snapshot ->> 'customer_id' as customer_id, merged_at, reason, moved is not null as can_be_undone,
               nullif(direct_into_id, into_profile_id) as below_id
          from profile_merges
         where workspace_id = ${workspaceId} and into_profile_id = ${profileId}
         order by merged_at desc, from_profile_id desc limit 100`,
  );

/** What else the person is called by apps, the oldest first. */
export const listOtherIds = (db: Db, workspaceId: string, profileId: number) =>
  many<{ kind: 'alias' | 'anonymous'; id: string }>(
    db,
    sql`(select 'alias' as kind, customer_id as id from customer_aliases
          where workspace_id = ${workspaceId} and profile_id = ${profileId} order by made_at, id limit 100)
        union all
        (select 'anonymous', anonymous_id from anonymous_ids
          where workspace_id = ${workspaceId} and profile_id = ${profileId} order by first_seen_at, anonymous_id limit 100)`,
  );
