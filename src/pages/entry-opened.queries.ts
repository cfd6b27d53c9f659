// SQL for links that are opened: which link a ref names, whose personal link it is, and that it was used.
import { sql } from 'kysely';
import { execute, jsonb, many, type Tx } from '../kit/db.ts';

export interface NamedLink {
  pageId: string;
  refCode: string;
  linkId: number;
  name: string;
}

/** The links of plain refs. Those put away are found too: a poster cannot be called back. */
export const findNamedLinks = (
  tx: Tx,
  workspaceId: string,
  refs: readonly { pageId: string; ref: string }[],
): Promise<NamedLink[]> =>
  many(
    tx,
    sql<NamedLink>`
      select l.page_id as "pageId", l.ref_code as "refCode", l.link_id as "linkId", l.name
        from (select distinct * from unnest(${refs.map(({ pageId }) => pageId)}::text[],
                                            ${refs.map(({ ref }) => ref)}::text[]) as r (page_id, ref_code)) r
        join entry_links l using (page_id, ref_code) where l.workspace_id = ${workspaceId}`,
  );

export interface OpenedInvite {
  inviteId: number;
  linkId: number;
  linkName: string;
  singleUse: boolean;
  /** The customer's profile when it was issued. */
  profileId: number;
  /** The link was put away, or the time is over: not valid from then on. */
  endsAt: Date;
  usedAt: Date | null;
}

/** Held until the transaction ends, in the order of their ids: of two people with one link the second one waits. */
export const lockInvites = (
  tx: Tx,
  workspaceId: string,
  inviteIds: readonly number[],
): Promise<OpenedInvite[]> =>
  many(
    tx,
    sql<OpenedInvite>`
      select i.invite_id as "inviteId", i.link_id as "linkId", l.name as "linkName", l.single_use as "singleUse",
             i.profile_id as "profileId", least(i.expires_at, l.archived_at) as "endsAt", i.used_at as "usedAt"
        from entry_invites i join entry_links l using (workspace_id, link_id)
       where i.workspace_id = ${workspaceId} and i.invite_id = any(${[...inviteIds]}::bigint[])
       order by i.invite_id for update of i`,
  );

/** The first use stays. */
export async function markUsed(
  tx: Tx,
  workspaceId: string,
  uses: readonly { inviteId: number; psid: string; usedAt: Date }[],
): Promise<void> {
  if (uses.length === 0) return;
  const rows = uses.map(({ inviteId, psid, usedAt }) => ({ invite_id: inviteId, psid, used_at: usedAt }));
  await execute(
    tx,
    sql`update entry_invites i set used_at = u.used_at, used_psid = u.psid
          from (select distinct on (invite_id) *
                  from jsonb_to_recordset(${jsonb(rows)}) as r (invite_id bigint, psid text, used_at timestamptz)
                 order by invite_id, used_at) u
         where i.workspace_id = ${workspaceId} and i.invite_id = u.invite_id and i.used_at is null`,
  );
}

/** When each PSID was first seen on its Page, as 'page:psid'. */
export async function findFirstSeen(
  tx: Tx,
  workspaceId: string,
  people: readonly { pageId: string; psid: string }[],
): Promise<Map<string, Date>> {
  const rows = await many(
    tx,
    sql<{ key: string; firstSeenAt: Date }>`
      select i.page_id || ':' || i.psid as key, i.first_seen_at as "firstSeenAt"
        from unnest(${people.map(({ pageId }) => pageId)}::text[], ${people.map(({ psid }) => psid)}::text[]) as s (page_id, psid)
        join identities i using (page_id, psid) where i.workspace_id = ${workspaceId}`,
  );
  return new Map(rows.map((row) => [row.key, row.firstSeenAt]));
}
