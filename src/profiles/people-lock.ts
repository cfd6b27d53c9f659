// One lock order for everything that decides whose a PSID is, so that concurrent writers wait and never deadlock:
// attribute catalogue → these locks → identities by (page, PSID) → profiles by id → event names → events.
import { sql } from 'kysely';
import { execute, jsonb, type Tx } from '../kit/db.ts';

// First half of the advisory key; it only has to differ from other users of two-part advisory locks.
const LOCK_CLASS = 7_264_512;

/**
 * Held until the transaction ends: nobody else links, creates or merges a profile for these PSIDs meanwhile.
 * 256 buckets a workspace rather than a lock a PSID: the server's lock table is small (6,400 entries by default), and
 * two strangers who share a bucket only wait for each other.
 */
export async function lockPsids(tx: Tx, workspaceId: string, psids: Iterable<string>): Promise<void> {
  const keys = [...new Set(psids)].map((psid) => `${workspaceId}:${psid}`);
  if (keys.length === 0) return;
  await execute(
    tx,
    sql`select pg_advisory_xact_lock(${LOCK_CLASS}::int, bucket)
          from (select distinct hashtext(key) & 255 as bucket
                  from jsonb_array_elements_text(${jsonb(keys)}) as key order by 1) as buckets`,
  );
}

/** Another class than the PSIDs': these guard who is whom while an audience is written. */
const AUDIENCE_LOCK_CLASS = 7_264_513;

/**
 * Held until the transaction ends. Whoever gives people ledger rows holds it shared, whoever merges profiles alone: a merge
 * moves all rows there are, and none is written for a profile that is going. (A row lock on every person did the same and
 * cost a third of the time of writing an audience.)
 */
export async function lockAudience(tx: Tx, workspaceId: string, mode: 'shared' | 'exclusive'): Promise<void> {
  const lock = mode === 'shared' ? sql`pg_advisory_xact_lock_shared` : sql`pg_advisory_xact_lock`;
  await execute(tx, sql`select ${lock}(${AUDIENCE_LOCK_CLASS}::int, hashtext(${workspaceId}))`);
}
