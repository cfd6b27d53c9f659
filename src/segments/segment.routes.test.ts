// Segments over HTTP, on a real database.
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { byHeader, createTestServer } from '../../test/support/server.ts';
import { type Database, execute, jsonb, one, withTransaction } from '../kit/db.ts';
import { countSegment } from './counting.ts';
import { registerSegmentRoutes } from './segment.routes.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const HOUR_MS = 3_600_000;
const WITH_PSID = group({ kind: 'attribute', attribute: 'ps_id', op: 'exists' });
function group(...filters: object[]) {
  return { kind: 'group' as const, match: 'all' as const, filters: filters as [] };
}

let database: Database;
let app: FastifyInstance;
beforeEach(async () => {
  database = await createTestDatabase();
  await execute(
    database.db,
    sql`insert into workspaces (workspace_id, name) values ('w', 'w'), ('other', 'other')`,
  );
  app = createTestServer(byHeader);
  registerSegmentRoutes(app, { db: database.db, clock: { now: () => NOW } });
});
afterEach(async () => {
  await app.close();
  await database.close();
});

async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object, headers = {}) {
  const response = await app.inject({ method, url, headers, ...(payload && { payload }) });
  return { status: response.statusCode, body: response.json() };
}
const create = (name: string, filter: object = WITH_PSID) => call('POST', '/api/segments', { name, filter });

interface Identity {
  page: string;
  psid: string;
  hoursAgo?: number;
  isBlocked?: boolean;
}
async function addPerson(
  attributes: object,
  identities: Identity[] = [],
  workspaceId = 'w',
): Promise<number> {
  const { id } = await one(
    database.db,
    sql<{ id: number }>`
    insert into profiles (workspace_id, attributes) values (${workspaceId}, ${jsonb(attributes)}) returning profile_id as id`,
  );
  for (const { page, psid, hoursAgo, isBlocked } of identities) {
    const at = hoursAgo === undefined ? null : new Date(NOW.getTime() - hoursAgo * HOUR_MS);
    await execute(
      database.db,
      sql`
      insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, last_user_action_at, blocked_at)
      values (${workspaceId}, ${page}, ${psid}, ${id}, 'webhook', ${NOW}, ${at}, ${isBlocked ? NOW : null})`,
    );
  }
  return id;
}

test('is created, listed newest first, changed and deleted', async () => {
  const first = await create('First');
  expect(first).toMatchObject({
    status: 200,
    body: { name: 'First', filter: WITH_PSID, sentence: 'People who have ps_id' },
  });
  const second = (await create('Second', group())).body;
  const names = async () =>
    (await call('GET', '/api/segments')).body.segments.map((one: { name: string }) => one.name);
  expect(await names()).toEqual(['Second', 'First']);
  const changed = await call('PUT', `/api/segments/${second.id}`, { name: 'Everybody', filter: group() });
  expect(changed.body).toMatchObject({ id: second.id, name: 'Everybody', sentence: 'Everybody' });
  expect(await call('DELETE', `/api/segments/${second.id}`)).toMatchObject({
    status: 200,
    body: { deleted: true },
  });
  expect(await names()).toEqual(['First']);
  expect((await call('GET', `/api/segments/${second.id}`)).status).toBe(404);
  expect((await call('DELETE', `/api/segments/${second.id}`)).status).toBe(404);
});

test('a name that is taken is refused, also by another case and when renaming', async () => {
  await create('VIP');
  const other = (await create('Other')).body;
  const taken = { status: 409, body: { error: { kind: 'conflict', field: 'name' } } };
  expect(await create('vip')).toMatchObject(taken);
  expect(await call('PUT', `/api/segments/${other.id}`, { name: 'Vip', filter: WITH_PSID })).toMatchObject(
    taken,
  );
  expect(
    (await call('POST', '/api/segments', { name: 'VIP', filter: group() }, { 'x-workspace': 'other' }))
      .status,
  ).toBe(200);
});

test('of another workspace there is nothing', async () => {
  const { id } = (await create('Mine')).body;
  const headers = { 'x-workspace': 'other' };
  expect((await call('GET', '/api/segments', undefined, headers)).body.segments).toEqual([]);
  expect((await call('GET', `/api/segments/${id}`, undefined, headers)).status).toBe(404);
  expect((await call('PUT', `/api/segments/${id}`, { name: 'x', filter: group() }, headers)).status).toBe(
    404,
  );
  expect((await call('DELETE', `/api/segments/${id}`, undefined, headers)).status).toBe(404);
});

