// Every op of attributes against every value that is at an edge of something: the SQL and the plain evaluation agree.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { DAY_MS } from '../kit/clock.ts';
import type { Database } from '../kit/db.ts';
import { evaluateFilter, type FilteredPerson } from './evaluate.ts';
import { type AttributeFilter, attributeFilter } from './filter.contract.ts';
import { findInCrowd, prepareWorkspace, storeCrowd } from './testing/crowd.ts';
import { FAR_INSTANTS, NEARLY_INSTANTS } from './testing/moments.ts';
import { WORDS } from './testing/people.ts';

const CALENDAR = { now: new Date('2026-10-25T01:30:00.000Z'), timeZone: 'Europe/Prague' };
const around = (days: number): string[] =>
  [-1, 0, 1].map((ms) => new Date(CALENDAR.now.getTime() + days * DAY_MS + ms).toISOString());
const INSTANTS = [...[-7, -1, 0, 1, 7].flatMap(around), ...FAR_INSTANTS];
const NUMBERS = [0, 1, 4.999, 5, 5.001, -5, 1e300, -1.5e308, 5e-324];
const PLACES = [
  { lat: 49.2, lon: 16.6 },
  { lat: 49.3, lon: 16.6 },
  { lat: 91, lon: 0 },
  { lat: '49', lon: 16 },
  { lat: 49 },
];
const VALUES: unknown[] = [
  ...[
    ...WORDS,
    ...NUMBERS,
    ...INSTANTS,
    ...NEARLY_INSTANTS,
    ...PLACES,
    null,
    true,
    false,
    '',
    ' ',
    '\u00a0\ufeff',
    '5',
    'true',
  ],
  ...[
    [],
    {},
    ['Brno'],
    ['brno', 5],
    [5, 'x'],
    [[5]],
    [null],
    [true],
    ['5'],
    { Brno: 1 },
    { x: { x: 'Brno' } },
  ],
];

const BOUNDS = [
  ...NUMBERS.slice(0, 5),
  ...around(-7),
  '2026-10-25T03:30:00+02:00',
  '9999-12-31T23:59:59-12:00',
  '0000-01-01T00:00:00+14:00',
];
const PATTERNS = ['brno', 'RN', '*', 'b*', '?rno', '*%*', 'a_b%c\\d*', '_', '\\', 'ΑΣ', 'İ', '[]'];
const LISTS = [['Brno'], ['brno', 5], [5, true], ['5', 'x']];
const SPANS = [
  { amount: 7, unit: 'days' },
  { amount: 1, unit: 'weeks' },
  { amount: 12, unit: 'months' },
  { amount: 10_000, unit: 'months' },
];
const PERIODS = [
  ...[
    { kind: 'this', unit: 'day' },
    { kind: 'previous', unit: 'week' },
    { kind: 'on', day: '2026-10-25' },
  ],
  ...[
    { kind: 'last', ...SPANS[0] },
    { kind: 'more_than_ago', ...SPANS[0] },
  ],
  ...BOUNDS.slice(5).flatMap((at) => [
    { kind: 'before', at },
    { kind: 'after', at },
  ]),
];

/** What each shape of filter is asked with, beside its op. */
const ARGUMENTS: object[] = [
  {},
  ...[...PATTERNS, ...BOUNDS, true].flatMap((value) => [
    { value },
    { value, ignore_case: true },
    { value, ignore_case: false },
  ]),
  ...LISTS.flatMap((values) => [{ values }, { values, ignore_case: true }]),
  ...BOUNDS.flatMap((from) => BOUNDS.map((to) => ({ from, to }))),
  ...[
    { from: 22, to: 5 },
    { from: 3, to: 3 },
    { days: 7 },
    { days: [1, 7] },
    { within_days: 0 },
    { within_days: 366 },
  ],
  ...SPANS,
  ...PERIODS.map((period) => ({ period })),
  ...[1, 12, 20_000].map((kilometres) => ({ latitude: 49.2, longitude: 16.6, kilometres })),
];

/** Every op with everything it can be asked with: what it does not read is dropped, so many are the same. */
function listFilters(): AttributeFilter[] {
  const ops = attributeFilter.options.flatMap(({ shape: { op } }) =>
    'value' in op ? [op.value] : op.options,
  );
  const parsed = ops.flatMap((op) =>
    ARGUMENTS.map((rest) => attributeFilter.safeParse({ kind: 'attribute', attribute: 'x', op, ...rest })),
  );
  const filters = parsed.flatMap((result) => (result.success ? [result.data] : []));
  return [...new Map(filters.map((filter) => [JSON.stringify(filter), filter])).values()];
}

const CROWD = VALUES.map(
  (x): FilteredPerson => ({
    ...{ customerId: null, attributes: JSON.parse(JSON.stringify({ x })), events: [] },
    ...{ identities: [], deliveries: [], lists: [] },
  }),
);

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  await prepareWorkspace(database.db);
  await storeCrowd(database.db, CROWD);
});
afterAll(() => database.close());

test('every op of every value', { timeout: 120_000 }, async () => {
  const filters = listFilters();
  expect(new Set(filters.map(({ op }) => op)).size).toBe(35);
  const wrong: unknown[] = [];
  for (const filter of filters) {
    const found = new Set(await findInCrowd(database.db, filter, CALENDAR, 'few'));
    for (const [place, person] of CROWD.entries()) {
      const isIn = evaluateFilter(person, filter, CALENDAR);
      if (found.has(place) !== isIn) wrong.push({ filter, value: VALUES[place], plain: isIn });
    }
  }
  console.log(`${filters.length} filters of ${CROWD.length} values`);
  expect(wrong).toEqual([]);
});
