// Who is let into the ledger on real PostgreSQL: each control leaves out exactly whom it should, and the rows say so; also
// where several write at once, or one dies in the middle.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import {
  addPeople,
  database,
  draw,
  enter,
  NOW,
  openRun,
  outcomes,
  PAGE,
  peopleWith,
  planWith,
  run,
  write,
  writeIn,
} from '../../test/support/admission.ts';
import { addMs, DAY_MS, HOUR_MS } from '../kit/clock.ts';
import { many, one, withTransaction } from '../kit/db.ts';
import { mergeCustomers } from '../profiles/merge.customers.ts';
import { routes } from './message.contract.ts';

test('a control group is always the same people; a larger one has all of a smaller one; others are not alike', async () => {
  await addPeople(20_000);
  const groups: number[][] = [];
  for (const [index, percent] of [10, 25].entries()) {
    await write(planWith({ control_group_percent: percent }), { occurrence: index + 1 });
    groups.push(await peopleWith('control_group', sql`occurrence = ${index + 1}`));
  }
  await write(planWith({ control_group_percent: 10 }), { occurrence: 1, campaignId: 2 });
  const other = await peopleWith('control_group', sql`campaign_id = 2`);
  const [small = [], large = []] = groups;
  // Five standard deviations of drawing lots.
  expect(Math.abs(small.length - 2_000)).toBeLessThan(212);
  expect(Math.abs(large.length - 5_000)).toBeLessThan(306);
  expect(Math.abs(other.length - 2_000)).toBeLessThan(212);
  expect(small.filter((id) => !large.includes(id))).toEqual([]);
  const both = other.filter((id) => small.includes(id)).length;
  expect(Math.abs(both - 200)).toBeLessThan(71);
  expect(await outcomes(sql`occurrence = 1 and campaign_id = 1`)).toEqual({
    pending: 20_000 - small.length,
    control_group: small.length,
  });
});

test('the workspace’s control group is left out before the campaign’s own, unless the campaign does not want it', async () => {
  await addPeople(5_000);
  await run(
    sql`insert into sending_rules (workspace_id, rules, updated_at) values ('w', '{"global_control_percent": 20}', ${NOW})`,
  );
  await write(planWith({ control_group_percent: 50 }), { occurrence: 1 });
  await write(planWith({ control_group_percent: 50, use_global_control: false }), { occurrence: 2 });
  await write(planWith({}), { occurrence: 1, campaignId: 2 });
  const global = await peopleWith('global_control_group', sql`campaign_id = 1`);
  expect(global).toEqual(await peopleWith('global_control_group', sql`campaign_id = 2`));
  expect(Math.abs(global.length - 1_000)).toBeLessThan(142);
  const own = await peopleWith('control_group', sql`occurrence = 2`);
  expect(Math.abs(own.length - 2_500)).toBeLessThan(177);
  const rest = await peopleWith('control_group', sql`occurrence = 1 and campaign_id = 1`);
  expect(rest).toEqual(own.filter((id) => !global.includes(id)));
});

test('of several people with the same value one gets it, whatever its case; nobody without a value or without a PSID uses one up', async () => {
  await addPeople(
    40,
    sql`case when n <= 30 then jsonb_build_object('email', case when n % 2 = 0 then ' A' else 'a' end || (n % 10) || '@x.example ')
                               when n <= 35 then '{"email": "  "}' else '{}' end`,
  );
  await run(sql`update profiles set attributes = attributes - 'ps_id' where profile_id <= 10`);
  await write(planWith({ dedupe_attribute: 'email' }));
  expect(await outcomes()).toEqual({ no_psid: 10, pending: 10 + 10, duplicate: 10 });
});

