// Several messages against each other, end to end: some people get a variant, the platform tells who read, and everybody else
// gets the one that won. And whom controls leave out of a run, as the platform and the report tell it.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { many, one } from '../../src/kit/db.ts';
import { until } from '../support/until.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import {
  createCampaign,
  everybodyWithPsid,
  peopleWrite,
  publishAndFinish,
  report,
  startWorld,
  summary,
  type World,
} from '../support/world.ts';

const START = '2026-11-23T12:00:00Z';
const AFTER_AN_HOUR = '2026-11-23T13:00:01Z';
const PEOPLE = 40;
let world: World;
let clock: VirtualClock;
beforeEach(async () => {
  clock = createVirtualClock(START);
  world = await startWorld({ clock });
  await clock.moveTo(world, START);
  // Who reads is said by the tests.
  await world.sand('PUT', '/sandbox/settings', {
    receipts: { read: { probability: 0, min_ms: 0, max_ms: 0 } },
  });
});
afterEach(() => world?.close());

const says = (text: string) => ({ message: { text } });
const define = async (over: object) =>
  createCampaign(world, {
    segment_id: await everybodyWithPsid(world),
    page_id: world.page.id,
    message: says('Message A'),
    ...over,
  });

/** What the platform has of each text. */
async function texts(): Promise<Record<string, number>> {
  const { data } = await world.sand<{ data: { body: { message: { text: string } } }[] }>(
    'GET',
    `/sandbox/messages?page_id=${world.page.id}&limit=200`,
  );
  const all = Map.groupBy(data, (one) => one.body.message.text);
  return Object.fromEntries([...all].map(([text, of]) => [text, of.length]));
}

const variants = () =>
  many(
    world.database.db,
    sql<{ variant: number | null; state: string; people: number }>`
    select variant, state, count(*) as people from deliveries group by 1, 2 order by 1, 2`,
  );
const run = () =>
  one(
    world.database.db,
    sql<{ winner: number | null; decision: object | null }>`select winner, decision from occurrences`,
  );

test('the variant that more people read is what everybody else gets; while it is paused nothing is decided', async () => {
  await peopleWrite(world, PEOPLE);
  const id = await define({
    experiment: {
      variants: [
        { name: 'Plain', weight: 50 },
        { name: 'Warm', weight: 50, content: { message: says('Message B') } },
      ],
      winner: { metric: 'read', after_minutes: 60, test_percent: 50 },
    },
  });
  await world.api('POST', `/api/campaigns/${id}/publish`);
  await until('the test is sent', async () => {
    const { waiting, in_segment } = await report(world, id);
    return (
      in_segment === PEOPLE &&
      (await world.count("deliveries where variant is not null and state <> 'accepted'")) === 0 &&
      waiting > 0
    );
  });
  // Nobody reads what has not reached them.
  await until(
    'it has reached them',
    async () => (await world.count('deliveries where variant is not null and delivered_at is null')) === 0,
  );
  const tested = await many(
    world.database.db,
    sql<{ psid: string; variant: number }>`select psid, variant from deliveries where variant is not null`,
  );
  const warm = tested.filter((row) => row.variant === 1);
  expect(await texts()).toEqual({ 'Message A': tested.length - warm.length, 'Message B': warm.length });
  for (const { psid } of warm)
    await world.sand('POST', `/sandbox/people/${psid}/actions`, { page_id: world.page.id, type: 'read' });
  await until(
    'it is known who read',
    async () => (await world.count('deliveries where read_at is not null')) === warm.length,
  );

  await world.api('POST', `/api/campaigns/${id}/pause`);
  await clock.moveTo(world, AFTER_AN_HOUR);
  expect((await run()).winner).toBeNull();
  await world.api('POST', `/api/campaigns/${id}/resume`);
  await until('it is finished', async () => (await report(world, id)).campaign.state === 'finished');

  expect(await run()).toMatchObject({ winner: 1, decision: { because: 'best', metric: 'read' } });
  expect(await variants()).toEqual([
    { variant: 0, state: 'accepted', people: tested.length - warm.length },
    { variant: 1, state: 'accepted', people: PEOPLE - tested.length + warm.length },
  ]);
  expect(await texts()).toEqual({
    'Message A': tested.length - warm.length,
    'Message B': PEOPLE - tested.length + warm.length,
  });
  expect(await summary(world)).toMatchObject({ total: PEOPLE, distinct_psids: PEOPLE, repeated: [] });
  const { history } = await world.api<{ history: { action: string }[] }>('GET', `/api/campaigns/${id}`);
  expect(history.filter((deed) => deed.action === 'campaign.winner_chosen')).toHaveLength(1);
});

test('control group, people with the same value and the limit leave out exactly whom the report says', async () => {
  await peopleWrite(world, PEOPLE);
  await sql`update profiles set attributes = attributes || jsonb_build_object('household', profile_id % 30)`.execute(
    world.database.db,
  );
  const id = await define({
    controls: { control_group_percent: 25, dedupe_attribute: 'household', audience_limit: { per_run: 12 } },
  });
  const done = await publishAndFinish(world, id);
  expect(done).toMatchObject({ in_segment: PEOPLE, accepted: 12, adds_up: true, failed: [], retryable: 0 });
  const skipped = Object.fromEntries(done.skipped.map(({ reason, count }) => [reason, count]));
  const { control_group = 0, duplicate = 0, audience_limit = 0 } = skipped;
  const others = await one(
    world.database.db,
    sql<{ people: number; households: number }>`
    select count(*) as people, count(distinct p.attributes -> 'household') as households
      from deliveries d join profiles p using (profile_id) where d.reason is distinct from 'control_group'`,
  );
  expect({ control_group, duplicate, audience_limit }).toEqual({
    control_group: PEOPLE - others.people,
    duplicate: others.people - others.households,
    audience_limit: others.households - 12,
  });
  expect(await summary(world)).toMatchObject({ total: 12, distinct_psids: 12, repeated: [] });
  const again = await world.api<{ retried: number }>('POST', `/api/campaigns/${id}/retry-failed`);
  expect(again.retried).toBe(0);
});

test('what is wrong with variants is named by field, with what to do', async () => {
  const variants = [
    { name: 'A', weight: 60 },
    { name: 'B', weight: 60, content: { message: says('B') } },
  ];
  const definition = { message: says('A'), experiment: { variants } };
  const refused = await world.ask('POST', '/api/campaigns', { name: 'Odd', definition });
  expect(refused).toMatchObject({
    status: 400,
    json: {
      error: { field: 'definition.experiment.variants', remedy: 'Take away 20 %, or split them evenly.' },
    },
  });
});
