// People over HTTP: search, profile, timeline, saving and tracking.
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { byHeader, createTestServer } from '../../test/support/server.ts';
import { type Database, execute, one, withTransaction } from '../kit/db.ts';
import { type EventInput, recordEvents } from './events.ts';
import { mergeCustomers } from './merge.customers.ts';
import { registerProfileRoutes } from './profile.routes.ts';
import { applySightings } from './sightings.ts';

let database: Database;
let app: FastifyInstance;
const now = new Date('2026-11-22T10:00:00Z');

beforeEach(async () => {
  database = await createTestDatabase();
  await execute(
    database.db,
    sql`insert into workspaces (workspace_id, name) values ('w', 'w'), ('other', 'other')`,
  );
  app = createTestServer(byHeader);
  registerProfileRoutes(app, { db: database.db, clock: { now: () => now } });
});
afterEach(async () => {
  await app.close();
  await database.close();
});

async function get(url: string, headers = {}) {
  const response = await app.inject({ url, headers });
  return { status: response.statusCode, body: response.json() };
}
async function post(url: string, payload: object) {
  const response = await app.inject({ method: 'POST', url, payload });
  return { status: response.statusCode, body: response.json() };
}
const save = async (customer_id: string, attributes: object) =>
  (await post('/api/people', { customer_id, attributes })).body;

const see = (psid: string, at = now) =>
  withTransaction(database.db, (tx) =>
    applySightings(tx, 'w', [
      { pageId: 'p1', psid, seenAt: at, source: 'webhook', userAction: { at, kind: 'message' } },
    ]),
  );

const search = async (text: string, more = '') =>
  (await get(`/api/people?search=${encodeURIComponent(text)}${more}`)).body.people.map(
    (row: { customer_id: string | null; ps_id: string | null }) => row.customer_id ?? row.ps_id,
  );

test('a saved customer is shown with name, typed attributes and the identity of its ps_id', async () => {
  await see('90071992547409931234');
  const saved = await save('c1', {
    first_name: 'Anna',
    last_name: 'Nováková',
    ps_id: '90071992547409931234',
  });
  expect(saved).toMatchObject({
    customer_id: 'c1',
    name: 'Anna Nováková',
    attributes: { ps_id: '90071992547409931234' },
    identities: [
      {
        psid: '90071992547409931234',
        page_id: 'p1',
        page_name: null,
        window_closes_at: '2026-11-23T10:00:00.000Z',
      },
    ],
    merged_from: [{ reason: 'same ps_id' }],
  });
  expect((await get(`/api/people/${saved.id}`)).body).toEqual(saved);
  expect((await get(`/api/people/${saved.merged_from[0].id}`)).body).toEqual(saved);
  expect((await get(`/api/people/${saved.id}`, { 'x-workspace': 'other' })).status).toBe(404);
});

test('a ps_id sent as a number is refused in a sentence', async () => {
  const { status, body } = await post('/api/people', {
    customer_id: 'c1',
    attributes: { ps_id: 1234567890123456 },
  });
  expect(status).toBe(400);
  expect(body.error).toMatchObject({ field: 'attributes.ps_id', remedy: expect.stringContaining('quotes') });
});

test('people are found by customer id, PSID, e-mail and part of a name', async () => {
  await save('shop-1', { first_name: 'Anna', last_name: 'Nováková', email: 'Anna@Example.com' });
  await save('shop-2', { name: 'Petr 100% Svoboda', ps_id: '777' });
  await see('888');
  expect(await search('shop-1')).toEqual(['shop-1']);
  expect(await search('shop')).toEqual(['shop-2', 'shop-1']);
  expect(await search('777')).toEqual(['shop-2']);
  expect(await search('888')).toEqual(['888']);
  expect(await search('anna@ex')).toEqual(['shop-1']);
  expect(await search('NOVÁK')).toEqual(['shop-1']);
  expect(await search('nna nov')).toEqual(['shop-1']);
  expect(await search('100%')).toEqual(['shop-2']);
  expect(await search('_')).toEqual([]);
  expect(await search('shop', '&kind=anonymous')).toEqual([]);
});

