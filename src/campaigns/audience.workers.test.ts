// Whose audience is written first when many are due.
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { PLAIN } from '../delivery/plan.contract.ts';
import { execute, jsonb, many } from '../kit/db.ts';
import { createAudienceWorker } from './audience.workers.ts';

const NOW = new Date('2027-05-01T10:00:00Z');

test('a few people do not wait until the many of a run before them are written', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  const { db } = database;
  await execute(db, sql`insert into workspaces (workspace_id, name) values ('many', 'M'), ('few', 'F')`);
  await execute(
    db,
    sql`insert into profiles (workspace_id, attributes)
        select case when n <= 20 then 'many' else 'few' end, jsonb_build_object('ps_id', n::text) from generate_series(1, 21) n`,
  );
  const plan = { ...PLAIN, page_id: '1', routes: [], request: null, message: null };
  for (const [index, workspaceId] of ['many', 'few'].entries()) {
    await execute(
      db,
      sql`insert into campaigns (workspace_id, campaign_id, name, definition, state) overriding system value
          values (${workspaceId}, ${index + 1}::bigint, 'C', '{}', 'sending')`,
    );
    await execute(
      db,
      sql`insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, started_at, plan, filter, lane_id)
          values (${workspaceId}, ${index + 1}::bigint, 1, 'preparing', ${new Date(NOW.getTime() + index)}, ${NOW}, ${jsonb(plan)},
                  '{"kind":"group","match":"all","filters":[]}', 'page:1')`,
    );
    await execute(
      db,
      sql`insert into audience_ranges (workspace_id, campaign_id, occurrence, from_profile_id, to_profile_id)
          select workspace_id, ${index + 1}::bigint, 1, profile_id, profile_id from profiles where workspace_id = ${workspaceId}`,
    );
  }
  const worker = createAudienceWorker({ db, clock: { now: () => NOW } });
  expect(await worker.step(new AbortController().signal)).toBe('again');
  const written = sql`select workspace_id as of, count(*) as people from deliveries group by 1 order by 1`;
  expect(await many(db, written)).toEqual([
    { of: 'few', people: 1 },
    { of: 'many', people: 1 },
  ]);
});
