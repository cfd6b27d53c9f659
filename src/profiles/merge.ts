// Two profiles turn out to be one person: everything of the one goes to the other and nothing is lost. And the way back
// for identities: a customer that gives up its ps_id leaves its Messenger identities as anonymous profiles.
import { sql } from 'kysely';
import { execute, jsonb, many, type Tx } from '../kit/db.ts';
import { createAnonymous } from './anonymous.ts';
import { joinDeliveries } from './merge.deliveries.ts';
import { lockAudience } from './people-lock.ts';

export interface Merge {
  fromId: number;
  intoId: number;
}

/**
 * Identities, events and deliveries move to `intoId`; its attributes win and the other's fill the gaps; the profile that
 * goes is kept as a snapshot, and its id leads to who remains. The caller holds the identities' row locks (so that events
 * being recorded for them are there to be moved) and the profiles'. Each `fromId` occurs once.
 */
export async function mergeProfiles(
  tx: Tx,
  workspaceId: string,
  { merges, reason, at }: { merges: readonly Merge[]; reason: string; at: Date },
): Promise<void> {
  if (merges.length === 0) return;
  const fromIds = merges.map((merge) => merge.fromId);
  const intoIds = merges.map((merge) => merge.intoId);
  const pairs = sql`unnest(${fromIds}::bigint[], ${intoIds}::bigint[]) as m (from_id, into_id)`;
  await lockAudience(tx, workspaceId, 'exclusive');
  await execute(
    tx,
    sql`select from profiles p join ${pairs} on p.profile_id = m.from_id
         where p.workspace_id = ${workspaceId} order by p.profile_id for update of p`,
  );
  for (const table of ['identities', 'events']) {
    await execute(
      tx,
      sql`update ${sql.table(table)} t set profile_id = m.into_id from ${pairs}
           where t.workspace_id = ${workspaceId} and t.profile_id = m.from_id`,
    );
  }
  await joinDeliveries(tx, workspaceId, merges, at);
  await execute(
    tx,
    sql`insert into profile_merges (workspace_id, from_profile_id, into_profile_id, reason, merged_at, snapshot)
        select p.workspace_id, p.profile_id, m.into_id, ${reason}, ${at}, to_jsonb(p)
          from ${pairs} join profiles p on p.workspace_id = ${workspaceId} and p.profile_id = m.from_id`,
  );
  // One hop from any old id to the person: chains are kept flat.
  await execute(
    tx,
    sql`update profile_merges t set into_profile_id = m.into_id from ${pairs}
         where t.workspace_id = ${workspaceId} and t.into_profile_id = m.from_id`,
  );
  await execute(
    tx,
    sql`
      with fill as (
        -- of several that go, the oldest profile's value wins: jsonb_object_agg keeps the last one of a key
        select m.into_id, jsonb_object_agg(a.key, a.value order by m.from_id desc) as attributes
          from ${pairs} join profiles p on p.workspace_id = ${workspaceId} and p.profile_id = m.from_id,
               jsonb_each(p.attributes) as a
         group by m.into_id
      )
      update profiles p set attributes = fill.attributes || p.attributes, updated_at = ${at}
        from fill where p.workspace_id = ${workspaceId} and p.profile_id = fill.into_id`,
  );
  await execute(
    tx,
    sql`delete from profiles p using ${pairs}
         where p.workspace_id = ${workspaceId} and p.profile_id = m.from_id`,
  );
}

/** Every identity of these profiles becomes an anonymous profile of its own. The caller holds `lockPsids` for them. */
export async function detachIdentities(
  tx: Tx,
  workspaceId: string,
  profileIds: readonly number[],
): Promise<void> {
  if (profileIds.length === 0) return;
  const identities = await many<{ page_id: string; psid: string }>(
    tx,
    sql`select page_id, psid from identities
         where workspace_id = ${workspaceId}
           and profile_id = any(${profileIds}::bigint[])
         order by page_id, psid for no key update`,
  );
  const ids = await createAnonymous(tx, workspaceId, identities);
  const rows = identities.map((identity, index) => ({ ...identity, profile_id: ids[index] }));
  await execute(
    tx,
    sql`update identities i set profile_id = n.profile_id
          from jsonb_to_recordset(${jsonb(rows)}) as n (page_id text, psid text, profile_id bigint)
         where i.workspace_id = ${workspaceId} and i.page_id = n.page_id and i.psid = n.psid`,
  );
}
