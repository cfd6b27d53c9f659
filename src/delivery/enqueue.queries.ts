// Writing the ledger's rows for an occurrence, one chunk of people at a time. Everybody of the segment gets a row, those
// who cannot be reached too: so the ledger alone answers for every person, and the report adds up.
import { type RawBuilder, sql } from 'kysely';
import { one, type Tx } from '../kit/db.ts';

export interface Chunk {
  workspaceId: string;
  campaignId: number;
  occurrence: number;
  laneId: string;
  pageId: string | null;
  /** The condition over `p` (profiles) that says who is in. */
  who: RawBuilder<unknown>;
  afterProfileId: number;
  limit: number;
  now: Date;
}

/**
 * Inserts the next chunk in order of profile id. Running it twice adds nothing twice (unique on occurrence and person).
 * 1,000 rows a round trip measured within a few per cent of larger chunks, and leave the progress visible.
 * @returns the last profile id of the chunk, or null when there was nobody left.
 */
export async function enqueueChunk(tx: Tx, chunk: Chunk): Promise<number | null> {
  const { workspaceId, pageId, now } = chunk;
  const row = await one(
    tx,
    sql<{ last: number | null }>`
    with who as materialized (
      select p.profile_id, p.attributes ->> 'ps_id' as ps_id
        from profiles p
       where p.workspace_id = ${workspaceId} and p.profile_id > ${chunk.afterProfileId} and (${chunk.who})
       order by p.profile_id limit ${chunk.limit}
         for key share of p -- a merge waits until the chunk stands, then moves its rows too
    ), addressed as (
      select who.profile_id, ${pageId === null ? sql`who.ps_id` : pagePsid(workspaceId, pageId)} as psid from who
    ), added as (
      insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, psid,
                              state, reason, due_at, settled_at)
      select ${workspaceId}, ${chunk.campaignId}, ${chunk.occurrence}, profile_id, ${chunk.laneId}, ${pageId ?? ''}, psid,
             case when ${pageId !== null} and psid is null then 'skipped' else 'pending' end,
             case when ${pageId !== null} and psid is null then 'no_psid' end,
             ${now}, case when ${pageId !== null} and psid is null then ${now}::timestamptz end
        from addressed order by profile_id
      on conflict do nothing
    )
    select max(profile_id) as last from who`,
  );
  return row.last;
}

/**
 * The person's PSID on the Page: of several the one `ps_id` names, else the one last heard from. Without a known identity the attribute `ps_id` serves
 * (imported customers), unless that PSID is known to belong to another Page.
 */
const pagePsid = (workspaceId: string, pageId: string) => sql`coalesce(
  (select i.psid from identities i
    where i.workspace_id = ${workspaceId} and i.profile_id = who.profile_id and i.page_id = ${pageId}
    order by i.psid = who.ps_id desc nulls last, i.last_user_action_at desc nulls last, i.psid limit 1),
  case when who.ps_id ~ '^[0-9]{1,32}$' and not exists (
    select 1 from identities i where i.workspace_id = ${workspaceId} and i.profile_id = who.profile_id and i.psid = who.ps_id
  ) then who.ps_id end)`;