test.each([
  ['draft', 409],
  ['scheduled', 409],
  ['sending', 409],
  ['paused', 409],
  ['stopped', 200],
  ['finished', 200],
])('is deleted while a campaign in state %s uses it: %i', async (state, status) => {
  const { id } = (await create('Used')).body;
  await execute(
    database.db,
    sql`insert into campaigns (workspace_id, name, state, definition) values ('w', 'Autumn', ${state}, ${jsonb({ segment_id: id })})`,
  );
  const answer = await call('DELETE', `/api/segments/${id}`);
  expect(answer.status).toBe(status);
  if (status === 409) expect(answer.body.error.message).toBe('The campaign “Autumn” uses this segment.');
});

describe('the preview', () => {
  const preview = async (filter: object, page_id: string | null = null) =>
    (await call('POST', '/api/segments/preview', { filter, page_id })).body;

  beforeEach(async () => {
    await addPerson({ ps_id: '1', first_name: 'Ann', last_name: 'Bee' }, [
      { page: '10', psid: '1', hoursAgo: 1 },
    ]);
    await addPerson({ ps_id: '2' }, [{ page: '10', psid: '2', hoursAgo: 25 }]);
    await addPerson({ ps_id: '3' }, [{ page: '10', psid: '3', hoursAgo: 2, isBlocked: true }]);
    await addPerson({ ps_id: '4' }, [
      { page: '20', psid: '4', hoursAgo: 3 },
      { page: '10', psid: '44' },
    ]);
    await addPerson({ ps_id: '5' });
    await addPerson({ ps_id: ' ', name: 'Blank' });
    await addPerson({ ps_id: '9' }, [{ page: '10', psid: '9', hoursAgo: 1 }], 'other');
  });

  test('counts people, PSIDs and open windows on any Page', async () => {
    expect(await preview(WITH_PSID)).toMatchObject({ people: 5, with_psid: 5, in_window: 2, total: 6 });
    expect(await preview(group())).toMatchObject({ people: 6, with_psid: 5, in_window: 2, total: 6 });
  });

  test('counts those of one Page when one is given', async () => {
    // The imported ps_id 5 may be any Page's: it counts until a Page has seen it.
    expect(await preview(WITH_PSID, '10')).toMatchObject({ people: 5, with_psid: 5, in_window: 1, total: 6 });
    expect(await preview(WITH_PSID, '20')).toMatchObject({ with_psid: 2, in_window: 1 });
    expect(await preview(WITH_PSID, '30')).toMatchObject({ people: 5, with_psid: 1, in_window: 0 });
  });

  test('shows at most ten of them, newest first, and the filter in words', async () => {
    const { sample, sentence } = await preview(WITH_PSID);
    expect(sentence).toBe('People who have ps_id');
    expect(sample).toHaveLength(5);
    expect(sample.at(-1)).toMatchObject({ name: 'Ann Bee', ps_id: '1', customer_id: null });
    for (let more = 0; more < 8; more += 1) await addPerson({ ps_id: `${100 + more}` });
    expect((await preview(WITH_PSID)).sample.map((one: { ps_id: string }) => one.ps_id)).toEqual(
      [107, 106, 105, 104, 103, 102, 101, 100, 5, 4].map(String),
    );
  });

  test('says what is wrong with a filter, and where', async () => {
    const answer = await call('POST', '/api/segments/preview', {
      filter: group({ kind: 'attribute', attribute: 'x', op: 'in_last_days', days: 0 }),
    });
    expect(answer).toMatchObject({ status: 400, body: { error: { kind: 'invalid' } } });
  });

  test('is given up with a sentence when the database takes too long', async () => {
    await withTransaction(database.db, async (tx) => {
      await execute(tx, sql`lock table identities in access exclusive mode`);
      const question = { filter: WITH_PSID, pageId: null, now: NOW };
      await expect(countSegment(database.db, 'w', question, 50)).rejects.toMatchObject({
        kind: 'unavailable',
        message: expect.stringContaining('takes longer than 0.05 seconds'),
      });
    });
    expect(await countSegment(database.db, 'w', { filter: WITH_PSID, pageId: null, now: NOW })).toMatchObject(
      { people: 5, blocked: 1 },
    );
  });
});

