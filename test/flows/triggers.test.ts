// Campaigns that wait for what people do, by a clock that is moved over days on which clocks change: from the event to the
// message, who is let in and who is turned away, and what stops a message that waits.
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { createApiKey } from '../../src/access/api-keys.ts';
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
/** What each event carries; one of long ago makes it known, and starts nothing. */
const EXAMPLES: Record<string, object> = {
  Ordered: { amount: 1 },
  Booked: { from: '2027-06-01' },
  Restocked: { what: 'Water' },
};
async function know({ trigger }: ReturnType<typeof define>): Promise<void> {
  const { events = [], unless = [] } = trigger as Record<
    'events' | 'unless',
    { event: string }[] | undefined
  >;
  const at = new Date(clock.now().getTime() - 48 * 3_600_000).toISOString();
  for (const { event } of [...events, ...unless]) await happens('somebody', event, EXAMPLES[event] ?? {}, at);
}
async function publish(definition: ReturnType<typeof define>): Promise<string> {
  await know(definition);
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
      sql`select p.customer_id || to_char(a.started_at at time zone 'UTC', ' MM-DD HH24:MI') as line
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
  const { data } = await world.sand<{ data: { body: { message: { text: string } } }[] }>(
    'GET',
    `/sandbox/messages?page_id=${world.page.id}`,
  );
  expect(data.map(({ body }) => body.message.text).sort()).toEqual(['Thanks for 101', 'Thanks for coming']);
});

test('a delay is time that passes, also over the night on which the clock goes forward', async () => {
  await stage('2027-03-27T20:00:00Z', 2);
  const id = await publish(
    define({
      events: [{ event: 'Left' }],
      delay: { kind: 'after', minutes: 600 },
      time_zone: 'Europe/Prague',
    }),
  );
  await happens('c1', 'Left', {}, '2027-03-27T19:00:00Z');
  await happens('c2', 'Left', {}, '2027-03-26T19:59:00Z'); // more than a day ago
  expect(await entries(id)).toEqual(['c1 entered']);
  await beforeLong('2027-03-28T05:00:00Z');
  await allSent(1);
  expect(await sent()).toEqual(['c1 03-28 05:00']);
});

test('before a day of the event, at a time by the clock of each person; whose day is over, or no day, is left out', async () => {
  await stage('2027-03-27T12:00:00Z', 5);
  await save('c1', { time_zone: 'Europe/Prague' });
  await save('c2', { time_zone: 'America/New_York' });
  const delay = { kind: 'date', of: 'event', attribute: 'from', minutes: -1440, time: '02:30' };
  const id = await publish(define({ events: [{ event: 'Booked' }], delay }));
  await happens('c1', 'Booked', { from: '2027-03-29' }); // Prague has no half past two on the 28th
  await happens('c2', 'Booked', { from: '2027-03-29' });
  await happens('c3', 'Booked', { from: '2027-03-27T08:00:00Z' });
  await happens('c4', 'Booked');
  await happens('c5', 'Booked', { from: 'soon' });
  expect(await entries(id)).toEqual([
    'c1 entered',
    'c2 entered',
    'c3 date_over',
    'c4 date_missing',
    'c5 date_unreadable',
  ]);
  await beforeLong('2027-03-28T01:30:00Z');
  await allSent(1);
  await beforeLong('2027-03-28T06:30:00Z');
  await allSent(2);
  expect(await sent()).toEqual(['c1 03-28 01:30', 'c2 03-28 06:30']);
});

test('after a date of the person, to the minute', async () => {
  await stage('2027-05-01T10:00:00Z', 2);
  await save('c1', { renews_at: '2027-05-01T10:30:00Z' });
  const id = await publish(
    define({
      events: [{ event: 'Asked' }],
      delay: { kind: 'date', of: 'person', attribute: 'renews_at', minutes: 15 },
    }),
  );
  await happens('c1', 'Asked');
  await happens('c2', 'Asked');
  expect(await entries(id)).toEqual(['c1 entered', 'c2 date_missing']);
  await beforeLong('2027-05-01T10:45:00Z');
  await allSent(1);
  expect(await sent()).toEqual(['c1 05-01 10:45']);
});

test('whoever does the other thing first gets no message, in whatever order the events arrive', async () => {
  await stage('2027-05-01T10:00:00Z', 3);
  const big = [{ kind: 'attribute', attribute: 'amount', op: 'greater', value: 5 }];
  const id = await publish(
    define({
      events: [{ event: 'Filled cart' }],
      unless: [{ event: 'Ordered', where: big }],
      delay: { kind: 'after', minutes: 60 },
    }),
  );
  await happens('c1', 'Filled cart', {}, '2027-05-01T09:50:00Z');
  await happens('c2', 'Filled cart', {}, '2027-05-01T09:50:00Z');
  await looked();
  await happens('c1', 'Ordered', { amount: 9 }, '2027-05-01T09:55:00Z');
  await happens('c2', 'Ordered', { amount: 1 }, '2027-05-01T09:55:00Z');
  await happens('c2', 'Ordered', { amount: 9 }, '2027-05-01T09:45:00Z');
  await happens('c3', 'Ordered', { amount: 9 }, '2027-05-01T09:55:00Z');
  await looked();
  await happens('c3', 'Filled cart', {}, '2027-05-01T09:54:00Z');
  expect(await entries(id)).toEqual(['c1 entered', 'c2 entered', 'c3 exit_event']);
  await beforeLong('2027-05-01T10:50:00Z');
  await allSent(1);
  expect(await sent()).toEqual(['c2 05-01 10:50']);
  expect(await world.count("deliveries where state = 'skipped' and reason = 'exit_event'")).toBe(1);
});

test.each([
  [{ kind: 'always' }, ['entered', 'entered', 'entered']],
  [{ kind: 'never' }, ['entered', 'entered_before ×2']],
  [{ kind: 'after', minutes: 25 }, ['entered', 'too_soon', 'entered']],
  [{ kind: 'when_done' }, ['entered', 'under_way', 'entered']],
])('coming again: %o', async (reentry, outcomes) => {
  await stage('2027-05-01T10:00:00Z', 1);
  const id = await publish(
    define({ events: [{ event: 'Looked' }], reentry, delay: { kind: 'after', minutes: 20 } }),
  );
  await happens('c1', 'Looked', {}, '2027-05-01T09:45:00Z');
  await happens('c1', 'Looked', {}, '2027-05-01T09:50:00Z');
  await looked();
  await beforeLong('2027-05-01T10:15:00Z');
  await allSent(1);
  await until('all is settled', async () => (await world.count("deliveries where state = 'pending'")) === 0);
  await happens('c1', 'Looked');
  const seen = (await entries(id)).map((line) => line.slice(3));
  expect(seen.sort()).toEqual(outcomes.toSorted());
});

test('who enters a segment, and who leaves it', async () => {
  await stage('2027-05-01T10:00:00Z', 2);
  const gold = { kind: 'attribute', attribute: 'plan', op: 'is', value: 'gold' };
  await save('c1', { plan: 'gold' });
  const { id: segment_id } = await world.api<{ id: string }>('POST', '/api/segments', {
    name: 'Gold',
    filter: { kind: 'group', match: 'all', filters: [gold] },
  });
  const entered = await publish(define({ segment_id }, { delivery_type: 'segment' }));
  const left = await publish(define({ segment_id, direction: 'left' }, { delivery_type: 'segment' }));
  await until('its members are known', async () => (await world.count('segment_members')) === 1);
  await save('c1', { plan: 'free' });
  await save('c2', { plan: 'gold' });
  await sql`update segment_tracks set due_at = '2000-01-01'`.execute(world.database.db);
  await allSent(2);
  expect(await entries(entered)).toEqual(['c2 entered']);
  expect(await entries(left)).toEqual(['c1 entered']);
  expect(
    await world.ask('PUT', `/api/segments/${segment_id}`, {
      name: 'Gold',
      filter: { kind: 'group', match: 'all', filters: [gold] },
      tracked: false,
    }),
  ).toMatchObject({ status: 409, json: { error: { field: 'tracked' } } });
  expect(await world.ask('DELETE', `/api/segments/${segment_id}`)).toMatchObject({ status: 409 });
});

test('a segment says who of those that do it may come in, as things are at that moment', async () => {
  await stage('2027-05-01T10:00:00Z', 2);
  const { id: segment_id } = await world.api<{ id: string }>('POST', '/api/segments', {
    name: 'Gold who looked',
    filter: {
      kind: 'group',
      match: 'all',
      filters: [
        { kind: 'attribute', attribute: 'plan', op: 'is', value: 'gold' },
        { kind: 'event', event: 'Looked', did: true, at_least: 2 },
      ],
    },
  });
  await save('c1', { plan: 'gold' });
  const id = await publish(define({ events: [{ event: 'Looked' }] }, { segment_id }));
  await happens('c1', 'Looked', {}, '2027-05-01T09:00:00Z');
  await looked();
  await happens('c1', 'Looked', {}, '2027-05-01T09:01:00Z');
  await happens('c2', 'Looked', {}, '2027-05-01T09:02:00Z');
  expect(await entries(id)).toEqual(['c1 not_in_segment', 'c1 entered', 'c2 not_in_segment']);
  const shown = await world.api<{ entries: { outcome: string; delivery_id: string | null }[] }>(
    'GET',
    `/api/campaigns/${id}/entries?outcome=entered`,
  );
  expect(shown.entries).toMatchObject([{ outcome: 'entered', customer_id: 'c1', name: 'Looked' }]);
  expect(shown.entries[0]!.delivery_id).toMatch(/^dlv_/);
  const shownOf = async (runs: string) =>
    (await world.api<typeof shown>('GET', `/api/campaigns/${id}/entries?${runs}`)).entries.length;
  expect(await Promise.all(['version=1', 'version=2', 'run=1', 'run=2'].map(shownOf))).toEqual([3, 0, 3, 0]);
});

test('a paused campaign turns people away; once resumed those who wait get theirs', async () => {
  await stage('2027-05-01T10:00:00Z', 2);
  const id = await publish(define({ events: [{ event: 'Looked' }], delay: { kind: 'after', minutes: 30 } }));
  await happens('c1', 'Looked');
  await looked();
  await world.api('POST', `/api/campaigns/${id}/pause`);
  await happens('c2', 'Looked');
  expect(await entries(id)).toEqual(['c1 entered', 'c2 paused']);
  await beforeLong('2027-05-01T10:40:00Z');
  await world.api('POST', `/api/campaigns/${id}/resume`);
  await allSent(1);
  expect((await sent()).map((line) => line.slice(0, 2))).toEqual(['c1']);
});

test('before and after its time a campaign lets nobody in, and finishes by itself', async () => {
  await stage('2027-05-01T10:00:00Z', 1);
  const id = await publish(
    define({
      events: [{ event: 'Looked' }],
      from: '2027-05-01T12:30',
      until: '2027-05-01T13:00',
      time_zone: 'Europe/Prague',
    }),
  );
  await happens('c1', 'Looked');
  await looked();
  await clock.moveTo(world, '2027-05-01T10:45:00Z');
  await happens('c1', 'Looked');
  await allSent(1);
  expect(await entries(id)).toEqual(['c1 not_live', 'c1 entered']);
  await clock.moveTo(world, '2027-05-01T11:06:00Z');
  await until('it is finished', async () => {
    const { state } = await world.api<{ state: string }>('GET', `/api/campaigns/${id}`);
    return state === 'finished';
  });
});

test('a business event starts a run for everybody in the segment, with what happened', async () => {
  await stage('2027-05-01T10:00:00Z', 3);
  const { id: segment_id } = await world.api<{ id: string }>('POST', '/api/segments', {
    name: 'Customers',
    filter: {
      kind: 'group',
      match: 'all',
      filters: [{ kind: 'attribute', attribute: 'customer_id', op: 'exists' }],
    },
  });
  const id = await publish(
    define(
      { events: [{ event: 'Restocked' }] },
      {
        delivery_type: 'business_event',
        segment_id,
        message: { message: { text: "{{ EventAttribute['what'] }} is back" } },
      },
    ),
  );
  // Whoever reads the key in the website's pages writes to nobody with it.
  const { secret } = await createApiKey(world.database.db, 'default', 'site', {
    permission: 'track',
  });
  const asWebsite = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    const answer = await fetch(world.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return answer.status;
  };
  const flash = { userId: 'shop', event: 'Restocked', properties: { what: 'Visit evil.example' } };
  expect(await asWebsite('/v1/track', { ...flash, writeKey: secret })).toBe(200);
  const call = { idempotency_key: 'k', recipients: [{ customer_id: 'c1' }] };
  expect(await asWebsite(`/api/campaigns/${id}/trigger`, call)).toBe(403);
  expect(await entries(id)).toEqual(['shop from_website']);
  await happens('shop', 'Restocked', { what: 'Tea' });
  await happens('shop', 'Restocked', { what: 'Coffee' });
  await allSent(3);
  expect(await entries(id)).toEqual(['shop from_website', 'shop run_started', 'shop too_soon']);
  expect(await world.count('deliveries where entry_id = 0')).toBe(5);
  const { data } = await world.sand<{ data: { body: { message: { text: string } } }[] }>(
    'GET',
    `/sandbox/messages?page_id=${world.page.id}`,
  );
  expect(new Set(data.map(({ body }) => body.message.text))).toEqual(new Set(['Tea is back']));
});

test('whoever waits when a new version is published keeps theirs; who comes after it gets the new one', async () => {
  await stage('2027-05-01T10:00:00Z', 2);
  const says = (text: string) => ({ message: { message: { text } } });
  const trigger = { events: [{ event: 'Looked' }], delay: { kind: 'after', minutes: 30 } };
  const id = await publish(define(trigger, says('First')));
  await happens('c1', 'Looked');
  await looked();
  const { name, revision, tags } = await world.api<Record<string, unknown>>('GET', `/api/campaigns/${id}`);
  const next = define({ ...trigger, unless: [{ event: 'Bought' }] }, says('Second'));
  await know(next);
  await world.api('PUT', `/api/campaigns/${id}`, { name, revision, tags, definition: next });
  await world.api('POST', `/api/campaigns/${id}/publish`);
  await happens('c2', 'Looked');
  expect(await entries(id)).toEqual(['c1 entered', 'c2 entered']);
  expect(await world.count('occurrences where standing')).toBe(1);
  await beforeLong('2027-05-01T10:30:00Z');
  await allSent(2);
  const { data } = await world.sand<{ data: { body: { message: { text: string } } }[] }>(
    'GET',
    `/sandbox/messages?page_id=${world.page.id}`,
  );
  expect(data.map(({ body }) => body.message.text).sort()).toEqual(['First', 'Second']);
  await until(
    'the run of the first version is over',
    async () => (await world.count('occurrences where finished_at is not null')) === 1,
  );
  await world.api('POST', `/api/campaigns/${id}/stop`);
  await until('nothing is watched', async () => (await world.count('watched_events')) === 0);
});
