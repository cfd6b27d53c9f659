// Runs of periodic campaigns in the database: each starts once however many processes look, is followed by the next in the
// same transaction, and is replaced by a new version.
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import type { Clock } from '../kit/clock.ts';
import { type Database, execute, jsonb, many, one, withTransaction } from '../kit/db.ts';
import { formatId } from '../kit/ids.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';
import { type CampaignDefinition, campaignDefinition } from './campaign.contract.ts';
import { lockCampaign } from './campaign.queries.ts';
import { startVersion } from './campaign.start.ts';
import { createCampaignWorker } from './campaign.workers.ts';
import { listPastRuns } from './run.queries.ts';
import { skipPausedRuns } from './schedule.start.ts';
import { insertVersion } from './version.queries.ts';

const EVERYBODY: GroupFilter = { kind: 'group', match: 'all', filters: [] };
const key = (campaignId: number) => ({ workspaceId: 'w', campaignId });
const at = (text: string) => new Date(`2027-06-${text}Z`);

let database: Database;
let segmentId: number;
let now: Date;
const clock: Clock = { now: () => now };
beforeEach(async () => {
  database = await createTestDatabase({ max: 8 });
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values ('w', 'W')`);
  await execute(database.db, sql`insert into profiles (workspace_id) select 'w' from generate_series(1, 3)`);
  const segment = await one<{ id: number }>(
    database.db,
    sql`insert into segments (workspace_id, name, filter) values ('w', 'S', ${jsonb(EVERYBODY)}) returning segment_id as id`,
  );
  segmentId = segment.id;
  now = at('01T06:00:00');
});
afterEach(() => database?.close());

const define = (over: Record<string, unknown> = {}): CampaignDefinition =>
  campaignDefinition.parse({
    delivery_type: 'periodic',
    segment_id: formatId('seg', segmentId),
    schedule: { kind: 'repeat', every: { unit: 'day' }, time: '09:00', time_zone: 'UTC', ...over },
  });
const create = async (): Promise<number> => {
  const { id } = await one<{ id: number }>(
    database.db,
    sql`insert into campaigns (workspace_id, name, definition) values ('w', 'C', '{}') returning campaign_id as id`,
  );
  return id;
};
const publish = (campaignId: number, definition: CampaignDefinition, version = 1) =>
  withTransaction(database.db, async (tx) => {
    await lockCampaign(tx, 'w', campaignId);
    await insertVersion(tx, { ...key(campaignId), version, definition, by: 'Ada', now });
    const plan = {
      request: { url: 'https://hooks.example.org/a' },
      page_id: null,
      per_second: null,
    } as never;
    const state = await startVersion(tx, {
      ...key(campaignId),
      version,
      definition,
      plan,
      filter: EVERYBODY,
      now,
    });
    await execute(tx, sql`update campaigns set state = ${state} where campaign_id = ${campaignId}`);
    return state;
  });
const open = async (over: Record<string, unknown> = {}): Promise<number> => {
  const id = await create();
  await publish(id, define(over));
  return id;
};
const step = () => createCampaignWorker({ db: database.db, clock }).step(new AbortController().signal);
const occurrences = async (campaignId: number) =>
  (
    await many<{ run: string }>(
      database.db,
      sql`select occurrence || ' v' || version || ' ' || state || ' ' || to_char(due_at at time zone 'UTC', 'DD HH24:MI') as run
            from occurrences where campaign_id = ${campaignId} order by occurrence`,
    )
  ).map(({ run }) => run);
const missed = async () =>
  (
    await many<{ runs: number }>(
      database.db,
      sql`select (details ->> 'runs')::int as runs from audit where action = 'campaign.runs_missed' order by audit_id`,
    )
  ).map(({ runs }) => runs);
const stateOf = async (campaignId: number) =>
  (
    await one<{ state: string }>(
      database.db,
      sql`select state from campaigns where campaign_id = ${campaignId}`,
    )
  ).state;
/** As if everybody of the run had an answer. */
const finishRuns = () =>
  execute(
    database.db,
    sql`update occurrences set state = 'finished', finished_at = ${now} where state = 'preparing'`,
  );

test('doors of a campaign that waits for something are no runs, open or of an earlier version', async () => {
  const id = await create();
  const past = async () =>
    (await listPastRuns(database.db, key(id), { before: null, limit: 9 })).map((run) => run.occurrence);
  await execute(
    database.db,
    sql`insert into occurrences (workspace_id, campaign_id, occurrence, version, state, due_at, started_at, plan, filter, lane_id, standing, happened_at)
        select 'w', ${id}, n, n, 'sending', ${now}, ${now}, '{}', '{}', 'address:a', n = 3, case when n = 2 then ${now}::timestamptz end
          from generate_series(1, 3) n`,
  );
  const types: Record<string, number[]> = { business_event: [2], api: [2], periodic: [3, 2, 1] };
  for (const [delivery_type, runs] of Object.entries(types)) {
    await execute(
      database.db,
      sql`update campaigns set definition = ${jsonb({ delivery_type })} where campaign_id = ${id}`,
    );
    expect(await past()).toEqual(runs);
  }
});

test('however many processes look, each run starts once and has one after it', async () => {
  const ids = await Promise.all(Array.from({ length: 12 }, () => open()));
  now = at('01T09:00:00');
  await Promise.all(Array.from({ length: 6 }, step));
  await step();
  for (const id of ids) {
    expect(await occurrences(id)).toEqual(['1 v1 preparing 01 09:00', '2 v1 due 02 09:00']);
    expect(await stateOf(id)).toBe('active');
  }
});

test('a process that ends before its transaction does leaves the run to the next', async () => {
  const id = await open();
  now = at('01T09:00:00');
  const lost = withTransaction(database.db, async (tx) => {
    await createCampaignWorker({ db: tx, clock }).step(new AbortController().signal);
    throw new Error('gone');
  });
  await expect(lost).rejects.toThrow();
  expect(await occurrences(id)).toEqual(['1 v1 due 01 09:00']);
  await step();
  expect(await occurrences(id)).toEqual(['1 v1 preparing 01 09:00', '2 v1 due 02 09:00']);
});

test('it ends after its last run, and is finished when that is', async () => {
  const id = await open({ end: { kind: 'after', runs: 2 } });
  for (const day of ['01', '02']) {
    now = at(`${day}T09:00:01`);
    await step();
    await finishRuns();
  }
  await step();
  expect(await occurrences(id)).toEqual(['1 v1 finished 01 09:00', '2 v1 finished 02 09:00']);
  expect(await stateOf(id)).toBe('finished');
});

test('when its last day passed while nothing ran, it ends without a run', async () => {
  const id = await open({ end: { kind: 'on', date: '2027-06-02' } });
  now = at('05T00:00:00');
  await step();
  expect([await occurrences(id), await stateOf(id), await missed()]).toEqual([[], 'finished', [2]]);
});

test('too late for the newest: it waits for the next', async () => {
  const id = await open();
  now = at('01T21:00:01');
  await step();
  expect([await occurrences(id), await missed()]).toEqual([['1 v1 due 02 09:00'], [1]]);
  await step();
  expect(await missed()).toEqual([1]);
});

test('each run asks for the segment as it is then; one that is gone pauses the campaign', async () => {
  const id = await open();
  const changed = { ...EVERYBODY, filters: [{ kind: 'attribute', attribute: 'vip', op: 'exists' }] };
  await execute(database.db, sql`update segments set filter = ${jsonb(changed)}`);
  now = at('01T09:00:00');
  await step();
  const filters = await many<{ filter: unknown }>(
    database.db,
    sql`select filter from occurrences where campaign_id = ${id} and state = 'preparing'`,
  );
  expect(filters).toEqual([{ filter: changed }]);
  await execute(database.db, sql`delete from segments`);
  now = at('02T09:00:00');
  await step();
  expect(await stateOf(id)).toBe('paused');
  expect(await occurrences(id)).toEqual(['1 v1 preparing 01 09:00', '2 v1 due 02 09:00']);
});

test('one that cannot be started pauses its campaign with the reason, and those behind it go on', async () => {
  const [broken, sound] = [await open(), await open()];
  await execute(
    database.db,
    sql`update campaign_versions set definition = definition || '{"schedule": {"kind": "now"}}' where campaign_id = ${broken}`,
  );
  now = at('01T09:00:00');
  await step();
  expect([await stateOf(broken), await stateOf(sound)]).toEqual(['paused', 'active']);
});

describe('a new version', () => {
  test('replaces what is due and not started; what has started goes on; runs count over versions', async () => {
    const id = await open({ end: { kind: 'after', runs: 2 } });
    now = at('01T09:00:00');
    await step();
    now = at('01T10:00:00');
    expect(await publish(id, define({ time: '15:00', end: { kind: 'after', runs: 2 } }), 2)).toBe('active');
    expect(await occurrences(id)).toEqual(['1 v1 preparing 01 09:00', '2 v2 due 01 15:00']);
    now = at('01T15:00:00');
    await step();
    expect(await occurrences(id)).toEqual(['1 v1 preparing 01 09:00', '2 v2 preparing 01 15:00']);
    const third = publish(id, define({ end: { kind: 'after', runs: 2 } }), 3);
    await expect(third).rejects.toMatchObject({ kind: 'invalid', field: 'schedule.end' });
  });

  test('a run that is just due is not lost by it; one that came due in a pause is missed', async () => {
    const id = await open();
    now = at('01T09:00:01');
    await publish(id, define(), 2);
    expect(await occurrences(id)).toEqual(['1 v2 due 01 09:00']);
    const pause = () => execute(database.db, sql`update occurrences set paused_at = ${now}`);
    await pause();
    now = at('01T10:00:00');
    await publish(id, define(), 3);
    expect(await occurrences(id)).toEqual(['1 v3 due 02 09:00']);
    await pause(); // publishing keeps a paused campaign paused
    now = at('03T10:00:00');
    await step();
    expect(await occurrences(id)).toEqual(['1 v3 due 02 09:00']);
    await withTransaction(database.db, (tx) => skipPausedRuns(tx, key(id), now));
    expect([await occurrences(id), await missed()]).toEqual([['1 v3 due 04 09:00'], [2]]);
  });

  test('of a one-time campaign that has begun is refused; before it replaces the run', async () => {
    const id = await create();
    const schedule = { kind: 'at', local_time: '2027-06-03T09:00', time_zone: 'UTC' };
    const once = (over: object = {}) =>
      campaignDefinition.parse({
        segment_id: formatId('seg', segmentId),
        schedule: { ...schedule, ...over },
      });
    expect(await publish(id, once())).toBe('scheduled');
    await publish(id, once({ local_time: '2027-06-02T09:00' }), 2);
    expect(await occurrences(id)).toEqual(['1 v2 due 02 09:00']);
    now = at('02T09:00:00');
    await step();
    await expect(publish(id, once(), 3)).rejects.toMatchObject({ kind: 'conflict' });
    expect(await occurrences(id)).toEqual(['1 v2 preparing 02 09:00']);
  });
});