test('nobody is found by what whoever searches may not see', async () => {
  await save('shop-1', { last_name: 'Nováková', email: 'anna@example.com', ps_id: '777' });
  await execute(
    database.db,
    sql`update attributes set sensitive = true where name in ('last_name', 'email', 'ps_id')`,
  );
  for (const text of ['novák', 'anna@ex', '777']) {
    expect(await search(text)).toEqual(['shop-1']);
    const path = `/api/people?search=${encodeURIComponent(text)}`;
    expect((await get(path, { 'x-permission': 'edit' })).body.people).toEqual([]);
  }
});

test('a customer id that was merged into another finds who remains', async () => {
  await save('stays-1', {});
  await save('gone-1', {});
  const at = new Date('2026-11-22T10:00:00Z');
  await withTransaction(database.db, (tx) =>
    mergeCustomers(tx, 'w', {
      ...{ from: { customerId: 'gone-1' }, into: { customerId: 'stays-1' } },
      ...{ reason: 'test', actor: 'me', at },
    }),
  );
  expect(await search('gone-1')).toEqual(['stays-1']);
  expect(await search('gone-1', '&kind=anonymous')).toEqual([]);
});

test('the list pages by kind, newest first, and counts', async () => {
  for (const index of [1, 2, 3, 4, 5]) await save(`c${index}`, {});
  await see('900');
  const first = await get('/api/people?kind=customer&limit=2');
  expect(first.body).toMatchObject({ total: 5, people: [{ customer_id: 'c5' }, { customer_id: 'c4' }] });
  const second = await get(`/api/people?kind=customer&limit=3&after=${first.body.next}`);
  expect(second.body).toMatchObject({
    next: null,
    people: [{ customer_id: 'c3' }, {}, { customer_id: 'c1' }],
  });
  expect((await get('/api/people?kind=anonymous')).body).toMatchObject({
    total: 1,
    people: [{ ps_id: '900' }],
  });
  expect((await get('/api/people?kind=messenger')).body).toMatchObject({ total: 1 });
  expect((await get('/api/people?after=nonsense')).status).toBe(400);
});

test('the timeline mixes events and deliveries, newest first, and pages without gap or repetition', async () => {
  const person = await save('c1', {});
  const id = Number(person.id.slice(4));
  const events = [0, 1, 1, 2, 3].map((minute, index) => ({
    profileId: id,
    name: `e${index}`,
    occurredAt: new Date(`2026-11-22T09:0${minute}:00.000Z`),
    ...{ source: 'api' as const, pageId: null, dedupeKey: null, attributes: {} },
  }));
  await withTransaction(database.db, (tx) => recordEvents(tx, 'w', events));
  await makeDeliveries(id, [
    '2026-11-22T09:01:00Z',
    '2026-11-22T09:02:30.000001Z',
    '2026-11-22T09:02:30.000002Z',
  ]);
  const names: string[] = [];
  let before = '';
  for (let page = 0; page < 20; page += 1) {
    const { body } = await get(`/api/people/${person.id}/timeline?limit=2${before}`);
    names.push(...body.entries.map((entry: { name: string; details: { state?: string } }) => entry.name));
    if (body.next === null) break;
    before = `&before=${body.next}`;
  }
  expect(names).toEqual(['e4', 'run 3', 'run 2', 'e3', 'e2', 'e1', 'run 1', 'e0']);
  const { body } = await get(`/api/people/${person.id}/timeline?limit=2`);
  expect(body.entries[1]).toMatchObject({
    kind: 'delivery',
    source: 'talaria',
    details: { state: 'skipped', reason: 'window_closed', page_id: 'p1' },
  });
});

async function makeDeliveries(profileId: number, settledAt: string[]): Promise<void> {
  for (const [index, at] of settledAt.entries()) {
    await execute(
      database.db,
      sql`with campaign as (
            insert into campaigns (workspace_id, name, definition) values ('w', ${`run ${index + 1}`}, '{}')
            returning campaign_id
          ), run as (
            insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, plan, filter, lane_id)
            select 'w', campaign_id, 1, 'finished', now(), '{}', '{}', 'page:p1' from campaign
            returning campaign_id
          )
          insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, state, reason, settled_at)
          select 'w', campaign_id, 1, ${profileId}, 'page:p1', 'p1', 'skipped', 'window_closed', ${at}::timestamptz
            from run`,
    );
  }
}

