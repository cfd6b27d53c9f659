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

/** Steps until nothing is noted any more; a hundred at most. */
async function work(): Promise<void> {
  const worker = createTriggerWorker({
    db: database.db,
    clock: { now: () => NOW },
    log: createLog('silent'),
  });
  const { signal } = new AbortController();
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
