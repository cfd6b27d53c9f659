// Steps of a course: as wide as its length asks, by the clocks of a zone, and none left out.
import { expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../kit/clock.ts';
import { listPoints } from './result-series.ts';
import { beginOf, chooseSteps, placeOf } from './result-steps.ts';

const at = (text: string): Date => new Date(text);
const START = at('2026-11-01T00:00:00Z');

test('a step is the finest by which there are at most 120', () => {
  const width = (days: number) => chooseSteps(START, addMs(START, days * DAY_MS), 'UTC').stepSeconds;
  expect([0, 0.08, 0.5, 4, 100, 800, 4000].map(width)).toEqual([
    60, 60, 600, 3600, 86_400, 604_800, 2_592_000,
  ]);
});

test.each([
  ['a day of 23 hours', 'Europe/Prague', '2027-03-28T12:00:00Z', '2027-03-27T23:00:00.000Z', 23],
  ['a day of 25 hours', 'Europe/Prague', '2027-10-31T12:00:00Z', '2027-10-30T22:00:00.000Z', 25],
  ['the first after a change', 'Europe/Prague', '2027-03-29T12:00:00Z', '2027-03-28T22:00:00.000Z', 24],
  ['one that begins at 1 o’clock', 'Asia/Beirut', '2027-03-28T12:00:00Z', '2027-03-27T22:00:00.000Z', 23],
  [
    'one with half an hour more',
    'Australia/Lord_Howe',
    '2027-04-04T12:00:00Z',
    '2027-04-03T13:00:00.000Z',
    24.5,
  ],
])('%s', (_, zone, from, begins, hours) => {
  const steps = chooseSteps(at(from), addMs(at(from), 30 * DAY_MS), zone);
  const [first, second] = [0, 1].map((place) => beginOf(place, steps));
  expect(first?.toISOString()).toBe(begins);
  expect((second!.getTime() - first!.getTime()) / HOUR_MS).toBe(hours);
});

test('every change of a span has its own origin, and all of them lead to the same steps', () => {
  const steps = chooseSteps(at('2027-01-10T09:00:00Z'), at('2028-01-10T09:00:00Z'), 'Europe/Prague');
  expect(steps.stepSeconds).toBe(7 * 86_400);
  expect(steps.origins.map(({ from }) => from.toISOString().slice(0, 10))).toEqual([
    '2027-01-10',
    '2027-03-28',
    '2027-10-31',
  ]);
  expect(steps.origins.map((origin) => beginOf(placeOf(origin.at, steps), steps).toISOString())).toEqual([
    '2027-01-03T23:00:00.000Z', // a Monday
    '2027-03-21T23:00:00.000Z',
    '2027-10-24T22:00:00.000Z',
  ]);
});

test('the hour that comes twice is two steps', () => {
  const steps = chooseSteps(at('2027-10-31T00:00:00Z'), at('2027-11-01T12:00:00Z'), 'Europe/Prague');
  expect([steps.stepSeconds, steps.origins.length]).toEqual([3600, 1]);
  const begins = [0, 1, 2].map((place) => beginOf(place, steps).toISOString().slice(11, 16));
  expect(begins).toEqual(['00:00', '01:00', '02:00']);
});

test('hours begin with those of the zone', () => {
  const steps = chooseSteps(at('2027-05-01T10:10:00Z'), at('2027-05-03T00:00:00Z'), 'Asia/Kolkata');
  expect(beginOf(0, steps).toISOString()).toBe('2027-05-01T09:30:00.000Z');
});

test('in between are zeros, and of nothing there is nothing', () => {
  const steps = chooseSteps(START, START, 'UTC');
  const later = [0, 3].map((minute) => ({
    did: 'clicked' as const,
    at: addMs(START, minute * MINUTE_MS),
    count: 2,
  }));
  expect(listPoints([], later, steps).map(({ clicked }) => clicked)).toEqual([2, 0, 0, 2]);
  expect(listPoints([], [], steps)).toEqual([]);
});
