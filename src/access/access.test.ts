// Sign-in, keys and permissions through the HTTP edge, on a real database.
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { systemClock } from '../kit/clock.ts';
import { type Database, execute, maybeOne } from '../kit/db.ts';
import { createServer } from '../kit/http/server.ts';
import { silentLog } from '../kit/log.ts';
import { registerAccessRoutes } from './access.routes.ts';
import { createAccess } from './access.ts';
import { createApiKey } from './api-keys.ts';
import { ensureOwner, resetOwnerPassword } from './owner.ts';

const publicUrl = 'http://localhost:3000';
let database: Database;
let app: ReturnType<typeof createServer>;
let owner: { email: string; oneTimePassword: string };

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await execute(database.db, sql`truncate workspaces, operator_rate_limits cascade`);
  owner = (await ensureOwner(database.db, { email: 'Owner@Example.com' }))!;
  app = startApp();
});
afterEach(() => app.close());
afterAll(() => database.close());

function startApp() {
  const server = createServer(silentLog);
  const { db, pool } = database;
  const access = createAccess({
    db,
    pool,
    publicUrl,
    encryptionKey: 'k'.repeat(32),
    clock: systemClock,
    log: silentLog,
  });
  access.register(server);
  registerAccessRoutes(server, { db, clock: systemClock, leastSenders: async () => 0 });
  server.get('/api/forgotten', async () => ({ open: true }));
  server.get('/healthz', async () => ({ ok: true }));
  server.post('/v1/probe', { config: { permission: 'public' } }, (request) => access.basicAuth(request));
  return server;
}

const signIn = (password: string, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    headers,
    payload: { email: owner.email, password },
  });

const cookieOf = (response: { headers: Record<string, unknown> }): string =>
  [response.headers['set-cookie'] ?? []]
    .flat()
    .map((cookie) => String(cookie).split(';')[0])
    .join('; ');

async function signedIn(): Promise<{ cookie: string; origin: string }> {
  const response = await signIn(owner.oneTimePassword);
  expect(response.statusCode).toBe(200);
  return { cookie: cookieOf(response), origin: publicUrl };
}

test('the first start makes one owner, however many processes start at once', async () => {
  await execute(database.db, sql`truncate operators cascade`);
  const made = await Promise.all(
    [1, 2, 3, 4].map(() => ensureOwner(database.db, { email: 'a@example.com' })),
  );
  expect(made.filter((owner) => owner !== null)).toHaveLength(1);
  expect(await ensureOwner(database.db, { email: 'b@example.com' })).toBeNull();
});

test('the owner signs in with the one-time password and is asked to change it', async () => {
  const headers = await signedIn();
  const me = await app.inject({ url: '/api/me', headers });
  expect(me.json()).toEqual({
    name: 'owner@example.com',
    kind: 'operator',
    permission: 'own',
    must_change_password: true,
    workspace: { id: 'default', name: 'My brand', time_zone: 'UTC' },
  });
});

test('changing the password ends the asking and the old password', async () => {
  const headers = await signedIn();
  const change = await app.inject({
    method: 'POST',
    url: '/api/auth/change-password',
    headers,
    payload: {
      currentPassword: owner.oneTimePassword,
      newPassword: 'a better one',
      revokeOtherSessions: true,
    },
  });
  expect(change.statusCode).toBe(200);
  const me = await app.inject({ url: '/api/me', headers: { cookie: cookieOf(change) } });
  expect(me.json()).toMatchObject({ must_change_password: false });
  expect((await app.inject({ url: '/api/me', headers })).statusCode).toBe(401);
  expect((await signIn(owner.oneTimePassword)).statusCode).toBe(401);
  expect((await signIn('a better one')).statusCode).toBe(200);
});

test('a failed change leaves the owner asked', async () => {
  const headers = await signedIn();
  const payload = { currentPassword: 'wrong', newPassword: 'a better one' };
  const change = await app.inject({ method: 'POST', url: '/api/auth/change-password', headers, payload });
  expect(change.statusCode).toBe(400);
  expect((await app.inject({ url: '/api/me', headers })).json()).toMatchObject({
    must_change_password: true,
  });
});

test('a reset gives a new password and ends all sessions', async () => {
  const headers = await signedIn();
  const reset = await resetOwnerPassword(database.db);
  expect((await app.inject({ url: '/api/me', headers })).statusCode).toBe(401);
  expect((await signIn(owner.oneTimePassword)).statusCode).toBe(401);
  expect((await signIn(reset.oneTimePassword)).statusCode).toBe(200);
});

test('signing out ends the session', async () => {
  const headers = await signedIn();
  await app.inject({ method: 'POST', url: '/api/auth/sign-out', headers, payload: {} });
  expect((await app.inject({ url: '/api/me', headers })).statusCode).toBe(401);
});

test('nobody signs up over HTTP, and nothing else of better-auth is reachable', async () => {
  const payload = { email: 'x@example.com', password: 'long enough', name: 'X' };
  for (const path of [
    'sign-up/email',
    'update-user',
    'delete-user',
    'sign-in/social',
    'ok',
    'sign-in/email/..%2f..',
  ]) {
    const response = await app.inject({ method: 'POST', url: `/api/auth/${path}`, payload });
    expect(response.statusCode, path).toBe(404);
  }
});

