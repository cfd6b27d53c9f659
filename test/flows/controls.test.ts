// Who gets nothing, or only later, because a campaign or its workspace wants it so: each control removes or delays exactly whom it
// should, by a clock that is moved, and the report says so.
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { sendingRules } from '../../src/delivery/plan.contract.ts';
import { execute, jsonb, many } from '../../src/kit/db.ts';
import { until } from '../support/until.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import {
  createCampaign,
  everybodyWithPsid,
  peopleWrite,
  report,
  startWorld,
  summary,
  type World,
} from '../support/world.ts';

let world: World;
let clock: VirtualClock;
afterEach(() => world?.close());

/** Talaria and the platform at an instant, with people who have just written. */
async function stage(at: string, people: number, rules: object = {}): Promise<string[]> {
  clock = createVirtualClock(at);
  world = await startWorld({ clock });
  await clock.moveTo(world, at);
  await execute(
    world.database.db,
    sql`insert into sending_rules (workspace_id, rules, updated_at)
        values ('default', ${jsonb(sendingRules.parse(rules))}, now())`,
  );
  await execute(world.database.db, sql`update workspaces set time_zone = 'Europe/Prague'`);
  return peopleWrite(world, people);
}

let segment: { of: World; id: string } | undefined;
const define = async (controls: object, over: object = {}) => {
  if (segment?.of !== world) segment = { of: world, id: await everybodyWithPsid(world) };
  const message = { message: { text: 'Hello' } };
  return { segment_id: segment.id, page_id: world.page.id, message, controls, ...over };
};
async function publish(controls: object, over: object = {}, tags: string[] = []): Promise<string> {
  const id = await createCampaign(world, await define(controls, over), `With ${tags.join(', ')}`);
  await execute(
    world.database.db,
    sql`update campaigns set tags = ${tags}::text[] where campaign_id = (select max(campaign_id) from campaigns)`,
  );
  await world.api('POST', `/api/campaigns/${id}/publish`);
  return id;
}
async function finished(id: string) {
  await until('it is over', async () => (await report(world, id)).campaign.state === 'finished');
  return report(world, id);
}
const reasons = ({ skipped }: { skipped: { reason: string; count: number }[] }) =>
  Object.fromEntries(skipped.map(({ reason, count }) => [reason, count]));

const waiting = () =>
  many<{ psid: string; reason: string; at: string }>(
    world.database.db,
    sql`select psid, reason, to_char(date_trunc('minute', due_at) at time zone 'UTC', 'MM-DD HH24:MI') as at
          from deliveries where state = 'pending' and reason is not null order by psid`,
  );
const wait = (people: number) => until(`${people} wait`, async () => (await waiting()).length === people);
const accepted = (people: number) =>
  until(
    `${people} have it`,
    async () => (await world.count("deliveries where state = 'accepted'")) === people,
  );
const moveBy = (minutes: number) =>
  clock.moveTo(world, new Date(clock.now().getTime() + minutes * 60_000).toISOString());

test('quiet hours hold messages by the clock of each person, over the night in which summer time begins', async () => {
  const quiet = { from: '21:00', to: '08:00', action: 'hold' };
  const [inNewYork, ...inPrague] = await stage('2026-03-28T21:30:00Z', 3, { quiet_hours: quiet });
  await execute(
    world.database.db,
    sql`update profiles p set attributes = attributes || '{"time_zone": "America/New_York"}'
          from identities i where i.profile_id = p.profile_id and i.psid = ${inNewYork}`,
  );
  const id = await publish({});
  await wait(2);
  await accepted(1); // 17:30 in New York
  // 08:00 on the day whose night had an hour less.
  expect(await waiting()).toEqual(
    inPrague.map((psid) => ({ psid, reason: 'quiet_hours', at: '03-29 06:00' })),
  );
  expect(await report(world, id)).toMatchObject({
    ...{ waiting: 2, accepted: 1, adds_up: true },
    waiting_for: [{ reason: 'quiet_hours', title: 'Waits for quiet hours to end', count: 2 }],
    delivery: { limited_by: { kind: 'waits' } },
  });
  await clock.moveTo(world, '2026-03-29T05:59:59Z');
  expect(await finished(id)).toMatchObject({ accepted: 3, adds_up: true });
  const early = await world.count(
    "deliveries where settled_at between '2026-03-28 22:00Z' and '2026-03-29 05:59:59.999Z'",
  );
  expect(early).toBe(0);
});

