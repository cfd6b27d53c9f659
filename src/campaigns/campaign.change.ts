// What every change of a campaign begins and ends with: its row locked and the action allowed, the definition as it may be stored,
// and the line in the audit trail.
import { mapRequests } from '../delivery/plan-contents.ts';
import { writeAudit } from '../kit/audit.ts';
import type { Db, Tx } from '../kit/db.ts';
import { AppError, conflict, invalid, notFound } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { formatId } from '../kit/ids.ts';
import { checkDefinition } from './campaign.check.ts';
import { isTokenProblem } from './campaign.check-request.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import { type CampaignAction, type Life, refusal } from './campaign.lifecycle.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { type CampaignRecord, lockCampaign } from './campaign.queries.ts';
import { removePastedTokens, sealSecrets } from './campaign.request.ts';

export const lifeOf = (campaign: CampaignRecord): Life => ({
  state: campaign.state,
  deliveryType: campaign.liveType ?? campaign.definition.delivery_type,
  hasStarted: campaign.hasStarted,
  isArchived: campaign.archivedAt !== null,
  awaitsApproval: campaign.awaitsApproval,
});

/** Refuses (`not_found`, `conflict`) what is not there, and what its state does not allow. */
export async function lockFor(
  action: CampaignAction,
  tx: Tx,
  { workspaceId }: { workspaceId: string },
  campaignId: number,
): Promise<CampaignRecord> {
  const campaign = await lockCampaign(tx, workspaceId, campaignId);
  if (!campaign) throw notFound(`campaign ${formatId('cmp', campaignId)}`);
  const refused = refusal(action, lifeOf(campaign));
  if (refused !== null) throw conflict(refused.message, refused.remedy);
  return campaign;
}

/** Nothing goes out that nobody looked at: somebody else may have saved in the meantime. */
export function refuseUnseen({ revision }: Pick<CampaignRecord, 'revision'>, seen: number): void {
  if (revision !== seen)
    throw new AppError('conflict', 'The campaign was changed since you opened it.', {
      field: 'revision',
      remedy: 'Load it again, and look at it as it is now.',
    });
}

/** The definition as it may be stored: secrets sealed, a pasted Page token left out, the Page found from the address. */
export async function storable(
  needs: CampaignNeeds,
  actor: Actor,
  definition: CampaignDefinition,
  before: CampaignDefinition | null,
): Promise<CampaignDefinition> {
  const sealed = sealSecrets(definition, before, needs.secrets);
  const { destination, problems } = await checkDefinition(needs, actor.workspaceId, sealed);
  const wrongToken = problems.find(isTokenProblem);
  if (wrongToken) throw invalid(wrongToken.field, wrongToken.message, wrongToken.remedy ?? undefined);
  if (destination.kind !== 'send_api') return { ...sealed, page_id: null };
  return {
    ...mapRequests(sealed, (request) => removePastedTokens(request).request),
    page_id: destination.pageId ?? sealed.page_id,
  };
}

export interface CampaignDeed {
  campaignId: number;
  /** 'published' becomes 'campaign.published'. */
  deed: string;
  details?: Record<string, unknown>;
}

export function audit(
  tx: Db,
  needs: Pick<CampaignNeeds, 'clock'>,
  { workspaceId, name }: Pick<Actor, 'workspaceId' | 'name'>,
  { campaignId, deed, details }: CampaignDeed,
): Promise<void> {
  return writeAudit(tx, {
    workspaceId,
    actor: name,
    action: `campaign.${deed}`,
    subject: formatId('cmp', campaignId),
    ...(details && { details }),
    at: needs.clock.now(),
  });
}