test('a place goes to who can be written to: not to who opted out, blocked the Page or is out of reach of the only way', async () => {
  await addPeople(400, sql`jsonb_build_object('email', 'p' || (n % 100))`);
  const known = (from: number, to: number, columns: string, values: ReturnType<typeof sql>) =>
    run(sql`insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, ${sql.raw(columns)})
            select 'w', ${PAGE}, (900 + n)::text, n, 'webhook', ${NOW}, ${values} from generate_series(${from}::int, ${to}::int) n`);
  const lastAction = 'last_user_action_at';
  await known(1, 100, `${lastAction}, opted_out_at`, sql`${NOW}::timestamptz, ${NOW}::timestamptz`);
  await known(101, 200, `${lastAction}, blocked_at`, sql`${NOW}::timestamptz, ${NOW}::timestamptz`);
  await known(201, 300, lastAction, sql`${addMs(NOW, -25 * HOUR_MS)}::timestamptz`);
  await known(301, 400, lastAction, sql`${addMs(NOW, -HOUR_MS)}::timestamptz`);
  const among = async (from: number) =>
    (await peopleWith('pending', sql`occurrence = ${from}`)).filter((id) => id > 300).length;
  await write(planWith({ dedupe_attribute: 'email' }));
  expect(await outcomes()).toEqual({ pending: 100, duplicate: 300 });
  expect(await among(1)).toBe(100);
  const limited = planWith({ audience_limit: { total: null, per_day: null, per_run: 60 } });
  await write(limited, { occurrence: 2 });
  expect(await among(2)).toBe(60);
  await openRun(3);
  await draw(limited, 3);
  await Promise.all(
    [1, 0].map((n) => write(limited, { occurrence: 3, from: n * 200 + 1, to: n * 200 + 200 })),
  );
  expect(await among(3)).toBe(60);
  // With a way that needs no window, a closed one is no reason to come later.
  const utility = routes.parse([{ kind: 'utility', template: { name: 'shipped', language: 'en' } }]);
  await write(planWith(limited.controls, { routes: utility }), { occurrence: 4 });
  const inside = await peopleWith('pending', sql`occurrence = 4`);
  expect(inside.every((id) => id > 200)).toBe(true);
  expect(inside.some((id) => id <= 300)).toBe(true);
});

test('ranges that are written at the same time let one person in for a value, and a crash uses none up', async () => {
  await addPeople(4_000, sql`jsonb_build_object('email', 'p' || (n % 300))`);
  const plan = planWith({ dedupe_attribute: 'email' });
  await withTransaction(database.db, async (tx) => {
    await writeIn(tx, plan, { from: 1, to: 1_000 });
    throw new Error('died');
  }).catch(() => {});
  await Promise.all([0, 1, 2, 3].map((n) => write(plan, { from: n * 1_000 + 1, to: n * 1_000 + 1_000 })));
  expect(await outcomes()).toEqual({ pending: 300, duplicate: 3_700 });
  const values = await one(
    database.db,
    sql<{
      people: number;
    }>`select count(distinct p.attributes ->> 'email') as people from deliveries d join profiles p using (profile_id) where d.state = 'pending'`,
  );
  expect(values.people).toBe(300);
});

test('who came in with a value first may come again, as who they were merged into too; all others with it may not', async () => {
  await addPeople(4, sql`'{"email": "same"}'`);
  const plan = planWith({ dedupe_attribute: 'email' });
  await openRun(1, true);
  expect(await enter(plan, [1])).toMatchObject([{ state: 'pending', reason: null }]);
  expect(await enter(plan, [1, 2, 1])).toMatchObject([
    { state: 'pending' },
    { state: 'skipped', reason: 'duplicate' },
    { state: 'pending' },
  ]);
  await withTransaction(database.db, (tx) =>
    mergeCustomers(tx, 'w', {
      from: { profileId: 1 },
      into: { profileId: 3 },
      reason: 'same',
      actor: 'me',
      at: NOW,
    }),
  );
  expect(await enter(plan, [3, 4, 1])).toMatchObject([
    { state: 'pending' },
    { reason: 'duplicate' },
    { reason: 'person_gone' },
  ]);
});

test('a limit of people is kept to the last one by four writers at once, and tells who found no room', async () => {
  await addPeople(4_000);
  const plan = planWith({ audience_limit: { total: 1_234, per_day: null, per_run: null } });
  await withTransaction(database.db, async (tx) => {
    await writeIn(tx, plan, { from: 1, to: 1_000 });
    throw new Error('died');
  }).catch(() => {});
  await Promise.all([0, 1, 2, 3].map((n) => write(plan, { from: n * 1_000 + 1, to: n * 1_000 + 1_000 })));
  expect(await outcomes()).toEqual({ pending: 1_234, audience_limit: 2_766 });
  await write(plan, { occurrence: 2 });
  expect(await outcomes(sql`occurrence = 2`)).toEqual({ audience_limit: 4_000 });
});

test('who finds room is drawn, the same whenever the run is written again, and not the ones who were there first', async () => {
  await addPeople(1_000);
  const plan = planWith({
    control_group_percent: 10,
    audience_limit: { total: null, per_day: null, per_run: 100 },
  });
  await write(plan);
  const first = await peopleWith('pending');
  await run(sql`delete from deliveries`);
  await run(sql`delete from admissions`);
  await write(plan);
  expect(await peopleWith('pending')).toEqual(first);
  expect(first.length).toBe(100);
  const mean = first.reduce((sum, id) => sum + id, 0) / 100;
  expect(Math.abs(mean - 500)).toBeLessThan(145);
  await write(plan, { occurrence: 2 });
  expect(await peopleWith('pending', sql`occurrence = 2`)).not.toEqual(first);
  expect(await outcomes(sql`occurrence = 2`)).toMatchObject({ pending: 100 });
});

