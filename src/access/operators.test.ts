// Managing operators through the HTTP edge, with real sign-ins on a real database; and what the second one is there for.
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { listAudit } from '../kit/audit.ts';
import { systemClock } from '../kit/clock.ts';
import { type Database, execute } from '../kit/db.ts';
import { createServer } from '../kit/http/server.ts';
import { silentLog } from '../kit/log.ts';
import { registerAccessRoutes } from './access.routes.ts';
import { createAccess } from './access.ts';
import { createApiKey } from './api-keys.ts';
import { makeOneTimePassword } from './one-time-password.ts';
import { insertOperator } from './operator.queries.ts';
import { ensureOwner } from './owner.ts';

const publicUrl = 'http://localhost:3000';
const ANA = { name: 'Ana', email: 'Ana@Example.com', permission: 'send' };
let database: Database;
let app: FastifyInstance;
let owner: Call;
/** As where approval is required. */
let leastSenders = 0;

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
// biome-ignore lint/suspicious/noExplicitAny: replies of many shapes, each held by its assertion
type Call = (method: Method, url: string, payload?: object) => Promise<{ status: number; json: any }>;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await execute(database.db, sql`truncate workspaces, operator_rate_limits cascade`);
  leastSenders = 0;
  const first = (await ensureOwner(database.db, { email: 'owner@example.com' }))!;
  app = createServer(silentLog);
  const { db, pool } = database;
  const encryptionKey = 'k'.repeat(32);
  createAccess({ db, pool, publicUrl, encryptionKey, clock: systemClock, log: silentLog }).register(app);
  registerAccessRoutes(app, { db, clock: systemClock, leastSenders: async () => leastSenders });
  owner = await signedIn(first.email, first.oneTimePassword);
});
afterEach(() => app.close());
afterAll(() => database.close());

const as =
  (headers: Record<string, string>): Call =>
  async (method, url, payload) => {
    const response = await app.inject({ method, url, headers, ...(payload && { payload }) });
    return { status: response.statusCode, json: response.json() };
  };

const signIn = (email: string, password: string) =>
  app.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload: { email, password } });

async function signedIn(email: string, password: string): Promise<Call> {
  const response = await signIn(email, password);
  expect(response.statusCode).toBe(200);
  const cookie = [response.headers['set-cookie'] ?? []].flat().map((one) => one.split(';')[0]);
  return as({ cookie: cookie.join('; '), origin: publicUrl });
}

async function add(operator: object = ANA) {
  const { status, json } = await owner('POST', '/api/operators', operator);
  expect([status, json]).toEqual([200, expect.anything()]);
  return { ...json, call: await signedIn(json.email, json.one_time_password) };
}

const listed = async () => (await owner('GET', '/api/operators')).json.operators;

test('whoever is added signs in with the password shown once, is asked to change it, and does what they may', async () => {
  const ana = await add();
  expect(await ana.call('GET', '/api/me')).toMatchObject({
    json: { name: 'ana@example.com', permission: 'send', must_change_password: true },
  });
  expect(await listed()).toMatchObject([
    { email: 'owner@example.com', permission: 'own', is_you: true, last_sign_in_at: expect.any(String) },
    { id: ana.id, name: 'Ana', email: 'ana@example.com', permission: 'send', is_you: false },
  ]);
  expect(JSON.stringify(await listed())).not.toContain(ana.one_time_password);
  expect((await ana.call('GET', '/api/operators')).status).toBe(403);
  expect((await ana.call('POST', '/api/operators', ANA)).status).toBe(403);
  expect(await listAudit(database.db, 'default', ana.id)).toMatchObject([
    { actor: 'owner@example.com', action: 'operator.added' },
  ]);
});

test('an e-mail signs in once; what is wrong is said at its field', async () => {
  await add();
  const again = await owner('POST', '/api/operators', { ...ANA, email: 'ANA@example.com' });
  expect(again).toMatchObject({
    status: 409,
    json: { error: { field: 'email', remedy: expect.stringContaining('another e-mail') } },
  });
  for (const wrong of [{ email: 'ana' }, { name: ' ' }, { permission: 'track' }]) {
    const refused = await owner('POST', '/api/operators', { ...ANA, ...wrong });
    expect([wrong, refused.status]).toEqual([wrong, 400]);
    expect(JSON.stringify(refused.json.error)).toContain(Object.keys(wrong)[0]);
  }
});

