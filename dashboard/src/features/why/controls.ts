// The verdict of a control, in a word and a colour. Pure.
import type { WhyControl, WhyControls } from '../../api/types.ts';
import type { Tone } from '../../ui/StateMark.tsx';

type Verdict = WhyControl['verdict'];

export const VERDICTS: Record<Verdict, { tone: Tone; word: string; foretold: string }> = {
  passed: { tone: 'good', word: 'Passed', foretold: 'Would pass' },
  stopped: { tone: 'bad', word: 'Stopped it', foretold: 'Would stop it' },
  holding: { tone: 'busy', word: 'Holds it', foretold: 'Would hold it' },
  not_asked: { tone: 'quiet', word: 'Not asked', foretold: 'Not asked' },
  chosen: { tone: 'quiet', word: 'Chosen', foretold: 'Would be chosen' },
};

export const verdictWord = ({ verdict, is_forecast }: WhyControl): string =>
  VERDICTS[verdict][is_forecast ? 'foretold' : 'word'];

/** To choose among several messages; none has the name of another. */
export const nameOfMessage = ({ title }: WhyControls, index: number, count: number): string =>
  index === 0 ? `The last one: ${title}` : `${count - index} of ${count}: ${title}`;
