// Who is let into the ledger on real PostgreSQL: each control leaves out exactly whom it should, and the rows say so; also
// where several write at once, or one dies in the middle.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { addMs, DAY_MS, HOUR_MS } from '../kit/clock.ts';
import { type Database, execute, jsonb, many, one, type Tx, withTransaction } from '../kit/db.ts';
import { mergeCustomers } from '../profiles/merge.customers.ts';
import { controls } from './controls.contract.ts';
import { type Admitted, drawAudience, enqueueEntries, enqueueRange } from './enqueue.queries.ts';
import { type DeliveryPlan, PLAIN } from './plan.contract.ts';

const PAGE = '1040000000000001';
const NOW = new Date('2026-11-23T12:00:00Z');
const ids = { workspaceId: 'w', campaignId: 1, laneId: `page:${PAGE}` };
let database: Database;
beforeEach(async () => {
  database = await createTestDatabase({ max: 8 });
  await run(sql`insert into workspaces (workspace_id, name, time_zone) values ('w', 'W', 'Europe/Prague')`);
  await run(
    sql`insert into campaigns (workspace_id, name, definition, state) values ('w', 'C', '{}', 'sending'), ('w', 'D', '{}', 'sending')`,
  );
});
afterEach(() => database?.close());

const run = (statement: ReturnType<typeof sql>): Promise<number> => execute(database.db, statement);
type Plan = Parameters<typeof enqueueRange>[1]['plan'];
const planWith = (chosen: object, rest: Partial<DeliveryPlan> = {}): Plan => ({
  ...PLAIN,
  page_id: PAGE,
  ...rest,
  controls: controls.parse(chosen),
});

/** Customers 1 to `count`, each with a PSID and what `attributesOf` says. */
const addPeople = (count: number, attributes = sql`'{}'::jsonb`): Promise<number> =>
  run(sql`insert into profiles (workspace_id, customer_id, attributes)
          select 'w', n::text, jsonb_build_object('ps_id', (900 + n)::text) || ${attributes} from generate_series(1, ${count}::int) n`);

const openRun = (occurrence: number, standing = false): Promise<number> =>
  run(sql`insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, started_at, winner_due_at, plan, filter, lane_id, standing)
          values ('w', 1, ${occurrence}, 'preparing', ${NOW}, ${NOW}, ${addMs(NOW, HOUR_MS)}, '{}', '{}', ${ids.laneId}, ${standing})`);

interface Range {
  occurrence?: number;
  campaignId?: number;
  from?: number;
  to?: number;
  now?: Date;
}
const writeIn = (
  tx: Tx,
  plan: Plan,
  { occurrence = 1, campaignId = 1, from = 1, to = 100_000, now = NOW }: Range,
) =>
  enqueueRange(tx, {
    ...ids,
    campaignId,
    occurrence,
    plan,
    who: sql`true`,
    fromProfileId: from,
    toProfileId: to,
    now,
  });
const write = (plan: Plan, range: Range = {}): Promise<number> =>
  withTransaction(database.db, (tx) => writeIn(tx, plan, range));

let lastEntry = 0;
/** People by their numbers, each as an entry of its own. */
const enter = (plan: Plan, people: number[], now = NOW): Promise<Admitted[]> =>
  withTransaction(database.db, (tx) => {
    const entries = people.map((profileId) => ({ entryId: ++lastEntry, profileId, dueAt: now }));
    return enqueueEntries(tx, { ...ids, occurrence: 1, plan, now, entries });
  });

async function outcomes(where = sql`true`): Promise<Record<string, number>> {
  const rows = await many(
    database.db,
    sql<{
      what: string;
      people: number;
    }>`select coalesce(reason, state) as what, count(*) as people from deliveries where ${where} group by 1`,
  );
  return Object.fromEntries(rows.map((row) => [row.what, row.people]));
}
const peopleWith = async (what: string, where = sql`true`): Promise<number[]> =>
  (
    await many(
      database.db,
      sql<{
        id: number;
      }>`select profile_id as id from deliveries where coalesce(reason, state) = ${what} and ${where} order by 1`,
    )
  ).map((row) => row.id);

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

const draw = (plan: Plan, occurrence: number): Promise<void> =>
  withTransaction(database.db, (tx) =>
    drawAudience(tx, { ...ids, occurrence, plan, who: sql`true`, now: NOW }),
  );

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

