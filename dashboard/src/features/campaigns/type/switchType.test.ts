// Changing one's mind about how a campaign starts.
import { expect, test } from 'vitest';
import type { CampaignDefinition, DeliveryType } from '../../../api/types.ts';
import { newDefinition, newMessage } from '../messageTemplates.ts';
import { DELIVERY_TYPES } from './deliveryTypes.ts';
import { type KeptTimings, keepTiming, newTiming, switchType } from './switchType.ts';

const start = newDefinition({ page_id: '1', message: newMessage(), request: null });

function change(definition: CampaignDefinition, type: DeliveryType, kept: KeptTimings) {
  const next = keepTiming(kept, definition);
  return {
    definition: { ...definition, ...switchType(definition, type, { kept: next, timeZone: 'Europe/Prague' }) },
    kept: next,
  };
}

test('what was entered for a type comes back', () => {
  const at: CampaignDefinition = {
    ...start,
    schedule: { kind: 'at', local_time: '2026-12-24T09:00', time_zone: 'UTC' },
  };
  const weekly = change(at, 'periodic', {});
  expect(weekly.definition.schedule.kind).toBe('repeat');
  const back = change(weekly.definition, 'one_time', weekly.kept);
  expect(back.definition).toEqual(at);
  expect(change(back.definition, 'periodic', back.kept).definition).toEqual(weekly.definition);
});

test('events come along from one type that waits for them to another', () => {
  const event = change(start, 'event', {});
  const waiting = {
    ...event.definition,
    trigger: { ...event.definition.trigger!, events: [{ event: 'Price dropped' }] },
  };
  const business = change(waiting, 'business_event', event.kept);
  expect(business.definition.trigger?.events).toEqual([{ event: 'Price dropped' }]);
  expect(change(waiting, 'api', {}).definition.trigger?.events).toEqual([]);
});

test.each(DELIVERY_TYPES.map(({ type }) => type))('%s follows a schedule or waits for a trigger', (type) => {
  const { schedule, trigger } = newTiming(type, 'UTC');
  expect(trigger === null).toBe(type === 'one_time' || type === 'periodic');
  expect(schedule.kind).toBe(type === 'periodic' ? 'repeat' : 'now');
});
