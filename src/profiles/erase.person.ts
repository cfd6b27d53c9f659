// Erasing one person, in one transaction: everything of them in every table of person-tables.ts. (docs/identity.md)
import { sql } from 'kysely';
import { execute, maybeOne, type Tx } from '../kit/db.ts';
import { eraseFromInbox } from './erase.inbox.ts';
import { rememberErased } from './erased-ids.ts';
import { MERGED_REASON } from './merge.deliveries.ts';
import { lockIdentities } from './merge.identities.ts';
import { lockAudience, lockCustomers } from './people-lock.ts';
import { findProfileId } from './person-refs.ts';
import { PERSON_TABLES, type Who } from './person-tables.ts';
import { gatherWho } from './who.ts';

/** Rows by table; or a message to the person is leaving at this moment, and its outcome must be stored first. */
export type Erased = { counts: Record<string, number> } | { waits: 'sending' };

/**
 * Erases whoever has this profile id by now; nobody: there is nothing to count. Messages that wait for them are skipped at once,
 * also when it has to wait for one that is leaving. Call it first in a transaction.
 */
export async function erasePerson(
  tx: Tx,
  workspaceId: string,
  { profileId: asked, key, now }: { profileId: number; key: Buffer; now: Date },
): Promise<Erased> {
  await lockCustomers(tx, workspaceId, 'exclusive');
  const before = await findProfileId(tx, workspaceId, { profileId: asked });
  if (before === undefined) return { counts: {} };
  const inbox = await eraseFromInbox(tx, (await gatherWho(tx, workspaceId, before)).identities);
  await lockIdentities(tx, workspaceId, [before]);
  const profile = await maybeOne(
    tx,
    sql`select from profiles where workspace_id = ${workspaceId} and profile_id = ${before} for update`,
  );
  // A webhook tied them to a customer while their row was waited for: that one is who they are.
  if (!profile) return erasePerson(tx, workspaceId, { profileId: asked, key, now });
  await lockAudience(tx, workspaceId, 'exclusive');
  const who = await gatherWho(tx, workspaceId, before);
  if (await isSending(tx, who, now)) return { waits: 'sending' };
  const counts: Record<string, number> = inbox > 0 ? { inbox } : {};
  for (const { table, rows, erase } of PERSON_TABLES) {
    const erased = await execute(
      tx,
      erase === 'delete'
        ? sql`delete from ${sql.table(table)} t where ${rows(who)}`
        : sql`update ${sql.table(table)} t set ${erase(who)} where ${rows(who)}`,
    );
    if (erased > 0) counts[table] = erased;
  }
  await rememberErased(tx, workspaceId, { key, people: who.identities, at: now });
  return { counts };
}

/** Takes what waits for them off the ledger, and says whether a call for them is under way. */
async function isSending(tx: Tx, who: Who, now: Date): Promise<boolean> {
  const { workspaceId, profileIds } = who;
  const theirs = sql`workspace_id = ${workspaceId} and profile_id = any(${`{${profileIds.join(',')}}`}::bigint[])`;
  // Waits for a lane that begins or settles a call of theirs; by id, as lanes lock too.
  await execute(tx, sql`select from deliveries where ${theirs} order by delivery_id for update`);
  await execute(
    tx,
    sql`update deliveries set state = 'skipped', reason = ${MERGED_REASON}, settled_at = ${now}
         where ${theirs} and state in ('pending', 'held')`,
  );
  const sending = await maybeOne(
    tx,
    sql`select from deliveries where ${theirs} and state = 'sending'
        union all
        select from private_replies t
         where t.workspace_id = ${workspaceId} and t.state = 'sending'
           and exists (select from identities i
                        where i.workspace_id = t.workspace_id and i.page_id = t.page_id
                          and i.psid in (t.psid, t.from_id) and i.profile_id = any(${`{${profileIds.join(',')}}`}::bigint[]))
        limit 1`,
  );
  return sending !== undefined;
}