test('guessing is slowed down by address, and survives a restart', async () => {
  const statuses: number[] = [];
  for (let guess = 0; guess < 12; guess += 1) statuses.push((await signIn(`guess ${guess}`)).statusCode);
  expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
  expect(statuses.slice(10)).toEqual([429, 429]);
  await app.close();
  app = startApp();
  expect((await signIn(owner.oneTimePassword)).statusCode).toBe(429);
  const forged = await signIn(owner.oneTimePassword, {
    'x-forwarded-for': '1.2.3.4',
    'x-talaria-client-ip': '1.2.3.4',
  });
  expect(forged.statusCode).toBe(429);
});

test('a cookie changes something only when the request comes from our own pages', async () => {
  const { cookie } = await signedIn();
  const post = (headers: Record<string, string>) =>
    app.inject({ method: 'POST', url: '/api/keys', headers: { cookie, ...headers }, payload: { name: 'x' } });
  expect((await post({ origin: publicUrl })).statusCode).toBe(200);
  expect((await post({ origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' })).statusCode).toBe(200);
  expect((await post({ 'sec-fetch-site': 'same-origin' })).statusCode).toBe(200);
  for (const headers of [
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'same-site' },
  ]) {
    const response = await post(headers);
    expect(response.statusCode).toBe(403);
    expect(response.json().error.remedy).toContain('API key');
  }
});

test('a key opens what programs need, from its making to its revocation', async () => {
  const headers = await signedIn();
  const made = await app.inject({ method: 'POST', url: '/api/keys', headers, payload: { name: 'crm' } });
  const { id, secret, hint } = made.json();
  expect(secret).toMatch(/^tlr_[A-Za-z0-9_-]{43}$/);
  expect(secret.endsWith(hint)).toBe(true);
  const asKey = { authorization: `Bearer ${secret}` };
  expect((await app.inject({ url: '/api/me', headers: asKey })).json()).toMatchObject({
    kind: 'key',
    name: 'key:crm',
  });
  expect((await app.inject({ url: '/api/keys', headers: asKey })).statusCode).toBe(403);
  const listed = (await app.inject({ url: '/api/keys', headers })).json().keys;
  expect(listed).toMatchObject([{ id, name: 'crm', last_used_at: expect.any(String) }]);
  expect(JSON.stringify(listed)).not.toContain(secret);
  await app.inject({ method: 'DELETE', url: `/api/keys/${id}`, headers });
  expect((await app.inject({ url: '/api/me', headers: asKey })).statusCode).toBe(401);
  expect((await app.inject({ method: 'DELETE', url: `/api/keys/${id}`, headers })).statusCode).toBe(404);
});

test('the owner names the workspace and sets its time zone, of those the database knows', async () => {
  const cookie = cookieOf(await signIn(owner.oneTimePassword));
  const save = async (time_zone: string) =>
    app.inject({
      method: 'PUT',
      url: '/api/workspace',
      headers: { cookie, origin: publicUrl },
      payload: { name: 'The shop', time_zone },
    });
  expect((await save('Europe/Prague')).json()).toMatchObject({
    name: 'The shop',
    time_zone: 'Europe/Prague',
  });
  for (const wrong of ['Mars/Olympus', '+02:00', 'europe/prague'])
    expect([wrong, (await save(wrong)).statusCode]).toEqual([wrong, 400]);
  const me = await app.inject({ url: '/api/me', headers: { cookie } });
  expect(me.json().workspace.time_zone).toBe('Europe/Prague');
});

test('the secret of a key is not stored', async () => {
  const { secret } = await createApiKey(database.db, 'default', 'crm');
  const row = await maybeOne<{ text: string }>(database.db, sql`select api_keys::text as text from api_keys`);
  expect(row?.text).not.toContain(secret.slice(4));
});

test('a route under /api that states no permission is closed, others are not', async () => {
  const headers = await signedIn();
  expect((await app.inject({ url: '/api/forgotten', headers })).statusCode).toBe(403);
  expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200);
  expect((await app.inject({ url: '/api/nowhere' })).statusCode).toBe(404);
});

test('HTTP Basic takes workspace and key, and refuses everything else', async () => {
  const { secret } = await createApiKey(database.db, 'default', 'crm');
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
  const probe = (headers: Record<string, string>) =>
    app.inject({ method: 'POST', url: '/v1/probe', headers });
  expect((await probe(basic(`default:${secret}`))).json()).toMatchObject({
    workspaceId: 'default',
    kind: 'key',
  });
  expect((await probe(basic(`other:${secret}`))).statusCode).toBe(403);
  expect((await probe(basic('default:tlr_wrong'))).statusCode).toBe(401);
  expect((await probe({ authorization: 'Basic !!!' })).statusCode).toBe(401);
  expect((await probe({})).statusCode).toBe(401);
});
