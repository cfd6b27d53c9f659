// The life of a campaign as a table: which action is allowed in which state, and what to do instead. Pure.
import type { CampaignState, DeliveryType } from './campaign.contract.ts';

export const CAMPAIGN_ACTIONS = [
  'edit',
  'remove',
  'publish',
  'discard',
  'request_approval',
  'approve',
  'reject',
  'withdraw',
  'pause',
  'resume',
  'stop',
  'retry',
  'archive',
  'unarchive',
] as const;
export type CampaignAction = (typeof CAMPAIGN_ACTIONS)[number];

/** What decides about a campaign's next step. */
export interface Life {
  state: CampaignState;
  deliveryType: DeliveryType;
  /** Whether a run of it has started. */
  hasStarted: boolean;
  isArchived: boolean;
  /** Whether a second operator is asked to let it be published as it stands. */
  awaitsApproval: boolean;
}

/** Published, and not over: what is changed now is a draft of its next version. */
export const LIVE_STATES: readonly CampaignState[] = ['scheduled', 'sending', 'active', 'paused'];

/** Where a definition may be worked on. One-time campaigns leave this as soon as they begin. */
const WORKABLE: readonly CampaignState[] = ['draft', 'scheduled', 'active', 'paused'];

/**
 * draft → (awaiting_approval →) scheduled | sending | active ⇄ paused → stopped; sending and active → finished when nothing is left
 * to come or to settle; finished → sending when whoever was not sent to is sent to again. Stopped is for good: whoever stops it
 * wants nobody to get it. Archived stands beside the state: out of sight, and nothing happens to it.
 */
const ALLOWED: Record<CampaignAction, readonly CampaignState[]> = {
  edit: WORKABLE,
  remove: ['draft'],
  publish: WORKABLE,
  discard: ['scheduled', 'active', 'paused'],
  request_approval: WORKABLE,
  approve: ['awaiting_approval', 'scheduled', 'active', 'paused'],
  reject: ['awaiting_approval', 'scheduled', 'sending', 'active', 'paused'],
  withdraw: ['awaiting_approval', 'scheduled', 'sending', 'active', 'paused'],
  pause: ['scheduled', 'sending', 'active'],
  resume: ['paused'],
  stop: LIVE_STATES,
  retry: ['sending', 'finished'],
  archive: ['draft', 'stopped', 'finished'],
  unarchive: ['draft', 'stopped', 'finished'],
};

const WORDS: Record<CampaignAction, string> = {
  edit: 'be changed',
  remove: 'be deleted',
  publish: 'be published',
  discard: 'go back to its published version',
  request_approval: 'be handed in for approval',
  approve: 'be approved',
  reject: 'be rejected',
  withdraw: 'be withdrawn',
  pause: 'be paused',
  resume: 'be resumed',
  stop: 'be stopped',
  retry: 'be sent again',
  archive: 'be archived',
  unarchive: 'be brought back from the archive',
};

/** What changes the definition, or what is published of it. */
const OF_DEFINITION: readonly CampaignAction[] = [
  'edit',
  'publish',
  'discard',
  'request_approval',
  'approve',
];
const OF_APPROVAL: readonly CampaignAction[] = ['approve', 'reject', 'withdraw'];

export interface Refusal {
  /** Why not, as a sentence. */
  message: string;
  /** What to do instead; undefined: nothing is left to do. */
  remedy: string | undefined;
}

const DUPLICATE = 'Duplicate it to change and send it again.';

/** null when allowed. */
export function refusal(action: CampaignAction, life: Life): Refusal | null {
  const refuse = (what: string, remedy?: string): Refusal => ({
    message: `A campaign that ${what} cannot ${WORDS[action]}.`,
    remedy,
  });
  const { state } = life;
  if (action === 'unarchive' && !life.isArchived) return refuse('is not archived');
  if (life.isArchived && action !== 'unarchive' && action !== 'remove')
    return refuse('is archived', 'Bring it back from the archive first.');
  if (!ALLOWED[action].includes(state)) {
    const is = state === 'awaiting_approval' ? 'awaits approval' : `is ${state}`;
    return refuse(is, remedyFor(action, state));
  }
  if (OF_APPROVAL.includes(action) && !life.awaitsApproval) return refuse('awaits no approval');
  if (life.awaitsApproval && OF_DEFINITION.includes(action) && action !== 'approve')
    return refuse('awaits approval', 'Withdraw the request first.');
  if (OF_DEFINITION.includes(action) && life.deliveryType === 'one_time' && life.hasStarted)
    return refuse('goes out once and has begun', DUPLICATE);
  return null;
}

function remedyFor(action: CampaignAction, state: CampaignState): string | undefined {
  if (state === 'awaiting_approval') return 'Withdraw the request, or let another operator decide it.';
  if (action === 'retry' && state === 'paused') return 'Resume it first.';
  if (action === 'retry' && state === 'stopped') return 'Duplicate it for those who did not get it.';
  if (action === 'archive') return 'Stop it first.';
  if (action === 'remove') return 'Archive it: what was sent stays in the reports.';
  return OF_DEFINITION.includes(action) ? DUPLICATE : undefined;
}