test('entries: what is wanted later is due then, what is wanted now by the end of the window; expiry is counted from then', async () => {
  await addPeople(3);
  await openRun(1, true);
  const acted = addMs(NOW, -20 * HOUR_MS);
  await run(sql`insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, last_user_action_at)
                values ('w', ${PAGE}, '901', 1, 'webhook', ${acted}, ${acted})`);
  const plan = planWith({ expires_after_minutes: 60 });
  const later = addMs(NOW, 2 * HOUR_MS);
  const answers = await withTransaction(database.db, (tx) =>
    enqueueEntries(tx, {
      ...{ ...ids, occurrence: 1, plan, now: NOW },
      entries: [
        { entryId: 1, profileId: 1, dueAt: NOW },
        { entryId: 2, profileId: 2, dueAt: NOW },
        { entryId: 3, profileId: 1, dueAt: later },
        { entryId: 4, profileId: 999, dueAt: NOW },
      ],
    }),
  );
  expect(answers.map((one) => one.reason)).toEqual([null, null, null, 'person_gone']);
  const rows = await many(
    database.db,
    sql<{
      dueAt: Date;
      expiresAt: Date;
      psid: string;
    }>`select due_at as "dueAt", expires_at as "expiresAt", psid from deliveries order by entry_id`,
  );
  expect(rows).toEqual([
    { dueAt: addMs(acted, DAY_MS - 7 * DAY_MS), expiresAt: addMs(NOW, HOUR_MS), psid: '901' },
    { dueAt: NOW, expiresAt: addMs(NOW, HOUR_MS), psid: '902' },
    { dueAt: later, expiresAt: addMs(later, HOUR_MS), psid: '901' },
  ]);
});

test('everybody gets it at their local time; whose time is over by more than an hour is left out', async () => {
  const zones = ['Europe/Prague', '-5', 9, 'America/Los_Angeles', 'nowhere', null, 'Pacific/Auckland'];
  await addPeople(zones.length);
  await run(sql`update profiles p set attributes = attributes || jsonb_build_object('time_zone', z.zone)
                  from jsonb_array_elements(${jsonb(zones)}) with ordinality z (zone, n) where p.profile_id = z.n`);
  const own_zone = { local_time: '2026-11-23T13:30', time_zone: 'Europe/London' };
  await write(planWith({}, { own_zone }));
  const rows = await many(
    database.db,
    sql<{
      id: number;
      dueAt: Date;
      reason: string | null;
    }>`select profile_id as id, due_at as "dueAt", reason from deliveries order by 1`,
  );
  const at = (text: string): Date => new Date(`2026-11-23T${text}:00Z`);
  expect(rows).toEqual([
    { id: 1, dueAt: at('12:30'), reason: null },
    { id: 2, dueAt: at('18:30'), reason: null },
    { id: 3, dueAt: at('04:30'), reason: 'local_time_passed' },
    { id: 4, dueAt: at('21:30'), reason: null },
    { id: 5, dueAt: at('13:30'), reason: null },
    { id: 6, dueAt: at('13:30'), reason: null },
    { id: 7, dueAt: at('00:30'), reason: 'local_time_passed' },
  ]);
});

const experiment = (winner: object | null): Partial<DeliveryPlan> => ({
  experiment: { variants: [{ weight: 50 }, { weight: 30 }, { weight: 20 }], winner } as never,
});

test('variants are given by weight, to the same person always the same', async () => {
  await addPeople(10_000);
  const plan = planWith({}, experiment(null));
  await openRun(1);
  await openRun(2);
  await write(plan, { occurrence: 1 });
  await write(plan, { occurrence: 2 });
  const { changed, counts } = await one(
    database.db,
    sql<{ changed: number; counts: number[] }>`
    select (select count(*) from deliveries a join deliveries b using (profile_id) where a.variant <> b.variant) as changed,
           array(select count(*) from deliveries where occurrence = 1 group by variant order by variant) as counts`,
  );
  expect(changed).toBe(0);
  expect(Math.abs((counts[0] ?? 0) - 5_000)).toBeLessThan(250);
  expect(Math.abs((counts[1] ?? 0) - 3_000)).toBeLessThan(230);
  expect(Math.abs((counts[2] ?? 0) - 2_000)).toBeLessThan(200);
});

test('who is not of the test waits for the winner; once it is known everybody gets it', async () => {
  await addPeople(2_000);
  await openRun(1);
  const plan = planWith({}, experiment({ metric: 'read', after_minutes: 60, test_percent: 20 }));
  await write(plan, { to: 1_000 });
  const waiting = await many(
    database.db,
    sql<{
      early: boolean;
      late: boolean;
    }>`select due_at < ${addMs(NOW, HOUR_MS)} as early, due_at > ${addMs(NOW, HOUR_MS + 60_000)} as late
                                             from deliveries where variant is null`,
  );
  expect(Math.abs(waiting.length - 800)).toBeLessThan(64);
  expect(waiting.some((row) => row.early || row.late)).toBe(false);
  await run(sql`update occurrences set winner = 2`);
  await write(plan, { from: 1_001, to: 2_000 });
  expect(
    await peopleWith('pending', sql`profile_id > 1000 and variant = 2 and due_at <= ${NOW}`),
  ).toHaveLength(1_000);
});

test('who comes in one by one waits for no winner', async () => {
  await addPeople(50);
  await openRun(1, true);
  const plan = planWith({}, experiment({ metric: 'read', after_minutes: 60, test_percent: 20 }));
  await enter(
    plan,
    Array.from({ length: 50 }, (_, n) => n + 1),
  );
  expect(await peopleWith('pending', sql`variant is null or due_at > ${NOW}`)).toEqual([]);
});
