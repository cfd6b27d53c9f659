// Goals while they are entered: one without an event is never sent, and one without a name is called after its event. Pure.
import type { Goal, Problem } from '../../../api/types.ts';
import { finishedMatch, matchFaults } from '../../segments/match/match.ts';

/** As the service has it. */
export const MAX_GOALS = 5;
export const MAX_HOURS = 30 * 24;

export const newGoal = (): Goal => ({
  name: '',
  event: '',
  revenue_attribute: null,
  within_hours: 72,
});

export function unfinishedGoals(goals: readonly Goal[]): Problem[] {
  return goals.flatMap((goal, index) =>
    matchFaults(goal).map(({ field, message }) => ({
      field: `goals.${index}.${field}`,
      severity: 'error' as const,
      message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
      remedy: null,
    })),
  );
}

export const finishedGoals = (goals: readonly Goal[]): Goal[] =>
  goals.flatMap((goal) => {
    const match = finishedMatch(goal);
    if (match === null) return [];
    const { where: _where, where_match: _match, ...rest } = goal;
    return [{ ...rest, ...match, name: goal.name.trim() || goal.event.slice(0, 60) }];
  });

/** "72 hours" as 3 days, "5 hours" as they are. */
export const spanOfHours = (hours: number): { amount: number; unit: 'hours' | 'days' } =>
  hours % 24 === 0 ? { amount: hours / 24, unit: 'days' } : { amount: hours, unit: 'hours' };
