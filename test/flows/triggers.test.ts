// Campaigns that wait for what people do, by a clock that is moved over days on which clocks change: from the event to the
// message, who is let in and who is turned away, and what stops a message that waits.
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { many } from '../../src/kit/db.ts';
import { until } from '../support/until.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import { createCampaign, peopleWrite, startWorld, type World } from '../support/world.ts';

let world: World;
let clock: VirtualClock;
afterEach(() => world?.close());

/** Talaria and the platform at an instant, with customers c1, c2, … who have just written. */
async function stage(at: string, people: number): Promise<void> {
  clock = createVirtualClock(at);
  world = await startWorld({ clock });
  await clock.moveTo(world, at);
  const psids = await peopleWrite(world, people);
  for (const [index, psid] of psids.entries()) await save(`c${index + 1}`, { ps_id: psid });
}
const save = (customer_id: string, attributes: object) =>
  world.api('POST', '/api/people', { customer_id, attributes });

const define = (trigger: object, over: object = {}) => ({
  delivery_type: 'event',
  page_id: world.page.id,
  message: { message: { text: 'Hello' } },
  controls: { quiet_hours: 'none' },
  trigger,
  ...over,
});
async function publish(definition: object): Promise<string> {
  const id = await createCampaign(world, definition as Record<string, unknown>);
  await world.api('POST', `/api/campaigns/${id}/publish`);
  return id;
}

/** Somebody does something, now or at a time before. */
const happens = (customer_id: string, name: string, attributes: object = {}, at?: string) =>
  world.api('POST', '/api/events', {
    events: [{ customer_id, name, attributes, ...(at && { occurred_at: at }) }],
  });

/** Every noted event has been looked at. */
const looked = () =>
  until('all events are looked at', async () => (await world.count('noticed_events')) === 0);

interface Entry {
  who: string;
  outcome: string;
  times: number;
}
const entries = async (id: string): Promise<string[]> => {
  await looked();
  const rows = await many<Entry>(
    world.database.db,
    sql`select p.customer_id as who, e.outcome, e.times from entries e join profiles p using (workspace_id, profile_id)
         where e.campaign_id = ${Number(id.slice(4))}::bigint order by e.happened_at, e.entry_id`,
  );
  return rows.map(({ who, outcome, times }) => `${who} ${outcome}${times > 1 ? ` ×${times}` : ''}`);
};

/** When messages left, in the order in which the platform took them. */
const sent = async (): Promise<string[]> =>
  (
    await many<{ line: string }>(
      world.database.db,
      sql`select p.customer_id || to_char(a.finished_at at time zone 'UTC', ' MM-DD HH24:MI') as line
            from deliveries d join attempts a using (workspace_id, delivery_id) join profiles p using (workspace_id, profile_id)
           where d.state = 'accepted' order by a.finished_at`,
    )
  ).map(({ line }) => line);
const allSent = (count: number) =>
  until(`${count} are sent`, async () => (await world.count("deliveries where state = 'accepted'")) >= count);
/** A second before: the rest is real time. */
const beforeLong = (at: string) => clock.moveTo(world, new Date(Date.parse(at) - 1000).toISOString());

test('an event with conditions leads to its message at once, and other events to none', async () => {
  await stage('2027-05-01T10:00:00Z', 2);
  const where = [{ kind: 'attribute', attribute: 'amount', op: 'greater', value: 100 }];
  const id = await publish(
    define(
      { events: [{ event: 'Ordered', where }, { event: 'Subscribed' }] },
      { message: { message: { text: "Thanks for {{ EventAttribute['amount'] | default: 'coming' }}" } } },
    ),
  );
  expect(await world.api('GET', `/api/campaigns/${id}`)).toMatchObject({ state: 'active' });
  await happens('c1', 'Ordered', { amount: 100 });
  await happens('c1', 'Looked', { amount: 1000 });
  await happens('c1', 'Ordered', { amount: 101 });
  await happens('c2', 'Subscribed');
  await allSent(2);
  expect(await entries(id)).toEqual(['c1 entered', 'c2 entered']);
  const { messages } = await world.sand<{ messages: { body: { message: { text: string } } }[] }>(
    'GET',
    `/sandbox/messages?page_id=${world.page.id}`,
  );
  expect(messages.map(({ body }) => body.message.text).sort()).toEqual([
    'Thanks for 101',
    'Thanks for coming',
  ]);
});
