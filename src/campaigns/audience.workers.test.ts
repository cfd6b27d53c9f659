// Whose audience is written first when many are due, and what goes on while lots are drawn for one.
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { until } from '../../test/support/until.ts';
import { controls, PLAIN } from '../delivery/plan.contract.ts';
import { execute, jsonb, many, withTransaction } from '../kit/db.ts';
import { createAudienceWorker } from './audience.workers.ts';

const NOW = new Date('2027-05-01T10:00:00Z');

/** People of two workspaces, and a run of each that is to be written: of the first everybody, with these controls. */
async function setUp(chosen: object = {}) {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  const { db } = database;
  await execute(db, sql`insert into workspaces (workspace_id, name) values ('many', 'M'), ('few', 'F')`);
  await execute(
    db,
    sql`insert into profiles (workspace_id, attributes)
        select case when n <= 20 then 'many' else 'few' end, jsonb_build_object('ps_id', n::text, 'email', (n / 2)::text)
          from generate_series(1, 21) n`,
  );
  for (const [index, workspaceId] of ['many', 'few'].entries()) {
    const plan = { ...PLAIN, page_id: '1', routes: [], request: null, message: null };
    await execute(
      db,
      sql`insert into campaigns (workspace_id, campaign_id, name, definition, state) overriding system value
          values (${workspaceId}, ${index + 1}::bigint, 'C', '{}', 'sending')`,
    );
    await execute(
      db,
      sql`insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, started_at, plan, filter, lane_id, draws_lots)
          values (${workspaceId}, ${index + 1}::bigint, 1, 'preparing', ${new Date(NOW.getTime() + index)}, ${NOW},
                  ${jsonb({ ...plan, controls: controls.parse(index === 0 ? chosen : {}) })},
                  '{"kind":"group","match":"all","filters":[]}', 'page:1', ${index === 0 && 'audience_limit' in chosen})`,
    );
    await execute(
      db,
      sql`insert into audience_ranges (workspace_id, campaign_id, occurrence, from_profile_id, to_profile_id)
          select workspace_id, ${index + 1}::bigint, 1, profile_id, profile_id from profiles where workspace_id = ${workspaceId}`,
    );
  }
  const worker = createAudienceWorker({ db, clock: { now: () => NOW } });
  return { db, step: () => worker.step(new AbortController().signal) };
}

test('a few people do not wait until the many of a run before them are written', async () => {
  const { db, step } = await setUp();
  expect(await step()).toBe('again');
  const written = sql`select workspace_id as of, count(*) as people from deliveries group by 1 order by 1`;
  expect(await many(db, written)).toEqual([
    { of: 'few', people: 1 },
    { of: 'many', people: 1 },
  ]);
});

test('while the lots of a run are drawn it can be paused, nobody draws them again, and others are written', async () => {
  const limit = { total: null, per_day: null, per_run: 5 };
  const { db, step } = await setUp({ audience_limit: limit, dedupe_attribute: 'email' });
  let drawing: Promise<unknown> = Promise.resolve();
  await withTransaction(db, async (tx) => {
    // Whoever notes the same value waits for whether it stays.
    await execute(
      tx,
      sql`insert into admitted_values (workspace_id, campaign_id, occurrence, digest, profile_id)
          values ('many', 1, 1, sha256('5'), 10)`,
    );
    drawing = step();
    await until(
      'the few are written',
      async () => (await many(db, sql`select from deliveries`)).length === 1,
    );
    await execute(db, sql`update occurrences set paused_at = ${NOW} where workspace_id = 'many'`);
    await execute(db, sql`update occurrences set paused_at = null where workspace_id = 'many'`);
    await step();
    await execute(tx, sql`delete from admitted_values`);
  });
  expect(await drawing).toBe('again');
  while ((await step()) === 'again');
  const ended = sql`select coalesce(reason, state) as what, count(*) as people from deliveries where workspace_id = 'many' group by 1 order by 1`;
  expect(await many(db, ended)).toEqual([
    { what: 'audience_limit', people: 6 },
    { what: 'duplicate', people: 9 },
    { what: 'pending', people: 5 },
  ]);
});
