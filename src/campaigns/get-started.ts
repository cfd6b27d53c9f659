// What the Get Started button of a Page carries, learnt before an answer to it goes live: the Page may have been connected while
// Facebook did not tell, and then a tap on the button would be answered by nothing.
import { findProfile } from '../pages/messenger-profile.queries.ts';
import { learnProfile } from '../pages/messenger-profiles.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';

/**
 * Reads the Page's profile if it never was. One that cannot be read is no reason to refuse: the check warns of it. A call to
 * Facebook: never within a transaction.
 */
export async function learnGetStarted(
  needs: CampaignNeeds,
  workspaceId: string,
  { delivery_type: type, trigger, page_id: pageId }: CampaignDefinition,
): Promise<void> {
  if (type !== 'conversation' || pageId === null || !trigger?.conversation?.get_started) return;
  const known = await findProfile(needs.db, workspaceId, pageId);
  if (known?.profile) return;
  await learnProfile(needs, workspaceId, pageId);
}
