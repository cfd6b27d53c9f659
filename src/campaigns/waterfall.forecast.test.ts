// How many windows close before their turn: against sending one message after the other, soonest-closing first.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { type ForecastFacts, forecastOf } from './waterfall.forecast.ts';

const now = new Date('2026-11-22T12:00:00Z');
const MARGIN_MS = 2 * MINUTE_MS;
const facts = (over: Partial<ForecastFacts>): ForecastFacts => ({
  ...{ closing: new Map(), atAnyTime: 0, perSecond: 300, limitedBy: 'page' },
  ...{ now, startsAt: now, marginMs: MARGIN_MS },
  ...over,
});

test('who does not fit before their window closes is late; nobody behind them is held up', () => {
  const closing = new Map([
    [600, 1000],
    [4, 20_000], // 60 s are left of it at its beginning: 18,000 fit
  ]);
  expect(forecastOf(facts({ closing }))).toMatchObject({
    ...{ closing: 2_000, seconds: 64, per_second: 300, starts_at: now.toISOString() },
    text: 'At 300 a second, 19,000 messages take 2 min. 2,000 windows close before their turn.',
  });
});

test('a campaign that starts later loses those that close until then', () => {
  const closing = new Map([
    [60, 5],
    [1440, 5],
  ]);
  const startsAt = addMs(now, 120 * MINUTE_MS);
  expect(forecastOf(facts({ closing, startsAt, atAnyTime: 1 }))).toMatchObject({
    ...{ closing: 5, seconds: 1, starts_at: startsAt.toISOString() },
    text: 'At 300 a second, 6 messages take a second. 5 windows close by then or before their turn.',
  });
});

test('where every window closes nothing is said of a rate', () => {
  const startsAt = addMs(now, 120 * MINUTE_MS);
  expect(forecastOf(facts({ closing: new Map([[60, 2]]), startsAt })).text).toBe(
    '2 windows close by then or before their turn.',
  );
});

test('nothing to send is said so', () => {
  expect(forecastOf(facts({}))).toMatchObject({ closing: 0, seconds: 0, text: 'Nothing would be sent.' });
});

test('as one by one', () => {
  const windows = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 400 })), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(windows, fc.constantFrom(0.5, 1, 7, 60), fc.nat({ max: 10 }), (list, perSecond, delay) => {
      const closing = new Map(list);
      const startsAt = addMs(now, delay * MINUTE_MS);
      let sent = 0;
      let late = 0;
      for (const [minute, people] of [...closing].sort(([a], [b]) => a - b))
        for (let person = 0; person < people; person++) {
          // The message after n others is out when n + 1 have had their share of a second.
          const outAtMs = delay * MINUTE_MS + ((sent + 1) / perSecond) * 1000;
          if (outAtMs <= (minute - 1) * MINUTE_MS - MARGIN_MS + 1e-6) sent += 1;
          else late += 1;
        }
      const forecast = forecastOf(facts({ closing, perSecond, startsAt }));
      expect(forecast.closing).toBe(late);
      expect(forecast.seconds).toBe(Math.ceil(sent / perSecond));
    }),
  );
});
