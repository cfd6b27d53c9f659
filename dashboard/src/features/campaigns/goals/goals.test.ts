// Goals while they are entered: what is left out of what is sent, and what is said of it.
import { expect, test } from 'vitest';
import { finishedGoals, newGoal, spanOfHours, unfinishedGoals } from './goals.ts';

test('a goal without an event is said to lack it, and is not sent', () => {
  const goals = [newGoal(), { ...newGoal(), event: 'Purchase' }];
  expect(unfinishedGoals(goals).map(({ field }) => field)).toEqual(['goals.0.event']);
  expect(finishedGoals(goals)).toEqual([
    { name: 'Purchase', event: 'Purchase', revenue_attribute: null, within_hours: 72 },
  ]);
});

test('a condition without its value is left out; a name of one’s own stays', () => {
  const goal = {
    ...newGoal(),
    name: ' Bought ',
    event: 'Purchase',
    where: [{ kind: 'attribute' as const, attribute: '', op: 'exists' as const }],
  };
  expect(finishedGoals([goal])).toEqual([
    { name: 'Bought', event: 'Purchase', revenue_attribute: null, within_hours: 72 },
  ]);
});

test('a window is shown in whole days where it has them', () => {
  expect([1, 24, 25, 720].map(spanOfHours)).toEqual([
    { amount: 1, unit: 'hours' },
    { amount: 1, unit: 'days' },
    { amount: 25, unit: 'hours' },
    { amount: 30, unit: 'days' },
  ]);
});
