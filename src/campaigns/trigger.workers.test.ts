// One campaign, or one event, that cannot be looked at does not keep the others from going on.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type DeliveryPlan, PLAIN } from '../delivery/plan.contract.ts';
import { type Database, execute, jsonb, many, one, withTransaction } from '../kit/db.ts';
import { createLog } from '../kit/log.ts';
import { recordEvents } from '../profiles/events.ts';
import { campaignDefinition } from './campaign.contract.ts';
import { startVersion } from './campaign.start.ts';
import { createTriggerMemory, listWatchers, type OpenWatcher, readDoorPlans } from './trigger.watchers.ts';
import { createTriggerWorker } from './trigger.workers.ts';

const NOW = new Date('2027-05-01T10:00:00Z');
let database: Database;
beforeEach(async () => {
  database = await createTestDatabase();
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values ('w', 'W')`);
  await execute(
    database.db,
    sql`insert into profiles (workspace_id, attributes) values ('w', '{"ps_id": "100"}')`,
  );
});
afterEach(() => database?.close());

const plan: DeliveryPlan = {
  ...{ request: null, message: null, page_id: '1', routes: [], per_second: null },
  ...{ priority: 'normal', resend_unknown: 'on_absence' },
  ...PLAIN,
};

/** Waits for an event of its own name. */
async function publish(name: string): Promise<number> {
  const definition = campaignDefinition.parse({
    delivery_type: 'event',
    trigger: { events: [{ event: name }] },
  });
  return withTransaction(database.db, async (tx) => {
    const { id } = await one<{ id: number }>(
      tx,
      sql`insert into campaigns (workspace_id, name, definition, state, live_version, created_at, updated_at)
          values ('w', ${name}, ${jsonb(definition)}, 'active', 1, ${NOW}, ${NOW}) returning campaign_id as id`,
    );
    await execute(
      tx,
      sql`insert into campaign_versions (workspace_id, campaign_id, version, definition, published_at, published_by)
          values ('w', ${id}, 1, ${jsonb(definition)}, ${NOW}, 'me')`,
    );
    const filter = { kind: 'group' as const, match: 'all' as const, filters: [] };
    await startVersion(tx, {
      workspaceId: 'w',
      campaignId: id,
      version: 1,
      definition,
      plan,
      filter,
      now: NOW,
    });
    return id;
  });
}

const happen = async (...names: string[]) => {
  const { id } = await one<{ id: number }>(database.db, sql`select profile_id as id from profiles`);
  const event = {
    profileId: id,
    occurredAt: NOW,
    source: 'api',
    pageId: null,
    dedupeKey: null,
    attributes: {},
  } as const;
  await withTransaction(database.db, (tx) =>
    recordEvents(
      tx,
      'w',
      names.map((name) => ({ ...event, name })),
    ),
  );
};

const startWorker = () =>
  createTriggerWorker({
    db: database.db,
    clock: { now: () => NOW },
    log: createLog('silent'),
  });
const { signal } = new AbortController();

/** Steps until nothing is noted any more; a hundred at most. */
async function work(worker = startWorker()): Promise<void> {
  for (let steps = 0; steps < 100 && (await worker.step(signal)) === 'again'; steps++);
}

const outcomes = async () =>
  (
    await many<{ line: string }>(
      database.db,
      sql`select c.name || ' ' || e.outcome as line from entries e join campaigns c using (workspace_id, campaign_id) order by 1`,
    )
  ).map(({ line }) => line);
const noted = async () =>
  (await one<{ n: number }>(database.db, sql`select count(*) as n from noticed_events`)).n;

test('a campaign whose segment cannot be asked pauses itself with the reason', async () => {
  const broken = await publish('broken');
  await publish('whole');
  const filter = {
    kind: 'group',
    match: 'all',
    filters: [{ kind: 'segment', segment_id: 'seg_1', is_in: true }],
  };
  await execute(
    database.db,
    sql`update occurrences set filter = ${jsonb(filter)} where campaign_id = ${broken}`,
  );
  await happen('whole', 'broken', 'whole');
  await work();
  expect(await outcomes()).toEqual(['broken paused', 'whole entered', 'whole entered']);
  const paused = sql<{ state: string; because: string }>`
    select c.state, o.paused_because as because from campaigns c join occurrences o using (workspace_id, campaign_id)
     where c.campaign_id = ${broken}`;
  expect(await one(database.db, paused)).toEqual({
    state: 'paused',
    because: expect.stringContaining('who comes in could not be found'),
  });
  expect(await noted()).toBe(0);
});

test('an event that cannot be looked at is set aside, and those around it are not', async () => {
  const bad = await publish('bad');
  await publish('good');
  await execute(
    database.db,
    sql`update campaign_versions set definition = jsonb_set(definition, '{goals}', '[{"name": 5}]') where campaign_id = ${bad}`,
  );
  await happen('good', 'good', 'bad', 'good');
  await work();
  expect(await outcomes()).toEqual(['good entered', 'good entered', 'good entered']);
  expect(await noted()).toBe(0);
});

test('more campaigns than a process remembers are all there in one batch', async () => {
  for (const _ of Array(3)) await publish('same');
  const memory = createTriggerMemory(2);
  await withTransaction(database.db, async (tx) => {
    const watchers = await listWatchers(tx, 'w', ['same'], memory);
    const open = watchers.filter((one): one is OpenWatcher => one.door !== null);
    expect(open).toHaveLength(3);
    expect((await readDoorPlans(tx, open, memory)).size).toBe(3);
    expect([memory.published.size, memory.plans.size]).toEqual([2, 2]);
  });
});

test('an event that comes before one that failed is not set aside in its place', async () => {
  const id = await publish('bad');
  const goals = (value: string) =>
    execute(
      database.db,
      sql`update campaign_versions set definition = jsonb_set(definition, '{goals}', ${value}::jsonb) where campaign_id = ${id}`,
    );
  await goals('[{"name": 5}]');
  await happen('bad', 'bad');
  const { first } = await one<{ first: number }>(database.db, sql`select min(event_id) as first from events`);
  await execute(database.db, sql`delete from noticed_events where event_id = ${first}`);
  const worker = startWorker();
  const halvings = Math.ceil(Math.log2(500));
  for (let steps = 0; steps < halvings + 4; steps++) await worker.step(signal); // once more, and it is set aside
  expect(await noted()).toBe(1);
  await execute(database.db, sql`insert into noticed_events (workspace_id, event_id) values ('w', ${first})`);
  await worker.step(signal);
  await goals('[]');
  await work(worker);
  expect(await outcomes()).toEqual(['bad entered', 'bad entered']);
});

test('a workspace that cannot be looked at now keeps no other one waiting', async () => {
  await publish('whole');
  await happen('whole');
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values ('a', 'A')`);
  await execute(database.db, sql`insert into noticed_events (workspace_id, event_id) values ('a', 1)`);
  await execute(
    database.db,
    sql`create function fail() returns trigger language plpgsql as $$ begin raise 'the disk is full' using errcode = '53100'; end $$`,
  );
  await execute(
    database.db,
    sql`create trigger fail before delete on noticed_events for each row when (old.workspace_id = 'a') execute function fail()`,
  );
  await expect(startWorker().step(signal)).rejects.toThrow('the disk is full');
  expect(await outcomes()).toEqual(['whole entered']);
});

test('with more workspaces than one look is for, the next look is for the others', async () => {
  await execute(
    database.db,
    sql`insert into noticed_events (workspace_id, event_id)
        select 'w' || lpad(w::text, 3, '0'), e from generate_series(1, 101) w, generate_series(1, 1001) e`,
  );
  const worker = startWorker();
  await worker.step(signal);
  await worker.step(signal);
  const left = sql<{ n: number }>`select count(*) as n from noticed_events where workspace_id = 'w101'`;
  expect((await one(database.db, left)).n).toBeLessThan(1001);
});
