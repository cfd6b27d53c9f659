// A campaign as it is shown over HTTP: secrets hidden, what its state allows, what waits to be published.
import type { Destination } from '../delivery/destination.ts';
import { explainReason } from '../delivery/reasons.ts';
import { listAudit } from '../kit/audit.ts';
import { formatId } from '../kit/ids.ts';
import { findApproval } from './approval.queries.ts';
import { lifeOf } from './campaign.change.ts';
import { destinationOf, listPages } from './campaign.check.ts';
import type { Campaign } from './campaign.contract.ts';
import { CAMPAIGN_ACTIONS, refusal } from './campaign.lifecycle.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { type CampaignRecord, findLatestRun } from './campaign.queries.ts';
import { hideSecrets } from './campaign.request.ts';
import { dueAt } from './campaign.schedule.ts';
import { getCampaign } from './campaigns.ts';
import { findVersion } from './version.queries.ts';

/** Refuses with not_found. */
export async function viewCampaign(
  needs: CampaignNeeds,
  workspaceId: string,
  campaignId: number,
): Promise<Campaign> {
  const campaign = await getCampaign(needs.db, workspaceId, campaignId);
  const run = await findLatestRun(needs.db, workspaceId, campaignId, needs.clock.now());
  const { definition } = campaign;
  const pages = await listPages(needs.db, workspaceId);
  const history = await listAudit(needs.db, workspaceId, formatId('cmp', campaignId));
  const planned = definition.schedule.kind === 'at' ? dueAt(definition.schedule, needs.clock.now()) : null;
  const life = lifeOf(campaign);
  return {
    id: formatId('cmp', campaignId),
    name: campaign.name,
    tags: campaign.tags,
    state: campaign.state,
    actions: CAMPAIGN_ACTIONS.filter((action) => refusal(action, life) === null),
    definition: hideSecrets(definition),
    ...(await viewVersions(needs, workspaceId, campaign)),
    destination: viewDestination(destinationOf(definition, pages, needs.graphUrl)),
    paused_because: run?.pausedBecause ?? (run?.laneBecause ? explainReason(run.laneBecause).title : null),
    revision: campaign.revision,
    scheduled_at: (run?.dueAt ?? planned)?.toISOString() ?? null,
    created_at: campaign.createdAt.toISOString(),
    updated_at: campaign.updatedAt.toISOString(),
    published_at: campaign.publishedAt?.toISOString() ?? null,
    archived_at: campaign.archivedAt?.toISOString() ?? null,
    history: history.map(({ at, actor, action }) => ({ at: at.toISOString(), actor, action })),
  };
}

async function viewVersions(
  { db }: CampaignNeeds,
  workspaceId: string,
  campaign: CampaignRecord,
): Promise<Pick<Campaign, 'live_version' | 'has_changes' | 'live_definition' | 'approval'>> {
  const { campaignId, liveVersion, hasChanges } = campaign;
  const of = { workspaceId, campaignId };
  const live = hasChanges && liveVersion !== null ? await findVersion(db, of, liveVersion) : undefined;
  const approval = campaign.awaitsApproval ? await findApproval(db, of) : undefined;
  return {
    live_version: liveVersion,
    has_changes: hasChanges,
    live_definition: live ? hideSecrets(live.definition) : null,
    approval: approval
      ? {
          requested_by: approval.requestedBy,
          responsible: approval.responsible,
          requested_at: approval.requestedAt.toISOString(),
          note: approval.note,
        }
      : null,
  };
}

export const viewDestination = ({ kind, pageId, pageName, explanation }: Destination) => ({
  kind,
  page_id: pageId,
  page_name: pageName,
  explanation,
});
