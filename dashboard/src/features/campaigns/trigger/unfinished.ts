// What of a trigger is not entered yet. The service never sees it: a draft with a blank event in it could not be saved, and
// a condition without its value would mean another thing. So it is said here, and left out of what is sent. Pure.
import type { EventMatch, Problem, Trigger } from '../../../api/types.ts';
import { finishedMatch, matchFaults } from '../../segments/match/match.ts';

const LISTS = ['events', 'unless'] as const;

export function unfinishedProblems(trigger: Trigger | null): Problem[] {
  if (trigger === null) return [];
  const problems = LISTS.flatMap((list) =>
    trigger[list].flatMap((match, index) =>
      matchFaults(match).map(({ field, message }) =>
        missing(`trigger.${list}.${index}.${field}`, toSentence(message)),
      ),
    ),
  );
  const { delay } = trigger;
  if (delay.kind === 'date' && delay.attribute.trim() === '')
    problems.push(missing('trigger.delay.attribute', 'Choose an attribute.'));
  return problems;
}

const missing = (field: string, message: string): Problem => ({
  field,
  severity: 'error',
  message,
  remedy: null,
});

const toSentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

export function finishedTrigger(trigger: Trigger | null): Trigger | null {
  if (trigger === null) return null;
  const { delay } = trigger;
  const hasDelay = delay.kind !== 'date' || delay.attribute.trim() !== '';
  return {
    ...trigger,
    events: finishedMatches(trigger.events),
    unless: finishedMatches(trigger.unless),
    delay: hasDelay ? delay : { kind: 'none' },
  };
}

const finishedMatches = (matches: EventMatch[]): EventMatch[] =>
  matches.flatMap((match) => finishedMatch(match) ?? []);
