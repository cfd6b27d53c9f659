// Publishing a campaign that waits for something to happen: one occurrence stands open, and people come in through it one by
// one. Of a business event, and of a call of the API for the whole segment, it is the model of the runs that follow.
import { sql } from 'kysely';
import { openOccurrence } from '../delivery/deliveries.ts';
import { execute, one, type Tx } from '../kit/db.ts';
import { parseId } from '../kit/ids.ts';
import { atLocalTime } from '../kit/zoned-time.ts';
import { keepTracked } from '../segments/segments.ts';
import type { CampaignState } from './campaign.contract.ts';
import type { NewVersion } from './campaign.start.ts';
import type { WatchedCampaign } from './watched.ts';

/** Whoever waits in the version before keeps its plan. The caller holds the campaign. */
export async function openStanding(tx: Tx, of: NewVersion): Promise<CampaignState> {
  const { workspaceId, campaignId, definition, now } = of;
  const { trigger } = definition;
  await closeStanding(tx, of);
  const occurrence = await nextOccurrence(tx, of);
  await openOccurrence(tx, { ...of, occurrence, dueAt: now, standing: true });
  if (trigger?.until)
    await execute(
      tx,
      sql`update occurrences set closes_at = ${atLocalTime(trigger.until, trigger.time_zone)}
           where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and occurrence = ${occurrence}`,
    );
  if (definition.delivery_type === 'segment' && trigger?.segment_id)
    await keepTracked(tx, workspaceId, parseId('seg', trigger.segment_id), now);
  return 'active';
}

/** Nobody comes in through it any more; it finishes when everybody in it has an answer. */
export async function closeStanding(tx: Tx, { workspaceId, campaignId }: WatchedCampaign): Promise<void> {
  await execute(
    tx,
    sql`update occurrences set standing = false
         where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and standing`,
  );
}

/** The caller holds the campaign, so nobody else takes the same number. */
export async function nextOccurrence(tx: Tx, { workspaceId, campaignId }: WatchedCampaign): Promise<number> {
  const { next } = await one<{ next: number }>(
    tx,
    sql`select coalesce(max(occurrence), 0) + 1 as next from occurrences
         where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
  );
  return next;
}
