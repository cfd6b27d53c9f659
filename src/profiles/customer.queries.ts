// Writing a batch of customers: new ones in one statement, existing ones in another, in an order that cannot deadlock.
import { sql } from 'kysely';
import { type Db, execute, jsonb, many, type Tx } from '../kit/db.ts';
import type { Change } from './customer.draft.ts';
import { listsAfter } from './list-change.ts';

interface Ids {
  customer_id: string;
  profile_id: number;
}

/** An anonymous profile that is about to become a customer's. */
export interface Joining {
  customerId: string;
  fromId: number;
}

/**
 * Stores the changes and returns profile ids by customer id. Profiles are locked by id, both sides of those about to be
 * merged together with them. A change that says nothing new writes nothing.
 */
export async function writeCustomers(
  tx: Tx,
  workspaceId: string,
  { changes, joining, now }: { changes: readonly Change[]; joining: readonly Joining[]; now: Date },
): Promise<Map<string, number>> {
  if (changes.length === 0) return new Map();
  const known = await findKnownCustomers(
    tx,
    workspaceId,
    changes.map((change) => change.customerId),
  );
  const created = await create(
    tx,
    workspaceId,
    changes.filter((change) => !known.has(change.customerId)),
    now,
  );
  const joined = new Set(joining.map(({ customerId }) => customerId));
  const others = changes.filter(
    ({ customerId, set, removed, lists }) =>
      !created.has(customerId) &&
      (!known.has(customerId) ||
        joined.has(customerId) ||
        removed.size + lists.size > 0 ||
        Object.keys(set).length > 0),
  );
  const alsoLock = joining.map(({ fromId }) => fromId);
  const existing = await lockExisting(tx, workspaceId, others, alsoLock);
  await changeLists(tx, workspaceId, others, existing);
  await updateProfiles(tx, workspaceId, { changes: others, ids: existing, now });
  return new Map([...known, ...created, ...existing]);
}

/** Those that somebody else creates at this moment are left out: by the time this returns they exist. */
async function create(
  tx: Tx,
  workspaceId: string,
  changes: readonly Change[],
  now: Date,
): Promise<Map<string, number>> {
  if (changes.length === 0) return new Map();
  const rows = changes.map(({ customerId, set, lists }) => ({
    customer_id: customerId,
    attributes: { ...set, ...listsAfter({}, lists) },
  }));
  return toMap(
    await many<Ids>(
      tx,
      sql`insert into profiles (workspace_id, customer_id, attributes, created_at, updated_at)
          select ${workspaceId}, c.customer_id, c.attributes, ${now}, ${now}
            from jsonb_to_recordset(${jsonb(rows)}) as c (customer_id text, attributes jsonb)
           order by c.customer_id
          on conflict (workspace_id, customer_id) where customer_id is not null do nothing
          returning customer_id, profile_id`,
    ),
  );
}

async function lockExisting(
  tx: Tx,
  workspaceId: string,
  changes: readonly Change[],
  alsoLock: readonly number[],
): Promise<Map<string, number>> {
  if (changes.length + alsoLock.length === 0) return new Map();
  // Looked up first and then locked by id. "profile_id in (select …)" in the locking statement loses rows: when it has waited for
  // somebody else's change, PostgreSQL tests the changed row again, and finds it in the list no more.
  const known = await findKnownCustomers(
    tx,
    workspaceId,
    changes.map((change) => change.customerId),
  );
  const ids = [...known.values(), ...alsoLock];
  const rows = await many<{ customer_id: string | null; profile_id: number }>(
    tx,
    sql`select customer_id, profile_id from profiles
         where workspace_id = ${workspaceId} and profile_id = any(${ids}::bigint[])
         order by profile_id for no key update`,
  );
  return toMap(rows.filter((row): row is Ids => row.customer_id !== null));
}

/** Turns the changes of lists into values to set: the rows are locked, so what is read here is what is changed. */
async function changeLists(
  tx: Tx,
  workspaceId: string,
  changes: readonly Change[],
  ids: Map<string, number>,
): Promise<void> {
  const changing = changes.filter((change) => change.lists.size > 0);
  if (changing.length === 0) return;
  const profileIds = changing.map((change) => ids.get(change.customerId)!);
  const rows = await many<{ profile_id: number; attributes: Record<string, unknown> }>(
    tx,
    sql`select profile_id, attributes from profiles
         where workspace_id = ${workspaceId} and profile_id = any(${profileIds}::bigint[])`,
  );
  const stored = new Map(rows.map((row) => [row.profile_id, row.attributes]));
  for (const [index, change] of changing.entries())
    Object.assign(change.set, listsAfter(stored.get(profileIds[index]!) ?? {}, change.lists));
}

const toMap = (rows: readonly Ids[]): Map<string, number> =>
  new Map(rows.map((row) => [row.customer_id, row.profile_id]));

/** Writes changes to profiles whose rows are locked; `ids` are by the changes' customer ids. */
export async function updateProfiles(
  tx: Tx,
  workspaceId: string,
  { changes, ids, now }: { changes: readonly Change[]; ids: Map<string, number>; now: Date },
): Promise<void> {
  const rows = changes.map(({ customerId, set, removed }) => ({
    profile_id: ids.get(customerId)!,
    attributes: set,
    removed: [...removed],
  }));
  if (rows.length === 0) return;
  await execute(
    tx,
    sql`
      with changed as (
        select p.profile_id,
               (p.attributes - array(select jsonb_array_elements_text(c.removed))) || c.attributes as attributes
          from jsonb_to_recordset(${jsonb(rows)}) as c (profile_id bigint, attributes jsonb, removed jsonb)
          join profiles p using (profile_id)
         where p.workspace_id = ${workspaceId} and p.profile_id = any(${rows.map((row) => row.profile_id)}::bigint[])
      )
      update profiles p set attributes = changed.attributes, updated_at = ${now}
        from changed
       where p.workspace_id = ${workspaceId} and p.profile_id = changed.profile_id
         and p.attributes is distinct from changed.attributes`,
  );
}

/** Those of these customers that exist, with their profile ids; an id that was merged into another leads to that one's. */
export async function findKnownCustomers(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<Map<string, number>> {
  if (customerIds.length === 0) return new Map();
  const rows = await many<Ids>(
    db,
    sql`select customer_id, profile_id from profiles
         where workspace_id = ${workspaceId}
           and customer_id = any(${customerIds}::text[])
        union all
        select customer_id, profile_id from customer_aliases
         where workspace_id = ${workspaceId}
           and customer_id = any(${customerIds}::text[])`,
  );
  return toMap(rows);
}
