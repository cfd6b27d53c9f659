// The locks of people whose profile is about to go: their PSIDs and how Pages know them.
import { sql } from 'kysely';
import { many, type Tx } from '../kit/db.ts';
import { lockPsids } from './people-lock.ts';

/** Whoever decides whose their PSIDs are, and appliers of webhooks that record for them, are waited for. */
export async function lockIdentities(
  tx: Tx,
  workspaceId: string,
  profileIds: readonly number[],
): Promise<void> {
  const ids = [...profileIds];
  const rows = await many<{ psid: string }>(
    tx,
    sql`select psid from identities where workspace_id = ${workspaceId} and profile_id = any(${ids}::bigint[])
        union
        select attributes ->> 'ps_id' from profiles
         where workspace_id = ${workspaceId} and profile_id = any(${ids}::bigint[]) and attributes ? 'ps_id'`,
  );
  await lockPsids(
    tx,
    workspaceId,
    rows.map((row) => row.psid),
  );
  await many(
    tx,
    sql`select from identities where workspace_id = ${workspaceId} and profile_id = any(${ids}::bigint[])
         order by page_id, psid for no key update`,
  );
}
