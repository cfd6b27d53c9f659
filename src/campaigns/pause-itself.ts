// A campaign that pauses by itself: with a reason in words and a line in the audit. Only an operator lets it go on.
import { pauseOccurrences } from '../delivery/deliveries.ts';
import { writeAudit } from '../kit/audit.ts';
import type { Tx } from '../kit/db.ts';
import { formatId } from '../kit/ids.ts';
import { lifeOf } from './campaign.change.ts';
import { refusal } from './campaign.lifecycle.ts';
import { lockCampaign, moveCampaign } from './campaign.queries.ts';

/** `because` reads on after "The campaign is ". false: it does not run any more. */
export async function pauseItself(
  tx: Tx,
  { workspaceId, campaignId }: { workspaceId: string; campaignId: number },
  because: string,
  now: Date,
): Promise<boolean> {
  const campaign = await lockCampaign(tx, workspaceId, campaignId);
  if (!campaign || refusal('pause', lifeOf(campaign)) !== null) return false;
  await pauseOccurrences(tx, workspaceId, campaignId, { because, now });
  await moveCampaign(tx, workspaceId, campaignId, { from: campaign.state, to: 'paused', now });
  await writeAudit(tx, {
    workspaceId,
    actor: 'system',
    action: 'campaign.paused',
    subject: formatId('cmp', campaignId),
    details: { because },
    at: now,
  });
  return true;
}
