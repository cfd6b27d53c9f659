// The SQL of a filter and its plain evaluation pick the same people, whatever people and filter are.

import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestDatabase } from '../../test/support/database.ts';
import { DAY_MS } from '../kit/clock.ts';
import { type Database, execute, jsonb, many, one } from '../kit/db.ts';
import { compileFilter } from './compile.ts';
import { evaluateFilter, type FilteredPerson } from './evaluate.ts';
import type { AttributeFilter, EventFilter, Filter, GroupFilter } from './filter.contract.ts';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const NAMES = [
  'city',
  'points',
  'joined',
  'tags',
  'vip',
  'odd name"\'%',
  '__proto__',
  'ps_id',
  'customer_id',
];
const EVENTS = ['purchase', 'visit'];

let database: Database;
let runs = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  // Generated people may share a customer_id
  await execute(database.db, sql`drop index profiles_customer`);
});
afterAll(() => database.close());

const daysAgo = (days: number): string => new Date(NOW.getTime() - days * DAY_MS).toISOString();
const DATE_TIMES = [
  ...[
    daysAgo(0),
    daysAgo(1),
    daysAgo(7),
    daysAgo(30),
    daysAgo(-1),
    daysAgo(6.99),
    '2024-02-29T10:00:00+02:00',
  ],
  ...[
    '2026-11-21T12:00:00.0009Z',
    '2026-11-01T00:00:00.001999Z',
    '2026-11-01T00:00:00.001Z',
    '2026-11-15T13:00:00+01:00',
    '1999-12-31T23:59Z',
    '1000-01-01T00:00:00Z',
  ],
];
/** What a filter may compare with. */
const BOUNDS = DATE_TIMES.filter((text) => z.iso.datetime({ offset: true }).safeParse(text).success);
/** Texts that look like date-times and are none, or none that both sides could read: they must not fail the query. */
const NEARLY_DATE_TIMES = [
  ...[
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-31T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-11-22',
  ],
  ...[
    '2026-11-21T24:00:00Z',
    '2026-11-21T23:59:60Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T00:00:00Z',
    'infinity',
    'now',
  ],
  ...[
    '2026-11-22T12:00:00',
    '2026-11-22T12:00:00+23:00',
    '2026-11-22T12:00:00.1234567Z',
    '2026-11-22T12:00:00Z\n',
    ' 2026-11-22T12:00:00Z',
    'epoch',
  ],
];
// Letters beyond ASCII in one case only: how they fold depends on the database's locale.
const texts = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\u00a0\t\ufeff',
    'Praha',
    'praha',
    'PRAHA 1',
    'Žďár',
    '5',
    '5.0',
    'true',
    'null',
    '%',
    '\\',
    'a',
  ),
  fc.constantFrom(...DATE_TIMES, ...NEARLY_DATE_TIMES),
  fc.string({
    unit: fc.constantFrom('a', 'B', '1', ' ', '"', "'", '\\', '%', '_', '你', '🎉', '\u0001', '\u2028'),
    maxLength: 4,
  }),
);
const numbers = fc.oneof(
  fc.integer({ min: -10, max: 10 }),
  fc.constantFrom(0.1, 5, 5.5, -0, 1e21, 1e-9, 2 ** 53, -1e300),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const values = fc.oneof(
  { weight: 6, arbitrary: texts },
  { weight: 3, arbitrary: numbers },
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.oneof(texts, numbers), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('a', 'city'), texts, { maxKeys: 2 }),
);

const people: fc.Arbitrary<FilteredPerson> = fc.record({
  customerId: fc.option(fc.constantFrom('c1', ' ', '\u00a0', 'Praha', '5')),
  attributes: fc
    .array(fc.tuple(fc.constantFrom(...NAMES.slice(0, -1)), values), { maxLength: 6 })
    .map((pairs) => JSON.parse(JSON.stringify(Object.fromEntries(pairs))) as Record<string, unknown>),
  events: fc.array(
    fc.record({
      name: fc.constantFrom(...EVENTS),
      occurredAt: fc
        .oneof(fc.constantFrom(1, 7, 30), fc.double({ min: -1, max: 40, noNaN: true }))
        .map((days) => new Date(daysAgo(days))),
    }),
    { maxLength: 5 },
  ),
});

