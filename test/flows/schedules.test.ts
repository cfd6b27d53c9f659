// When campaigns go out, by a clock that is moved over days on which clocks change: once, in each person's own time zone, again
// and again, after downtime, around a pause.
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { many } from '../../src/kit/db.ts';
import { until } from '../support/until.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import { createCampaign, everybodyWithPsid, peopleWrite, startWorld, type World } from '../support/world.ts';

let world: World;
let clock: VirtualClock;
afterEach(() => world?.close());

/** Talaria and the platform at an instant, with people who have just written. */
async function stage(at: string, people: number): Promise<string[]> {
  clock = createVirtualClock(at);
  world = await startWorld({ clock });
  await clock.moveTo(world, at);
  const psids = await peopleWrite(world, people);
  return psids;
}

const define = async (schedule: object, over: object = {}) => ({
  segment_id: await everybodyWithPsid(world),
  page_id: world.page.id,
  message: { message: { text: 'Good morning' } },
  schedule,
  ...over,
});
const daily = (over: object = {}) => ({
  kind: 'repeat',
  every: { unit: 'day' },
  time: '09:00',
  time_zone: 'Europe/Prague',
  ...over,
});
async function publish(definition: object): Promise<string> {
  const id = await createCampaign(world, definition as Record<string, unknown>);
  await world.api('POST', `/api/campaigns/${id}/publish`);
  return id;
}

interface Sent {
  psid: string;
  at: string;
}
/** In the order in which the platform took them. */
const sent = () =>
  many<Sent>(
    world.database.db,
    sql`select d.psid, to_char(a.finished_at at time zone 'UTC', 'MM-DD HH24:MI') as at
          from deliveries d join attempts a using (workspace_id, delivery_id)
         where d.state = 'accepted' order by a.finished_at`,
  );
const stateOf = async (id: string) =>
  (await world.api<{ state: string }>('GET', `/api/campaigns/${id}`)).state;
const inState = (id: string, state: string) =>
  until(`it is ${state}`, async () => (await stateOf(id)) === state);
const allSent = (count: number) =>
  until(`${count} are sent`, async () => (await world.count("deliveries where state = 'accepted'")) >= count);
/** A second before: the rest is real time. */
const beforeLong = (at: string) => clock.moveTo(world, new Date(Date.parse(at) - 1000).toISOString());
/** Everybody writes at that time, so that their windows are open. */
async function write(at: string, people: number): Promise<void> {
  await clock.moveTo(world, at);
  await world.sand('POST', '/sandbox/people/actions', {
    page_id: world.page.id,
    type: 'message',
    text: 'Hi again',
    limit: 100,
  });
  await until(
    'all have written',
    async () => (await world.count(`identities where last_user_action_at >= '${at}'`)) === people,
  );
}

interface Runs {
  next: { at: string; local_time: string; change: string; note: string | null }[];
  past: {
    occurrence: number;
    planned_at: string;
    local_time: string;
    recipients: number;
    accepted: number;
  }[];
  missed: { runs: number; first_at: string; last_at: string; because: string }[];
}
const runs = (id: string) => world.api<Runs>('GET', `/api/campaigns/${id}/runs`);

test('at a time: on the day of the change it is that time by the clock', async () => {
  await stage('2027-10-31T06:00:00Z', 2);
  const schedule = { kind: 'at', local_time: '2027-10-31T09:00', time_zone: 'Europe/Prague' };
  const id = await publish(await define(schedule));
  expect(await stateOf(id)).toBe('scheduled');
  expect((await runs(id)).next).toMatchObject([
    { at: '2027-10-31T08:00:00.000Z', local_time: '2027-10-31T09:00' },
  ]);
  await beforeLong('2027-10-31T08:00:00Z');
  await inState(id, 'finished');
  expect((await sent()).map(({ at }) => at)).toEqual(['10-31 08:00', '10-31 08:00']);
  expect((await runs(id)).next).toEqual([]);

  const plan = (schedule: object, over: object = {}) =>
    world.api<{ runs: Runs['next']; more: boolean }>('POST', '/api/campaigns/planned-runs', {
      schedule,
      ...over,
    });
  expect(await plan(daily({ time: '02:30' }), { count: 2 })).toMatchObject({
    runs: [{ local_time: '2027-11-01T02:30' }, { local_time: '2027-11-02T02:30', note: null }],
    more: true,
  });
  expect(await plan(daily({ end: { kind: 'after', runs: 2 } }), { campaign_id: id })).toMatchObject({
    runs: [{}, {}],
    more: false,
  });
  expect(await plan(daily({ end: { kind: 'on', date: '2027-01-01' } }))).toEqual({ runs: [], more: false });
  expect(await plan({ kind: 'own_zone', local_time: '2027-12-24T09:00', time_zone: 'UTC' })).toMatchObject({
    runs: [{ at: '2027-12-23T19:00:00.000Z', until: '2027-12-24T21:00:00.000Z' }],
    more: false,
  });
});

