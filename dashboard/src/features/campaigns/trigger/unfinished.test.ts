// A trigger while it is entered: what is not finished is said, and never sent.
import { expect, test } from 'vitest';
import type { EventMatch, Trigger } from '../../../api/types.ts';
import { newTrigger } from '../type/switchType.ts';
import { finishedTrigger, unfinishedProblems } from './unfinished.ts';

const begun = {
  event: 'Cart abandoned',
  where: [{ kind: 'attribute', attribute: 'total', op: 'greater' }],
} as EventMatch;
const trigger: Trigger = {
  ...newTrigger('UTC'),
  events: [begun, { event: '' }],
  unless: [{ event: 'Order placed' }],
  delay: { kind: 'date', of: 'person', attribute: ' ', minutes: -60, time: null },
};

test('each gap is named by its field', () => {
  expect(unfinishedProblems(trigger).map(({ field, message }) => `${field}: ${message}`)).toEqual([
    'trigger.events.0.where.0.value: Enter a value.',
    'trigger.events.1.event: Choose an event.',
    'trigger.delay.attribute: Choose an attribute.',
  ]);
  expect(unfinishedProblems(null)).toEqual([]);
});

test('what is sent has no gap in it', () => {
  const sent = finishedTrigger(trigger)!;
  expect(sent).toEqual({ ...trigger, events: [{ event: 'Cart abandoned' }], delay: { kind: 'none' } });
  expect(unfinishedProblems(sent)).toEqual([]);
  expect(finishedTrigger(null)).toBeNull();
});
