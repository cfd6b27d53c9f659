// A person known from Messenger turns out to be a customer, because they opened a link made for that customer. Nobody's PSID
// is taken from a customer who has it.
import { sql } from 'kysely';
import { many, type Tx } from '../kit/db.ts';
import { type Merge, mergeProfiles } from './merge.ts';

export interface Tie {
  pageId: string;
  psid: string;
  /** Whose the PSID is now. */
  profileId: number;
  /** The customer's profile as it was when the link was made. */
  invitedId: number;
  /** Refuse when the customer has another PSID on this Page. */
  isExclusive: boolean;
  /** The link was used: only whoever is the customer already is none the worse for it. */
  isOver: boolean;
}

export type TieResult = 'tied' | 'already' | 'used' | 'other_customer' | 'other_psid' | 'unknown_customer';

export interface Tied {
  results: TieResult[];
  /** Profiles that are gone, and who remains. */
  into: Map<number, number>;
}

interface Party {
  profileId: number;
  customerId: string | null;
}

/**
 * Ties in the order given; one that is refused changes nothing, and doing it again is `already`. The caller holds the row
 * locks of the identities, so nobody else joins them meanwhile. A customer who is merged at this very moment counts as gone.
 */
export async function tieIdentities(
  tx: Tx,
  workspaceId: string,
  ties: readonly Tie[],
  at: Date,
): Promise<Tied> {
  if (ties.length === 0) return { results: [], into: new Map() };
  const ownerOf = await findOwners(tx, workspaceId, ties);
  const parties = await lockParties(tx, workspaceId, [
    ...ties.map(({ profileId }) => profileId),
    ...ownerOf.values(),
  ]);
  const has = await findPsids(tx, workspaceId, [...ownerOf.values()]);
  const into = new Map<number, number>();
  const results = ties.map((tie): TieResult => {
    const owner = parties.get(ownerOf.get(tie.invitedId) ?? 0);
    if (!owner || owner.customerId === null) return 'unknown_customer';
    const profileId = into.get(tie.profileId) ?? tie.profileId;
    if (profileId === owner.profileId) return 'already';
    if (tie.isOver) return 'used';
    if (parties.get(profileId)?.customerId !== null) return 'other_customer';
    const place = `${owner.profileId}:${tie.pageId}`;
    if (tie.isExclusive && has.has(place)) return 'other_psid';
    has.add(place);
    into.set(profileId, owner.profileId);
    return 'tied';
  });
  const merges: Merge[] = [...into].map(([fromId, intoId]) => ({ fromId, intoId }));
  await mergeProfiles(tx, workspaceId, { merges, reason: 'opened a personal link', at });
  return { results, into };
}

/** Who the invited are by now, by the id they were invited under. */
async function findOwners(tx: Tx, workspaceId: string, ties: readonly Tie[]): Promise<Map<number, number>> {
  const invited = [...new Set(ties.map(({ invitedId }) => invitedId))];
  const rows = await many(
    tx,
    sql<{ invitedId: number; profileId: number }>`
      select t.id as "invitedId", coalesce(m.into_profile_id, t.id) as "profileId"
        from unnest(${invited}::bigint[]) as t (id)
        left join profile_merges m on m.workspace_id = ${workspaceId} and m.from_profile_id = t.id`,
  );
  return new Map(rows.map((row) => [row.invitedId, row.profileId]));
}

async function lockParties(tx: Tx, workspaceId: string, ids: readonly number[]): Promise<Map<number, Party>> {
  const rows = await many(
    tx,
    sql<Party>`
      select profile_id as "profileId", customer_id as "customerId" from profiles
       where workspace_id = ${workspaceId} and profile_id = any(${[...new Set(ids)]}::bigint[])
       order by profile_id for update`,
  );
  return new Map(rows.map((row) => [row.profileId, row]));
}

/** As 'profile:page'. */
async function findPsids(tx: Tx, workspaceId: string, profileIds: readonly number[]): Promise<Set<string>> {
  const rows = await many(
    tx,
    sql<{ place: string }>`
      select distinct profile_id || ':' || page_id as place from identities
       where workspace_id = ${workspaceId} and profile_id = any(${[...profileIds]}::bigint[])`,
  );
  return new Set(rows.map((row) => row.place));
}
