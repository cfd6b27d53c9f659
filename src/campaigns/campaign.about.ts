// What texts may say of their campaign: {{ Campaign.name }}.
import type { DeliveryPlan } from '../delivery/plan.contract.ts';
import { formatId } from '../kit/ids.ts';
import type { CampaignRecord } from './campaign.queries.ts';

type About = NonNullable<DeliveryPlan['campaign']>;

export const aboutCampaign = (
  { campaignId, name, tags }: Pick<CampaignRecord, 'campaignId' | 'name' | 'tags'>,
  version: number,
): About => ({ id: formatId('cmp', campaignId), name, version, tags });

/** As it would be published next. */
export const aboutDraft = (
  campaign: Pick<CampaignRecord, 'campaignId' | 'name' | 'tags' | 'liveVersion'>,
): About => aboutCampaign(campaign, (campaign.liveVersion ?? 0) + 1);

/** Of a definition that is no campaign's yet. */
export const ABOUT_NONE: About = { id: 'cmp_0', name: 'New campaign', version: 1, tags: [] };
