// Moments and time zones at which calendars are difficult, and instants near everything that counts from such a moment.
import fc from 'fast-check';
import { DAY_MS, HOUR_MS } from '../../kit/clock.ts';
import { addSpan, type Calendar } from '../instants.ts';

/** Ends of months, leap days, clock changes, zones of odd offsets and zones where midnight is skipped. */
export const CALENDARS: Calendar[] = [
  ['2026-11-22T12:00:00.000Z', 'UTC'],
  ['2026-10-25T01:30:00.000Z', 'Europe/Prague'], // 02:30, for the second time
  ['2026-03-29T01:30:00.000Z', 'Europe/Prague'], // half an hour after 02:00 became 03:00
  ['2026-03-31T21:30:00.000Z', 'Europe/Prague'],
  ['2026-03-08T07:00:00.000Z', 'America/New_York'],
  ['2026-11-01T06:30:00.000Z', 'America/New_York'],
  ['2024-02-29T23:30:00.000Z', 'Asia/Kolkata'],
  ['2025-02-28T10:00:00.000Z', 'Pacific/Apia'],
  ['2018-11-04T12:00:00.000Z', 'America/Sao_Paulo'], // a day that begins at 01:00
  ['2026-01-01T00:00:00.000Z', 'Australia/Lord_Howe'],
].map(([now, timeZone]) => ({ now: new Date(now!), timeZone: timeZone! }));

const EDGES = [0, 1, 7, 28, 29, 30, 31];

/** Instants the filters of `filters.ts` have an edge at, one millisecond beside them, and some between. */
export function instants({ now, timeZone }: Calendar): fc.Arbitrary<number> {
  const at = now.getTime();
  const edges = [
    ...EDGES.flatMap((days) => [at - days * DAY_MS, at + days * DAY_MS]),
    ...[1, 2, 3, 12].flatMap((amount) => [
      addSpan(at, { amount, unit: 'months' }, timeZone, -1),
      addSpan(at, { amount, unit: 'months' }, timeZone),
    ]),
    at - HOUR_MS,
    at + HOUR_MS,
  ];
  return fc.oneof(
    fc.constantFrom(...edges.slice(0, 6)), // often, so that people and filters meet in the same instant
    fc.tuple(fc.constantFrom(...edges), fc.constantFrom(-1, 0, 0, 1)).map(([edge, ms]) => edge + ms),
    fc.integer({ min: -1000, max: 1000 }).map((hours) => Math.floor(at / HOUR_MS + hours) * HOUR_MS),
    fc.integer({ min: -40 * DAY_MS, max: 2 * DAY_MS }).map((ms) => at + ms),
  );
}

/** What apps and importers write for "never" and "always", and the years around them. */
export const FAR_INSTANTS = [
  '0001-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00.000Z',
  '2000-02-29T12:00:00.000Z',
  '1990-05-17T00:00:00.000Z',
];

/** Texts that look like date-times and are none, or are not written as attributes hold them: they must not fail the query. */
export const NEARLY_INSTANTS = [
  ...[
    '2026-02-29T00:00:00.000Z',
    '2026-13-01T00:00:00.000Z',
    '2026-11-31T00:00:00.000Z',
    '1900-02-29T00:00:00.000Z',
  ],
  ...['2026-11-22', '2026-11-21T24:00:00.000Z', '2026-11-21T23:59:60.000Z', '0000-01-01T00:00:00.000Z'],
  ...['+010000-01-01T00:00:00.000Z', '-000001-12-31T00:00:00.000Z', 'infinity', 'now', 'epoch'],
  ...['2026-11-22T12:00:00Z', '2026-11-22T12:00:00.000', '2026-11-22T12:00:00.000+01:00'],
  ...['2026-11-22T12:00:00.0000Z', '2026-11-22T12:00:00.000Z\n', ' 2026-11-22T12:00:00.000Z'],
];
