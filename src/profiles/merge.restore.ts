// The writing half of undoing a merge: the profile as it was, and its rows back from who remained.
import { type RawBuilder, sql } from 'kysely';
import { execute, jsonb, many, type Tx } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { admit, fitAttributes, learnTypes, lockCatalogue } from './catalogue.ts';
import { recountEvents } from './event-totals.ts';
import type { Moved } from './merge.moves.ts';
import type { Snapshot } from './merge.undo.ts';
import type { AttributeType } from './profile.contract.ts';

interface Restoring {
  fromId: number;
  intoId: number;
  now: Date;
}

/** A customer's id stops being an alias. */
export async function restoreProfile(
  tx: Tx,
  workspaceId: string,
  { fromId, intoId, snapshot, now }: Restoring & { snapshot: Snapshot },
): Promise<void> {
  const isAlias = await execute(
    tx,
    sql`delete from customer_aliases
         where workspace_id = ${workspaceId} and customer_id = ${snapshot.customer_id} and profile_id = ${intoId}`,
  );
  await execute(
    tx,
    sql`insert into profiles (workspace_id, profile_id, customer_id, attributes, created_at, updated_at)
        overriding system value
        values (${workspaceId}, ${fromId}, ${isAlias > 0 ? snapshot.customer_id : null}, ${jsonb(snapshot.attributes)},
                ${snapshot.created_at}::timestamptz, ${now})`,
  );
}

/** The attributes as they may be stored today: a value whose attribute is of another type by now is left out. */
export async function keepFitting(
  tx: Tx,
  workspaceId: string,
  attributes: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const catalogue = await lockCatalogue(tx, workspaceId, new Set(Object.keys(attributes)));
  const learned = new Map<string, AttributeType>();
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(attributes)) {
    const fitted = fitAttributes(catalogue, { [name]: value });
    if (fitted instanceof AppError) continue;
    admit(catalogue, fitted.learned);
    for (const [newName, type] of fitted.learned) learned.set(newName, type);
    Object.assign(kept, fitted.stored); // under the name it is going to have, where it is being renamed
  }
  await learnTypes(tx, workspaceId, learned);
  return kept;
}

/** Of what moved, everything that is still with who remained. */
export async function returnRows(
  tx: Tx,
  workspaceId: string,
  { fromId, intoId, moved, now }: Restoring & { moved: Moved },
): Promise<void> {
  const pages = moved.identities.map(([pageId]) => pageId);
  const psids = moved.identities.map(([, psid]) => psid);
  const giveBack = (table: string, which: RawBuilder<unknown>) =>
    execute(
      tx,
      sql`update ${sql.table(table)} t set profile_id = ${fromId}
           where t.workspace_id = ${workspaceId} and t.profile_id = ${intoId} and ${which}`,
    );
  await giveBack(
    'identities',
    sql`(t.page_id, t.psid) in (select * from unnest(${pages}::text[], ${psids}::text[]))`,
  );
  await giveBack('anonymous_ids', sql`t.anonymous_id = any(${moved.anonymous_ids}::text[])`);
  await giveBack('customer_aliases', sql`t.customer_id = any(${moved.aliases}::text[])`);
  await giveBack('entries', sql`t.entry_id = any(${literal(moved.entries ?? [])}::bigint[])`);
  await giveBack('deliveries', sql`t.delivery_id = any(${literal(moved.deliveries)}::bigint[])`);
  await returnEvents(tx, workspaceId, { fromId, intoId, ids: moved.events });
  await returnLists(tx, workspaceId, { fromId, intoId, moved });
  await takeBackAttributes(tx, workspaceId, { intoId, moved, psids, now });
}

/** As a text: pg spends more on an array of numbers than PostgreSQL on reading it. */
const literal = (ids: readonly number[]): string => `{${ids.join(',')}}`;

async function returnEvents(
  tx: Tx,
  workspaceId: string,
  { fromId, intoId, ids }: { fromId: number; intoId: number; ids: readonly number[] },
): Promise<void> {
  if (ids.length === 0) return;
  const names = await many<{ name: string }>(
    tx,
    sql`with returned as (
          update events set profile_id = ${fromId}
           where workspace_id = ${workspaceId} and event_id = any(${literal(ids)}::bigint[]) and profile_id = ${intoId}
          returning name
        ) select distinct name from returned`,
  );
  const touched = names.flatMap(({ name }) => [
    { profileId: fromId, name },
    { profileId: intoId, name },
  ]);
  await recountEvents(tx, workspaceId, touched);
}

async function returnLists(
  tx: Tx,
  workspaceId: string,
  { fromId, intoId, moved }: { fromId: number; intoId: number; moved: Moved },
): Promise<void> {
  await execute(
    tx,
    sql`insert into list_members (workspace_id, list_id, profile_id)
        select ${workspaceId}, list_id, ${fromId} from lists
         where workspace_id = ${workspaceId} and list_id = any(${moved.lists}::bigint[])
        on conflict do nothing`,
  );
  await execute(
    tx,
    sql`delete from list_members
         where workspace_id = ${workspaceId} and profile_id = ${intoId} and list_id = any(${moved.new_lists}::bigint[])`,
  );
}

/**
 * What filled a gap goes, unless it was changed since; and a ps_id that names a PSID which went back, however it got there:
 * nobody is to be messaged under it but whose it is. Another PSID of the person takes its place, where there is one.
 */
async function takeBackAttributes(
  tx: Tx,
  workspaceId: string,
  { intoId, moved, psids, now }: { intoId: number; moved: Moved; psids: readonly string[]; now: Date },
): Promise<void> {
  await execute(
    tx,
    sql`update profiles p
           set updated_at = ${now},
               attributes = p.attributes - array(
                 select f.key from jsonb_each(${jsonb(moved.filled)}) f where p.attributes -> f.key = f.value)
         where workspace_id = ${workspaceId} and profile_id = ${intoId}`,
  );
  await execute(
    tx,
    sql`with left_over as (
          select i.psid from identities i where i.workspace_id = ${workspaceId} and i.profile_id = ${intoId}
           order by i.last_user_action_at desc nulls last, i.psid limit 1
        )
        update profiles p
           set attributes = p.attributes - 'ps_id'
                 || coalesce((select jsonb_build_object('ps_id', psid) from left_over), '{}')
         where workspace_id = ${workspaceId} and profile_id = ${intoId}
           and (p.attributes ->> 'ps_id' = any(${[...psids]}::text[])
                or not p.attributes ? 'ps_id' and exists (select from left_over))
           and not exists (select from identities i
                            where i.workspace_id = ${workspaceId} and i.profile_id = ${intoId}
                              and i.psid = p.attributes ->> 'ps_id')`,
  );
}
