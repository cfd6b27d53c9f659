// Doors while people come to them: a version is published, calls of the API follow each other, the time of a campaign is over.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { until } from '../../test/support/until.ts';
import { controls } from '../delivery/controls.contract.ts';
import { type DeliveryPlan, PLAIN } from '../delivery/plan.contract.ts';
import { addMs } from '../kit/clock.ts';
import { type Database, execute, jsonb, many, type Tx, withTransaction } from '../kit/db.ts';
import { createLog } from '../kit/log.ts';
import { type EventSource, recordEvents } from '../profiles/events.ts';
import { type CampaignDefinition, campaignDefinition } from './campaign.contract.ts';
import { lockCampaign } from './campaign.queries.ts';
import { startVersion } from './campaign.start.ts';
import { sendCampaignAgain } from './send-again.ts';
import { MOST_ENTRIES } from './trigger.again.ts';
import { lockTriggers } from './trigger.batch.ts';
import { createTriggerWorker } from './trigger.workers.ts';
import { triggerCampaign } from './trigger-calls.ts';

const NOW = new Date('2027-05-01T10:00:00Z');
const clock = { now: () => NOW };
const plan: DeliveryPlan = {
  ...{ request: null, message: null, page_id: '1', routes: [], per_second: null },
  ...{ priority: 'normal', resend_unknown: 'on_absence' },
  ...PLAIN,
};
const filter = { kind: 'group' as const, match: 'all' as const, filters: [] };

