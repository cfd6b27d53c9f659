// Writing the ledger's rows for an occurrence, one range of people at a time. Everybody of the segment gets a row, those
// who cannot be reached too: so the ledger alone answers for every person, and the report adds up.
import { type RawBuilder, sql } from 'kysely';
import { execute, type Tx } from '../kit/db.ts';
import { lockAudience } from '../profiles/people-lock.ts';

export interface AudienceRange {
  workspaceId: string;
  campaignId: number;
  occurrence: number;
  laneId: string;
  pageId: string | null;
  /** The condition over `p` (profiles) that says who is in. */
  who: RawBuilder<unknown>;
  /** Both are in it. */
  fromProfileId: number;
  toProfileId: number;
  now: Date;
}

/**
 * Inserts the ledger's rows of the range in order of profile id. Running it twice adds nothing twice (unique on occurrence
 * and person). Returns how many people are in.
 */
export async function enqueueRange(tx: Tx, range: AudienceRange): Promise<number> {
  const { workspaceId, pageId, now } = range;
  await lockAudience(tx, workspaceId, 'shared');
  return execute(
    tx,
    sql`
    insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, psid,
                            state, reason, due_at, settled_at)
    select ${workspaceId}, ${range.campaignId}::bigint, ${range.occurrence}::int, profile_id, ${range.laneId}, ${pageId ?? ''}, psid,
           case when ${pageId !== null} and psid is null then 'skipped' else 'pending' end,
           case when ${pageId !== null} and psid is null then 'no_psid' end,
           ${now}::timestamptz, case when ${pageId !== null} and psid is null then ${now}::timestamptz end
      from (
        select who.profile_id, ${pageId === null ? sql`who.ps_id` : pagePsid(workspaceId, pageId)} as psid
          from (select p.profile_id, p.attributes ->> 'ps_id' as ps_id from profiles p
                 where p.workspace_id = ${workspaceId}
                   and p.profile_id between ${range.fromProfileId} and ${range.toProfileId} and (${range.who})) who
      ) addressed
     order by profile_id
    on conflict do nothing`,
  );
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
