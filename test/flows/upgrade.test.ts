// A database of the version before routes, in the middle of its work: campaigns, runs and people who wait are there after the
// migrations as before, and go on.
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { campaignDefinition } from '../../src/campaigns/campaign.contract.ts';
import { listDueDeliveries } from '../../src/delivery/due.queries.ts';
import { releaseHeld } from '../../src/delivery/receipts.ts';
import { expireHeld } from '../../src/delivery/waiting.queries.ts';
import { execute, many, one, withTransaction } from '../../src/kit/db.ts';
import { migrate } from '../../src/kit/migrate.ts';
import { MIGRATIONS } from '../../src/main.ts';
import { createTestDatabase } from '../support/database.ts';

const BEFORE_ROUTES = 7;
const PAGE = '1040000000000001';
const lane = { workspaceId: 'w', laneId: `page:${PAGE}` };
const request = {
  method: 'POST',
  url: `https://graph.facebook.com/v26.0/${PAGE}/messages`,
  body: { kind: 'none' },
};
const plan = (outside_window: string) => ({
  ...{ request, page_id: PAGE, outside_window, hold_hours: 48 },
  ...{ per_second: null, priority: 'normal', resend_unknown: 'on_absence' },
});

test('who was held is held, who waited waits, and both leave', async () => {
  const database = await createTestDatabase({ migrated: false });
  onTestFinished(() => database.close());
  const { db, url } = database;
  await migrate({ url, folder: MIGRATIONS, target: BEFORE_ROUTES });
  await execute(db, sql`insert into workspaces (workspace_id, name) values ('w', 'W')`);
  await execute(
    db,
    sql`insert into profiles (workspace_id, attributes) select 'w', '{}' from generate_series(1, 4)`,
  );
  for (const [campaignId, outside] of ['hold', 'skip'].entries()) {
    const definition = {
      ...plan(outside),
      delivery_type: 'one_time',
      segment_id: null,
      schedule: { kind: 'now' },
    };
    await execute(
      db,
      sql`insert into campaigns (workspace_id, name, definition, state) values ('w', ${outside}, ${JSON.stringify(definition)}::jsonb, 'sending')`,
    );
    await execute(
      db,
      sql`insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, plan, filter, lane_id)
          values ('w', ${campaignId + 1}::bigint, 1, 'sending', now(), ${JSON.stringify(plan(outside))}::jsonb, '{}', ${lane.laneId})`,
    );
  }
  await execute(
    db,
    sql`insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, last_user_action_at)
        select 'w', ${PAGE}, (900 + n)::text, n, 'webhook', now(), now() - n * interval '20 hours' from generate_series(1, 4) n`,
  );
  await execute(
    db,
    sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, psid, state, reason, due_at)
        select 'w', case when n = 4 then 2 else 1 end, 1, n, ${lane.laneId}, ${PAGE}, (900 + n)::text,
               case when n in (1, 4) then 'pending' else 'held' end, case when n in (2, 3) then 'window_closed' end,
               now() + case when n in (1, 4) then interval '-1 hour' else interval '1 hour' end from generate_series(1, 4) n`,
  );
  await migrate({ url, folder: MIGRATIONS });

  const rows = () => many(db, sql`select profile_id as id, state, route from deliveries order by profile_id`);
  expect(await rows()).toEqual([
    { id: 1, state: 'pending', route: 0 },
    { id: 2, state: 'held', route: 1 },
    { id: 3, state: 'held', route: 1 },
    { id: 4, state: 'pending', route: 0 },
  ]);
  const { definition } = await one<{ definition: unknown }>(
    db,
    sql`select definition from campaigns where campaign_id = 1`,
  );
  expect(campaignDefinition.parse(definition)).toMatchObject({
    request: { url: request.url },
    message: null,
    routes: [{ kind: 'message' }, { kind: 'hold', hours: 48 }],
  });
  const [skips] = await many(db, sql`select plan from occurrences where campaign_id = 2`);
  expect(skips).toMatchObject({ plan: { routes: [{ kind: 'message' }], message: null } });

  const now = new Date();
  await execute(db, sql`update identities set last_user_action_at = now() where psid = '902'`);
  const people = ['902', '903'].map((psid) => ({ pageId: PAGE, psid }));
  expect(await withTransaction(db, (tx) => releaseHeld(tx, 'w', people, now))).toBe(1);
  expect(await expireHeld(db, lane, new Date(now.getTime() + 2 * 3_600_000))).toBe(1);
  const from = [{ campaignId: 1, occurrence: 1, after: null, limit: 10 }];
  const due = await listDueDeliveries(db, 'w', { from, now });
  expect(due.map(({ profileId, route }) => ({ profileId, route }))).toEqual([
    { profileId: 2, route: 0 },
    { profileId: 1, route: 0 },
  ]);
  expect((await rows())[2]).toEqual({ id: 3, state: 'skipped', route: 1 });
});