test('in own time zones: each at the time of their clock, on the night Prague has no half past two', async () => {
  const [prague, newYork, tokyo, nowhere, offset] = await stage('2027-03-27T12:00:00Z', 5);
  const zones = {
    [prague!]: 'Europe/Prague',
    [newYork!]: 'America/New_York',
    [tokyo!]: 'Asia/Tokyo',
    [offset!]: -3.5,
  };
  for (const [psid, zone] of Object.entries(zones))
    await sql`update profiles p set attributes = p.attributes || jsonb_build_object('time_zone', ${JSON.stringify(zone)}::jsonb)
                from identities i where i.workspace_id = p.workspace_id and i.profile_id = p.profile_id and i.psid = ${psid}`.execute(
      world.database.db,
    );
  const schedule = { kind: 'own_zone', local_time: '2027-03-28T02:30', time_zone: 'UTC' };
  const id = await publish(await define(schedule));
  await beforeLong('2027-03-27T12:30:00Z'); // the first zone on Earth reaches it: the audience is found
  await inState(id, 'sending');
  const times = ['03-27 17:30', '03-28 01:30', '03-28 02:30', '03-28 06:00', '03-28 06:30'];
  for (const [index, time] of times.entries()) {
    await beforeLong(`2027-${time.replace(' ', 'T')}:00Z`);
    await allSent(index + 1);
  }
  await inState(id, 'finished');
  expect(await sent()).toEqual(
    [tokyo, prague, nowhere, offset, newYork].map((psid, index) => ({ psid, at: times[index] })),
  );
});

test('every day at nine: Prague’s clock goes back, the run stays; its end closes it', async () => {
  await stage('2027-10-30T06:00:00Z', 2);
  const id = await publish(
    await define(daily({ end: { kind: 'after', runs: 3 } }), { delivery_type: 'periodic' }),
  );
  expect((await runs(id)).next).toMatchObject([
    { at: '2027-10-30T07:00:00.000Z', local_time: '2027-10-30T09:00', change: 'none' },
    { at: '2027-10-31T08:00:00.000Z', local_time: '2027-10-31T09:00', change: 'shifted' },
    { at: '2027-11-01T08:00:00.000Z', local_time: '2027-11-01T09:00', change: 'none' },
  ]);
  await beforeLong('2027-10-30T07:00:00Z');
  await allSent(2);
  expect(await stateOf(id)).toBe('active');
  // Who is in the segment when a run starts gets it, those who came since too.
  await world.sand('POST', '/sandbox/people', { page_id: world.page.id, count: 1 });
  await write('2027-10-30T20:00:00Z', 3);
  await beforeLong('2027-10-31T08:00:00Z');
  await allSent(5);
  await write('2027-10-31T20:00:00Z', 3);
  await beforeLong('2027-11-01T08:00:00Z');
  await inState(id, 'finished');
  expect((await sent()).map(({ at }) => at)).toEqual([
    ...['10-30 07:00', '10-30 07:00'],
    ...['10-31 08:00', '10-31 08:00', '10-31 08:00'],
    ...['11-01 08:00', '11-01 08:00', '11-01 08:00'],
  ]);
  await until('it is counted', async () => (await runs(id)).past[0]?.accepted === 3);
  const { past, next, missed } = await runs(id);
  expect([next, missed]).toEqual([[], []]);
  expect(past).toMatchObject([
    { occurrence: 3, local_time: '2027-11-01T09:00', recipients: 3, accepted: 3 },
    { occurrence: 2, local_time: '2027-10-31T09:00', recipients: 3, accepted: 3 },
    { occurrence: 1, local_time: '2027-10-30T09:00', recipients: 2, accepted: 2 },
  ]);
});

test('New York’s clock goes forward; a pause covers a run, and what it covers is missed', async () => {
  await stage('2027-03-13T13:00:00Z', 1);
  const id = await publish(
    await define(daily({ time_zone: 'America/New_York' }), { delivery_type: 'periodic' }),
  );
  await beforeLong('2027-03-13T14:00:00Z');
  await allSent(1);
  await write('2027-03-13T20:00:00Z', 1);
  await beforeLong('2027-03-14T13:00:00Z');
  await allSent(2);
  await world.api('POST', `/api/campaigns/${id}/pause`);
  expect((await runs(id)).next).toEqual([]);
  await write('2027-03-16T13:30:00Z', 1);
  await world.api('POST', `/api/campaigns/${id}/resume`);
  expect(await stateOf(id)).toBe('active');
  expect(await runs(id)).toMatchObject({
    missed: [
      {
        runs: 2,
        first_at: '2027-03-15T13:00:00.000Z',
        last_at: '2027-03-16T13:00:00.000Z',
        because: 'the campaign was paused',
      },
    ],
    next: [{ at: '2027-03-17T13:00:00.000Z' }, {}, {}, {}, {}],
  });
  await beforeLong('2027-03-17T13:00:00Z');
  await allSent(3);
  expect((await sent()).map(({ at }) => at)).toEqual(['03-13 14:00', '03-14 13:00', '03-17 13:00']);
});

test('nothing ran for days: the newest run starts late, those before it are missed and said so', async () => {
  await stage('2027-06-01T06:00:00Z', 1);
  const id = await publish(await define(daily(), { delivery_type: 'periodic' }));
  await clock.moveTo(world, '2027-06-04T10:00:00Z');
  await until('it has run', async () => (await runs(id)).past[0]?.recipients === 1);
  expect(await runs(id)).toMatchObject({
    past: [{ occurrence: 1, planned_at: '2027-06-04T07:00:00.000Z' }],
    missed: [{ runs: 3, first_at: '2027-06-01T07:00:00.000Z', last_at: '2027-06-03T07:00:00.000Z' }],
    next: [{ at: '2027-06-05T07:00:00.000Z' }, {}, {}, {}, {}],
  });
});