test('what events repeat of a message made of sensitive attributes is for the owner alone', async () => {
  const person = await save('c1', { ssn: 'S-77', city: 'Brno' });
  const id = Number(person.id.slice(4));
  await execute(database.db, sql`update attributes set sensitive = true where name = 'ssn'`);
  const [secret, harmless] = [await sendTo(id, 'your {{ ssn }}'), await sendTo(id, 'from {{ city }}')];
  const echo = (metadata: string, mid: string, text: string) =>
    messenger(id, 'messenger_echo', { metadata, mid, text });
  const named = ({ campaign, delivery }: typeof secret) => `talaria:here:${campaign}:${delivery}:1`;
  await withTransaction(database.db, (tx) =>
    recordEvents(tx, 'w', [
      echo(named(secret), secret.mid, 'your S-77'),
      echo('talaria:here:test', 'm-test', 'tried with S-77'),
      echo('talaria:here:999:999:1', 'm-gone', 'S-77 of what is gone'),
      messenger(id, 'messenger_postback', { title: 'Pay S-77', payload: 'PAY_S-77' }, 'tap'),
      { ...messenger(id, 'order', { ssn: 'S-77', total: 5 }), source: 'api' },
      echo(named(harmless), harmless.mid, 'from Brno'),
      echo('talaria:here:comment:1_2', 'm-comment', 'an answer to a comment'),
      echo('another app', 'm-other', 'a human wrote'),
      messenger(id, 'messenger_message', { text: 'what they wrote' }),
      messenger(id, 'messenger_postback', { title: 'Map', payload: 'MAP' }, 'other tap'),
    ]),
  );
  await execute(
    database.db,
    sql`insert into responses (workspace_id, delivery_id, kind, dedupe_key, campaign_id, at, detail)
        values ('w', ${secret.delivery}, 'postback', 'tap', ${secret.campaign}, now(), 'PAY_S-77'),
               ('w', ${harmless.delivery}, 'postback', 'other tap', ${harmless.campaign}, now(), 'MAP')`,
  );
  const seenBy = async (permission: string) =>
    JSON.stringify((await get(`/api/people/${person.id}/timeline`, { 'x-permission': permission })).body);
  expect((await seenBy('own')).match(/S-77/g)).toHaveLength(6);
  for (const permission of ['view', 'send']) {
    const seen = await seenBy(permission);
    expect(seen).not.toContain('S-77');
    for (const shown of ['from Brno', 'an answer to a comment', 'a human wrote', 'what they wrote', 'MAP'])
      expect(seen).toContain(shown);
  }
});

const messenger = (
  profileId: number,
  name: string,
  attributes: Record<string, unknown>,
  dedupeKey: string | null = null,
): EventInput => ({
  ...{ profileId, name, attributes, dedupeKey, occurredAt: now },
  ...{ source: 'messenger' as const, pageId: 'p1' },
});

/** A message that was accepted. */
async function sendTo(profileId: number, text: string) {
  const { campaign } = await one<{ campaign: number }>(
    database.db,
    sql`with c as (insert into campaigns (workspace_id, name, definition) values ('w', ${text}, '{}') returning campaign_id)
        insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, plan, filter, lane_id)
        select 'w', campaign_id, 1, 'sending', now(), jsonb_build_object('text', ${text}::text), '{}', 'page:p1' from c
        returning campaign_id as campaign`,
  );
  const mid = `m-${campaign}`;
  const { delivery } = await one<{ delivery: number }>(
    database.db,
    sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, page_id, lane_id, state, mid)
        values ('w', ${campaign}, 1, ${profileId}, 'p1', 'page:p1', 'accepted', ${mid}) returning delivery_id as delivery`,
  );
  return { campaign, delivery, mid };
}
