// What the HTTP edge refuses before any route sees it.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/support/database.ts';
import { type Database, one } from '../db.ts';
import { silentLog } from '../log.ts';
import { createServer } from './server.ts';

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test.each([
  [false, '127.0.0.1'],
  [true, '10.0.0.7'],
])('with a trusted proxy (%s) the address is the one no caller can write', async (trustProxy, address) => {
  const server = createServer(silentLog, { trustProxy });
  server.get('/address', (request) => ({ address: request.ip }));
  const headers = { 'x-forwarded-for': '198.51.100.9, 10.0.0.7' };
  const reply = await server.inject({ url: '/address', headers });
  expect(reply.json()).toEqual({ address });
  await server.close();
});

test('a request that trickles in is not waited for without end', async () => {
  const server = createServer(silentLog);
  await server.ready();
  expect(server.server.requestTimeout).toBe(60_000);
  await server.close();
});

test.each([
  ['lists', 'list', 101],
  ['a hundred thousand lists', 'list', 100_000],
  ['objects', 'object', 101],
])('JSON nested too deep is refused: %s', async (_name, kind, levels) => {
  const [before, after] = kind === 'list' ? ['[', ']'] : ['{"a":', '}'];
  const at = (depth: number): string => `${before.repeat(depth)}1${after.repeat(depth)}`;
  const server = createServer(silentLog);
  server.post('/', () => ({ read: true }));
  const headers = { 'content-type': 'application/json' };
  const post = (payload: string) => server.inject({ method: 'POST', url: '/', headers, payload });
  const refused = await post(at(levels));
  expect(refused.json().error).toMatchObject({
    kind: 'invalid',
    field: 'body',
    message: expect.stringMatching(/nested more than/),
  });
  expect((await post(at(100))).json()).toEqual({ read: true });
  await server.close();
});

test('a text the database cannot hold is the fault of the request', async () => {
  const server = createServer(silentLog);
  const text = 'a\0b';
  server.get('/', () => one(database.db, sql`select ${text}::text as text`));
  const reply = await server.inject({ url: '/' });
  expect([reply.statusCode, reply.json().error.kind]).toEqual([400, 'invalid']);
  await server.close();
});