test('a change that says nothing of tracking leaves it as it is', async () => {
  const { id } = (await create('Plain')).body;
  const change = async (body: object) =>
    (await call('PUT', `/api/segments/${id}`, { name: 'Renamed', filter: WITH_PSID, ...body })).body.tracked;
  expect(await change({})).toBe(false);
  expect(await change({ tracked: true })).toBe(true);
  expect(await change({})).toBe(true);
  expect(await change({ tracked: false })).toBe(false);
});

describe('of a sensitive attribute', () => {
  const by = (permission: string) => ({ 'x-permission': permission });
  const ssn = (value: string) => ({ kind: 'attribute', attribute: 'ssn', op: 'starts_with', value });
  const event = (name: string, attribute: string, op: string) => ({
    ...{ kind: 'event', event: name, did: true },
    where: [{ kind: 'attribute', attribute, op, value: 'S' }],
  });
  const aggregate = { of: 'ssn', fn: 'sum', op: 'greater', value: 1 };
  beforeEach(async () => {
    await execute(
      database.db,
      sql`insert into attributes (workspace_id, name, type, sensitive) values ('w', 'ssn', 'string', true)`,
    );
  });

  test('nobody finds a value out by asking who is in, but who may see it', async () => {
    const id = await addPerson({ ssn: 'S-77' });
    const refused = [
      ssn('S'),
      { kind: 'group', match: 'none', filters: [ssn('S')] },
      { kind: 'attribute', attribute: 'ssn.inner', op: 'exists' },
      event('order', 'ssn', 'is'),
      { kind: 'event', event: 'order', did: true, aggregate },
      event('messenger_echo', 'text', 'is'),
      event('messenger_postback', 'payload', 'starts_with'),
      {
        // biome-ignore lint/suspicious/noThenProperty: true or false, which await leaves as it is
        ...{ kind: 'sequence', did: true, then: true, within: { amount: 1, unit: 'days' } },
        first: { event: 'order' },
        next: { event: 'order', where: [ssn('S')] },
      },
    ];
    const asked = (filter: object, permission: string) =>
      Promise.all([
        call('POST', '/api/segments/preview', { filter }, by(permission)),
        call('POST', '/api/segments/estimate', { filter }, by(permission)),
        call('POST', '/api/segments/explain', { filter, person_id: `prf_${id}` }, by(permission)),
      ]);
    for (const line of refused) {
      for (const { status, body } of await asked(group(line), 'send'))
        expect([status, body.error?.kind], JSON.stringify(line)).toEqual([403, 'forbidden']);
      for (const { status, body } of await asked(group(line), 'own'))
        expect(status, JSON.stringify(body)).toBe(200);
    }
    const [answer] = await asked(group(ssn('S')), 'view');
    expect(answer?.body.error).toMatchObject({
      field: 'filter.filters.0.attribute',
      remedy: expect.any(String),
    });
    for (const line of [
      { kind: 'attribute', attribute: 'ssn', op: 'exists' },
      event('messenger_postback', 'payload', 'is'),
      event('messenger_message', 'text', 'starts_with'),
    ])
      for (const { status } of await asked(group(line), 'view')) expect(status).toBe(200);
  });

  test('a line that was saved by who may see it is used by everybody, and no other is saved', async () => {
    await addPerson({ ssn: 'S-77' });
    const save = (name: string, filter: object, permission: string) =>
      call('POST', '/api/segments', { name, filter }, by(permission));
    expect((await save('Guessed', group(ssn('S')), 'send')).status).toBe(403);
    const { body } = await save('Known', group(ssn('S')), 'own');
    const change = (filter: object) =>
      call('PUT', `/api/segments/${body.id}`, { name: 'Renamed', filter }, by('edit'));
    expect((await change(group(ssn('S-7')))).status).toBe(403);
    expect((await change(group(ssn('S'), ...WITH_PSID.filters))).status).toBe(200);
    const line = { value: 'S', op: 'starts_with', attribute: 'ssn', kind: 'attribute' };
    expect(await call('POST', '/api/segments/preview', { filter: group(line) }, by('view'))).toMatchObject({
      status: 200,
      body: { people: 1 },
    });
    const inner = group({ kind: 'segment', segment_id: body.id, is_in: true });
    expect((await save('Of the known', inner, 'edit')).status).toBe(200);
  });
});
