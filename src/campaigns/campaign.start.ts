// What publishing a version sets going, by its delivery type.
import type { DeliveryPlan } from '../delivery/plan.contract.ts';
import type { Tx } from '../kit/db.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';
import type { CampaignDefinition, CampaignState } from './campaign.contract.ts';
import { openScheduled } from './schedule.start.ts';
import { openStanding } from './trigger.start.ts';
import { watchFor } from './watched.ts';

export interface NewVersion {
  workspaceId: string;
  campaignId: number;
  version: number;
  definition: CampaignDefinition;
  plan: DeliveryPlan;
  /** Who may get it, segments within it written out. */
  filter: GroupFilter;
  now: Date;
}

/** In the transaction that publishes; the campaign is locked. Returns the state the campaign is in from now on. */
export async function startVersion(tx: Tx, of: NewVersion): Promise<CampaignState> {
  const { delivery_type: type } = of.definition;
  const follows = type === 'one_time' || type === 'periodic' ? openScheduled : openStanding;
  const state = await follows(tx, of);
  await watchFor(tx, of);
  return state;
}
