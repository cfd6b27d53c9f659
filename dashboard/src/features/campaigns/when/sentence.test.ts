// A campaign in one sentence, for every delivery type.
import { expect, test } from 'vitest';
import type { CampaignDefinition, DeliveryType, Trigger } from '../../../api/types.ts';
import { newDefinition, newMessage } from '../messageTemplates.ts';
import { newTiming } from '../type/switchType.ts';
import { type Repeat, scheduleWords } from './scheduleWords.ts';
import { campaignSentence, delayWords, whenWords } from './sentence.ts';

const names = { segment: (id: string) => ({ seg_1: 'Brno', seg_2: 'Regulars' })[id] };
const base = newDefinition({ page_id: '1', message: newMessage(), request: null });
const waiting = (
  type: DeliveryType,
  trigger: Partial<Trigger>,
  segment_id: string | null = null,
): CampaignDefinition => ({
  ...base,
  delivery_type: type,
  segment_id,
  trigger: { ...newTiming(type, 'Europe/Prague').trigger!, ...trigger },
});
const scheduled = (schedule: CampaignDefinition['schedule']): CampaignDefinition => ({
  ...base,
  segment_id: 'seg_1',
  delivery_type: schedule.kind === 'repeat' ? 'periodic' : 'one_time',
  schedule,
});
const cart = {
  event: 'Cart abandoned',
  where: [{ kind: 'attribute' as const, attribute: 'total', op: 'greater' as const, value: 50 }],
};

test.each<[CampaignDefinition, string]>([
  [scheduled({ kind: 'now' }), 'To everybody in “Brno”, as soon as it is published.'],
  [
    scheduled({ kind: 'at', local_time: '2026-12-24T09:00', time_zone: 'Europe/Prague' }),
    'To everybody in “Brno”, on 24 December 2026 at 09:00 (Europe/Prague).',
  ],
  [
    scheduled({ kind: 'own_zone', local_time: '2026-12-24T09:00', time_zone: 'Europe/Prague' }),
    'To everybody in “Brno”, on 24 December 2026 at 09:00 by each person’s own clock.',
  ],
  [
    waiting('event', {
      events: [cart],
      delay: { kind: 'after', minutes: 120 },
      unless: [{ event: 'Order placed' }],
      reentry: { kind: 'after', minutes: 7 * 1440 },
    }),
    'When somebody does Cart abandoned where total is more than 50, 2 hours later, unless they do Order placed first, at most once in 7 days.',
  ],
  [
    waiting('event', { events: ['a', 'b', 'c', 'd'].map((event) => ({ event })) }, 'seg_1'),
    'When somebody does a, b or 2 others and is in “Brno”.',
  ],
  [waiting('event', {}), 'When somebody does …'],
  [
    waiting('event', { events: [{ event: 'a' }], from_websites: true }),
    'When somebody does a (also as a website says).',
  ],
  [
    waiting('segment', { segment_id: 'seg_2', direction: 'left', reentry: { kind: 'never' } }),
    'When somebody leaves “Regulars”, once for each person.',
  ],
  [
    waiting('business_event', { events: [{ event: 'Price dropped' }], until: '2026-12-24T09:00' }, 'seg_1'),
    'When Price dropped happens, to everybody in “Brno”, until 24 December 2026 at 09:00 (Europe/Prague).',
  ],
  [
    waiting('api', { from: '2026-12-01T00:00', reentry: { kind: 'when_done' } }),
    'When your program calls for somebody, one message at a time, from 1 December 2026 at 00:00 (Europe/Prague).',
  ],
])('says the whole of it %#', (definition, sentence) =>
  expect(campaignSentence(definition, names)).toBe(sentence),
);

test('says when it leaves, without whom it is for', () => {
  expect(whenWords(scheduled({ kind: 'now' }), names)).toBe('as soon as it is published');
  expect(whenWords(waiting('event', { events: [cart] }, 'seg_1'), names)).toBe(
    'when somebody does Cart abandoned where total is more than 50',
  );
});

const repeat = (patch: Partial<Repeat>): Repeat => ({
  kind: 'repeat',
  every: { unit: 'day', interval: 1 },
  time: '09:00',
  time_zone: 'UTC',
  starts_on: null,
  end: { kind: 'never' },
  ...patch,
});
const weekly = (interval: number, weekdays: number[]) =>
  repeat({ every: { unit: 'week', interval, weekdays } });
const monthly = (on: Extract<Repeat['every'], { unit: 'month' }>['on'], interval = 1) =>
  repeat({ every: { unit: 'month', interval, on } });

test.each<[Repeat, string]>([
  [repeat({}), 'every day at 09:00 (UTC)'],
  [repeat({ every: { unit: 'day', interval: 3 } }), 'every 3 days at 09:00 (UTC)'],
  [weekly(1, [1, 4]), 'every Monday and Thursday at 09:00 (UTC)'],
  [weekly(1, [1, 2, 3, 4, 5]), 'every Monday to Friday at 09:00 (UTC)'],
  [weekly(1, [1, 2, 3, 4, 5, 6, 7]), 'every day of the week at 09:00 (UTC)'],
  [weekly(2, [7]), 'every 2 weeks on Sunday at 09:00 (UTC)'],
  [monthly({ by: 'date', day: 22 }), 'every month on the 22nd at 09:00 (UTC)'],
  [monthly({ by: 'date', day: null }, 3), 'every 3 months on the last day at 09:00 (UTC)'],
  [monthly({ by: 'position', position: 2, weekday: 2 }), 'every month on the second Tuesday at 09:00 (UTC)'],
  [
    repeat({ starts_on: '2026-12-01', end: { kind: 'on', date: '2027-01-31' } }),
    'every day at 09:00 (UTC) from 1 December 2026 until 31 January 2027',
  ],
  [repeat({ end: { kind: 'after', runs: 12 } }), 'every day at 09:00 (UTC), 12 times'],
])('a schedule that repeats %#', (schedule, words) => expect(scheduleWords(schedule)).toBe(words));

test('a delay before, on and after a date', () => {
  const date = { kind: 'date', of: 'person', attribute: 'birthday', minutes: 0, time: null } as const;
  expect(delayWords(date)).toBe('at their birthday');
  expect(delayWords({ ...date, time: '09:00' })).toBe('on the day of their birthday at 09:00');
  expect(delayWords({ ...date, minutes: -2880, time: '18:30' })).toBe(
    '2 days before their birthday at 18:30',
  );
  expect(delayWords({ ...date, of: 'event', attribute: 'starts_at', minutes: 90 })).toBe(
    '90 minutes after starts_at',
  );
});
