// Merging, undoing, erasing and copying a person over HTTP, as the person's screen does it.
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { createTestServer } from '../../test/support/server.ts';
import { addMs, DAY_MS } from '../kit/clock.ts';
import { type Database, execute, withTransaction } from '../kit/db.ts';
import { registerPrivacyRoutes } from './privacy.routes.ts';
import { createPrivacyWorker } from './privacy.workers.ts';
import { findSubjects, getByExternalId, recordPrivacyRequest } from './privacy-requests.ts';
import { registerProfileRoutes } from './profile.routes.ts';
import { applySightings } from './sightings.ts';

let database: Database;
let app: FastifyInstance;
let now = new Date('2026-11-22T10:00:00Z');
const clock = { now: () => now };
const erasedKey = Buffer.from('key');

beforeAll(async () => {
  database = await createTestDatabase();
  await execute(
    database.db,
    sql`insert into workspaces (workspace_id, name) values ('w', 'w'), ('other', 'other')`,
  );
  app = createTestServer((request) => {
    const workspaceId = String(request.headers['x-workspace'] ?? 'w');
    return { kind: 'operator', workspaceId, name: 'me@shop.example', permission: 'own' };
  });
  const { db } = database;
  registerProfileRoutes(app, { db, clock });
  registerPrivacyRoutes(app, { db, clock, erasedKey });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

async function call(method: 'GET' | 'POST', url: string, payload?: object, workspace = 'w') {
  const headers = { 'x-workspace': workspace };
  const response = await app.inject({ method, url, headers, ...(payload && { payload }) });
  return { status: response.statusCode, body: response.json() };
}
const save = async (customer_id: string, attributes: object = {}): Promise<string> =>
  (await call('POST', '/api/people', { customer_id, attributes })).body.id;
const see = async (psid: string): Promise<string> => {
  const seen = { pageId: 'p', psid, seenAt: now, source: 'webhook', userAction: null } as const;
  const ids = await withTransaction(database.db, (tx) => applySightings(tx, 'w', [seen]));
  return `prf_${ids.get(`p:${psid}`)}`;
};

test('a person merged into a customer is shown there, until when it can be undone, and comes back', async () => {
  const [from, into] = [await see('1'), await save('c1')];
  const old = await save('old');
  await call('POST', `/api/people/${old}/merge`, { into });
  const merged = await call('POST', `/api/people/${from}/merge`, { into, reason: 'asked at the till' });
  expect(merged.body).toEqual({ id: into, merged: true });
  const { body: person } = await call('GET', `/api/people/${from}`);
  expect(person).toMatchObject({ id: into, aliases: ['old'], anonymous_ids: [] });
  expect(person.merged_from).toEqual([
    expect.objectContaining({ id: old, customer_id: 'old', reason: 'merged by me@shop.example' }),
    {
      ...{ id: from, customer_id: null, reason: 'asked at the till', merged_at: now.toISOString() },
      ...{ undo_until: addMs(now, 30 * DAY_MS).toISOString(), undo_first: null },
    },
  ]);
  const undone = await call('POST', `/api/people/${from}/undo-merge`);
  expect(undone.body).toEqual({ restored: from, remaining: into });
  expect((await call('GET', `/api/people/${from}`)).body).toMatchObject({
    id: from,
    attributes: { ps_id: '1' },
  });
  expect((await call('POST', `/api/people/${from}/undo-merge`)).status).toBe(404);
});

test('a merge into an anonymous person is refused with what to do instead', async () => {
  const [from, into] = [await save('c2'), await see('2')];
  const refused = await call('POST', `/api/people/${from}/merge`, { into });
  expect(refused.status).toBe(400);
  expect(refused.body.error).toMatchObject({
    field: 'into',
    remedy: expect.stringContaining('into the customer'),
  });
});

test('a copy holds what is known, as a file; an erased person is not found again', async () => {
  const id = await save('c3', { name: 'Anna', email: 'anna@shop.example' });
  const copy = await app.inject({ url: `/api/people/${id}/export` });
  expect(copy.headers['content-disposition']).toBe(`attachment; filename="${id}.json"`);
  expect(copy.json().data.profiles).toMatchObject([{ customer_id: 'c3', attributes: { name: 'Anna' } }]);
  expect((await call('GET', `/api/people/${id}/export`, undefined, 'other')).status).toBe(404);
  expect((await call('POST', `/api/people/${id}/erase`, undefined, 'other')).status).toBe(404);

  const { body: erasure } = await call('POST', `/api/people/${id}/erase`);
  expect(erasure).toMatchObject({ source: 'operator', erased: 1, waiting: 0, counts: { profiles: 1 } });
  expect((await call('GET', `/api/people/${id}`)).status).toBe(404);
  expect((await call('GET', `/api/erasures/${erasure.id}`)).body).toEqual(erasure);
});

test('many are erased by customer id, and receipts are listed page by page', async () => {
  for (const id of ['m1', 'm2']) await save(id);
  const { body } = await call('POST', '/api/erasures', { customer_ids: ['m1', 'm2', 'nobody'] });
  expect(body).toMatchObject({ people: 2, erased: 2 });
  expect((await call('POST', '/api/erasures', {})).status).toBe(400);
  const { body: first } = await call('GET', '/api/erasures?limit=1');
  expect(first.erasures).toEqual([body]);
  const { body: second } = await call('GET', `/api/erasures?limit=1&after=${first.next}`);
  expect(second.erasures[0].id).not.toBe(body.id);
});

test('a request by a program about somebody known is done at once, the same one again is the same one', async () => {
  await save('g1', { email: 'Gregor@Shop.example' });
  const by = { profileIds: [], customerIds: [], emails: ['gregor@shop.example'] };
  const record = async () =>
    withTransaction(database.db, async (tx) =>
      recordPrivacyRequest(tx, 'w', {
        ...{ kind: 'erasure', source: 'opengdpr', externalId: 'a1', subject: { email: by.emails[0] } },
        ...{ ...(await findSubjects(tx, 'w', by)), actor: 'key:gdpr', at: now },
      }),
    );
  const first = await record();
  expect(first).toMatchObject({ state: 'in_progress', profileId: expect.any(Number) });
  expect(await record()).toMatchObject({ requestId: first.requestId });
  const worker = createPrivacyWorker({ db: database.db, clock, erasedKey });
  while ((await worker.step(new AbortController().signal)) === 'again');
  expect(await getByExternalId(database.db, 'w', 'a1')).toMatchObject({ state: 'completed', subject: null });
  expect(await findSubjects(database.db, 'w', by)).toEqual({ profileIds: [] });
});

test('an e-mail address that is no one person’s decides nothing: an operator is asked, and erases nobody for a copy', async () => {
  const emails = ['shared@shop.example'];
  const ids = [];
  for (const id of ['s1', 's2'])
    ids.push(Number((await save(id, { email: 'Shared@shop.example' })).slice('prf_'.length)));
  await save('s3');
  const find = (customerIds: string[]) =>
    findSubjects(database.db, 'w', { profileIds: [], customerIds, emails });
  expect(await find([])).toMatchObject({ profileIds: null, note: expect.stringContaining('2 people') });
  expect(await find(['s1'])).toMatchObject({ profileIds: null });
  expect(await find(['s1', 's2'])).toEqual({ profileIds: ids });

  const stored = await withTransaction(database.db, async (tx) =>
    recordPrivacyRequest(tx, 'w', {
      ...{ kind: 'access', source: 'opengdpr', externalId: 'a2', subject: { email: emails[0] } },
      ...{ ...(await find([])), actor: 'key:gdpr', at: now },
    }),
  );
  expect(stored).toMatchObject({ state: 'pending', profileId: null });
  const url = `/api/privacy-requests/prq_${stored.requestId}/erase`;
  expect((await call('POST', url, { person_id: `prf_${ids[0]}` })).status).toBe(409);
});

test('people who opted out, and those who cannot be reached, are lists of their own', async () => {
  const [out, blocked] = [await see('31'), await see('32')];
  await execute(database.db, sql`update identities set opted_out_at = ${now} where psid = '31'`);
  await execute(database.db, sql`update identities set blocked_at = ${now} where psid = '32'`);
  const list = async (kind: string) =>
    (await call('GET', `/api/people?kind=${kind}`)).body.people.map((row: { id: string }) => row.id);
  expect([await list('opted_out'), await list('blocked')]).toEqual([[out], [blocked]]);
});

test('after 30 days the screen offers no undo', async () => {
  const [from, into] = [await save('d1'), await save('d2')];
  await call('POST', `/api/people/${from}/merge`, { into });
  now = addMs(now, 30 * DAY_MS);
  expect((await call('GET', `/api/people/${into}`)).body.merged_from).toMatchObject([{ undo_until: null }]);
  expect((await call('POST', `/api/people/${from}/undo-merge`)).status).toBe(409);
});
