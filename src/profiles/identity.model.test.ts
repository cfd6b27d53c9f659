// Who is whom under fire: several connections identify, claim, merge, undo, erase, write and enqueue at once, in random orders. Whatever
// happens, nothing is lost or points nowhere, totals are right, and no deadlock reaches a caller.
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type Database, execute, many, one, type Tx, withTransaction } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { ensureVisitors } from './anonymous-ids.ts';
import { saveCustomer } from './customers.ts';
import { erasePerson } from './erase.person.ts';
import { recordEvents } from './events.ts';
import { mergeCustomers } from './merge.customers.ts';
import { undoMerge } from './merge.undo.ts';
import { lockAudience } from './people-lock.ts';
import { findProfileId } from './person-refs.ts';
import { applySightings } from './sightings.ts';

const CLIENTS = 4;
const RUNS = Number(process.env['MODEL_RUNS'] ?? 25);
const now = new Date('2026-11-22T10:00:00Z');
let database: Database;
let workspaces = 0;

beforeAll(async () => {
  database = await createTestDatabase({ max: CLIENTS + 1 });
});
afterAll(() => database.close());

const customer = fc.integer({ min: 0, max: 3 }).map((n) => `c${n}`);
const visitor = fc.integer({ min: 0, max: 2 }).map((n) => `a${n}`);
const psid = fc.integer({ min: 1, max: 3 }).map((n) => `${n}00`);
const page = fc.constantFrom('p', 'q');
const operation = fc.oneof(
  fc.record({ do: fc.constant('track' as const), customer }),
  fc.record({ do: fc.constant('visit' as const), visitor }),
  fc.record({ do: fc.constant('write' as const), psid, page }),
  fc.record({ do: fc.constant('claim' as const), customer, psid: fc.option(psid) }),
  fc.record({ do: fc.constant('identify' as const), customer, visitor }),
  fc.record({ do: fc.constant('merge' as const), from: customer, into: customer }),
  fc.record({ do: fc.constant('undo' as const), place: fc.nat({ max: 5 }) }),
  fc.record({ do: fc.constant('erase' as const), customer }),
  fc.record({ do: fc.constant('enqueue' as const), run: fc.integer({ min: 1, max: 3 }) }),
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

interface World {
  workspaceId: string;
  campaignId: number;
  /** Events that were stored, by what their transaction said. */
  events: number;
}

async function makeWorld(): Promise<World> {
  workspaces += 1;
  const workspaceId = `w${workspaces}`;
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values (${workspaceId}, 'w')`);
  const { campaign_id: campaignId } = await one<{ campaign_id: number }>(
    database.db,
    sql`insert into campaigns (workspace_id, name, definition) values (${workspaceId}, 'x', '{}') returning campaign_id`,
  );
  return { workspaceId, campaignId, events: 0 };
}

/** Does it in a transaction of its own; returns how many more events there are. */
async function perform(tx: Tx, { workspaceId, campaignId }: World, op: Operation): Promise<number> {
  const record = async (profileId: number) => {
    const event = { profileId, name: op.do, occurredAt: now, pageId: null, dedupeKey: null, attributes: {} };
    await recordEvents(tx, workspaceId, [{ ...event, source: 'api' }]);
    return 1;
  };
  const save = (input: { customerId: string; attributes: Record<string, unknown>; anonymousId?: string }) =>
    saveCustomer(tx, workspaceId, { ...input, now });
  switch (op.do) {
    case 'track':
      return record(await save({ customerId: op.customer, attributes: {} }));
    case 'visit': {
      const visitors = await ensureVisitors(tx, workspaceId, [op.visitor], now);
      return record(visitors.get(op.visitor)!.profileId);
    }
    case 'write': {
      const userAction = { at: now, kind: 'message' };
      const seen = { pageId: op.page, psid: op.psid, seenAt: now, source: 'webhook', userAction } as const;
      const profiles = await applySightings(tx, workspaceId, [seen]);
      return record([...profiles.values()][0]!);
    }
    case 'claim':
      await save({ customerId: op.customer, attributes: { ps_id: op.psid } });
      return 0;
    case 'identify':
      await save({ customerId: op.customer, attributes: { seen: true }, anonymousId: op.visitor });
      return 0;
    case 'merge': {
      const [from, into] = [{ customerId: op.from }, { customerId: op.into }];
      await mergeCustomers(tx, workspaceId, { from, into, reason: 'test', actor: 'test', at: now });
      return 0;
    }
    case 'undo': {
      const merges = await many<{ id: number }>(
        tx,
        sql`select from_profile_id as id from profile_merges where workspace_id = ${workspaceId} order by 1`,
      );
      const merge = merges[op.place];
      if (merge) await undoMerge(tx, workspaceId, { fromId: merge.id, actor: 'test', now });
      return 0;
    }
    case 'erase': {
      const profileId = await findProfileId(tx, workspaceId, { customerId: op.customer });
      if (profileId === undefined) return 0;
      const erased = await erasePerson(tx, workspaceId, { profileId, key: Buffer.from('key'), now });
      return 'counts' in erased ? -(erased.counts['events'] ?? 0) : 0;
    }
    case 'enqueue':
      await lockAudience(tx, workspaceId, 'shared');
      await execute(
        tx,
        sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, state)
            select ${workspaceId}, ${campaignId}, ${op.run}, profile_id, 'page:p', 'p', 'pending'
              from profiles where workspace_id = ${workspaceId}
            on conflict do nothing`,
      );
      return 0;
  }
}