test('quiet hours may drop what they meet, and drop what would have expired when they end', async () => {
  await stage('2026-06-10T20:00:00Z', 2); // 22:00 in Prague
  const quiet = { from: '21:00', to: '08:00' };
  const dropped = await publish({ quiet_hours: { ...quiet, action: 'drop' } });
  expect(reasons(await finished(dropped))).toEqual({ quiet_hours: 2 });
  const tooShort = await publish({ quiet_hours: { ...quiet, action: 'hold' }, expires_after_minutes: 60 });
  expect(reasons(await finished(tooShort))).toEqual({ quiet_hours: 2 });
  const over = await publish({ quiet_hours: { from: '08:00', to: '21:00', action: 'drop' } });
  expect(await finished(over)).toMatchObject({ accepted: 2 });
});

test('caps count accepted messages of rolling hours: of all campaigns, of this one, of those with a tag', async () => {
  await stage('2026-06-10T09:00:00Z', 3, {
    caps: [
      { times: 2, hours: 24 },
      { times: 1, hours: 24, tag: 'Promo' },
    ],
  });
  expect(await finished(await publish({}, {}, ['promo']))).toMatchObject({ accepted: 3 });
  await moveBy(60);
  expect(reasons(await finished(await publish({}, {}, ['promo', 'other'])))).toEqual({
    'frequency_cap:tag Promo': 3,
  });
  expect(await finished(await publish({}, {}, ['other']))).toMatchObject({ accepted: 3 });
  expect(reasons(await finished(await publish({})))).toEqual({ 'frequency_cap:workspace': 3 });
  expect(await finished(await publish({ obey_workspace: false }))).toMatchObject({ accepted: 3 });
  // What waits leaves when the oldest of those that fill the cap is a day old.
  const waits = await publish({ when_capped: 'wait' }, {}, ['promo']);
  await wait(3);
  expect(new Set((await waiting()).map(({ reason }) => reason))).toEqual(
    new Set(['frequency_cap:workspace']),
  );
  await moveBy(20 * 60);
  const since = clock.now().toISOString();
  await world.sand('POST', '/sandbox/people/actions', {
    ...{ page_id: world.page.id, type: 'message', text: 'Hi again', limit: 10 },
  });
  await until(
    'all have written',
    async () => (await world.count(`identities where last_user_action_at >= '${since}'`)) === 3,
  );
  expect(await waiting()).toHaveLength(3);
  await moveBy(5 * 60);
  expect(await finished(waits)).toMatchObject({ accepted: 3, adds_up: true });
});

test('a minimum gap and a limit for each person', async () => {
  await stage('2026-06-10T09:00:00Z', 2);
  const daily = {
    ...{ kind: 'repeat', every: { unit: 'day' }, time: '12:00', time_zone: 'Europe/Prague' },
    end: { kind: 'after', runs: 2 },
  };
  const limited = await publish({ per_person_limit: 1 }, { delivery_type: 'periodic', schedule: daily });
  await clock.moveTo(world, '2026-06-10T09:59:59Z');
  await accepted(2);
  expect(reasons(await finished(await publish({ minimum_gap_minutes: 60 })))).toEqual({ minimum_gap: 2 });
  await moveBy(61);
  expect(await finished(await publish({ minimum_gap_minutes: 60 }))).toMatchObject({ accepted: 2 });
  await clock.moveTo(world, '2026-06-11T09:59:59Z');
  await until(
    'the second run is over',
    async () => (await world.count("deliveries where reason = 'per_person_limit'")) === 2,
  );
  expect(reasons(await finished(limited))).toEqual({ per_person_limit: 2 });
});

test('what has not left in time is not sent', async () => {
  await stage('2026-06-10T09:00:00Z', 20);
  const id = await publish({ expires_after_minutes: 10 }, { per_second: 1 });
  await until('it has begun', async () => (await report(world, id)).accepted > 0);
  await world.api('POST', `/api/campaigns/${id}/pause`);
  await moveBy(11);
  await world.api('POST', `/api/campaigns/${id}/resume`);
  const { accepted: people, skipped, adds_up } = await finished(id);
  expect(reasons({ skipped })).toEqual({ expired: 20 - people });
  expect(adds_up).toBe(true);
});

test('two campaigns at once to the same people: nobody gets more than the cap', async () => {
  await stage('2026-06-10T09:00:00Z', 60, { caps: [{ times: 1, hours: 24 }] });
  const ids = await Promise.all([
    publish({ when_capped: 'skip' }, { priority: 'high' }),
    publish({ when_capped: 'skip' }),
  ]);
  const reports = await Promise.all(ids.map(finished));
  expect(reports.reduce((sum, one) => sum + one.accepted, 0)).toBe(60);
  for (const one of reports) expect(reasons(one)['frequency_cap:workspace'] ?? 0).toBe(60 - one.accepted);
  expect(await summary(world)).toMatchObject({ total: 60, distinct_psids: 60, repeated: [] });
});