test('a run whose lots are drawn lets in the same people from ranges at once as from one, and says the same of all others', async () => {
  await addPeople(2_000, sql`jsonb_build_object('email', 'p' || (n % 700))`);
  await run(sql`update profiles set attributes = attributes - 'email' where profile_id % 50 = 0`);
  const plan = planWith({
    control_group_percent: 10,
    dedupe_attribute: 'email',
    audience_limit: { total: 500, per_day: null, per_run: 300 },
  });
  await write(plan);
  const shown = async () =>
    many(database.db, sql`select profile_id, coalesce(reason, state) as what from deliveries order by 1`);
  const alone = await shown();
  for (const table of ['deliveries', 'admissions', 'admitted_values'])
    await run(sql`truncate ${sql.table(table)} cascade`);
  await openRun(1);
  await draw(plan, 1);
  await Promise.all([3, 1, 0, 2].map((n) => write(plan, { from: n * 500 + 1, to: n * 500 + 500 })));
  expect(await shown()).toEqual(alone);
  expect(await outcomes()).toMatchObject({ pending: 300 });
  await run(sql`truncate admitted_values`);
  for (const [occurrence, room] of [
    [2, 200],
    [3, 0],
  ] as const) {
    await openRun(occurrence);
    await draw(plan, occurrence);
    await write(plan, { occurrence });
    expect((await outcomes(sql`occurrence = ${occurrence}`))['pending'] ?? 0).toBe(room);
  }
});

test('days are those of the workspace’s time zone, and each limit is kept for itself', async () => {
  await addPeople(100);
  const plan = planWith({ audience_limit: { total: 25, per_day: 10, per_run: 7 } });
  const beforeMidnight = new Date('2026-11-23T22:59:00Z'); // 23:59 in Prague
  await write(plan, { occurrence: 1, now: beforeMidnight });
  await write(plan, { occurrence: 2, now: beforeMidnight });
  await write(plan, { occurrence: 3, now: addMs(beforeMidnight, 2 * 60_000) });
  await write(plan, { occurrence: 4, now: addMs(beforeMidnight, HOUR_MS) });
  await write(plan, { occurrence: 5, now: addMs(beforeMidnight, DAY_MS) });
  await write(plan, { occurrence: 6, now: addMs(beforeMidnight, 3 * DAY_MS) });
  const admitted = await many(
    database.db,
    sql<{
      people: number;
    }>`select count(*) filter (where state = 'pending') as people from deliveries group by occurrence order by occurrence`,
  );
  expect(admitted.map((row) => row.people)).toEqual([7, 3, 7, 3, 0, 5]);
});

test('entries find room one after the other; four writers at once let in no more than there is', async () => {
  await addPeople(200);
  await openRun(1, true);
  const plan = planWith({ audience_limit: { total: 50, per_day: null, per_run: null } });
  const batches = Array.from({ length: 8 }, (_, n) => Array.from({ length: 25 }, (_, i) => n * 25 + i + 1));
  const answers = (await Promise.all(batches.map((people) => enter(plan, people)))).flat();
  expect(answers.filter((one) => one.state === 'pending').length).toBe(50);
  expect(answers.filter((one) => one.reason === 'audience_limit').length).toBe(150);
  expect(await outcomes()).toEqual({ pending: 50, audience_limit: 150 });
});

test('of several people with the same value the one who finds no room is not a duplicate of nobody', async () => {
  await addPeople(90, sql`jsonb_build_object('email', 'p' || (n % 30))`);
  await write(
    planWith({ dedupe_attribute: 'email', audience_limit: { total: 12, per_day: null, per_run: null } }),
  );
  expect(await outcomes()).toEqual({ pending: 12, audience_limit: 18, duplicate: 60 });
});

test('a row that a merge moved into the run takes no room and no value', async () => {
  await addPeople(20, sql`jsonb_build_object('email', 'p' || n)`);
  const plan = planWith({
    dedupe_attribute: 'email',
    audience_limit: { total: 15, per_day: null, per_run: null },
  });
  await write(plan, { from: 1, to: 10 });
  await withTransaction(database.db, (tx) =>
    mergeCustomers(tx, 'w', {
      from: { profileId: 5 },
      into: { profileId: 15 },
      reason: 'same',
      actor: 'me',
      at: NOW,
    }),
  );
  await write(plan, { from: 11, to: 20 });
  expect(await outcomes()).toEqual({ pending: 15, audience_limit: 4 });
});