/** A refusal is an answer; anything else, a deadlock above all, fails the test. */
async function run(world: World, op: Operation): Promise<void> {
  try {
    const stored = await withTransaction(database.db, (tx) => perform(tx, world, op));
    world.events += stored;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

/** What must be empty, by what it would mean. */
async function findFaults({ workspaceId }: World): Promise<Record<string, unknown[]>> {
  const rows = (query: ReturnType<typeof sql>) => many(database.db, query);
  const strays = (table: string) =>
    rows(sql`select * from ${sql.table(table)} t where t.workspace_id = ${workspaceId}
                and not exists (select from profiles p where p.workspace_id = t.workspace_id and p.profile_id = t.profile_id)`);
  return {
    eventsOfNobody: await strays('events'),
    totalsOfNobody: await strays('event_totals'),
    wrongTotals: await rows(sql`
      select * from (select name, profile_id, count(*) as times from events where workspace_id = ${workspaceId} group by 1, 2) e
        full join (select name, profile_id, times from event_totals where workspace_id = ${workspaceId}) t using (name, profile_id)
       where e.times is distinct from t.times`),
    mergedAndAlive: await rows(sql`
      select m.* from profile_merges m where m.workspace_id = ${workspaceId}
         and (exists (select from profiles p where p.workspace_id = m.workspace_id and p.profile_id = m.from_profile_id)
              or not exists (select from profiles p where p.workspace_id = m.workspace_id and p.profile_id = m.into_profile_id))`),
    aliasAndCustomer: await rows(sql`
      select * from customer_aliases a join profiles p using (workspace_id, customer_id) where a.workspace_id = ${workspaceId}`),
    anonymousOfTwoKinds: await rows(sql`
      select profile_id from profiles p where p.workspace_id = ${workspaceId} and customer_id is null
         and exists (select from identities i where i.workspace_id = p.workspace_id and i.profile_id = p.profile_id)
         and exists (select from anonymous_ids a where a.workspace_id = p.workspace_id and a.profile_id = p.profile_id)`),
    deliveriesOfNobody: await rows(sql`
      select d.* from deliveries d left join profile_merges m on m.workspace_id = d.workspace_id and m.from_profile_id = d.profile_id
       where d.workspace_id = ${workspaceId} and d.state <> 'skipped' -- of whoever was erased, these stay as numbers
         and not exists (select from profiles p where p.workspace_id = d.workspace_id
                            and p.profile_id = coalesce(m.into_profile_id, d.profile_id))`),
    twiceInARun: await rows(sql`
      select coalesce(m.into_profile_id, d.profile_id) as person, d.occurrence from deliveries d
        left join profile_merges m on m.workspace_id = d.workspace_id and m.from_profile_id = d.profile_id
       where d.workspace_id = ${workspaceId} and d.state = 'pending'
       group by 1, 2 having count(*) > 1`),
  };
}

async function expectSound(world: World): Promise<void> {
  for (const [fault, rows] of Object.entries(await findFaults(world))) expect(rows, fault).toEqual([]);
  const { events } = await one<{ events: number }>(
    database.db,
    sql`select count(*) as events from events where workspace_id = ${world.workspaceId}`,
  );
  expect(events).toBe(world.events);
}

/** Undoes whatever can be undone, from the last merge to the first. */
async function undoAll(world: World): Promise<void> {
  for (let left = 0; ; ) {
    const { count } = await one<{ count: number }>(
      database.db,
      sql`select count(*) from profile_merges where workspace_id = ${world.workspaceId}`,
    );
    if (count === left || count === 0) return;
    left = count;
    for (let place = count - 1; place >= 0; place -= 1) await run(world, { do: 'undo', place });
  }
}

test('clients in any order, at once: nothing is lost, and every undo leaves it sound', {
  timeout: 60_000 + RUNS * 3_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(operation, { minLength: 2, maxLength: 8 }), {
        minLength: CLIENTS,
        maxLength: CLIENTS,
      }),
      async (clients) => {
        const world = await makeWorld();
        await Promise.all(
          clients.map(async (operations) => {
            for (const op of operations) await run(world, op);
          }),
        );
        await expectSound(world);
        await undoAll(world);
        await expectSound(world);
      },
    ),
    { numRuns: RUNS },
  );
});
