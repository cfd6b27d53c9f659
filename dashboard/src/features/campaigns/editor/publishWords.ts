// What the button that publishes says, what it promises, and what is said once it has. Pure.
import type { CampaignDefinition, CampaignState } from '../../../api/types.ts';
import { isScheduled } from '../type/deliveryTypes.ts';

export function publishVerb({ delivery_type, schedule }: CampaignDefinition): string {
  if (!isScheduled(delivery_type)) return 'Publish';
  return schedule.kind === 'now' ? 'Publish and send' : 'Publish and schedule';
}

const SENT_IS_SENT = 'What has been sent cannot be called back.';

/** What holds from then on. */
export function lastingWords({ delivery_type }: CampaignDefinition): string {
  switch (delivery_type) {
    case 'one_time':
      return `The segment is counted anew when it goes out. ${SENT_IS_SENT}`;
    case 'periodic':
      return `The segment is counted anew for each run, until you stop it. ${SENT_IS_SENT}`;
    case 'business_event':
      return `It waits for the event, and counts the segment anew each time. ${SENT_IS_SENT}`;
    default:
      return `Nobody gets it now: it waits for what people do from now on. ${SENT_IS_SENT}`;
  }
}

const DONE: Partial<Record<CampaignState, string>> = {
  scheduled: 'The campaign is scheduled.',
  active: 'The campaign is live.',
  awaiting_approval: 'Somebody else has to approve it now.',
};
export const publishedWords = (state: CampaignState): string => DONE[state] ?? 'The campaign is on its way.';
