// Whose is this PSID? Asked under lock before a customer claims it, so that two customers never share one.
import { sql } from 'kysely';
import { execute, many, type Tx } from '../kit/db.ts';
import { type AppError, conflict } from '../kit/errors.ts';
import type { Draft } from './customer.draft.ts';
import { lockPsids } from './people-lock.ts';

/** The profiles of each PSID a batch mentions, by identity or by the attribute ps_id. */
export class PsidOwners {
  readonly #customers = new Map<string, string>();
  readonly #anonymous: Map<string, number[]>;

  constructor(rows: readonly { psid: string; profile_id: number; customer_id: string | null }[]) {
    for (const row of rows) if (row.customer_id !== null) this.#customers.set(row.psid, row.customer_id);
    const anonymous = rows.filter((row) => row.customer_id === null);
    this.#anonymous = new Map(
      [...Map.groupBy(anonymous, (row) => row.psid)].map(([psid, of]) => [
        psid,
        of.map((row) => row.profile_id),
      ]),
    );
  }

  /** Makes it this customer's for the rest of the batch, unless it is another one's: then that one's id is returned. */
  claim(psid: string, customerId: string): string | undefined {
    const owner = this.#customers.get(psid) ?? customerId;
    if (owner !== customerId) return owner;
    this.#customers.set(psid, customerId);
    return undefined;
  }

  /** The anonymous profiles that whoever claims this PSID takes in. */
  anonymousOf(psid: string): number[] {
    return this.#anonymous.get(psid) ?? [];
  }
}

export const psIdTaken = (psid: string, owner: string): AppError =>
  conflict(
    `ps_id ${psid} already belongs to customer ${owner}.`,
    `If it is wrong there, save ${owner} with ps_id null first: its Messenger history becomes an anonymous profile again.`,
  );

/**
 * Locks every PSID the drafts set or give up, then says whose they are. The identities' row locks wait for appliers of
 * webhooks under way, so that what those record is there when a merge moves it.
 */
export async function lockOwners(tx: Tx, workspaceId: string, drafts: readonly Draft[]): Promise<PsidOwners> {
  const wanted = drafts.flatMap((draft) => draft.psid ?? []);
  const leaving = drafts.filter((draft) => draft.psid === null).map((draft) => draft.customerId);
  const psids = [...wanted, ...(await findPsidsOf(tx, workspaceId, leaving))];
  if (psids.length === 0) return new PsidOwners([]);
  await lockPsids(tx, workspaceId, psids);
  await execute(
    tx,
    sql`select from identities
         where workspace_id = ${workspaceId} and psid = any(${psids}::text[])
         order by page_id, psid for no key update`,
  );
  const rows = await many<{ psid: string; profile_id: number; customer_id: string | null }>(
    tx,
    sql`
      select i.psid, p.profile_id, p.customer_id
        from identities i join profiles p using (workspace_id, profile_id)
       where i.workspace_id = ${workspaceId} and i.psid = any(${wanted}::text[])
      union
      select p.attributes ->> 'ps_id', p.profile_id, p.customer_id
        from profiles p
       where p.workspace_id = ${workspaceId}
         and p.attributes ? 'ps_id' and p.attributes ->> 'ps_id' = any(${wanted}::text[])
       order by psid, profile_id`,
  );
  return new PsidOwners(rows);
}

async function findPsidsOf(tx: Tx, workspaceId: string, customerIds: readonly string[]): Promise<string[]> {
  if (customerIds.length === 0) return [];
  const rows = await many<{ psid: string }>(
    tx,
    sql`select i.psid from profiles p join identities i using (workspace_id, profile_id)
         where p.workspace_id = ${workspaceId}
           and p.customer_id = any(${customerIds}::text[])`,
  );
  return rows.map((row) => row.psid);
}
