// The life of a campaign as a table: which action is allowed in which state. Pure.
import type { CampaignState } from './campaign.contract.ts';

export type CampaignAction = 'edit' | 'remove' | 'publish' | 'pause' | 'resume' | 'stop' | 'retry';

/**
 * draft → scheduled | sending ⇄ paused → stopped; sending → finished when the ledger has nothing left to settle; finished →
 * sending when whoever was not sent to is sent to again. Stopped is for good: whoever stops it wants nobody to get it.
 */
const ALLOWED: Record<CampaignAction, readonly CampaignState[]> = {
  edit: ['draft'],
  remove: ['draft'],
  publish: ['draft'],
  pause: ['scheduled', 'sending', 'active'],
  resume: ['paused'],
  stop: ['scheduled', 'sending', 'active', 'paused'],
  retry: ['sending', 'finished'],
};

const WORDS: Record<CampaignAction, string> = {
  edit: 'be changed',
  remove: 'be deleted',
  publish: 'be published',
  pause: 'be paused',
  resume: 'be resumed',
  stop: 'be stopped',
  retry: 'be sent again',
};

/** What to do instead of an action that is refused; undefined: nothing is left to do. */
export function remedyFor(action: CampaignAction, state: CampaignState): string | undefined {
  if (action === 'retry' && state === 'paused') return 'Resume it first.';
  if (action === 'retry' && state === 'stopped') return 'Duplicate it for those who did not get it.';
  return action === 'edit' || action === 'publish' ? 'Duplicate it to change and send it again.' : undefined;
}

/** null when allowed, else the sentence that says why not. */
export function refusal(action: CampaignAction, state: CampaignState): string | null {
  return ALLOWED[action].includes(state) ? null : `A campaign that is ${state} cannot ${WORDS[action]}.`;
}
