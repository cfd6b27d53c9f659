// When those who are let into the ledger are due, until when, and with which variant, on real PostgreSQL.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import {
  addPeople,
  database,
  enter,
  ids,
  NOW,
  openRun,
  PAGE,
  peopleWith,
  planWith,
  run,
  write,
} from '../../test/support/admission.ts';
import { addMs, DAY_MS, HOUR_MS } from '../kit/clock.ts';
import { jsonb, many, one, withTransaction } from '../kit/db.ts';
import { enqueueEntries } from './enqueue.queries.ts';
import type { DeliveryPlan } from './plan.contract.ts';

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

test('who is left out at the door has no variant: those of all variants are those let in', async () => {
  await addPeople(2_000);
  await openRun(1);
  const limit = { total: null, per_day: null, per_run: 600 };
  await write(planWith({ control_group_percent: 20, audience_limit: limit }, experiment(null)), {
    occurrence: 1,
  });
  const { odd, variants, admitted, reasons } = await one(
    database.db,
    sql<{ odd: number; variants: number; admitted: number; reasons: string[] }>`
    select count(*) filter (where (variant is null) <> (state = 'skipped')) as odd,
           count(variant) as variants, count(*) filter (where state = 'pending') as admitted,
           array_agg(distinct reason order by reason) filter (where reason is not null) as reasons from deliveries`,
  );
  expect({ odd, variants, admitted }).toEqual({ odd: 0, variants: 600, admitted: 600 });
  expect(reasons).toEqual(['audience_limit', 'control_group']);
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
