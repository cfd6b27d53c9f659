// Writing a batch of customers: new ones in one statement, existing ones in another, in an order that cannot deadlock.
import { sql } from 'kysely';
import { type Db, execute, jsonb, many, type Tx } from '../kit/db.ts';
import type { Change } from './customer.draft.ts';

interface Ids {
  customer_id: string;
  profile_id: number;
}

/**
 * Stores the changes and returns profile ids by customer id. Profiles are locked by id, those in `alsoLock` (about to be
 * merged) together with them. A change that says nothing new writes nothing.
 */
export async function writeCustomers(
  tx: Tx,
  workspaceId: string,
  { changes, alsoLock, now }: { changes: readonly Change[]; alsoLock: readonly number[]; now: Date },
): Promise<Map<string, number>> {
  if (changes.length === 0) return new Map();
  const created = await createMissing(tx, workspaceId, changes, now);
  const isNew = new Set(created.map((row) => row.customer_id));
  const others = changes.filter((change) => !isNew.has(change.customerId));
  const existing = await lockExisting(tx, workspaceId, others, alsoLock);
  await update(tx, workspaceId, others, now);
  return new Map([...created, ...existing].map((row) => [row.customer_id, row.profile_id]));
}

const createMissing = (tx: Tx, workspaceId: string, changes: readonly Change[], now: Date) => {
  const rows = changes.map(({ customerId, set }) => ({ customer_id: customerId, attributes: set }));
  return many<Ids>(
    tx,
    sql`insert into profiles (workspace_id, customer_id, attributes, created_at, updated_at)
        select ${workspaceId}, c.customer_id, c.attributes, ${now}, ${now}
          from jsonb_to_recordset(${jsonb(rows)}) as c (customer_id text, attributes jsonb)
         where not exists (select from profiles p
                            where p.workspace_id = ${workspaceId} and p.customer_id = c.customer_id)
         order by c.customer_id
        on conflict (workspace_id, customer_id) where customer_id is not null do nothing
        returning customer_id, profile_id`,
  );
};

const lockExisting = async (
  tx: Tx,
  workspaceId: string,
  changes: readonly Change[],
  alsoLock: readonly number[],
): Promise<Ids[]> => {
  const customerIds = changes.map((change) => change.customerId);
  const rows = await many<{ customer_id: string | null; profile_id: number }>(
    tx,
    sql`select customer_id, profile_id from profiles
         where workspace_id = ${workspaceId}
           -- not "customer_id in … or profile_id in …": that scans (44 ms a customer among 100,000)
           and profile_id in (
             select p.profile_id from jsonb_array_elements_text(${jsonb(customerIds)}) as id
               join profiles p on p.workspace_id = ${workspaceId} and p.customer_id = id
             union all
             select value::bigint from jsonb_array_elements_text(${jsonb(alsoLock)}))
         order by profile_id for no key update`,
  );
  return rows.filter((row): row is Ids => row.customer_id !== null);
};

const update = (tx: Tx, workspaceId: string, changes: readonly Change[], now: Date) => {
  const rows = changes.map(({ customerId, set, removed }) => ({
    customer_id: customerId,
    attributes: set,
    removed: [...removed],
  }));
  return execute(
    tx,
    sql`
      with changed as (
        select p.profile_id,
               (p.attributes - array(select jsonb_array_elements_text(c.removed))) || c.attributes as attributes
          from jsonb_to_recordset(${jsonb(rows)}) as c (customer_id text, attributes jsonb, removed jsonb)
          join profiles p on p.workspace_id = ${workspaceId} and p.customer_id = c.customer_id
      )
      update profiles p set attributes = changed.attributes, updated_at = ${now}
        from changed
       where p.workspace_id = ${workspaceId} and p.profile_id = changed.profile_id
         and p.attributes is distinct from changed.attributes`,
  );
};

/** Which of these customers exist. */
export async function findKnownCustomers(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<Set<string>> {
  if (customerIds.length === 0) return new Set();
  const rows = await many<{ customer_id: string }>(
    db,
    sql`select customer_id from profiles
         where workspace_id = ${workspaceId}
           and customer_id in (select jsonb_array_elements_text(${jsonb(customerIds)}))`,
  );
  return new Set(rows.map((row) => row.customer_id));
}