test('a changed permission counts from the next request on', async () => {
  const ana = await add();
  const save = { name: 'Ana B.', permission: 'own' };
  expect(await owner('PUT', `/api/operators/${ana.id}`, save)).toMatchObject({ status: 200, json: save });
  expect((await ana.call('GET', '/api/operators')).status).toBe(200);
  await owner('PUT', `/api/operators/${ana.id}`, { ...save, permission: 'view' });
  expect((await ana.call('GET', '/api/operators')).status).toBe(403);
});

test('there is always an owner, and nobody removes themselves', async () => {
  const [self] = await listed();
  const demoted = await owner('PUT', `/api/operators/${self.id}`, { name: 'O', permission: 'send' });
  expect(demoted).toMatchObject({ status: 400, json: { error: { field: 'permission' } } });
  expect((await owner('DELETE', `/api/operators/${self.id}`)).status).toBe(409);
  const ben = await add({ ...ANA, permission: 'own' });
  expect((await owner('DELETE', `/api/operators/${self.id}`)).json.error.message).toContain('yourself');
  // Two owners remove each other at the same moment.
  const both = await Promise.all([
    owner('DELETE', `/api/operators/${ben.id}`),
    ben.call('DELETE', `/api/operators/${self.id}`),
  ]);
  expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('removing and a new password end the sessions at once', async () => {
  const ana = await add();
  const reset = await owner('POST', `/api/operators/${ana.id}/password`, {});
  expect((await ana.call('GET', '/api/me')).status).toBe(401);
  expect((await signIn(ana.email, ana.one_time_password)).statusCode).toBe(401);
  const again = await signedIn(ana.email, reset.json.one_time_password);
  expect((await again('GET', '/api/me')).json.must_change_password).toBe(true);
  expect((await owner('DELETE', `/api/operators/${ana.id}`)).json).toEqual({ removed: true });
  expect((await again('GET', '/api/me')).status).toBe(401);
  expect((await signIn(ana.email, reset.json.one_time_password)).statusCode).toBe(401);
  const [self] = await listed();
  expect((await owner('POST', `/api/operators/${self.id}/password`, {})).status).toBe(409);
});

test('operators of another workspace are not there', async () => {
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values ('other', 'Other')`);
  const { passwordHash } = await makeOneTimePassword();
  const id = await database.db.transaction().execute((tx) =>
    insertOperator(tx, {
      ...{ workspaceId: 'other', name: 'Eve', email: 'eve@example.com' },
      ...{ permission: 'own', passwordHash },
    }),
  );
  expect(await listed()).toHaveLength(1);
  const asked = [
    owner('PUT', `/api/operators/${id}`, { name: 'x', permission: 'view' }),
    owner('DELETE', `/api/operators/${id}`),
    owner('POST', `/api/operators/${id}/password`, {}),
  ];
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([404, 404, 404]);
});

test('no program manages operators, whatever its key may do', async () => {
  const { secret } = await createApiKey(database.db, 'default', 'crm');
  const program = as({ authorization: `Bearer ${secret}` });
  expect((await program('GET', '/api/operators')).status).toBe(403);
  expect((await program('POST', '/api/operators', ANA)).status).toBe(403);
});

test('where two have to be able to send, neither goes; who may not send, does', async () => {
  const ana = await add();
  const eve = await add({ name: 'Eve', email: 'eve@example.com', permission: 'edit' });
  leastSenders = 2;
  const path = `/api/operators/${ana.id}`;
  expect(await owner('PUT', path, { name: 'Ana', permission: 'view' })).toMatchObject({
    status: 400,
    json: { error: { field: 'permission', remedy: expect.stringContaining('Let somebody else send first') } },
  });
  expect(await owner('DELETE', path)).toMatchObject({
    status: 409,
    json: { error: { message: expect.stringContaining('second operator') } },
  });
  expect((await owner('PUT', path, { name: 'Anna', permission: 'own' })).status).toBe(200);
  expect((await owner('DELETE', `/api/operators/${eve.id}`)).status).toBe(200);
  leastSenders = 3; // there are too few already: that keeps nobody from mending anything
  expect((await owner('PUT', path, { name: 'Ana', permission: 'own' })).status).toBe(200);
});
