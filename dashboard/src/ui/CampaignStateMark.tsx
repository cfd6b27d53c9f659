// The state of a campaign in its word and colour, the same on every screen.
import type { CampaignState } from '../api/types.ts';
import { StateMark, type Tone } from './StateMark.tsx';

const STATES: Record<CampaignState, { tone: Tone; word: string }> = {
  draft: { tone: 'quiet', word: 'Draft' },
  awaiting_approval: { tone: 'warn', word: 'To approve' },
  scheduled: { tone: 'busy', word: 'Scheduled' },
  sending: { tone: 'busy', word: 'Sending' },
  active: { tone: 'busy', word: 'Active' },
  paused: { tone: 'warn', word: 'Paused' },
  stopped: { tone: 'bad', word: 'Stopped' },
  finished: { tone: 'good', word: 'Finished' },
};

export const CAMPAIGN_STATES = Object.keys(STATES) as CampaignState[];

export function CampaignStateMark({ state }: { state: string }) {
  const { tone, word } = STATES[state as CampaignState] ?? { tone: 'quiet', word: state };
  return <StateMark tone={tone}>{word}</StateMark>;
}
