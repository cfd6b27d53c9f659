// A database of the version before routes, in the middle of its work: campaigns, runs and people who wait are there after the
// migrations as before, and go on.
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { createAudienceWorker } from '../../src/campaigns/audience.workers.ts';
import { campaignDefinition } from '../../src/campaigns/campaign.contract.ts';
import { createCampaignWorker } from '../../src/campaigns/campaign.workers.ts';
import { createRunning, listDueDeliveries } from '../../src/delivery/due.queries.ts';
import { explainReason } from '../../src/delivery/reasons.ts';
import { releaseHeld } from '../../src/delivery/receipts.ts';
import { expireHeld } from '../../src/delivery/waiting.queries.ts';
import { execute, many, one, withTransaction } from '../../src/kit/db.ts';
import { migrate } from '../../src/kit/migrate.ts';
import { MIGRATIONS } from '../../src/main.ts';
import { readResults } from '../../src/reports/results.ts';
import { createTestDatabase } from '../support/database.ts';

const BEFORE_ROUTES = 7;
const BEFORE_ENGINE = 20;
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

/** As version 20 stored them. */
const composed = {
  ...{ request: null, message: { message: { text: 'Hello' } }, page_id: PAGE, routes: [{ kind: 'message' }] },
  ...{ per_second: null, priority: 'normal', resend_unknown: 'on_absence' },
};
const before = { ...composed, delivery_type: 'one_time', segment_id: null, schedule: { kind: 'now' } };

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

test('campaigns of before the campaign engine go on: scheduled, under way, paused and over', async () => {
  const database = await createTestDatabase({ migrated: false });
  onTestFinished(() => database.close());
  const { db, url } = database;
  await migrate({ url, folder: MIGRATIONS, target: BEFORE_ENGINE });
  await execute(db, sql`insert into workspaces (workspace_id, name) values ('w', 'W')`);
  await execute(
    db,
    sql`insert into profiles (workspace_id, attributes)
        select 'w', jsonb_build_object('ps_id', (900 + n)::text) from generate_series(1, 7) n`,
  );
  const lives = [
    ['scheduled', 'due', ''],
    ['sending', 'preparing', ''],
    ['sending', 'sending', ''],
    ['paused', 'sending', 'paused'],
    ['finished', 'finished', ''],
  ] as const;
  for (const [index, [state, run, isPaused]] of lives.entries())
    await execute(
      db,
      sql`
      with c as (
        insert into campaigns (workspace_id, name, definition, state, published_at)
        values ('w', ${`${state} ${run}`}, ${JSON.stringify(before)}::jsonb, ${state}, now() - interval '1 hour') returning campaign_id
      )
      insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, plan, filter, lane_id, started_at, finished_at, paused_at)
      select 'w', ${index + 1}::bigint, 1, ${run}, now() - interval '1 minute', ${JSON.stringify(composed)}::jsonb,
             '{"kind":"group","match":"all","filters":[]}', ${lane.laneId}, case when ${run} <> 'due' then now() end,
             case when ${run} = 'finished' then now() end, case when ${isPaused} <> '' then now() end from c`,
    );
  const states = "array['pending', 'sending', 'unknown', 'held', 'accepted', 'failed', 'skipped']";
  await execute(
    db,
    sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, psid, state, settled_at)
        select 'w', c, 1, n, ${lane.laneId}, ${PAGE}, (900 + n)::text,
               case when c = 5 then 'accepted' else (${sql.raw(states)})[n] end, now() from unnest(array[2, 3, 4, 5]) c, generate_series(1, 7) n
         where c <> 2 or n <= 3`,
  );
  await execute(
    db,
    sql`insert into audience_ranges (workspace_id, campaign_id, occurrence, from_profile_id, to_profile_id) values ('w', 2, 1, 4, 1000)`,
  );
  await migrate({ url, folder: MIGRATIONS });

  const now = new Date();
  const needs = { db, clock: { now: () => now } };
  const { signal } = new AbortController();
  await createCampaignWorker(needs).step(signal);
  const audience = createAudienceWorker(needs);
  for (let steps = 0; steps < 20 && (await audience.step(signal)) === 'again'; steps++);
  const campaigns = await many(
    db,
    sql`select c.state, live_version as version, o.state as run, (select count(*) from deliveries d where d.campaign_id = c.campaign_id) as people
          from campaigns c join occurrences o using (workspace_id, campaign_id) order by campaign_id`,
  );
  expect(campaigns).toEqual([
    { state: 'sending', version: 1, run: 'sending', people: 7 },
    { state: 'sending', version: 1, run: 'sending', people: 7 },
    { state: 'sending', version: 1, run: 'sending', people: 7 },
    { state: 'paused', version: 1, run: 'sending', people: 7 },
    { state: 'finished', version: 1, run: 'finished', people: 7 },
  ]);
  const running = await createRunning(db, lane)();
  expect(running.map(({ campaignId, plan: { controls } }) => [campaignId, controls.caps])).toEqual([
    [1, []],
    [2, []],
    [3, []],
  ]);
  const due = await listDueDeliveries(db, 'w', {
    from: running.map((of) => ({ ...of, after: null, limit: 10 })),
    now,
  });
  expect(Object.groupBy(due, ({ campaignId }) => campaignId)).toMatchObject({
    1: Array(7).fill({ variant: null, expiresAt: null, event: null }),
    2: Array(5).fill({}),
    3: [{}],
  });
  const results = await readResults(
    { db, explain: explainReason, explainEntry: (outcome) => outcome },
    { workspaceId: 'w', campaignId: 3, run: null, version: null },
    now,
  );
  expect(results.versions).toMatchObject([{ version: 1, people: 7, accepted: 1, failed: 1, skipped: 1 }]);
});
