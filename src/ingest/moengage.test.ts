// MoEngage's dialect as its programs speak it, from the request to the rows.
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { createAccess } from '../access/access.ts';
import { createApiKey } from '../access/api-keys.ts';
import { type Database, execute, many, one } from '../kit/db.ts';
import { createServer } from '../kit/http/server.ts';
import { silentLog } from '../kit/log.ts';
import { registerIngestRoutes } from './ingest.routes.ts';

const now = new Date('2026-11-22T10:00:00Z');
let database: Database;
let app: ReturnType<typeof createServer>;
let authorization: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db, pool } = database;
  app = createServer(silentLog);
  const clock = { now: () => now };
  const access = createAccess({
    db,
    pool,
    clock,
    log: silentLog,
    publicUrl: 'http://localhost:3000',
    encryptionKey: 'k'.repeat(32),
  });
  access.register(app);
  registerIngestRoutes(app, { db, clock, log: silentLog, access });
});
beforeEach(async () => {
  const { db } = database;
  await execute(db, sql`truncate workspaces, events, profiles, event_totals cascade`);
  await execute(
    db,
    sql`insert into workspaces (workspace_id, name) values ('shop', 'Shop'), ('other', 'Other')`,
  );
  authorization = basic('shop', (await createApiKey(db, 'shop', 'crm')).secret);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

async function call(path: string, payload: object | string, headers: Record<string, string> = {}) {
  const response = await app.inject({
    method: 'POST',
    url: path,
    headers: { authorization, 'content-type': 'application/json', 'MOE-APPKEY': 'shop', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });
  return { status: response.statusCode, body: response.json(), headers: response.headers };
}
const customer = (customer_id: string, attributes: object, more = {}) =>
  call('/v1/customer/shop', { type: 'customer', customer_id, attributes, ...more });
const event = (actions: object[], headers = {}) =>
  call('/v1/event/shop', { type: 'event', customer_id: 'john@example.com', actions }, headers);

/** Written out, because some of it is no JavaScript value. */
function withAttributes(json: string): string {
  return `{"type":"customer","customer_id":"c","attributes":${json}}`;
}

const people = () =>
  many<{ customer_id: string; attributes: object }>(
    database.db,
    sql`select customer_id, attributes from profiles where workspace_id = 'shop' order by customer_id`,
  );
const events = () =>
  many<{ name: string; occurred_at: Date; attributes: object }>(
    database.db,
    sql`select name, occurred_at, attributes from events where workspace_id = 'shop' order by event_id`,
  );

test('a customer call as the documents show it is stored before it is answered', async () => {
  const { status, body } = await customer('john@example.com', {
    name: 'John Doe',
    points: 20,
    super_user: true,
    expiry_date: '2020-05-31T03:47:35Z',
    ps_id: '90071992547409931234',
    platforms: [{ platform: 'ANDROID', active: 'true' }],
    removeValueFromArrayField: {},
  });
  expect([status, body.status]).toEqual([200, 'success']);
  expect(await people()).toEqual([
    {
      customer_id: 'john@example.com',
      attributes: {
        name: 'John Doe',
        points: 20,
        super_user: true,
        expiry_date: '2020-05-31T03:47:35.000Z',
        ps_id: '90071992547409931234',
      },
    },
  ]);
});

test('update_existing_only leaves an unknown customer out', async () => {
  expect((await customer('nobody', { a: 1 }, { update_existing_only: true })).status).toBe(200);
  expect(await people()).toEqual([]);
  await customer('c1', { a: 1 });
  await customer('c1', { a: 2 }, { update_existing_only: true });
  expect(await people()).toEqual([{ customer_id: 'c1', attributes: { a: 2 } }]);
});

test.each([
  [400, 'Malformed JSON', 'line 2, column 17', '{"type":"customer",\n "customer_id": x}'],
  [400, 'Malformed JSON', 'is empty', ''],
  [400, 'Malformed JSON', 'expected object', '[]'],
  [400, 'MissingAttributeError', 'customer_id is not found in the payload', '{"type":"customer"}'],
  [400, 'InvalidAttributeError', 'must be "customer"', '{"type":"Customer","customer_id":"c"}'],
  [400, 'InvalidAttributeError', 'customer_id must not be empty', '{"type":"customer","customer_id":""}'],
  [400, 'InvalidAttributeError', 'expected string', '{"type":"customer","customer_id":12}'],
  [400, 'InvalidAttributeError', 'ps_id must be a string', withAttributes('{"ps_id":9007199254740993}')],
  [400, 'InvalidAttributeError', 'beyond 2^53', withAttributes('{"n":12345678901234567890}')],
  [400, 'InvalidAttributeError', 'can be stored', withAttributes('{"l":[[1]]}')],
  [400, 'InvalidAttributeError', 'dots', withAttributes('{"a.b":1}')],
  [400, 'InvalidAttributeError', 'says nobody is known', '{"type":"customer","customer_id":"NULL"}'],
  [400, 'InvalidAttributeError', '4000 characters', withAttributes(`{"a":"${'x'.repeat(5_000)}"}`)],
  [413, 'PayloadTooLarge', '128 KB', withAttributes(`{"a":"${'x'.repeat(140_000)}"}`)],
])('%i %s: %s', async (status, type, message, payload) => {
  const reply = await call('/v1/customer/shop', payload);
  expect(reply).toMatchObject({
    status,
    body: { status: 'fail', error: { type, request_id: expect.any(String) } },
  });
  expect(reply.body.error.message).toContain(message);
  expect(await people()).toEqual([]);
});

test('bytes that are not UTF-8 and other content types are refused', async () => {
  const latin1 = await app.inject({
    method: 'POST',
    url: '/v1/customer/shop',
    headers: { authorization, 'content-type': 'application/json' },
    payload: Buffer.from('{"type":"customer","customer_id":"caf\xe9"}', 'latin1'),
  });
  expect([latin1.statusCode, latin1.json().error.type]).toEqual([400, 'Malformed JSON']);
  const form = await call('/v1/customer/shop', 'type=customer', {
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect([form.status, form.body.error.message]).toEqual([415, expect.stringContaining('application/json')]);
});

test('a value of another type and a taken ps_id are told in the dialect’s envelope', async () => {
  await customer('c1', { age: 31, ps_id: '123' });
  const typed = await customer('c1', { age: 'forty', city: 'Brno' });
  expect(typed).toMatchObject({ status: 400, body: { error: { attribute: 'attributes.age' } } });
  expect(typed.body.error.message).toContain('Send a number');
  const taken = await customer('c2', { ps_id: '123' });
  expect(taken).toMatchObject({ status: 409, body: { error: { type: 'ConflictError' } } });
  expect(taken.body.error.message).toContain('customer c1');
  expect(await people()).toEqual([{ customer_id: 'c1', attributes: { age: 31, ps_id: '123' } }]);
});

test('only the workspace’s own key opens its address', async () => {
  const body = { type: 'customer', customer_id: 'c1', attributes: {} };
  const missing = await call('/v1/customer/shop', body, { authorization: '' });
  expect(missing).toMatchObject({
    status: 401,
    body: { status: 'fail', error: { type: 'Authentication required' } },
  });
  expect(missing.headers['www-authenticate']).toContain('Basic');
  expect((await call('/v1/customer/shop', body, { authorization: basic('shop', 'wrong') })).status).toBe(401);
  expect((await call('/v1/customer/other', body)).status).toBe(403);
  expect((await call('/v1/customer/shop', '{', { authorization: '' })).status).toBe(401);
});

test('calls that come together are each answered for themselves', async () => {
  await customer('first', { age: 1 });
  const calls = Array.from({ length: 60 }, (_, index) =>
    customer(
      `c${index % 20}`,
      index % 5 === 0 ? { age: 'wrong', [`x${index}`]: 1 } : { age: index, [`a${index}`]: true },
    ),
  );
  const statuses = (await Promise.all(calls)).map((reply) => reply.status);
  expect(statuses).toEqual(Array.from({ length: 60 }, (_, index) => (index % 5 === 0 ? 400 : 200)));
  const stored = await one<{ attributes: number; wrong: number }>(
    database.db,
    sql`select count(*) as attributes, count(*) filter (where key like 'x%') as wrong
          from profiles, jsonb_object_keys(attributes) as key where key <> 'age'`,
  );
  expect(stored).toEqual({ attributes: 48, wrong: 0 });
});

test('events are stored with their time, and an unknown customer is created', async () => {
  const { status } = await event([
    {
      action: 'Flight Booked',
      attributes: { price: 3999 },
      platform: 'iOS',
      app_version: '1.2.3',
      current_time: 1433837969,
      user_timezone_offset: 19800,
    },
    { action: 'iso', current_time: '2026-11-22T09:00:00Z', user_time: 1 },
    { action: 'milliseconds', current_time: '1790000000000' },
    { action: 'wall clock', user_time: '2026-11-22T15:00:00', user_timezone_offset: 19800 },
    { action: 'own offset', user_time: '2026-11-22T15:00:00+05:30', user_timezone_offset: 19800 },
    { action: 'no time' },
  ]);
  expect(status).toBe(200);
  expect((await events()).map((row) => [row.name, row.occurred_at.toISOString()]).sort()).toEqual(
    [
      ['Flight Booked', '2015-06-09T08:19:29.000Z'],
      ['iso', '2026-11-22T09:00:00.000Z'],
      ['milliseconds', '2026-09-21T14:13:20.000Z'],
      ['wall clock', '2026-11-22T09:30:00.000Z'],
      ['own offset', '2026-11-22T09:30:00.000Z'],
      ['no time', '2026-11-22T10:00:00.000Z'],
    ].sort(),
  );
  expect((await events())[0]?.attributes).toEqual({ price: 3999, platform: 'iOS', app_version: '1.2.3' });
  expect(await people()).toMatchObject([{ customer_id: 'john@example.com' }]);
});

test.each([
  [{ action: 'x', current_time: '2027-01-01T00:00:00Z' }, 'actions.0.current_time', 'future'],
  [{ action: 'x', current_time: 12 }, 'actions.0.current_time', '20 years'],
  [{ action: 'x', user_time: 'yesterday' }, 'actions.0.user_time', 'ISO 8601'],
  [{ action: 'x', user_time: '2026-99-99T00:00:00Z' }, 'actions.0.user_time', 'no time'],
  [{ attributes: {} }, 'actions.0.action', 'not found'],
  [{ action: 'x', user_timezone_offset: 60_000 }, 'actions.0.user_timezone_offset', '54000'],
  [{ action: 'x', attributes: { l: [[]] } }, 'actions.0.attributes.l.0', 'can be stored'],
])('the action %j is refused', async (action, attribute, message) => {
  const reply = await event([action]);
  expect(reply).toMatchObject({ status: 400, body: { error: { attribute } } });
  expect(reply.body.error.message).toContain(message);
  expect(await events()).toEqual([]);
});

test('a repeated call with an Idempotency-Key is stored once', async () => {
  const actions = [{ action: 'Bought' }, { action: 'Bought' }];
  const headers = { 'Idempotency-Key': 'order-17' };
  expect((await event(actions, headers)).status).toBe(200);
  expect((await event(actions, headers)).status).toBe(200);
  expect(await events()).toHaveLength(2);
  await event(actions);
  expect(await events()).toHaveLength(4);
});

test('over a real connection, the answer comes after the commit', async () => {
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const response = await fetch(`${address}/v1/customer/shop`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'customer', customer_id: 'žluťoučký', attributes: { city: 'Brno' } }),
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ status: 'success' });
  expect(await people()).toEqual([{ customer_id: 'žluťoučký', attributes: { city: 'Brno' } }]);
});
