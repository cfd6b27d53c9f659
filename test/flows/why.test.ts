// Why somebody got a message, or why not, of campaigns that really ran: the sentence, the timeline, the segment, and all
// campaigns of a person.
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import type { PersonCampaign, Why } from '../../src/campaigns/why.contract.ts';
import { one } from '../../src/kit/db.ts';
import { until } from '../support/until.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import { createCampaign, everybodyWithPsid, peopleWrite, startWorld, type World } from '../support/world.ts';

let world: World;
let clock: VirtualClock;
afterEach(() => world?.close());

const NAMES = ['Ana', 'Bob', 'Cid'] as const;
type Name = (typeof NAMES)[number];
let psids: Record<Name, string>;

/** Ana, Bob and Cid have just written; Cid lives in Praha. */
async function stage(at: string): Promise<void> {
  clock = createVirtualClock(at);
  world = await startWorld({ clock });
  await clock.moveTo(world, at);
  const [ana = '', bob = '', cid = ''] = await peopleWrite(world, NAMES.length);
  psids = { Ana: ana, Bob: bob, Cid: cid };
  for (const name of NAMES)
    await world.api('POST', '/api/people', {
      customer_id: name.toLowerCase(),
      attributes: { ps_id: psids[name], name, city: name === 'Cid' ? 'Praha' : 'Brno' },
    });
}

const personId = async (name: Name): Promise<string> => {
  const row = await one(
    world.database.db,
    sql<{ id: number }>`select profile_id as id from profiles where customer_id = ${name.toLowerCase()}`,
  );
  return `prf_${row.id}`;
};
const why = async (campaignId: string, name: Name): Promise<Why> =>
  world.api('GET', `/api/campaigns/${campaignId}/why/${await personId(name)}`);
const kinds = ({ steps }: Why): string[] => steps.map(({ kind }) => kind);
const beforeLong = (at: string) => clock.moveTo(world, new Date(Date.parse(at) - 1000).toISOString());

async function inBrno(): Promise<string> {
  const filters = [{ kind: 'attribute', attribute: 'city', op: 'is', value: 'Brno' }];
  const { id } = await world.api<{ id: string }>('POST', '/api/segments', {
    name: 'Brno',
    filter: { kind: 'group', match: 'all', filters },
  });
  return id;
}
const define = (over: object): Record<string, unknown> => ({
  page_id: world.page.id,
  message: { message: { text: 'Hello' } },
  controls: { quiet_hours: 'none' },
  ...over,
});
async function publish(definition: object): Promise<string> {
  const id = await createCampaign(world, define(definition));
  await world.api('POST', `/api/campaigns/${id}/publish`);
  return id;
}
const settled = (count: number) =>
  until(
    `${count} are settled`,
    async () => (await world.count("deliveries where state in ('accepted', 'skipped', 'failed')")) >= count,
  );

test('of a run: who got it, whose window had closed, and who was not in the segment', async () => {
  await stage('2027-05-01T10:00:00Z');
  const id = await publish({
    segment_id: await inBrno(),
    schedule: { kind: 'at', local_time: '2027-05-02T10:14', time_zone: 'UTC' },
  });
  expect(await why(id, 'Ana')).toMatchObject({
    outcome: 'not_yet',
    sentence: 'It goes out on 2 May 2027 at 10:14. Ana would get it, were it sent now.',
    now: { outcome: 'send' },
  });

  await clock.moveTo(world, '2027-05-02T10:05:00Z');
  await world.sand('POST', `/sandbox/people/${psids.Bob}/actions`, {
    ...{ page_id: world.page.id, type: 'message', text: 'Hi' },
  });
  await until(
    'Bob wrote again',
    async () => (await world.count("identities where last_user_action_at > '2027-05-02'")) === 1,
  );
  await beforeLong('2027-05-02T10:14:00Z');
  await settled(2);

  const ana = await why(id, 'Ana');
  expect(ana.sentence).toBe(
    'Ana did not get it: their 24-hour window closed on 2 May 2027 at 10:00, 14 minutes before their turn.',
  );
  expect(ana.outcome).toBe('left_out');
  expect(ana.remedy).not.toBeNull();
  expect(kinds(ana)).toEqual(['published', 'run', 'left_out']);
  expect(ana.segment).toMatchObject({ is_in: true });

  const bob = await why(id, 'Bob');
  expect(bob.sentence).toMatch(/^Bob got it on 2 May 2027 at 10:14/);
  expect(kinds(bob).slice(0, 4)).toEqual(['published', 'run', 'attempt', 'accepted']);
  expect(bob.steps[2]).toMatchObject({ attempt: 1, title: 'Call 1 was taken' });

  const cid = await why(id, 'Cid');
  expect(cid.sentence).toBe(
    'Cid did not get it: they were not in the segment when it went out on 2 May 2027 at 10:14, and are not now: it asks for people whose city is “Brno”; city is Praha.',
  );
  expect(kinds(cid)).toEqual(['published', 'run']);
  expect(cid.segment?.is_in).toBe(false);

  // Programs may not see what is sensitive.
  await sql`update attributes set sensitive = true where name in ('city', 'name', 'first_name', 'last_name')`.execute(
    world.database.db,
  );
  const hidden = await why(id, 'Cid');
  expect(hidden.person.name).toBeNull();
  expect(hidden.sentence).toMatch(/^cid did not get it: .*; city is hidden\.$/);
});

