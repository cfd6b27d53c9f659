// Every way to count, aggregate and follow events against histories at the edges of all of them: the SQL and the plain
// evaluation agree.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { DAY_MS } from '../kit/clock.ts';
import type { Database } from '../kit/db.ts';
import { evaluateFilter, type FilteredEvent, type FilteredPerson } from './evaluate.ts';
import { type Filter, segmentFilter } from './filter.contract.ts';
import { addSpan } from './instants.ts';
import { findInCrowd, prepareWorkspace, storeCrowd } from './testing/crowd.ts';

const CALENDAR = { now: new Date('2026-03-31T01:30:00.000Z'), timeZone: 'Europe/Prague' };
const NOW = CALENDAR.now.getTime();
const MONTH_AGO = addSpan(NOW, { amount: 1, unit: 'months' }, CALENDAR.timeZone, -1);
/** Not now: a month before the 31st is the 28th of February, and from there it is the 28th of March. */
const MONTH_LATER = addSpan(MONTH_AGO, { amount: 1, unit: 'months' }, CALENDAR.timeZone);

const event = (name: string, at: number, price?: unknown): FilteredEvent => ({
  name,
  occurredAt: new Date(at),
  attributes: price === undefined ? {} : { price, items: price },
});
const personWho = (...events: FilteredEvent[]): FilteredPerson => ({
  ...{ customerId: null, attributes: {}, events },
  ...{ identities: [], deliveries: [], lists: [] },
});

const PRICES: unknown[][] = [
  ...[
    [],
    ['5'],
    [1],
    [1, 2],
    [0.1, 0.2],
    [5, 5],
    [5, 5.0, 6],
    [null],
    [1, '1', true],
    [[1], [1], { a: 1, b: 2 }],
  ],
  ...[
    [1, 2, 3, 4],
    [-1, 1],
    [1e300, 1e300],
    [-1.5e308, 5e-324],
  ],
];
const EDGES = [NOW, NOW - DAY_MS, NOW - 7 * DAY_MS, MONTH_AGO, NOW - 40 * DAY_MS].flatMap((at) => [
  at - 1,
  at,
  at + 1,
]);
const PAIRS = [-1, 0, 1, DAY_MS - 1, DAY_MS, DAY_MS + 1].flatMap((later) =>
  [NOW - DAY_MS, NOW - DAY_MS - 1, NOW - 5 * DAY_MS].map((at) => [at, at + later] as const),
);
const CROWD: FilteredPerson[] = [
  ...PRICES.map((prices) =>
    personWho(...prices.map((price, index) => event('purchase', NOW - index * DAY_MS - 1, price))),
  ),
  ...EDGES.map((at) => personWho(event('purchase', at, 5))),
  ...EDGES.map((at) => personWho(event('purchase', at, 5), event('purchase', NOW - 20 * DAY_MS, 6))),
  ...PAIRS.map(([first, next]) => personWho(event('purchase', first, 1), event('visit', next, 2))),
  ...PAIRS.map(([first, next]) => personWho(event('purchase', first, 1), event('purchase', next, 2))),
  ...[-1, 0, 1].map((ms) => personWho(event('purchase', MONTH_AGO, 1), event('visit', MONTH_LATER + ms, 1))),
  personWho(event('visit', NOW, 1)),
];

const PERIODS = [
  ...[{}, { within_days: 7 }, { period: { kind: 'last', amount: 1, unit: 'months' } }],
  ...[
    { period: { kind: 'more_than_ago', amount: 1, unit: 'days' } },
    { period: { kind: 'previous', unit: 'week' } },
  ],
  {
    period: {
      kind: 'between',
      from: new Date(NOW - 7 * DAY_MS).toISOString(),
      to: CALENDAR.now.toISOString(),
    },
  },
];
const TIMES = [
  { at_least: 1 },
  { at_least: 2 },
  { at_least: 0, at_most: 0 },
  { at_least: 0, at_most: 1 },
  { at_least: 2, at_most: 2 },
];
const WHERES = [
  {},
  { where: [{ kind: 'attribute', attribute: 'price', op: 'greater', value: 4 }] },
  { where: [{ kind: 'attribute', attribute: 'items', op: 'greater', value: 4 }] },
];
const FUNCTIONS = ['sum', 'min', 'max', 'average', 'distinct'];
const OPERATORS = ['greater', 'at_least', 'less', 'at_most', 'exactly'];

const AGGREGATES = ['price', 'items'].flatMap((of) =>
  FUNCTIONS.flatMap((fn) =>
    OPERATORS.flatMap((op) => [0.3, 1.5, 2, 5].map((value) => ({ aggregate: { of, fn, op, value } }))),
  ),
);
const purchase = { kind: 'event', event: 'purchase', did: true };
const which = (name: string, rest: object = {}) => ({ event: name, ...rest });

/** Whatever the contract lets in. */
function listFilters(): Filter[] {
  const asked: object[] = [
    ...PERIODS.flatMap((when) =>
      TIMES.flatMap((times) => WHERES.map((where) => ({ ...purchase, ...when, ...times, ...where }))),
    ),
    ...PERIODS.flatMap((when) =>
      ['first', 'last'].flatMap((occasion) =>
        WHERES.map((where) => ({ ...purchase, ...when, occasion, ...where })),
      ),
    ),
    ...AGGREGATES.flatMap((one) => [
      { ...purchase, ...one },
      { ...purchase, ...one, did: false, within_days: 7 },
    ]),
    ...['purchase', 'visit'].flatMap((name) =>
      [true, false].flatMap((then) =>
        [
          { amount: 1, unit: 'days' },
          { amount: 1, unit: 'months' },
        ].flatMap((within) =>
          [{}, PERIODS[2]!].map((when) => ({
            ...{ kind: 'sequence', did: true, first: which('purchase'), next: which(name, WHERES[0]) },
            ...{ then, within, ...when },
          })),
        ),
      ),
    ),
  ];
  return asked.flatMap((one) => {
    const parsed = segmentFilter.safeParse({ kind: 'group', match: 'all', filters: [one] });
    return parsed.success ? parsed.data.filters : [];
  });
}

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  await prepareWorkspace(database.db);
  await storeCrowd(database.db, CROWD);
});
afterAll(() => database.close());

test('every way to ask of every history', { timeout: 120_000 }, async () => {
  const filters = listFilters();
  const wrong: unknown[] = [];
  for (const filter of filters) {
    const found = new Set(await findInCrowd(database.db, filter, CALENDAR, 'everybody'));
    for (const [place, person] of CROWD.entries()) {
      const isIn = evaluateFilter(person, filter, CALENDAR);
      if (found.has(place) !== isIn) wrong.push({ filter, events: person.events, plain: isIn });
    }
  }
  console.log(`${filters.length} filters of ${CROWD.length} histories`);
  expect(wrong).toEqual([]);
});
