// Impossible schedules are refused by field, with what to do; clock changes are told.
import { expect, test } from 'vitest';
import type { CampaignDefinition } from './campaign.contract.ts';
import { campaignDefinition } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { scheduleProblems } from './check-schedule.ts';

const problemsOf = (delivery_type: string, schedule: object, now = '2027-01-15T12:00:00Z') => {
  const definition: CampaignDefinition = campaignDefinition.parse({ delivery_type, schedule });
  return scheduleProblems({ clock: { now: () => new Date(now) } } as CampaignNeeds, 'w', definition);
};
const daily = (over: object = {}) => ({
  kind: 'repeat',
  every: { unit: 'day' },
  time: '09:00',
  time_zone: 'Europe/Prague',
  ...over,
});
const at = (local_time: string) => ({ kind: 'at', local_time, time_zone: 'Europe/Prague' });
const ownZone = (local_time: string) => ({ kind: 'own_zone', local_time, time_zone: 'UTC' });
const monthly = (on: object, over: object = {}) => daily({ every: { unit: 'month', on }, ...over });

test.each([
  ['a time that has passed', 'one_time', at('2027-01-15T13:00'), 'schedule.local_time', /has passed/],
  [
    'a time in a gap',
    'one_time',
    at('2027-03-28T02:30'),
    'schedule.local_time',
    /does not exist on 2027-03-28/,
  ],
  [
    'a time that comes twice',
    'one_time',
    at('2027-10-31T02:30'),
    'schedule.local_time',
    /comes twice on 2027-10-31/,
  ],
  [
    'own zones: passed in the first',
    'one_time',
    ownZone('2027-01-15T20:00'),
    'schedule.local_time',
    /Pacific\/Kiritimati, at 2027-01-15 06:00 UTC/,
  ],
  ['own zones: passed in all', 'one_time', ownZone('2027-01-14T20:00'), 'schedule.local_time', /everywhere/],
  ['once, and again and again', 'one_time', daily(), 'schedule.kind', /goes out once/],
  ['periodic, and at once', 'periodic', { kind: 'now' }, 'schedule.kind', /needs to know/],
  ['periodic, in own zones', 'periodic', ownZone('2027-06-01T09:00'), 'schedule.kind', /needs to know/],
  ['by an event, at a time', 'event', at('2027-06-01T09:00'), 'schedule.kind', /follows no schedule/],
  [
    'an end before the start',
    'periodic',
    daily({ starts_on: '2027-06-10', end: { kind: 'on', date: '2027-06-01' } }),
    'schedule.end.date',
    /before it starts/,
  ],
  [
    'an end that has passed',
    'periodic',
    daily({ end: { kind: 'on', date: '2027-01-15' } }),
    'schedule.end.date',
    /No run is left/,
  ],
  [
    '31 February',
    'periodic',
    monthly(
      { by: 'date', day: 31 },
      { every: { unit: 'month', interval: 12, on: { by: 'date', day: 31 } }, starts_on: '2027-02-01' },
    ),
    'schedule.every.on.day',
    /No month/,
  ],
] as const)('%s', async (_name, type, schedule, field, message) => {
  const problems = await problemsOf(type, schedule);
  expect(problems).toMatchObject([{ field, severity: 'error', message: expect.stringMatching(message) }]);
  expect(problems[0]?.remedy).toMatch(/^(Choose|Make|Leave)/);
});

test.each([
  ['at once', 'one_time', { kind: 'now' }],
  ['at a time', 'one_time', at('2027-01-15T13:01')],
  ['in own zones', 'one_time', ownZone('2027-01-16T02:01')],
  ['every day', 'periodic', daily()],
  ['the 31st of months that have one', 'periodic', monthly({ by: 'date', day: 31 })],
  ['since last year', 'periodic', daily({ starts_on: '2026-01-01' })],
  ['by an event', 'event', { kind: 'now' }],
] as const)('%s is fine', async (_name, type, schedule) => {
  expect(await problemsOf(type, schedule)).toEqual([]);
});

test('clock changes within a year are named with what happens', async () => {
  const problems = await problemsOf('periodic', daily({ time: '02:30' }));
  expect(problems).toMatchObject([{ field: 'schedule.time', severity: 'warning' }]);
  expect(problems[0]?.message).toBe(
    'The clocks of Europe/Prague change: on 2027-03-28 02:30 does not exist, it goes out at 03:30; on 2027-10-31 02:30 comes twice, it goes out the first time (UTC+02:00).',
  );
  const weekly = daily({ time: '02:30', every: { unit: 'week', weekdays: [3] } });
  expect(await problemsOf('periodic', weekly)).toEqual([]);
});
