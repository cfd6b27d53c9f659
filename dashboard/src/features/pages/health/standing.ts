// What Facebook says of a Page, in words and tones. Pure.
import type { PageStanding } from '../../../api/types.ts';
import type { Tone } from '../../../ui/StateMark.tsx';

export const STANDING_WORDS: Record<PageStanding['state'], { tone: Tone; word: string }> = {
  ok: { tone: 'good', word: 'In good standing' },
  warning: { tone: 'warn', word: 'Warned by Facebook' },
  restricted: { tone: 'bad', word: 'Restricted by Facebook' },
  suspended: { tone: 'bad', word: 'Suspended by Facebook' },
};

/** Words of somebody else's as a sentence: with one full stop. */
export const endSentence = (words: string): string => `${words.trim().replace(/[.。]+$/, '')}.`;
