// Running totals: whatever comes twice, is merged, deleted or written at once, they say what the events say.
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type Database, execute, many, one, withTransaction } from '../kit/db.ts';
import { saveCustomer } from './customers.ts';
import { deleteOldEvents } from './event-retention.ts';
import { changeValueAttribute, refillStep } from './event-values.ts';
import { type TrackedEvent, trackEvents, type Who } from './track.ts';

let database: Database;
let workspaces = 0;
beforeAll(async () => {
  database = await createTestDatabase({ max: 12 });
});
afterAll(() => database.close());

const NOW = new Date('2026-11-22T10:00:00Z');
const DAY_MS = 86_400_000;

async function createWorkspace(): Promise<string> {
  workspaces += 1;
  const id = `w${workspaces}`;
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values (${id}, ${id})`);
  return id;
}

const who: fc.Arbitrary<Who> = fc.oneof(
  fc.constantFrom('c1', 'c2', 'c3').map((customerId) => ({ customerId })),
  fc.constantFrom('v1', 'v2', 'v3').map((anonymousId) => ({ anonymousId })),
);
const name = fc.constantFrom('Viewed', 'Bought');
const number = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
const event: fc.Arbitrary<TrackedEvent> = fc.record({
  who,
  source: fc.constant('api'),
  name,
  occurredAt: fc.integer({ min: 0, max: 9 }).map((days) => new Date(NOW.getTime() - days * DAY_MS)),
  dedupeKey: fc.option(fc.constantFrom('a', 'b', 'c', 'd')),
  attributes: fc.record(
    { price: fc.oneof(number, fc.constant('dear')), amount: number },
    { requiredKeys: [] },
  ),
});

type Step = (workspaceId: string) => Promise<unknown>;
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(event, { minLength: 1, maxLength: 8 }).map(
      (events): Step =>
        (id) =>
          withTransaction(database.db, (tx) => trackEvents(tx, id, events, NOW)),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom('c1', 'c2', 'c3'), fc.constantFrom('v1', 'v2', 'v3')).map(
      ([customerId, anonymousId]): Step =>
        (id) =>
          withTransaction(database.db, (tx) =>
            saveCustomer(tx, id, { customerId, anonymousId, attributes: {}, now: NOW }),
          ),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(name, fc.integer({ min: 1, max: 9 })).map(
      ([name, days]): Step =>
        (id) =>
          deleteOldEvents(database.db, {
            workspaceId: id,
            name,
            before: new Date(NOW.getTime() - days * DAY_MS),
          }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(name, fc.constantFrom('price', 'amount')).map(
      ([name, attribute]): Step =>
        async (id) => {
          await withTransaction(database.db, (tx) => changeValueAttribute(tx, id, { name, attribute }));
          await refillStep(database.db);
        },
    ),
  },
);

test('totals say what the events say, in whatever order and however many at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { maxLength: 6 }),
      async (rounds) => {
        const id = await createWorkspace();
        for (const round of rounds) await Promise.all(round.map((take) => take(id)));
        expect(await findDifferences(id)).toEqual([]);
        while (await refillStep(database.db));
        expect(await findDifferences(id)).toEqual([]);
        expect(await findWrongValues(id)).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

/** Totals that are not what their events add up to, and events of nobody. */
const findDifferences = (workspaceId: string) =>
  many(
    database.db,
    sql`
      with counted as (
        select name, profile_id, count(*) as times, count(value) as valued, min(occurred_at) as first_at,
               max(occurred_at) as last_at, coalesce(sum(value::numeric), 0) as value_sum,
               min(value) as value_min, max(value) as value_max
          from events where workspace_id = ${workspaceId} group by name, profile_id
      ), kept as (
        select name, profile_id, times, valued, first_at, last_at, value_sum, value_min, value_max
          from event_totals where workspace_id = ${workspaceId}
      )
      (select 'missing' as what, to_jsonb(d) as row from (select * from counted except all select * from kept) d)
      union all
      (select 'wrong', to_jsonb(d) from (select * from kept except all select * from counted) d)
      union all
      (select 'of nobody', to_jsonb(e) from events e where workspace_id = ${workspaceId} and not exists (
         select from profiles p where p.workspace_id = e.workspace_id and p.profile_id = e.profile_id))`,
  );

/** Events whose number is not that of the attribute the catalogue names. */
const findWrongValues = (workspaceId: string) =>
  many(
    database.db,
    sql`select e.name, e.value, e.attributes, n.value_attribute from events e join event_names n using (workspace_id, name)
         where e.workspace_id = ${workspaceId} and e.value is distinct from
               case when jsonb_typeof(e.attributes -> n.value_attribute) = 'number'
                    then (e.attributes -> n.value_attribute)::double precision end`,
  );

test('many writers of the same keys and people store each event once', async () => {
  const id = await createWorkspace();
  const events = Array.from(
    { length: 200 },
    (_, index): TrackedEvent => ({
      who: { customerId: `c${index % 7}` },
      source: 'api',
      name: `E${index % 3}`,
      occurredAt: NOW,
      dedupeKey: `k${index}`,
      attributes: { price: index },
    }),
  );
  const writers = Array.from({ length: 8 }, (_, writer) => events.toSorted(() => Math.sin(writer) - 0.5));
  await Promise.all(
    writers.map((own) => withTransaction(database.db, (tx) => trackEvents(tx, id, own, NOW))),
  );
  expect(await findDifferences(id)).toEqual([]);
  const { times } = await one<{ times: number }>(
    database.db,
    sql`select sum(times)::int as times from event_totals where workspace_id = ${id}`,
  );
  expect(times).toBe(200);
});
