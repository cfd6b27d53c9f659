// Going from one way of saying what is sent to another, and back.
import { expect, test } from 'vitest';
import { customRequest, newDefinition, newMessage } from '../messageTemplates.ts';
import { keep, NOTHING_KEPT, switchWhat, whatOf } from './what.ts';

const composed = newDefinition({ page_id: '1', message: newMessage(), request: null });

test('what was entered comes back', () => {
  const kept = keep(NOTHING_KEPT, composed);
  const called = switchWhat(composed, 'request', kept);
  expect(called).toMatchObject({ message: null, request: customRequest() });
  expect(switchWhat(called, 'compose', keep(kept, called)).message).toBe(composed.message);
});

test('without a message no step sends one; with one again a step does', () => {
  const chain = { ...composed, routes: [{ kind: 'message' as const }, { kind: 'hold' as const, hours: 5 }] };
  const template = switchWhat(chain, 'template', NOTHING_KEPT);
  expect(template.routes).toEqual([{ kind: 'hold', hours: 5 }]);
  expect(whatOf(template)).toBe('template');
  expect(switchWhat(template, 'compose', NOTHING_KEPT).routes).toEqual(chain.routes);
});
