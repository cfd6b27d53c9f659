// One lock order for everything that decides who is whom, so that concurrent writers wait and never deadlock:
// customers → ids of visitors → attribute catalogue → PSIDs → identities by (page, PSID) → profiles by id → audience →
// event names → events and their totals → deliveries.
import { sql } from 'kysely';
import { LOCK_CLASSES } from '../kit/advisory-locks.ts';
import { execute, jsonb, type Tx } from '../kit/db.ts';

/**
 * Held until the transaction ends; the first lock of all. Whoever looks up whose a customer id or a visitor's id is and then
 * writes for that profile holds it shared; whoever takes a customer's profile away (two customers merged, a merge undone, a
 * person erased) holds it alone. So no event is written for a profile that is going, and none of many batches pays for row locks.
 */
export async function lockCustomers(
  tx: Tx,
  workspaceId: string,
  mode: 'shared' | 'exclusive',
): Promise<void> {
  const lock = mode === 'shared' ? sql`pg_advisory_xact_lock_shared` : sql`pg_advisory_xact_lock`;
  await execute(tx, sql`select ${lock}(${LOCK_CLASSES.customers}::int, hashtext(${workspaceId}))`);
}

/**
 * Held until the transaction ends: nobody else links, creates or merges a profile for these PSIDs meanwhile.
 * 256 buckets a workspace rather than a lock a PSID: the server's lock table is small (6,400 entries by default), and
 * two strangers who share a bucket only wait for each other.
 */
export const lockPsids = (tx: Tx, workspaceId: string, psids: Iterable<string>): Promise<void> =>
  lockBuckets(tx, LOCK_CLASSES.psids, workspaceId, psids);

/** The same for the ids of visitors nobody has seen yet: whoever holds them makes the profiles. */
export const lockNewVisitors = (tx: Tx, workspaceId: string, ids: Iterable<string>): Promise<void> =>
  lockBuckets(tx, LOCK_CLASSES.visitors, workspaceId, ids);

async function lockBuckets(
  tx: Tx,
  lockClass: number,
  workspaceId: string,
  ids: Iterable<string>,
): Promise<void> {
  const keys = [...new Set(ids)].map((id) => `${workspaceId}:${id}`);
  if (keys.length === 0) return;
  await execute(
    tx,
    sql`select pg_advisory_xact_lock(${lockClass}::int, bucket)
          from (select distinct hashtext(key) & 255 as bucket
                  from jsonb_array_elements_text(${jsonb(keys)}) as key order by 1) as buckets`,
  );
}

/**
 * Held until the transaction ends. Whoever gives people ledger rows holds it shared, whoever merges profiles alone: a merge
 * moves all rows there are, and none is written for a profile that is going. (A row lock on every person did the same and
 * cost a third of the time of writing an audience.)
 */
export async function lockAudience(tx: Tx, workspaceId: string, mode: 'shared' | 'exclusive'): Promise<void> {
  const lock = mode === 'shared' ? sql`pg_advisory_xact_lock_shared` : sql`pg_advisory_xact_lock`;
  await execute(tx, sql`select ${lock}(${LOCK_CLASSES.audience}::int, hashtext(${workspaceId}))`);
}
