// Which recipients are asked for, and the word and colour of each of their states.
import type { DeliveryState } from '../../api/types.ts';
import type { Tone } from '../../ui/StateMark.tsx';

export interface RecipientsSearch {
  state: DeliveryState | undefined;
  reason: string | undefined;
  search: string;
}

export const DELIVERY_WORDS: Record<DeliveryState, { tone: Tone; word: string }> = {
  pending: { tone: 'quiet', word: 'Waiting' },
  sending: { tone: 'busy', word: 'Being sent' },
  unknown: { tone: 'warn', word: 'No answer yet' },
  held: { tone: 'warn', word: 'Held' },
  accepted: { tone: 'good', word: 'Accepted' },
  failed: { tone: 'bad', word: 'Failed' },
  skipped: { tone: 'quiet', word: 'Skipped' },
};
