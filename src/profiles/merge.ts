// Two profiles turn out to be one person: everything of the one goes to the other and nothing is lost. And the way back
// for identities: a customer that gives up its ps_id leaves its Messenger identities as anonymous profiles. (docs/identity.md)
import { type RawBuilder, sql } from 'kysely';
import { execute, jsonb, many, type Tx } from '../kit/db.ts';
import { createAnonymous } from './anonymous.ts';
import { joinDeliveries } from './merge.deliveries.ts';
import { type Moved, moveRows } from './merge.moves.ts';
import { lockAudience } from './people-lock.ts';

export interface Merge {
  fromId: number;
  intoId: number;
}

export interface Merging {
  merges: readonly Merge[];
  /** Why, in words for an operator. */
  reason: string;
  /** An operator or a key; absent: the service did it by its rules. */
  actor?: string;
  at: Date;
}

/**
 * Identities, ids, events, lists and deliveries move to `intoId`; its attributes win and the other's fill the gaps; the profile
 * that goes is kept with what moved, so that it can be undone for a while, and its id leads to who remains. The caller holds
 * the identities' row locks (so that events being recorded for them are there to be moved) and the profiles', and the
 * customers' alone when one that goes is a customer. Each `fromId` occurs once.
 */
export async function mergeProfiles(
  tx: Tx,
  workspaceId: string,
  { merges, reason, actor = 'system', at }: Merging,
): Promise<void> {
  if (merges.length === 0) return;
  const fromIds = merges.map((merge) => merge.fromId);
  const intoIds = merges.map((merge) => merge.intoId);
  const pairs = sql`unnest(${fromIds}::bigint[], ${intoIds}::bigint[]) as m (from_id, into_id)`;
  await execute(
    tx,
    sql`select from profiles p join ${pairs} on p.profile_id = m.from_id
         where p.workspace_id = ${workspaceId} order by p.profile_id for update of p`,
  );
  await lockAudience(tx, workspaceId, 'exclusive');
  const moved = await moveRows(tx, workspaceId, { pairs, fromIds });
  for (const [fromId, rows] of await joinDeliveries(tx, workspaceId, merges, at))
    moved.get(fromId)!.deliveries = rows;
  for (const [fromId, filled] of await fillAttributes(tx, workspaceId, pairs, at))
    moved.get(fromId)!.filled = filled;
  await keepSnapshots(tx, workspaceId, { pairs, moved, reason, actor, at });
  await execute(
    tx,
    sql`delete from profiles p using ${pairs}
         where p.workspace_id = ${workspaceId} and p.profile_id = m.from_id`,
  );
}

type Pairs = RawBuilder<unknown>;

/** Of several that go into one, the oldest profile's value fills a gap. Returns what each filled. */
async function fillAttributes(
  tx: Tx,
  workspaceId: string,
  pairs: Pairs,
  at: Date,
): Promise<Map<number, Record<string, unknown>>> {
  const rows = await many<{ from_id: number; filled: Record<string, unknown> }>(
    tx,
    sql`
      with offered as (
        select m.into_id, m.from_id, a.key, a.value,
               row_number() over (partition by m.into_id, a.key order by m.from_id) as place
          from ${pairs} join profiles p on p.workspace_id = ${workspaceId} and p.profile_id = m.from_id,
               jsonb_each(p.attributes) as a
      ), gaps as (
        select o.* from offered o join profiles i on i.workspace_id = ${workspaceId} and i.profile_id = o.into_id
         where o.place = 1 and not i.attributes ? o.key
      ), filled as (
        update profiles p
           set updated_at = ${at},
               attributes = p.attributes || coalesce(
                 (select jsonb_object_agg(key, value) from gaps where gaps.into_id = p.profile_id), '{}')
         where p.workspace_id = ${workspaceId} and p.profile_id in (select into_id from ${pairs})
      )
      select from_id, jsonb_object_agg(key, value) as filled from gaps group by from_id`,
  );
  return new Map(rows.map((row) => [row.from_id, row.filled]));
}

/** The profiles as they were, what has to come back, and one hop from any old id to the person: chains are kept flat. */
async function keepSnapshots(
  tx: Tx,
  workspaceId: string,
  of: { pairs: Pairs; moved: Map<number, Moved>; reason: string; actor: string; at: Date },
): Promise<void> {
  const { pairs, moved, reason, actor, at } = of;
  const rows = [...moved].map(([fromId, rowsOf]) => ({ from_id: fromId, moved: rowsOf }));
  await execute(
    tx,
    sql`update profile_merges t set into_profile_id = m.into_id from ${pairs}
         where t.workspace_id = ${workspaceId} and t.into_profile_id = m.from_id`,
  );
  await execute(
    tx,
    sql`with kept as (
          insert into profile_merges (workspace_id, from_profile_id, into_profile_id, direct_into_id, reason, actor,
                                      merged_at, snapshot, moved)
          select p.workspace_id, p.profile_id, m.into_id, m.into_id, ${reason}, ${actor}, ${at}, to_jsonb(p) - 'search_name', r.moved
            from ${pairs} join profiles p on p.workspace_id = ${workspaceId} and p.profile_id = m.from_id
            join jsonb_to_recordset(${jsonb(rows)}) as r (from_id bigint, moved jsonb) using (from_id)
          returning from_profile_id, into_profile_id, snapshot ->> 'customer_id' as customer_id
        ), aliases as (
          insert into customer_aliases (workspace_id, customer_id, profile_id, made_at)
          select ${workspaceId}, customer_id, into_profile_id, ${at} from kept where customer_id is not null
        )
        insert into audit (workspace_id, at, actor, action, subject, details)
        select ${workspaceId}, ${at}, ${actor}, 'person.merged', 'prf_' || into_profile_id,
               jsonb_build_object('from', 'prf_' || from_profile_id, 'reason', ${reason}::text)
          from kept order by from_profile_id`,
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
