// Facebook's callbacks about people of an app: signed, recorded once, told at a public address, done by an operator.

import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { createTestServer } from '../../test/support/server.ts';
import { type Database, execute, many, withTransaction } from '../kit/db.ts';
import { createSecrets } from '../kit/secrets.ts';
import { saveCustomer } from '../profiles/customers.ts';
import { registerPrivacyRoutes } from '../profiles/privacy.routes.ts';
import { registerFacebookCallbacks } from './facebook-callbacks.routes.ts';

const now = new Date('2026-11-22T10:00:00Z');
const clock = { now: () => now };
const secret = 'the app secret';
let database: Database;
let app: FastifyInstance;

beforeAll(async () => {
  database = await createTestDatabase();
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values ('w', 'w')`);
  app = createTestServer(() => ({
    kind: 'operator',
    workspaceId: 'w',
    name: 'me@shop.example',
    permission: 'own',
  }));
  const { db } = database;
  registerFacebookCallbacks(app, {
    ...{ db, clock, secrets: createSecrets('k'.repeat(32)), publicUrl: 'https://shop.example' },
    facebookApp: { id: '42', secret, verifyToken: 'v' },
  });
  registerPrivacyRoutes(app, { db, clock, erasedKey: Buffer.from('key') });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const sign = (payload: object, key = secret): string => {
  const encoded = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${createHmac('sha256', key).update(encoded).digest('base64url')}.${encoded}`;
};
const asks = (userId: string) => ({ algorithm: 'HMAC-SHA256', issued_at: 1_700_000_000, user_id: userId });
const call = (path: string, signed: string) =>
  app.inject({
    method: 'POST',
    url: `/webhooks/facebook/${path}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ signed_request: signed }).toString(),
  });
const requests = async () => (await app.inject({ url: '/api/privacy-requests' })).json().requests;
const post = (url: string, payload: object) => app.inject({ method: 'POST', url, payload });

test('a deletion is recorded once, its state told in public, and done when an operator knows who it is', async () => {
  const signed = sign(asks('10158000000000001'));
  const { url, confirmation_code: code } = (await call('data-deletion', signed)).json();
  expect(url).toBe(`https://shop.example/webhooks/facebook/data-deletion/${code}`);
  expect((await call('data-deletion', signed)).json().confirmation_code).toBe(code);
  const [open, ...others] = await requests();
  expect(others).toEqual([]);
  expect(open).toMatchObject({
    ...{ kind: 'erasure', source: 'facebook', state: 'pending', due_at: '2026-12-22T10:00:00.000Z' },
    subject: { facebook_user_id: '10158000000000001', app_id: '42' },
  });
  const page = async () => (await app.inject({ url: new URL(url).pathname })).body;
  expect(await page()).toContain('Received');
  expect(await page()).not.toContain('10158');

  const profileId = await withTransaction(database.db, (tx) =>
    saveCustomer(tx, 'w', { customerId: 'c1', attributes: {}, now }),
  );
  const done = await post(`/api/privacy-requests/${open.id}/erase`, { person_id: `prf_${profileId}` });
  expect(done.json()).toMatchObject({ state: 'completed', subject: null, person_id: null });
  expect(await page()).toContain('Done');
  expect(await many(database.db, sql`select from profiles`)).toEqual([]);
  expect((await post(`/api/privacy-requests/${open.id}/close`, { note: 'again' })).statusCode).toBe(409);
});

test('one that is about nobody here is closed with what was found', async () => {
  await call('data-deletion', sign(asks('77')));
  const [open] = await requests();
  expect((await post(`/api/privacy-requests/${open.id}/close`, { note: '' })).statusCode).toBe(400);
  const closed = await post(`/api/privacy-requests/${open.id}/close`, { note: 'Never wrote to us' });
  expect(closed.json()).toMatchObject({ state: 'completed', note: 'Never wrote to us', subject: null });
});

test('whoever removed the app is recorded, with nothing left to do', async () => {
  expect((await call('deauthorize', sign(asks('88')))).statusCode).toBe(200);
  const found = (await requests()).find(({ kind }: { kind: string }) => kind === 'deauthorisation');
  expect(found).toMatchObject({ state: 'completed', subject: null });
});

test.each([
  ['another secret', sign(asks('1'), 'wrong'), 403],
  ['another algorithm', sign({ ...asks('1'), algorithm: 'none' }), 403],
  ['no id', sign({ algorithm: 'HMAC-SHA256' }), 403],
  ['three parts', `${sign(asks('1'))}.x`, 403],
  ['no signature', 'x', 403],
  ['not JSON', `${createHmac('sha256', secret).update('eA').digest('base64url')}.eA`, 403],
])('%s is refused and stores nothing', async (_case, signed, status) => {
  const before = await requests();
  expect((await call('data-deletion', signed)).statusCode).toBe(status);
  expect(await requests()).toEqual(before);
});

test('a call without the form, and a code nobody was given, are told so', async () => {
  const empty = await app.inject({ method: 'POST', url: '/webhooks/facebook/data-deletion' });
  expect(empty.statusCode).toBe(400);
  expect(empty.json().error.field).toBe('signed_request');
  expect((await app.inject({ url: '/webhooks/facebook/data-deletion/abc' })).statusCode).toBe(404);
});
