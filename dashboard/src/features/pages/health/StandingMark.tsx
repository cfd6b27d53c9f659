// A Page's standing in a word, where it is not what one expects.
import type { PageStanding } from '../../../api/types.ts';
import { StateMark } from '../../../ui/StateMark.tsx';
import { STANDING_WORDS } from './standing.ts';

export function StandingMark({ standing }: { standing: PageStanding | null }) {
  if (standing === null || standing.state === 'ok') return null;
  const { tone, word } = STANDING_WORDS[standing.state];
  return <StateMark tone={tone}>{word}</StateMark>;
}