const attribute = fc.constantFrom(...NAMES);
const filterTexts = texts.filter((text) => !text.includes('\0'));
const bounds = fc.oneof(numbers, fc.constantFrom(...BOUNDS));
const base = { kind: fc.constant('attribute' as const), attribute };
const days = fc.constantFrom(1, 7, 30);
const attributeFilters = fc.oneof(
  fc.record({ ...base, op: fc.constantFrom('exists', 'not_exists') }),
  fc.record({
    ...base,
    op: fc.constantFrom('is', 'is_not'),
    value: fc.oneof(filterTexts, numbers, fc.boolean()),
  }),
  fc.record({
    ...base,
    op: fc.constantFrom('contains', 'not_contains'),
    value: filterTexts.filter((text) => text !== ''),
  }),
  fc.record({ ...base, op: fc.constantFrom('greater', 'less'), value: bounds }),
  fc
    .tuple(bounds, bounds, attribute)
    .filter(([from, to]) => typeof from === typeof to)
    .map(([from, to, name]) => ({
      kind: 'attribute' as const,
      attribute: name,
      op: 'between' as const,
      from,
      to,
    })),
  fc.record({ ...base, op: fc.constantFrom('in_last_days', 'not_in_last_days'), days }),
) as fc.Arbitrary<AttributeFilter>;
const eventFilters: fc.Arbitrary<EventFilter> = fc.record({
  kind: fc.constant('event' as const),
  event: fc.constantFrom(...EVENTS, 'never'),
  did: fc.boolean(),
  at_least: fc.constantFrom(1, 1, 2, 3),
  within_days: fc.option(days),
});
const { group: groups } = fc.letrec<{ group: GroupFilter; node: Filter }>((tie) => ({
  group: fc.record({
    kind: fc.constant('group' as const),
    match: fc.constantFrom('all', 'any'),
    filters: fc.array(tie('node'), { maxLength: 3 }),
  }),
  node: fc.oneof({ maxDepth: 3, withCrossShrink: true }, attributeFilters, eventFilters, tie('group')),
}));

/** Stores the people in a workspace of their own and asks both for each filter. */
async function expectAgreement(crowd: FilteredPerson[], filters: Filter[]): Promise<void> {
  runs += 1;
  const workspaceId = `run${runs}`;
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values (${workspaceId}, '')`);
  const ids: number[] = [];
  for (const person of crowd) ids.push(await store(workspaceId, person));
  for (const filter of filters) {
    const selected = await select(workspaceId, filter);
    for (const [index, person] of crowd.entries()) {
      const isIn = evaluateFilter(person, filter, NOW);
      expect({ filter, person, isIn: selected.has(ids[index] ?? 0) }).toEqual({ filter, person, isIn });
    }
  }
}

async function store(workspaceId: string, person: FilteredPerson): Promise<number> {
  const { profileId } = await one(
    database.db,
    sql<{ profileId: number }>`
    insert into profiles (workspace_id, customer_id, attributes)
    values (${workspaceId}, ${person.customerId}, ${jsonb(person.attributes)})
    returning profile_id as "profileId"`,
  );
  for (const { name, occurredAt } of person.events)
    await execute(
      database.db,
      sql`
      insert into events (workspace_id, profile_id, name, occurred_at, source)
      values (${workspaceId}, ${profileId}, ${name}, ${occurredAt}, 'api')`,
    );
  return profileId;
}

async function select(workspaceId: string, filter: Filter): Promise<Set<number>> {
  const rows = await many(
    database.db,
    sql<{ profileId: number }>`
    select p.profile_id as "profileId" from profiles p
     where p.workspace_id = ${workspaceId} and (${compileFilter(filter, { workspaceId, now: NOW })})`,
  );
  return new Set(rows.map((row) => row.profileId));
}

test('SQL and plain evaluation agree on who is in', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(people, { minLength: 12, maxLength: 12 }),
      fc.array(fc.oneof(groups, attributeFilters), { minLength: 15, maxLength: 15 }),
      expectAgreement,
    ),
    { numRuns: 40 },
  );
});

test('they agree on every date-time, and on every text that nearly is one', async () => {
  const crowd = [...DATE_TIMES, ...NEARLY_DATE_TIMES].map((joined) => ({
    customerId: null,
    attributes: { joined },
    events: [],
  }));
  const joined = { kind: 'attribute' as const, attribute: 'joined' };
  const comparisons = BOUNDS.flatMap((value): Filter[] => [
    { ...joined, op: 'greater', value },
    { ...joined, op: 'less', value },
    ...BOUNDS.map((to): Filter => ({ ...joined, op: 'between', from: value, to })),
  ]);
  await expectAgreement(crowd, [...comparisons, { ...joined, op: 'in_last_days', days: 7 }]);
});
