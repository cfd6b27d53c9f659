// Experiments in words. Pure.
import type { Experiment } from '../../../api/types.ts';
import { minutesWords } from '../../../ui/minutes.ts';

export type Winner = NonNullable<Experiment['winner']>;
export type Metric = Winner['metric'];

export const METRICS: readonly { value: Metric; label: string; did: string }[] = [
  { value: 'read', label: 'most people read', did: 'most people have read' },
  { value: 'clicked', label: 'most people clicked', did: 'most people have clicked a link of' },
  { value: 'replied', label: 'most people answered', did: 'most people have answered' },
  { value: 'converted', label: 'led most people to a goal', did: 'led most people to a goal' },
];

/** @param waits whether people of an audience wait for it; others come one by one. */
export function winnerWords({ metric, after_minutes, test_percent }: Winner, waits: boolean): string {
  const did = METRICS.find(({ value }) => value === metric)?.did ?? metric;
  const after = minutesWords(after_minutes);
  const tie = 'Of several that are alike the first one wins; where nobody did anything, the first of all.';
  if (!waits)
    return `Until ${after} after it was published people get the variants by their shares. From then on everybody gets the one that ${did}. ${tie}`;
  return `${test_percent} % of the audience get one of the variants at once. ${after} later the one that ${did} goes to the other ${100 - test_percent} %. ${tie} While the campaign is paused nothing is decided.`;
}