let database: Database;
beforeEach(async () => {
  database = await createTestDatabase({ max: 8 });
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values ('w', 'W')`);
  await execute(
    database.db,
    sql`insert into profiles (workspace_id, profile_id, attributes) overriding system value values ('w', 1, '{"ps_id": "100"}')`,
  );
});
afterEach(() => database?.close());

async function publish(
  tx: Tx,
  definition: CampaignDefinition,
  version: number,
  campaignId = 1,
): Promise<void> {
  if (version === 1)
    await execute(
      tx,
      sql`insert into campaigns (workspace_id, campaign_id, name, definition, state, created_at, updated_at) overriding system value
          values ('w', ${campaignId}, 'C', ${jsonb(definition)}, 'active', ${NOW}, ${NOW})`,
    );
  await execute(
    tx,
    sql`insert into campaign_versions (workspace_id, campaign_id, version, definition, published_at, published_by)
        values ('w', ${campaignId}, ${version}, ${jsonb(definition)}, ${NOW}, 'me')`,
  );
  await execute(tx, sql`update campaigns set live_version = ${version} where campaign_id = ${campaignId}`);
  await startVersion(tx, {
    workspaceId: 'w',
    campaignId,
    version,
    definition,
    plan: { ...plan, controls: definition.controls },
    filter,
    now: NOW,
  });
}
const publishFirst = (definition: CampaignDefinition): Promise<void> =>
  withTransaction(database.db, (tx) => publish(tx, definition, 1));

const onCart = (trigger: object = {}): CampaignDefinition =>
  campaignDefinition.parse({ delivery_type: 'event', trigger: { events: [{ event: 'cart' }], ...trigger } });
const byCall = campaignDefinition.parse({ delivery_type: 'api', trigger: {} });

const happen = (
  profileId = 1,
  { name = 'cart', at = NOW, source = 'api' }: { name?: string; at?: Date; source?: EventSource } = {},
) =>
  withTransaction(database.db, (tx) =>
    recordEvents(tx, 'w', [
      {
        ...{ profileId, name, occurredAt: at, source },
        ...{ pageId: null, dedupeKey: null, attributes: {} },
      },
    ]),
  );

const worker = () => createTriggerWorker({ db: database.db, clock, log: createLog('silent') });
const { signal } = new AbortController();
/** Until nothing is noted any more. */
async function work(): Promise<void> {
  const one = worker();
  for (let steps = 0; steps < 100 && (await one.step(signal)) === 'again'; steps++);
}

const came = () =>
  many<{ occurrence: number; outcome: string }>(
    database.db,
    sql`select occurrence, outcome from entries order by entry_id`,
  );
const isWaiting = async (): Promise<boolean> =>
  (
    await many(
      database.db,
      sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
  ).length > 0;

/** Publishes the second version, and commits it when `meanwhile` waits for it. */
async function whilePublishing(definition: CampaignDefinition, meanwhile: () => Promise<unknown>) {
  let going: Promise<unknown> = Promise.resolve();
  await withTransaction(database.db, async (tx) => {
    await execute(tx, sql`select from campaigns where campaign_id = 1 for update`);
    await publish(tx, definition, 2);
    going = meanwhile();
    await until('it waits for the door', isWaiting);
  });
  return going;
}

test('who comes while a version is published comes in through its door', async () => {
  await publishFirst(onCart());
  await happen();
  await whilePublishing(onCart(), work);
  expect(await came()).toEqual([{ occurrence: 2, outcome: 'entered' }]);
});

test('a call that meets a version being published names them to the new one', async () => {
  await publishFirst(byCall);
  const answer = await whilePublishing(byCall, () =>
    triggerCampaign(
      { db: database.db, clock },
      { workspaceId: 'w', campaignId: 1 },
      { idempotency_key: 'k', recipients: [{ person_id: 'prf_1', data: {} }], data: {} },
    ),
  );
  expect(answer).toMatchObject({ accepted: 1 });
  expect(await came()).toEqual([{ occurrence: 2, outcome: 'entered' }]);
});

test('a business event while a version is published starts its run', async () => {
  const definition = campaignDefinition.parse({
    delivery_type: 'business_event',
    trigger: { events: [{ event: 'cart' }] },
  });
  await publishFirst(definition);
  await happen();
  await whilePublishing(definition, work);
  expect(await came()).toEqual([{ occurrence: 3, outcome: 'run_started' }]);
});

test('what a website sent lets somebody in only where the campaign says so, and makes a message pointless anyway', async () => {
  const unless = [{ event: 'paid' }];
  const delay = { kind: 'after', minutes: 60 };
  await withTransaction(database.db, async (tx) => {
    await publish(tx, onCart({ unless, delay }), 1, 1);
    await publish(tx, onCart({ from_websites: true, unless, delay }), 1, 2);
  });
  await happen(1, { source: 'website' });
  await work();
  const by = () =>
    many(
      database.db,
      sql`select campaign_id as campaign, outcome, times from entries order by entered_at, campaign_id, entry_id`,
    );
  expect(await by()).toEqual([
    { campaign: 1, outcome: 'from_website', times: 1 },
    { campaign: 2, outcome: 'entered', times: 1 },
  ]);
  await happen(1, { source: 'website' });
  await happen(1, { source: 'messenger' });
  await work();
  expect(await by()).toEqual(
    expect.arrayContaining([
      { campaign: 1, outcome: 'from_website', times: 2 },
      { campaign: 1, outcome: 'entered', times: 1 },
    ]),
  );
  await happen(1, { name: 'paid', at: addMs(NOW, 1), source: 'website' });
  await work();
  const states = await many(database.db, sql`select distinct state, reason from deliveries`);
  expect(states).toEqual([{ state: 'skipped', reason: 'exit_event' }]);
});

test('a business event that a website sent starts nothing, whatever its definition says', async () => {
  await publishFirst(
    campaignDefinition.parse({
      delivery_type: 'business_event',
      trigger: { events: [{ event: 'cart' }], from_websites: true },
    }),
  );
  for (let times = 0; times < 3; times++) await happen(1, { source: 'website' });
  await work();
  expect(await many(database.db, sql`select outcome, times from entries`)).toEqual([
    { outcome: 'from_website', times: 3 },
  ]);
  await happen();
  await work();
  expect((await came()).map(({ outcome }) => outcome)).toEqual(['from_website', 'run_started']);
});

test('who comes is let in while an operator holds the campaign', async () => {
  await publishFirst({ ...onCart(), controls: controls.parse({ audience_limit: { total: 5 } }) });
  await happen();
  await withTransaction(database.db, async (tx) => {
    await lockCampaign(tx, 'w', 1);
    await work();
    await execute(tx, sql`update occurrences set paused_at = ${NOW}`); // as pausing does: each would wait for the other
  });
  expect(await came()).toEqual([{ occurrence: 1, outcome: 'entered' }]);
});

test('of a storm of one person’s events only so many are let in, of one batch or of several', async () => {
  await publishFirst(onCart());
  for (let times = 0; times < MOST_ENTRIES.times + 5; times++) await happen();
  await work();
  await happen();
  await work();
  const ended = await many(
    database.db,
    sql`select outcome, sum(times)::int as times from entries group by outcome order by outcome`,
  );
  expect(ended).toEqual([
    { outcome: 'entered', times: MOST_ENTRIES.times },
    { outcome: 'too_often', times: 6 },
  ]);
  // Long enough ago they count by the day.
  await execute(
    database.db,
    sql`update entries set entered_at = ${addMs(NOW, -MOST_ENTRIES.withinMs)} where outcome = 'entered'`,
  );
  await happen();
  await work();
  expect((await came()).filter(({ outcome }) => outcome === 'entered')).toHaveLength(MOST_ENTRIES.times + 1);
});

test('whoever a program names comes in as often as it says', async () => {
  await publishFirst(byCall);
  const person = { person_id: 'prf_1', data: {} };
  for (let call = 0; call <= MOST_ENTRIES.times; call++)
    await triggerCampaign(
      { db: database.db, clock },
      { workspaceId: 'w', campaignId: 1 },
      { idempotency_key: `k${call}`, recipients: [person], data: {} },
    );
  expect(await came()).toEqual(Array(MOST_ENTRIES.times + 1).fill({ occurrence: 1, outcome: 'entered' }));
});

test('events for which very many people come are looked at in parts', async () => {
  await withTransaction(database.db, async (tx) => {
    for (let campaignId = 1; campaignId <= 60; campaignId++) await publish(tx, onCart(), 1, campaignId);
  });
  await execute(
    database.db,
    sql`insert into profiles (workspace_id, profile_id, attributes) overriding system value
        select 'w', n, jsonb_build_object('ps_id', (100 + n)::text) from generate_series(2, 50) n`,
  );
  for (let person = 1; person <= 50; person++) await happen(person);
  await work();
  const [parts] = await many<{ entered: number; commits: number }>(
    database.db,
    sql`select count(*) as entered, count(distinct xmin::text) as commits from entries`,
  );
  expect(parts).toEqual({ entered: 3_000, commits: 2 });
});

test('events have their turn among calls that hold the doors one after the other', async () => {
  await publishFirst(onCart());
  await happen();
  let step: Promise<unknown> = Promise.resolve();
  await withTransaction(database.db, async (tx) => {
    await lockTriggers(tx, 'w');
    step = worker().step(signal);
    await until('it stands in line', isWaiting);
  });
  expect(await step).toBe('again');
  expect(await came()).toEqual([{ occurrence: 1, outcome: 'entered' }]);
});

test('a campaign whose time is over ends, however many events there are', async () => {
  await publishFirst(onCart({ until: '2027-05-01T09:00', time_zone: 'UTC' }));
  await happen();
  expect(await worker().step(signal)).toBe('again');
  expect(await many(database.db, sql`select standing from occurrences`)).toEqual([{ standing: false }]);
});

test('sent again: not to whoever did since what makes it pointless, nor to whoever does while it waits', async () => {
  await publishFirst(onCart({ unless: [{ event: 'paid' }] }));
  await execute(
    database.db,
    sql`insert into profiles (workspace_id, profile_id, attributes) overriding system value
        select 'w', n, jsonb_build_object('ps_id', (100 + n)::text) from generate_series(2, 4) n`,
  );
  for (const person of [1, 2, 3, 4]) await happen(person, { at: addMs(NOW, -60_000) });
  await happen(4, { name: 'paid', at: addMs(NOW, -90_000) }); // before they came in
  await work();
  await execute(
    database.db,
    sql`update deliveries set state = 'failed', reason = '200/2018028', settled_at = ${NOW}`,
  );
  await execute(
    database.db,
    sql`update occurrences set state = 'finished', standing = false, finished_at = ${NOW}`,
  );
  await execute(database.db, sql`update campaigns set state = 'finished'`);
  await happen(1, { name: 'paid', at: addMs(NOW, -30_000) });
  await happen(2, { name: 'looked', at: addMs(NOW, -30_000) });
  await work();
  const by = { workspaceId: 'w', name: 'me' };
  expect(await sendCampaignAgain({ db: database.db, clock: { now: () => addMs(NOW, 60_000) } }, by, 1)).toBe(
    3,
  );
  await happen(3, { name: 'paid', at: addMs(NOW, 30_000) });
  await work();
  const rows = await many(
    database.db,
    sql`select profile_id as who, coalesce(reason, state) as is from deliveries order by 1`,
  );
  expect(rows).toEqual([
    { who: 1, is: 'exit_event' },
    { who: 2, is: 'pending' },
    { who: 3, is: 'exit_event' },
    { who: 4, is: 'pending' },
  ]);
});

test('a call whose segment cannot be asked pauses the campaign and says so', async () => {
  await publishFirst(byCall);
  const broken = {
    kind: 'group',
    match: 'all',
    filters: [{ kind: 'segment', segment_id: 'seg_1', is_in: true }],
  };
  await execute(database.db, sql`update occurrences set filter = ${jsonb(broken)}`);
  const call = triggerCampaign(
    { db: database.db, clock },
    { workspaceId: 'w', campaignId: 1 },
    { idempotency_key: 'k', recipients: [{ person_id: 'prf_1', data: {} }], data: {} },
  );
  await expect(call).rejects.toMatchObject({ kind: 'conflict' });
  expect(await many(database.db, sql`select state from campaigns`)).toEqual([{ state: 'paused' }]);
});

test('after the clock was set back calls are taken at once', async () => {
  await publishFirst(byCall);
  await execute(
    database.db,
    sql`insert into trigger_calls (workspace_id, campaign_id, idempotency_key, body_hash, answer, called_at)
        select 'w', 1, g, '', '{}', ${addMs(NOW, 3_600_000)} from generate_series(1, 100) g`,
  );
  const answer = await triggerCampaign(
    { db: database.db, clock },
    { workspaceId: 'w', campaignId: 1 },
    { idempotency_key: 'k', recipients: [{ person_id: 'prf_1', data: {} }], data: {} },
  );
  expect(answer).toMatchObject({ accepted: 1 });
});
