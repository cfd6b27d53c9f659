// SQL of enrichment: whose name is not known yet, and that it was asked for.
import { sql } from 'kysely';
import { type Db, execute, jsonb, many } from '../kit/db.ts';

export interface Stranger {
  workspaceId: string;
  pageId: string;
  psid: string;
  profileId: number;
}

/**
 * Takes people whose profile was never asked for, on Pages with a token, and makes them nobody else's for `leaseMs`:
 * whoever could not be asked after all, or was claimed by a process that died, comes up again then.
 */
export const claimStrangers = (
  db: Db,
  ask: { limit: number; leaseMs: number; restingPages: readonly string[] },
): Promise<Stranger[]> =>
  many(
    db,
    sql<Stranger>`
      update identities i set enrich_after = now() + ${ask.leaseMs} * interval '1 ms'
        from (select i.workspace_id, i.page_id, i.psid
                from identities i join pages p using (workspace_id, page_id)
               where i.enriched_at is null and i.enrich_after <= now() and p.state = 'connected'
                 and i.page_id not in (select jsonb_array_elements_text(${jsonb([...ask.restingPages])}))
               order by i.enrich_after limit ${ask.limit} for update of i skip locked) due
       where i.workspace_id = due.workspace_id and i.page_id = due.page_id and i.psid = due.psid
      returning i.workspace_id as "workspaceId", i.page_id as "pageId", i.psid, i.profile_id as "profileId"`,
  );

const listed = (strangers: readonly Stranger[]) => {
  const rows = strangers.map(({ workspaceId, pageId, psid }) => ({
    workspace_id: workspaceId,
    page_id: pageId,
    psid,
  }));
  return sql`
    select i.workspace_id, i.page_id, i.psid
      from identities i join jsonb_to_recordset(${jsonb(rows)}) as s (workspace_id text, page_id text, psid text)
           using (workspace_id, page_id, psid)
     order by i.workspace_id, i.page_id, i.psid for no key update of i`;
};
const sameIdentity = sql`i.workspace_id = s.workspace_id and i.page_id = s.page_id and i.psid = s.psid`;

/** They were asked for, whatever the answer was. */
export async function markEnriched(db: Db, strangers: readonly Stranger[], at: Date): Promise<void> {
  if (strangers.length > 0)
    await execute(
      db,
      sql`with s as materialized (${listed(strangers)}) update identities i set enriched_at = ${at} from s where ${sameIdentity}`,
    );
}

/** They were not asked for: they come up again as soon as their Page does. */
export async function releaseStrangers(db: Db, strangers: readonly Stranger[]): Promise<void> {
  if (strangers.length > 0)
    await execute(
      db,
      sql`with s as materialized (${listed(strangers)}) update identities i set enrich_after = now() from s where ${sameIdentity}`,
    );
}
