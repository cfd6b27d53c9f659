// What controls, rates and local times make of the waterfall, on real PostgreSQL.
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { addMs, HOUR_MS } from '../kit/clock.ts';
import { execute } from '../kit/db.ts';
import { formatId } from '../kit/ids.ts';
import {
  count,
  database,
  define,
  NOW,
  needs,
  PAGE,
  removeEverybody,
  TEXT,
} from './testing/waterfall-world.ts';
import { countWaterfall } from './waterfall.ts';

beforeEach(removeEverybody);

test('the forecast goes by the lowest of the rates that apply', async () => {
  const video = {
    message: { attachment: { type: 'video', payload: { url: 'https://shop.example.org/v.mp4' } } },
  };
  const rateOf = async (over: object) => {
    const forecast = (await count(over))?.forecast;
    return [forecast?.limited_by, forecast?.per_second];
  };
  expect(await rateOf({ message: TEXT })).toEqual(['page', 300]);
  expect(await rateOf({ message: TEXT, per_second: 20 })).toEqual(['campaign', 20]);
  expect(await rateOf({ message: { ...TEXT, typing_seconds: 2 }, per_second: 200 })).toEqual(['typing', 150]);
  expect(await rateOf({ message: video })).toEqual(['media', 10]);
  await execute(
    database.db,
    sql`insert into lanes (workspace_id, lane_id, pace, leased_until)
        values ('w', ${`page:${PAGE}`}, '{"limit_per_second": 120.5}', now() + interval '1 minute')`,
  );
  expect(await rateOf({ message: TEXT })).toEqual(['page', 120.5]);
});

test('control groups are those of the run; doubles and people over a limit are taken from all alike', async () => {
  await execute(
    database.db,
    sql`insert into profiles (workspace_id, attributes)
        select 'w', jsonb_build_object('ps_id', (5000 + n)::text, 'household', n % 100) from generate_series(1, 400) n`,
  );
  const controls = {
    ...{ use_global_control: false, control_group_percent: 20, dedupe_attribute: 'household' },
    audience_limit: { per_run: 30 },
  };
  const definition = define({ message: TEXT, controls });
  const waterfall = await countWaterfall(needs, 'w', { definition, campaign_id: formatId('cmp', 7) });
  const step = waterfall?.steps.find(({ key }) => key === 'left_out');
  const [{ people: control } = { people: 0 }] =
    step?.reasons.filter((one) => one.reason === 'control_group') ?? [];
  expect(Math.abs(control - 80)).toBeLessThan(41);
  expect(Object.fromEntries(step?.reasons.map((one) => [one.reason, one.people]) ?? [])).toEqual({
    control_group: control,
    duplicate: Math.round((400 - control) * 0.75),
    audience_limit: 400 - control - Math.round((400 - control) * 0.75) - 30,
  });
  const called = define({ page_id: null, request: { url: 'https://hooks.example.org/x' }, controls });
  const calls = await countWaterfall(needs, 'w', { definition: called, campaign_id: formatId('cmp', 7) });
  expect(calls?.steps.map(({ key, people }) => [key, people])).toEqual([
    ['in_segment', 400],
    ['left_out', 370],
    ['called', 30],
  ]);
});

test('room is foreseen for those who can be written to', async () => {
  await execute(
    database.db,
    sql`with people as (
          insert into profiles (workspace_id, attributes)
          select 'w', jsonb_build_object('ps_id', (5000 + n)::text) from generate_series(1, 90) n returning profile_id, attributes
        )
        insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, last_user_action_at, opted_out_at)
        select 'w', ${PAGE}, attributes ->> 'ps_id', profile_id, 'webhook', ${NOW},
               ${NOW}::timestamptz - case profile_id % 3 when 0 then interval '25 hours' else interval '1 hour' end,
               case profile_id % 3 when 1 then ${NOW}::timestamptz end
          from people`,
  );
  const reached = async (per_run: number) => {
    const controls = { use_global_control: false, audience_limit: { per_run } };
    const found = await countWaterfall(needs, 'w', {
      definition: define({ message: TEXT, controls }),
      campaign_id: null,
    });
    return found?.steps.find(({ key }) => key === 'in_window')?.people;
  };
  expect(await reached(20)).toBe(20);
  expect(await reached(40)).toBe(30);
});

/** Ten people each in Tokyo, New York, Prague and nobody knows where, who wrote 20 hours ago. */
async function fillZones(): Promise<void> {
  await execute(
    database.db,
    sql`insert into profiles (workspace_id, attributes)
        select 'w', jsonb_build_object('ps_id', (6000 + n)::text, 'time_zone', (array['9', '-5', 'Europe/Prague', '?'])[n % 4 + 1])
          from generate_series(1, 40) n`,
  );
  await execute(
    database.db,
    sql`insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, last_user_action_at)
        select 'w', ${PAGE}, attributes ->> 'ps_id', profile_id, 'webhook', ${NOW}, ${addMs(NOW, -20 * HOUR_MS)}::timestamptz from profiles`,
  );
}

test('in own time zones the forecast goes round the world; whose time is over is left out', async () => {
  await fillZones();
  const local_time = addMs(NOW, HOUR_MS).toISOString().slice(0, 16);
  const schedule = { kind: 'own_zone', local_time, time_zone: 'UTC' };
  const waterfall = await count({ message: TEXT, schedule, controls: { use_global_control: false } });
  const leftOut = waterfall?.steps.find(({ key }) => key === 'left_out');
  expect(leftOut?.reasons.map(({ reason, people }) => [reason, people])).toEqual([['local_time_passed', 10]]);
  // Prague and UTC have their hour while windows are open; New York's comes two hours after they closed.
  expect(waterfall?.forecast).toMatchObject({ closing: 10 });
  expect(Math.abs((waterfall?.forecast?.seconds ?? 0) - 6 * 3600)).toBeLessThan(10);
});

test('whoever has quiet hours waits for their end, too long for some windows, or gets nothing', async () => {
  await fillZones();
  const inQuiet = (action: string) => {
    const controls = { use_global_control: false, quiet_hours: { from: '20:00', to: '08:00', action } };
    return count({ message: TEXT, controls });
  };
  // It is 21:00 in Tokyo, for eleven hours more, and windows close in four; New York's 07:00 is quiet for one.
  const held = await inQuiet('hold');
  expect(held?.forecast?.closing).toBe(10);
  expect(held?.forecast?.text).toMatch(/about 50 %.* the last for 11 h 0 min/);
  expect(held?.steps.find(({ key }) => key === 'left_out')).toBeUndefined();
  const dropped = await inQuiet('drop');
  expect(dropped?.forecast).toMatchObject({ closing: 0, seconds: 1 });
  const leftOut = dropped?.steps.find(({ key }) => key === 'left_out');
  expect(leftOut?.reasons).toMatchObject([{ reason: 'quiet_hours', people: 20 }]);
});

test.each([
  { segment_id: null, message: TEXT },
  { page_id: '9', message: TEXT },
  { message: { message: { text: '{{ x' } } },
])('what cannot be counted yet is null: %j', async (over) => {
  expect(await count(over)).toBeNull();
});

test('of another address everybody is called', async () => {
  await execute(database.db, sql`insert into profiles (workspace_id) values ('w'), ('w')`);
  const request = { url: 'https://hooks.example.org/x' };
  const controls = { use_global_control: false };
  const waterfall = await count({ page_id: null, request, controls });
  expect(waterfall).toMatchObject({ kind: 'connector', forecast: null });
  expect(waterfall?.steps.map(({ key, people }) => [key, people])).toEqual([
    ['in_segment', 2],
    ['called', 2],
  ]);
});
