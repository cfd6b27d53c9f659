// Taking an import back, some thousand people at a time: each call takes what it did off the list of what is left to do.
import { type RawBuilder, sql } from 'kysely';
import { execute, many, maybeOne, one, type Tx } from '../kit/db.ts';
import { PS_ID } from '../profiles/attribute.rules.ts';
import { recountEvents } from '../profiles/event-totals.ts';
import { lockAudience, lockPsids } from '../profiles/people-lock.ts';
import { eventKeyPrefix } from './event.kind.ts';
import type { ImportKey } from './import.queries.ts';

const PEOPLE_AT_ONCE = 2_000;

const isIt = ({ workspaceId, importId }: ImportKey) =>
  sql`workspace_id = ${workspaceId} and import_id = ${importId}`;

/** What our own bookkeeping of segments writes about people is nothing that happened to them. */
const OWN_EVENTS = sql`('segment_entered', 'segment_left')`;

export interface Undone {
  removed: number;
  restored: number;
  kept: number;
}

/** A batch of the people the import made; undefined: none is left. The caller holds the customers alone (`people-lock.ts`). */
export async function removeCreated(tx: Tx, key: ImportKey): Promise<Undone | undefined> {
  const { workspaceId, importId } = key;
  const batch = await maybeOne(
    tx,
    sql<{ ids: number[] }>`
    delete from import_created where ${isIt(key)} and batch = (
      select batch from import_created where ${isIt(key)} order by batch limit 1)
    returning profile_ids as ids`,
  );
  if (!batch) return undefined;
  const mine = sql`workspace_id = ${workspaceId} and profile_id = any(${batch.ids}::bigint[])`;
  // Whoever ties or merges one of them, or writes a delivery for them, is waited for, and judged by in the next statement.
  await execute(tx, sql`select from profiles where ${mine} order by profile_id for update`);
  await lockAudience(tx, workspaceId, 'exclusive');
  const of = (alias: string) =>
    sql`${sql.ref(`${alias}.workspace_id`)} = p.workspace_id and ${sql.ref(`${alias}.profile_id`)} = p.profile_id`;
  const isUntouched = sql`
    p.updated_at = (select stamp_at from imports where ${isIt(key)})
    and not exists (select from events e where ${of('e')} and e.name not in ${OWN_EVENTS})
    and not exists (select from identities i where ${of('i')})
    and not exists (select from deliveries d where ${of('d')})
    and not exists (select from anonymous_ids a where ${of('a')})
    and not exists (select from customer_aliases a where ${of('a')})
    and not exists (select from entry_invites v where ${of('v')})
    and not exists (select from profile_merges m
                     where m.workspace_id = p.workspace_id and m.into_profile_id = p.profile_id)`;
  const going = await many(
    tx,
    sql<{ id: number }>`
    select profile_id as id from profiles p where ${mine} and ${isUntouched}`,
  );
  const ids = going.map(({ id }) => id);
  await forget(tx, workspaceId, ids);
  const kept = await execute(
    tx,
    sql`insert into import_kept (workspace_id, import_id, profile_id, because)
        select workspace_id, ${importId}::bigint, profile_id, 'Something else happened to them since.' from profiles
         where ${mine}
        on conflict do nothing`,
  );
  return { removed: ids.length, restored: 0, kept };
}

/** Nothing else is known of these people: see `isUntouched`. Memberships of lists go with the profile. */
async function forget(tx: Tx, workspaceId: string, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  for (const table of [
    'events',
    'event_totals',
    'segment_members',
    'segment_changes',
    'import_changes',
    'import_kept',
    'profiles',
  ])
    await execute(
      tx,
      sql`delete from ${sql.table(table)}
           where workspace_id = ${workspaceId} and profile_id = any(${ids}::bigint[])`,
    );
}

/** A PSID that nobody but p has by now: one that somebody else was given meanwhile stays theirs. */
const isFree = (psid: RawBuilder<unknown>) => sql`
  not exists (select from identities i where i.workspace_id = c.workspace_id and i.psid = ${psid}
                 and i.profile_id <> c.profile_id)
  and not exists (select from profiles o where o.workspace_id = c.workspace_id and o.attributes ? 'ps_id'
                     and o.attributes ->> 'ps_id' = ${psid} and o.profile_id <> c.profile_id)`;

