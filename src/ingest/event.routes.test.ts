// Our own POST /api/events: wrong events are named and cost the others nothing; whatever comes in, what is stored is as it was sent.
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { createTestServer } from '../../test/support/server.ts';
import { type Database, execute, many, one } from '../kit/db.ts';
import { registerEventRoutes } from './event.routes.ts';
import { createWriter, type Writer } from './writer.ts';

let database: Database;
let app: FastifyInstance;
let writer: Writer;
let workspace = 0;
const now = new Date('2026-11-22T10:00:00Z');
const clock = { now: () => now };

beforeAll(async () => {
  database = await createTestDatabase();
  writer = createWriter({ db: database.db, clock });
  app = createTestServer(() => ({
    kind: 'key',
    workspaceId: `w${workspace}`,
    name: 'key:test',
    permission: 'send',
  }));
  registerEventRoutes(app, { writer, clock });
});
afterAll(async () => {
  await app.close();
  await writer.drain();
  await database.close();
});

async function createWorkspace(): Promise<void> {
  workspace += 1;
  const id = `w${workspace}`;
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values (${id}, ${id})`);
}

async function post(payload: object | string | Buffer) {
  const headers = { 'content-type': 'application/json' };
  const response = await app.inject({ method: 'POST', url: '/api/events', headers, payload });
  return { status: response.statusCode, body: response.json() };
}

const stored = () =>
  many<{ customer_id: string | null; name: string; occurred_at: Date; attributes: Record<string, unknown> }>(
    database.db,
    sql`select p.customer_id, e.name, e.occurred_at, e.attributes from events e join profiles p using (workspace_id, profile_id)
         where e.workspace_id = ${`w${workspace}`} order by e.event_id`,
  );

const good = { customer_id: 'c1', name: 'Bought' };

test('events are stored once a key and make their customer or visitor', async () => {
  await createWorkspace();
  const event = { ...good, dedupe_key: 'order-1', attributes: { price: 12, at: null } };
  const visit = { anonymous_id: 'device-7', name: 'Visited' };
  expect((await post({ events: [event, event, visit] })).body).toEqual({ accepted: 3, refused: [] });
  await post({ events: [event] });
  expect(await stored()).toEqual([
    { customer_id: 'c1', name: 'Bought', occurred_at: now, attributes: { price: 12 } },
    { customer_id: null, name: 'Visited', occurred_at: now, attributes: {} },
  ]);
});

test.each([
  'segment_entered',
  'segment_left',
  'messenger_message',
  'messenger_anything',
  'Messenger_Postback',
])('an event cannot be called %s: the service itself records such', async (name) => {
  await createWorkspace();
  const { body } = await post({
    events: [
      { ...good, name },
      { ...good, name: `my_${name}` },
    ],
  });
  expect(body).toMatchObject({
    accepted: 1,
    refused: [{ index: 0, field: 'events.0.name', remedy: expect.stringContaining('another name') }],
  });
  expect((await stored()).map((event) => event.name)).toEqual([`my_${name}`]);
});

test('a wrong event is named by its place and the others are stored', async () => {
  await createWorkspace();
  const future = { ...good, occurred_at: '2027-01-01T00:00:00Z' };
  const { status, body } = await post({
    events: [good, future, { name: 'x' }, 7, { ...good, name: 'Viewed' }, { ...good, occured_at: 'x' }],
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    accepted: 2,
    refused: [
      { index: 1, field: 'events.1.occurred_at', remedy: expect.stringContaining('UTC') },
      { index: 2, field: 'events.2.customer_id', message: expect.stringContaining('anonymous_id') },
      { index: 3, field: 'events.3.event', message: expect.stringContaining('not an object') },
      { index: 5, field: 'events.5.occured_at', remedy: 'Did you mean occurred_at?' },
    ],
  });
  expect((await stored()).map(({ name }) => name)).toEqual(['Bought', 'Viewed']);
});

test.each([
  ['a whole number beyond 2^53', 'attributes.n', '{"n":12345678901234567890}', 'beyond 2^53'],
  ['a number no computer holds', 'attributes.n', '{"n":1e400}', 'too large'],
  ['a key that opens objects', 'attributes', '{"__proto__":{"isAdmin":true}}', 'no attribute may be called'],
  ['another one', 'attributes', '{"constructor":1}', 'no attribute may be called'],
  ['a name with NUL', 'attributes', '{"a\\u0000b":1}', 'control characters'],
  ['a name with half an emoji', 'attributes', '{"a\\ud83d":1}', 'control characters'],
  ['a name with a dot', 'attributes', '{"a.b":1}', 'dots'],
  ['an object three deep', 'attributes.a.b.c', '{"a":{"b":{"c":{"d":1}}}}', 'too deep'],
  ['a text of 4,001 characters', 'attributes.t', `{"t":"${'x'.repeat(4_001)}"}`, '4000'],
  ['201 attributes', 'attributes', JSON.stringify(numbered(201)), 'at most 200'],
  ['10,000 attributes', 'attributes', JSON.stringify(numbered(10_000)), 'at most 200'],
  ['no object at all', 'attributes', '[1]', 'must be an object'],
])('%s is refused, and named', async (_, field, attributes, message) => {
  await createWorkspace();
  const { status, body } = await post(
    `{"events":[{"customer_id":"c1","name":"Bad","attributes":${attributes}},{"customer_id":"c2","name":"Good"}]}`,
  );
  expect(status).toBe(200);
  expect(body).toMatchObject({ accepted: 1, refused: [{ index: 0, field: `events.0.${field}` }] });
  expect(body.refused[0].message).toContain(message);
  expect(await stored()).toMatchObject([{ customer_id: 'c2' }]);
});

function numbered(count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, index]));
}

test.each([
  ['a customer id with NUL', { ...good, customer_id: 'c\u0000' }, 'events.0.customer_id'],
  ['a customer id with half an emoji', { ...good, customer_id: '\ud83d' }, 'events.0.customer_id'],
  ['a blank name', { ...good, name: ' ' }, 'events.0.name'],
  ['a name of 101 characters', { ...good, name: 'x'.repeat(101) }, 'events.0.name'],
  ['both ids', { ...good, anonymous_id: 'a' }, 'events.0.customer_id'],
  ['a time without a zone', { ...good, occurred_at: '2026-11-22T10:00:00' }, 'events.0.occurred_at'],
  ['an hour ahead', { ...good, occurred_at: '2026-11-22T11:00:00Z' }, 'events.0.occurred_at'],
  [
    'seconds taken for milliseconds',
    { ...good, occurred_at: '1970-01-21T00:00:00Z' },
    'events.0.occurred_at',
  ],
  ['a key with NUL', { ...good, dedupe_key: 'a\u0000' }, 'events.0.dedupe_key'],
])('%s alone is answered with 400', async (_, event, field) => {
  await createWorkspace();
  const { status, body } = await post({ events: [event] });
  expect([status, body.error.field, body.error.issues[0].field]).toEqual([400, field, field]);
  expect(await stored()).toEqual([]);
});

test.each([
  ['no JSON', '{"events":[', 400, 'line 1'],
  ['no event', { events: [] }, 400, 'events'],
  ['501 events', { events: Array.from({ length: 501 }, () => good) }, 400, 'events'],
  ['no list', { events: good }, 400, 'events'],
  ['more than 1 MB', { events: [{ ...good, attributes: { t: 'x'.repeat(1_100_000) } }] }, 413, 'too large'],
  ['no UTF-8', Buffer.from('{"events":[{"customer_id":"caf\xe9"}]}', 'latin1'), 400, 'UTF-8'],
  ['100 lists deep', `{"events":[${'['.repeat(100)}1${']'.repeat(100)}]}`, 400, 'nested'],
])('a body with %s is refused as a whole', async (_, payload, status, message) => {
  await createWorkspace();
  const reply = await post(payload);
  expect(reply.status).toBe(status);
  expect(reply.body.error.message).toContain(message);
  expect(await stored()).toEqual([]);
});

test('what looks like SQL, markup or half an emoji is data', async () => {
  await createWorkspace();
  const hostile = `'); drop table events; -- <script>alert(1)</script> {{ x }} \\u0000 €`;
  const attributes = {
    [`"'; --`]: hostile,
    torn: 'a\ud83d',
    zero: 'a\u0000b',
    tiny: 5e-324,

    minus: -0,
  };
  await post({ events: [{ customer_id: hostile, name: hostile.slice(0, 40), attributes }] });
  // What PostgreSQL cannot hold in a text is replaced by the sign for that, and the rest of the value stays.
  const kept = { ...attributes, torn: 'a\ufffd', zero: 'a\ufffdb', minus: 0 };
  expect(await stored()).toMatchObject([
    { customer_id: hostile, name: hostile.slice(0, 40), attributes: kept },
  ]);
});

