// What became of a person in a campaign, in a word and a colour; and the tone of each step of the way. Pure.
import type { PersonCampaign, Why, WhyStep } from '../../api/types.ts';
import type { Tone } from '../../ui/StateMark.tsx';

export const OUTCOMES: Record<Why['outcome'] | PersonCampaign['outcome'], { tone: Tone; word: string }> = {
  got: { tone: 'good', word: 'Got it' },
  waits: { tone: 'busy', word: 'Not yet' },
  left_out: { tone: 'warn', word: 'Left out' },
  failed: { tone: 'bad', word: 'Failed' },
  out: { tone: 'quiet', word: 'Did not come in' },
  not_yet: { tone: 'quiet', word: 'Nothing sent yet' },
};

const STOPS: ReadonlySet<WhyStep['kind']> = new Set(['turned_away', 'left_out', 'failed']);
const REACHES: ReadonlySet<WhyStep['kind']> = new Set([
  'accepted',
  'echo',
  'delivered',
  'read',
  'response',
  'conversion',
]);

export function toneOf({ kind }: WhyStep): Tone {
  if (STOPS.has(kind)) return kind === 'failed' ? 'bad' : 'warn';
  if (REACHES.has(kind)) return 'good';
  return kind === 'waits' || kind === 'held' ? 'busy' : 'quiet';
}
