// A trigger that waits for something in the conversation. Pure.
import type { ConversationStart } from '../../api/conversations.ts';
import type { CampaignDefinition } from '../../api/types.ts';

type Trigger = NonNullable<CampaignDefinition['trigger']>;

export const newTrigger = (conversation: ConversationStart | null): Trigger => ({
  ...{ events: [], segment_id: null, direction: 'entered', conversation, unless: [] },
  ...{ delay: { kind: 'none' }, reentry: { kind: 'always' }, from: null, until: null, time_zone: 'UTC' },
});