test('sums are those of the decimals that were sent', async () => {
  await createWorkspace();
  const events = [0.1, 0.2, 4_503_599_627_370_495.5].map((price) => ({ ...good, attributes: { price } }));
  expect((await post({ events: events.slice(0, 2) })).body.accepted).toBe(2);
  const total = () =>
    one(
      database.db,
      sql`select value_sum as sum, value_max as most from event_totals where workspace_id = ${`w${workspace}`}`,
    );
  expect(await total()).toEqual({ sum: '0.3', most: 0.2 });
  await post({ events: events.slice(2) });
  expect(await total()).toMatchObject({ most: 4_503_599_627_370_495.5 });
});

test('a workspace has room for 2,000 names; known ones and those of the platform go on', async () => {
  await createWorkspace();
  await post({ events: [good] });
  await execute(
    database.db,
    sql`insert into event_names (workspace_id, name) select ${`w${workspace}`}, 'e' || n from generate_series(1, 1999) n`,
  );
  const { body } = await post({ events: [good, { ...good, name: 'One more' }] });
  expect(body).toMatchObject({ accepted: 1, refused: [{ index: 1, field: 'events.1.name' }] });
  expect(body.refused[0].remedy).toContain('Use names that exist');
  expect(await stored()).toHaveLength(2);
});

test('calls that come together are stored together, each with its own answer', async () => {
  await createWorkspace();
  const replies = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      post({
        events: [
          { customer_id: `c${index % 5}`, name: 'E', dedupe_key: `k${index % 20}` },
          { ...good, attributes: index % 2 === 0 ? {} : { 'a.b': 1 } },
        ],
      }),
    ),
  );
  expect(replies.map(({ body }) => body.accepted)).toEqual(
    replies.map((_, index) => (index % 2 === 0 ? 2 : 1)),
  );
  expect(await stored()).toHaveLength(20 + 20);
});