test('of a trigger: who did nothing, who did it otherwise, who was turned away, who waits, who thought better', async () => {
  await stage('2027-05-01T10:00:00Z');
  const happens = (name: Name | 'Dan', event: string, attributes: object = {}) =>
    world.api('POST', '/api/events', {
      events: [{ customer_id: name.toLowerCase(), name: event, attributes }],
    });
  // What a campaign waits for has happened to somebody before.
  await world.api('POST', '/api/people', { customer_id: 'dan', attributes: {} });
  await happens('Dan', 'Cart abandoned', { total: 1 });
  await happens('Dan', 'Order placed');
  const looked = () =>
    until('all events are looked at', async () => (await world.count('noticed_events')) === 0);
  const where = [{ kind: 'attribute', attribute: 'total', op: 'greater', value: 50 }];
  const id = await publish({
    delivery_type: 'event',
    segment_id: await inBrno(),
    trigger: {
      events: [{ event: 'Cart abandoned', where }],
      delay: { kind: 'after', minutes: 120 },
      unless: [{ event: 'Order placed' }],
    },
  });
  expect((await why(id, 'Ana')).sentence).toMatch(
    /^Ana did not get it: they have not done Cart abandoned since/,
  );
  await happens('Ana', 'Cart abandoned', { total: 10 });
  await looked();
  expect((await why(id, 'Ana')).sentence).toMatch(/, but not as its conditions ask\.$/);

  await happens('Ana', 'Cart abandoned', { total: 80 });
  await happens('Bob', 'Cart abandoned', { total: 90 });
  await happens('Cid', 'Cart abandoned', { total: 70 });
  await looked();
  const cid = await why(id, 'Cid');
  expect(cid.sentence).toMatch(
    /^Cid did not get it: was not in the campaign’s segment at that moment \(it asks for people whose city is “Brno”; city is Praha\), when they did Cart abandoned on 1 May 2027 at 10:0\d\.$/,
  );
  expect(kinds(cid)).toEqual(['published', 'turned_away']);
  expect((await why(id, 'Ana')).sentence).toMatch(/^Ana gets it on 1 May 2027 at 12:0\d\.$/);

  await happens('Bob', 'Order placed');
  await looked();
  const bob = await why(id, 'Bob');
  expect(bob).toMatchObject({ outcome: 'left_out' });
  expect(kinds(bob)).toEqual(['published', 'came_in', 'admitted', 'left_out']);

  const mine = await world.api<{ campaigns: PersonCampaign[]; next: string | null }>(
    'GET',
    `/api/people/${await personId('Bob')}/campaigns`,
  );
  expect(mine.campaigns).toMatchObject([{ campaign_id: id, outcome: 'left_out', messages: 1, accepted: 0 }]);
});

test('a person’s campaigns are paged, what happened last first', async () => {
  await stage('2027-05-01T10:00:00Z');
  const segment_id = await everybodyWithPsid(world);
  const ids: string[] = [];
  for (let n = 1; n <= 3; n++) {
    ids.unshift(await publish({ segment_id }));
    await settled(n * NAMES.length);
  }
  const path = `/api/people/${await personId('Ana')}/campaigns?limit=2`;
  const first = await world.api<{ campaigns: PersonCampaign[]; next: string }>('GET', path);
  const rest = await world.api<{ campaigns: PersonCampaign[]; next: string | null }>(
    'GET',
    `${path}&after=${first.next}`,
  );
  expect([...first.campaigns, ...rest.campaigns].map((row) => row.campaign_id)).toEqual(ids);
  expect(rest.next).toBeNull();
  expect(first.campaigns[0]).toMatchObject({ outcome: 'got', title: 'Sent', accepted: 1 });

  const draft = await createCampaign(world, define({ segment_id }));
  expect((await why(draft, 'Ana')).sentence).toBe(
    'The campaign is not published yet. Ana would get it, were it sent now.',
  );
  expect((await world.ask('GET', `/api/campaigns/${draft}/why/prf_999999`)).status).toBe(404);
});