/** A batch of the people it changed: what they still have of it goes back to what was there. undefined: none is left. */
export async function restoreChanged(tx: Tx, key: ImportKey, now: Date): Promise<Undone | undefined> {
  const { workspaceId, importId } = key;
  const rows = await many(
    tx,
    sql<{ id: number; psid: string | null }>`
    select profile_id as id, before ->> ${PS_ID}::text as psid from import_changes where ${isIt(key)}
     order by profile_id limit ${PEOPLE_AT_ONCE} for update`,
  );
  if (rows.length === 0) return undefined;
  const ids = rows.map(({ id }) => id);
  await lockPsids(
    tx,
    workspaceId,
    rows.flatMap(({ psid }) => psid ?? []),
  );
  const mine = sql`workspace_id = ${workspaceId} and profile_id = any(${ids}::bigint[])`;
  await execute(tx, sql`select from profiles where ${mine} order by profile_id for no key update`);
  const counts = await one(
    tx,
    sql<{ restored: number; kept: number }>`
    with judged as materialized (
      select c.profile_id, p.attributes, k.back, k.before, k.stays, p.profile_id is null as is_gone
        from import_changes c
        left join profiles p on p.workspace_id = c.workspace_id and p.profile_id = c.profile_id
       cross join lateral (
         select array_agg(a.key) filter (where same) as back,
                jsonb_object_agg(a.key, c.before -> a.key) filter (where same and c.before ? a.key) as before,
                string_agg(a.key, ', ' order by a.key) filter (where not same) as stays
           from (select key, coalesce(p.attributes -> key, 'null') = value
                        and (key <> ${PS_ID} or ${isFree(sql`c.before ->> ${PS_ID}::text`)}) as same
                   from jsonb_each(c.after)) a
       ) k
       where c.workspace_id = ${workspaceId} and c.import_id = ${importId}
         and c.profile_id = any(${ids}::bigint[])
    ), written as (
      update profiles p set attributes = (p.attributes - j.back) || coalesce(j.before, '{}'), updated_at = ${now}
        from judged j where p.workspace_id = ${workspaceId} and p.profile_id = j.profile_id and j.back is not null
      returning p.profile_id
    ), kept as (
      insert into import_kept (workspace_id, import_id, profile_id, because)
      select ${workspaceId}, ${importId}::bigint, profile_id,
             case when is_gone then 'They are gone: merged into somebody, or erased.'
                  else 'Changed since: ' || left(stays, 500) end
        from judged where stays is not null or is_gone
      on conflict do nothing returning 1
    )
    select (select count(*) from written) as restored, (select count(*) from kept) as kept`,
  );
  await execute(
    tx,
    sql`delete from import_changes where ${isIt(key)} and profile_id = any(${ids}::bigint[])`,
  );
  return { removed: 0, ...counts };
}

/** A step of lines of the file, as much as their events take together. */
const LINES_AT_ONCE = 2_000;

/**
 * The events of the last lines before `line`, but for those that named keys of their own, and the line where that begins.
 * undefined: no line is left. Asked for key by key, because the order of keys in their index is the database's collation: between
 * two of them lies anything, and not to go by it is to read all events there are.
 */
export async function removeEvents(
  tx: Tx,
  { workspaceId, importId }: ImportKey,
  line: number,
): Promise<{ undone: Undone; line: number } | undefined> {
  if (line <= 1) return undefined;
  const from = Math.max(1, line - LINES_AT_ONCE);
  await lockAudience(tx, workspaceId, 'shared'); // as in event-retention.ts
  const gone = await many(
    tx,
    sql<{ profileId: number; name: string }>`
    delete from events where workspace_id = ${workspaceId} and dedupe_key = any(array(
      select ${`api:${eventKeyPrefix(importId)}`}::text || n from generate_series(${from}::bigint, ${line - 1}::bigint) as n))
    returning profile_id as "profileId", name`,
  );
  const pairs = [...new Map(gone.map((one) => [`${one.profileId}:${one.name}`, one])).values()];
  await recountEvents(tx, workspaceId, pairs);
  return { undone: { removed: gone.length, restored: 0, kept: 0 }, line: from };
}
