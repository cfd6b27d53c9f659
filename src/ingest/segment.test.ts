// Segment's dialect as its libraries speak it, from the request to the rows.
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { createAccess } from '../access/access.ts';
import { createApiKey } from '../access/api-keys.ts';
import { type Database, execute, many } from '../kit/db.ts';
import { createServer } from '../kit/http/server.ts';
import { silentLog } from '../kit/log.ts';
import { registerIngestRoutes } from './ingest.routes.ts';

const now = new Date('2026-11-22T10:00:00Z');
let database: Database;
let app: ReturnType<typeof createServer>;
let writeKey: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db, pool } = database;
  app = createServer(silentLog);
  const clock = { now: () => now };
  const publicUrl = 'http://localhost:3000';
  const access = createAccess({ db, pool, clock, log: silentLog, publicUrl, encryptionKey: 'k'.repeat(32) });
  access.register(app);
  registerIngestRoutes(app, { db, clock, log: silentLog, access });
});
beforeEach(async () => {
  const { db } = database;
  await execute(db, sql`truncate workspaces, events, profiles, event_totals cascade`);
  await execute(db, sql`insert into workspaces (workspace_id, name) values ('shop', 'Shop')`);
  writeKey = (await createApiKey(db, 'shop', 'web')).secret;
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const basic = (user: string): string => `Basic ${Buffer.from(`${user}:`).toString('base64')}`;

async function call(path: string, payload: object | string | Buffer, headers: Record<string, string> = {}) {
  const isRaw = typeof payload === 'string' || Buffer.isBuffer(payload);
  const response = await app.inject({
    method: 'POST',
    url: `/v1/${path}`,
    headers: { authorization: basic(writeKey), 'content-type': 'application/json', ...headers },
    payload: isRaw ? payload : JSON.stringify(payload),
  });
  return { status: response.statusCode, body: response.json(), headers: response.headers };
}
const batch = (calls: unknown[], more: object = {}) => call('batch', { batch: calls, ...more });

const people = () =>
  many<{ customer_id: string | null; attributes: object }>(
    database.db,
    sql`select customer_id, attributes from profiles where workspace_id = 'shop' order by profile_id`,
  );
const events = () =>
  many<{ customer_id: string | null; name: string; occurred_at: Date; attributes: object }>(
    database.db,
    sql`select p.customer_id, e.name, e.occurred_at, e.attributes
          from events e join profiles p using (workspace_id, profile_id) order by e.event_id`,
  );

test('identify stores traits under the names they have, and first and last name as everywhere here', async () => {
  const { status, body } = await call('identify', {
    userId: '019mr8mf4r',
    traits: {
      email: 'a@example.com',
      firstName: 'Ana',
      lastName: 'Nová',
      address: { city: 'Brno', geo: { lat: 49.2, lon: 16.6 } },
      plan: null,
      createdAt: '2026-01-02T03:04:05+01:00',
      'utm.source': 'x',
    },
    integrations: { All: false },
  });
  expect([status, body]).toEqual([200, { success: true }]);
  expect(await people()).toEqual([
    {
      customer_id: '019mr8mf4r',
      attributes: {
        email: 'a@example.com',
        first_name: 'Ana',
        last_name: 'Nová',
        address: { city: 'Brno', geo: { lat: 49.2, lon: 16.6 } },
        createdAt: '2026-01-02T02:04:05.000Z',
        utm_source: 'x',
      },
    },
  ]);
});

test('track stores the event with its context, and an order with its list of products', async () => {
  await call('track', {
    userId: 7,
    event: 'Order Completed',
    properties: {
      revenue: 14.99,
      products: [{ sku: 'a', price: 1, options: { size: 'L' } }, { sku: 'b' }],
      shipping: { to: { city: 'Brno', lines: { first: 'x' } } },
      nothing: null,
    },
    context: {
      ip: '8.8.8.8',
      userAgent: 'Mozilla',
      locale: 'cs-CZ',
      page: { path: '/cart', url: 'https://shop.example/cart', search: '' },
      campaign: { name: 'Autumn' },
      device: { id: 'secret', type: 'ios' },
    },
  });
  expect(await events()).toEqual([
    {
      customer_id: '7',
      name: 'Order Completed',
      occurred_at: now,
      attributes: {
        revenue: 14.99,
        products: [{ sku: 'a', price: 1, options: '{"size":"L"}' }, { sku: 'b' }],
        shipping: { to: { city: 'Brno', lines: '{"first":"x"}' } },
        context: {
          locale: 'cs-CZ',
          page: { path: '/cart', url: 'https://shop.example/cart' },
          campaign: { name: 'Autumn' },
          device: { type: 'ios' },
        },
      },
    },
  ]);
});

test('page, screen and group have one name each', async () => {
  await call('page', { userId: 'u', name: 'Pricing', category: 'Docs', properties: { path: '/pricing' } });
  await call('screen', { userId: 'u', name: 'Home' });
  await call('group', { userId: 'u', groupId: 'g1', traits: { name: 'Initech', employees: 420 } });
  expect((await events()).map(({ name, attributes }) => [name, attributes])).toEqual([
    ['Page Viewed', { name: 'Pricing', category: 'Docs', path: '/pricing' }],
    ['Screen Viewed', { name: 'Home' }],
  ]);
  expect(await people()).toMatchObject([
    { attributes: { group: { id: 'g1', name: 'Initech', employees: 420 } } },
  ]);
});

test('the same messageId is stored once, in one batch and when it is sent again', async () => {
  const calls = [
    { type: 'track', userId: 'u', event: 'Bought', messageId: 'm1' },
    { type: 'track', userId: 'u', event: 'Bought', messageId: 'm1' },
    { type: 'track', userId: 'u', event: 'Bought', messageId: 'm2' },
  ];
  await batch(calls);
  expect((await batch(calls)).body).toEqual({ success: true });
  expect(await events()).toHaveLength(2);
});

test.each([
  ['a clock that is wrong', { timestamp: '2026-11-21T22:00:00Z' }, '2026-11-21T23:00:00Z', '09:00:00'],
  [
    'the name RudderStack gives it',
    { originalTimestamp: '2026-11-22T08:59:00Z' },
    '2026-11-22T09:00:00Z',
    '09:59:00',
  ],
  ['no time of sending', { timestamp: '2026-11-22T08:00:00' }, undefined, '08:00:00'],
  [
    'already corrected',
    { timestamp: '2026-11-22T07:00:00Z', originalTimestamp: '2020-01-01T00:00:00Z' },
    '2026-11-22T09:00:00Z',
    '07:00:00',
  ],
  ['no time at all', {}, '2026-11-22T09:00:00Z', '10:00:00'],
])('time: %s', async (_name, times, sentAt, expected) => {
  await batch([{ type: 'track', userId: 'u', event: 'E', ...times }], { sentAt });
  expect((await events()).map((event) => event.occurred_at.toISOString())).toEqual([
    `2026-11-22T${expected}.000Z`,
  ]);
});

test('a batch keeps its good calls and names the bad ones', async () => {
  await call('identify', { userId: 'u', traits: { age: 31 } });
  const { status, body } = await batch([
    { type: 'track', userId: 'a', event: 'Good' },
    { type: 'track', userId: 'a' },
    { type: 'track', event: 'Nobody' },
    { type: 'order', userId: 'a' },
    'nothing',
    { type: 'identify', userId: 'u', traits: { age: 'forty' } },
    { type: 'track', userId: 'a', event: 'Future', timestamp: '2027-01-01T00:00:00Z' },
    { type: 'track', userId: 'a', event: 'Large', properties: { text: 'x'.repeat(40_000) } },
    { type: 'identify', userId: 'good', traits: { city: 'Brno' } },
    { type: 'track', userId: 'a', event: 'messenger_message' },
  ]);
  expect([status, body.success]).toEqual([200, true]);
  expect(body.errors.map((error: { index: number; field?: string }) => [error.index, error.field])).toEqual([
    [1, 'event'],
    [2, 'userId'],
    [3, 'type'],
    [4, 'body'],
    [5, 'traits.age'],
    [6, 'timestamp'],
    [7, undefined],
    [9, 'event'],
  ]);
  expect(body.errors[4]).toMatchObject({ message: expect.any(String), remedy: expect.any(String) });
  expect((await events()).map((event) => event.name)).toEqual(['Good']);
  expect((await people()).map((person) => person.customer_id)).toEqual(['u', 'good', 'a']);
});

test.each([
  ['not JSON', 'track', '{"userId":', 'line 1'],
  ['no object', 'track', '[]', 'not a JSON object'],
  ['no batch', 'batch', '{}', 'batch is not found'],
  ['no event name', 'track', '{"userId":"u"}', 'event is not found'],
  ['no group', 'group', '{"userId":"u"}', 'groupId is missing'],
  ['no id before', 'alias', '{"userId":"u"}', 'previousId is missing'],
  ['no id after', 'alias', '{"previousId":"u","anonymousId":"v"}', 'userId is missing'],
  ['nobody', 'identify', '{"userId":"","anonymousId":null}', 'userId is missing'],
  [
    'a call too large',
    'track',
    JSON.stringify({ userId: 'u', event: 'E', properties: { a: 'x'.repeat(33_000) } }),
    '32 KB',
  ],
  ['a batch too large', 'batch', JSON.stringify({ batch: [], more: 'x'.repeat(520_000) }), '500 KB'],
])('%s is refused with 400', async (_name, path, payload, message) => {
  const { status, body } = await call(path, payload);
  expect([status, body]).toEqual([
    400,
    expect.objectContaining({
      success: false,
      code: 'invalid_request',
      message: expect.stringContaining(message),
    }),
  ]);
  expect(await people()).toEqual([]);
});

test('compressed bodies are read, as far as a body may go', async () => {
  const packed = gzipSync(JSON.stringify({ batch: [{ type: 'track', userId: 'u', event: 'E' }] }));
  expect((await call('batch', packed, { 'content-encoding': 'gzip' })).status).toBe(200);
  expect(await events()).toHaveLength(1);
  const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
  const refused = await call('batch', bomb, { 'content-encoding': 'gzip' });
  expect([refused.status, refused.body.success]).toEqual([400, false]);
  expect((await call('batch', 'x', { 'content-encoding': 'gzip' })).body.field).toBe('Content-Encoding');
  expect((await call('batch', 'x', { 'content-encoding': '__proto__' })).status).toBe(400);
});

test('a browser may call from any site, with the key in the body and without asking first', async () => {
  const asked = await app.inject({
    method: 'OPTIONS',
    url: '/v1/track',
    headers: { origin: 'https://shop.example' },
  });
  expect([asked.statusCode, asked.headers['access-control-allow-origin']]).toEqual([204, '*']);
  const sent = await app.inject({
    method: 'POST',
    url: '/v1/track',
    headers: { 'content-type': 'text/plain', origin: 'https://shop.example' },
    payload: JSON.stringify({ anonymousId: 'v', event: 'E', writeKey }),
  });
  expect([sent.statusCode, sent.headers['access-control-allow-origin']]).toEqual([200, '*']);
  const elsewhere = await app.inject({ method: 'OPTIONS', url: '/v1/customer/shop' });
  expect(elsewhere.headers['access-control-allow-origin']).toBeUndefined();
});

test('the library for websites finds its settings and its short addresses', async () => {
  const settings = await app.inject({
    url: `/v1/projects/${writeKey}/settings`,
    headers: { host: 'here:3000' },
  });
  expect([settings.statusCode, settings.headers['access-control-allow-origin'], settings.json()]).toEqual([
    200,
    '*',
    { integrations: { 'Segment.io': { apiKey: writeKey, apiHost: 'here:3000/v1', protocol: 'http' } } },
  ]);
  expect((await app.inject({ url: '/v1/projects/wrong/settings' })).statusCode).toBe(401);
  for (const path of ['t', 'p', 's'])
    expect((await call(path, { anonymousId: 'v', event: 'E', name: 'N' })).status).toBe(200);
  expect((await call('b', { batch: [{ type: 'track', anonymousId: 'v', event: 'F' }] })).status).toBe(200);
  expect((await call('m', { series: [] }, { authorization: '' })).status).toBe(200);
  expect((await events()).map((event) => event.name)).toEqual(['E', 'Page Viewed', 'Screen Viewed', 'F']);
});

test('without a key, or with a wrong one, nothing is stored', async () => {
  const payload = { userId: 'u', event: 'E' };
  expect(await call('track', payload, { authorization: '' })).toMatchObject({
    status: 401,
    body: { success: false, field: 'writeKey' },
  });
  expect((await call('track', payload, { authorization: basic('tlr_wrong') })).status).toBe(401);
  expect((await call('track', { ...payload, writeKey: 'x' }, { authorization: '' })).status).toBe(401);
  expect(await people()).toEqual([]);
});

test('a key for websites says what people do and nothing else', async () => {
  const { secret } = await createApiKey(database.db, 'shop', 'site', { permission: 'track' });
  const authorization = basic(secret);
  expect((await call('identify', { userId: 'u', traits: { a: 1 } }, { authorization })).status).toBe(200);
  const claimed = await call('identify', { userId: 'u', traits: { ps_id: '123' } }, { authorization });
  expect([claimed.status, claimed.body.field]).toEqual([403, 'traits.ps_id']);
  const customer = await app.inject({
    method: 'POST',
    url: '/v1/customer/shop',
    headers: {
      authorization: `Basic ${Buffer.from(`shop:${secret}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    payload: JSON.stringify({ type: 'customer', customer_id: 'u' }),
  });
  expect(customer.statusCode).toBe(403);
});

test('hostile names and values do no harm', async () => {
  const { body } = await call(
    'batch',
    `{"batch":[
      {"type":"identify","userId":"u1","traits":{"__proto__":{"polluted":true},"a":1}},
      {"type":"identify","userId":"u2","traits":{"'; drop table profiles; --":"x"}},
      {"type":"identify","userId":"u3","traits":{"nul":"\\u0000"}},
      {"type":"track","userId":"u4","event":"E","properties":{"half":"\\ud800"}},
      {"type":"track","userId":"u5","event":"E","properties":{"a":1e400}},
      {"type":"track","userId":"u6","event":"E","properties":{"constructor":"x"}},
      {"type":"track","userId":"u\\u0000","event":"E"},
      {"type":"track","userId":"u7","event":"E","properties":{"a":12345678901234567890}},
      {"type":"track","userId":"u8","event":"E","properties":${'{"a":'.repeat(30)}1${'}'.repeat(30)}},
      {"type":"track","userId":"u9","event":"E","properties":{${Array.from({ length: 1_000 }, (_, index) => `"k${index}":1`).join()}}}
    ]}`,
  );
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect(body.success).toBe(true);
  expect(body.errors.map((error: { index: number; field: string }) => [error.index, error.field])).toEqual([
    [4, 'properties.a'],
    [5, 'properties'],
    [6, 'userId'],
    [7, 'properties.a'],
    [9, 'properties'],
  ]);
  expect((await people()).map((person) => person.attributes)).toEqual([
    { a: 1 },
    { "'; drop table profiles; --": 'x' },
    { nul: '\ufffd' },
    {},
    {},
  ]);
  expect((await events()).map((event) => event.attributes)).toEqual([
    { half: '\ufffd' },
    { a: { a: { a: expect.stringContaining('{') } } },
  ]);
});
