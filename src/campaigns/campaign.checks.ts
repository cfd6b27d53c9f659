// The parts of a definition that are checked each for itself; what is wrong is named by field, with its remedy.
import type { CampaignDefinition, Problem } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { answerLinkProblems } from './check-answer-links.ts';
import { contentProblems } from './check-content.ts';
import { controlProblems } from './check-controls.ts';
import { conversationProblems } from './check-conversation.ts';
import { experimentProblems } from './check-experiment.ts';
import { goalProblems } from './check-goals.ts';
import { quietProblems } from './check-quiet.ts';
import { scheduleProblems } from './check-schedule.ts';
import { triggerProblems } from './check-trigger.ts';
import { websiteProblems } from './check-websites.ts';
import { zoneProblems } from './check-zones.ts';

export type DefinitionCheck = (
  needs: CampaignNeeds,
  workspaceId: string,
  definition: CampaignDefinition,
  /** Whose definition it is, when that is known. */
  campaignId?: number | null,
) => Promise<Problem[]>;

export const CHECKS: readonly DefinitionCheck[] = [
  answerLinkProblems,
  contentProblems,
  controlProblems,
  conversationProblems,
  experimentProblems,
  goalProblems,
  quietProblems,
  scheduleProblems,
  triggerProblems,
  websiteProblems,
  zoneProblems,
];
