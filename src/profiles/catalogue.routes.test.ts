// The catalogue over HTTP: what values teach it, what was refused, what is hidden, and what an operator does to an attribute.
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { createTestServer } from '../../test/support/server.ts';
import { type Database, execute, many, withTransaction } from '../kit/db.ts';
import type { Permission } from '../kit/http/actor.ts';
import { createAttributeWorker } from './attribute.workers.ts';
import type { AttributeUse } from './attributes.ts';
import { registerCatalogueRoutes } from './catalogue.routes.ts';
import { saveCustomers } from './customers.ts';
import { fillAttributes } from './facts.ts';
import { registerProfileRoutes } from './profile.routes.ts';

let database: Database;
let app: FastifyInstance;
let permission: Permission = 'own';
let uses: AttributeUse[] = [];
let now = new Date('2026-11-22T10:00:00Z');
let workspaceId = 'w0';

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  [permission, uses, now] = ['own', [], new Date('2026-11-22T10:00:00Z')];
  workspaceId = `w${Number(workspaceId.slice(1)) + 1}`;
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values (${workspaceId}, 'w')`);
  app = createTestServer(() => ({ kind: 'operator', workspaceId, name: 'ada@example.com', permission }));
  const needs = { db: database.db, clock: { now: () => now } };
  registerProfileRoutes(app, needs);
  registerCatalogueRoutes(app, { ...needs, findUses: async () => uses });
});
afterEach(() => app.close());

async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) {
  const response = await app.inject({ method, url, ...(payload && { payload }) });
  return { status: response.statusCode, body: response.json() };
}
const at = (name: string) => `/api/catalogue/attributes/${encodeURIComponent(name)}`;
const save = (customer_id: string, attributes: object) =>
  call('POST', '/api/people', { customer_id, attributes });
const listed = async (name: string) =>
  (await call('GET', '/api/catalogue')).body.attributes.find((one: { name: string }) => one.name === name);
async function attributesOf(id: string): Promise<unknown> {
  const found = sql<{ all: unknown }>`
    select attributes as all from profiles where workspace_id = ${workspaceId} and customer_id = ${id}`;
  return (await many(database.db, found))[0]?.all;
}

/** Until the worker has nothing left. */
async function carryOut(): Promise<void> {
  const worker = createAttributeWorker({ db: database.db, clock: { now: () => now } });
  const steps = 50;
  for (let step = 0; step < steps; step += 1)
    if ((await worker.step(new AbortController().signal)) !== 'again') return;
  throw new Error(`not done after ${steps} steps`);
}

test('an empty workspace has an empty catalogue, and an unknown attribute is not found', async () => {
  expect((await call('GET', '/api/catalogue')).body).toEqual({ attributes: [], events: [] });
  expect(await call('GET', at('no/such%name'))).toMatchObject({ status: 404 });
  expect((await call('GET', '/api/catalogue/values?attribute=city')).body).toEqual({ values: [] });
});

test('attributes are listed with type, how many have them, when they came last, and what is inside', async () => {
  await save('c1', { city: 'Brno', address: { city: 'Brno', geo: { lat: 49, lon: 16 } } });
  await save('c2', { city: '', address: { city: 5, zip: '602 00' } });
  expect(await listed('city')).toMatchObject({
    type: 'string',
    people: 1,
    last_seen_at: now.toISOString(),
    conflicts: 0,
  });
  expect(await listed('address')).toMatchObject({
    type: 'object',
    people: 2,
    paths: [
      { path: 'city', type: 'mixed' },
      { path: 'geo', type: 'geo' },
      { path: 'zip', type: 'string' },
    ],
  });
});

test('last seen moves on by tens of minutes, not with every call', async () => {
  await save('c1', { city: 'Brno' });
  const first = now.toISOString();
  now = new Date('2026-11-22T10:05:00Z');
  await save('c1', { city: 'Praha' });
  expect((await listed('city')).last_seen_at).toBe(first);
  now = new Date('2026-11-22T10:20:00Z');
  await save('c1', { city: 'Praha', age: 3 });
  expect((await listed('city')).last_seen_at).toBe(now.toISOString());
});

test('names as hostile as they come have their place in addresses and answers', async () => {
  const names = ["x'; drop table profiles; --", '100 %/?#&', 'ž'.repeat(100), '😀', 'toString'];
  await save('c1', Object.fromEntries(names.map((name, index) => [name, index])));
  for (const [index, name] of names.entries()) {
    expect((await call('GET', at(name))).body).toMatchObject({ name, type: 'number' });
    const found = await call('GET', `/api/catalogue/values?attribute=${encodeURIComponent(name)}`);
    expect(found.body.values).toEqual([{ value: index, share: 1 }]);
  }
  expect(await save('c1', { 'a.b': 1 })).toMatchObject({ status: 400 });
});

describe('values that are refused', () => {
  test('are counted by type with the last one and its source, though the call stored nothing', async () => {
    await save('c1', { age: 31 });
    expect(await save('c1', { age: 'forty' })).toMatchObject({
      status: 400,
      body: { error: { field: 'attributes.age' } },
    });
    now = new Date('2026-11-22T11:00:00Z');
    await withTransaction(database.db, (tx) =>
      saveCustomers(
        tx,
        workspaceId,
        [1, 2].map(() => ({
          customerId: 'c2',
          attributes: { age: 'x'.repeat(200) },
          source: 'moengage' as const,
        })),
        now,
      ),
    );
    expect(await listed('age')).toMatchObject({ conflicts: 3 });
    const { conflicts_by_type } = (await call('GET', at('age'))).body;
    expect(conflicts_by_type).toEqual([
      {
        seen_type: 'string',
        times: 3,
        last_value: `"${'x'.repeat(79)}…`,
        last_source: 'moengage',
        first_at: '2026-11-22T10:00:00.000Z',
        last_at: '2026-11-22T11:00:00.000Z',
      },
    ]);
  });

  test('by nobody are counted for what the platform told of a person', async () => {
    const { id } = (await save('c1', { locale: 5 })).body;
    const profileId = Number(id.slice(4));
    await withTransaction(database.db, (tx) =>
      fillAttributes(tx, workspaceId, [{ profileId, attributes: { locale: 'cs_CZ' } }], now),
    );
    expect((await call('GET', at('locale'))).body.conflicts_by_type).toMatchObject([
      { seen_type: 'string', times: 1, last_source: 'messenger' },
    ]);
  });

  test('are forgotten when asked to', async () => {
    await save('c1', { age: 31 });
    await save('c1', { age: 'forty' });
    expect((await call('DELETE', `${at('age')}/conflicts`)).status).toBe(200);
    expect(await listed('age')).toMatchObject({ conflicts: 0 });
  });
});

describe('a sensitive attribute', () => {
  beforeEach(async () => {
    await save('c1', { email: 'ada@example.com', first_name: 'Ada', diagnosis: 'none' });
    for (const name of ['email', 'diagnosis', 'first_name']) await call('PUT', at(name), { sensitive: true });
  });

  test('is hidden from operators and programs, and shown to the owner', async () => {
    const [{ id }] = (await call('GET', '/api/people')).body.people;
    expect((await call('GET', `/api/people/${id}`)).body).toMatchObject({
      name: 'Ada',
      hidden_attributes: [],
    });
    permission = 'send';
    expect((await call('GET', '/api/people')).body.people).toMatchObject([{ name: null, email: null }]);
    expect((await call('GET', `/api/people/${id}`)).body).toMatchObject({
      name: null,
      attributes: {},
      hidden_attributes: ['diagnosis', 'email', 'first_name'],
    });
    expect((await call('GET', '/api/catalogue/values?attribute=diagnosis')).body.values).toEqual([]);
    expect(await listed('diagnosis')).toMatchObject({ sensitive: true });
  });

  test('keeps no refused value', async () => {
    await save('c1', { diagnosis: 5 });
    expect((await call('GET', at('diagnosis'))).body.conflicts_by_type).toMatchObject([
      { times: 1, last_value: null },
    ]);
  });

  test('can be filtered and written like any other, and shown again', async () => {
    await save('c1', { diagnosis: 'flu' });
    expect(
      (await call('PUT', at('diagnosis'), { sensitive: false, description: ' What it is ' })).body,
    ).toMatchObject({
      sensitive: false,
      description: 'What it is',
    });
  });
});

describe('frequent values', () => {
  test('come by frequency and by part of them, of lists their elements, inside objects by path', async () => {
    await save('c1', { city: 'Brno', tags: ['a', 'b'], address: { zip: 1 } });
    await save('c2', { city: 'Brno', tags: ['b'] });
    await save('c3', { city: 'Praha' });
    const values = async (query: string) => (await call('GET', `/api/catalogue/values?${query}`)).body.values;
    expect(await values('attribute=city')).toEqual([
      { value: 'Brno', share: 0.6667 },
      { value: 'Praha', share: 0.3333 },
    ]);
    expect(await values('attribute=city&search=PRA')).toMatchObject([{ value: 'Praha' }]);
    expect(await values('attribute=tags&limit=1')).toMatchObject([{ value: 'b' }]);
    expect(await values('attribute=address.zip')).toMatchObject([{ value: 1 }]);
    expect(await values('attribute=nothing')).toEqual([]);
  });
});

describe('another type', () => {
  test('is taken at once by what comes, and reaches what is there in the background', async () => {
    await save('c1', { age: '12' });
    await save('c2', { age: ' 4.50 ' });
    await save('c3', { other: 1 });
    expect((await call('GET', `${at('age')}/conversion?type=number`)).body).toEqual({
      people: 2,
      fit: 2,
      unfit: 0,
      examples: [],
      is_exact: true,
    });
    const changed = await call('PUT', at('age'), { type: 'number' });
    expect(changed.body).toMatchObject({ type: 'number', change: { kind: 'convert' } });
    expect((await save('c4', { age: 7 })).status).toBe(200);
    expect((await save('c4', { age: '7' })).status).toBe(400);
    await carryOut();
    expect(await attributesOf('c1')).toEqual({ age: 12 });
    expect(await attributesOf('c2')).toEqual({ age: 4.5 });
    expect(await listed('age')).toMatchObject({ change: null, type: 'number' });
  });

  test('is refused while values do not fit, with how many and which, unless they may go', async () => {
    await save('c1', { age: '12' });
    await save('c2', { age: 'unknown' });
    const refused = await call('PUT', at('age'), { type: 'number' });
    expect(refused).toMatchObject({ status: 409, body: { error: { field: 'type' } } });
    expect(refused.body.error.message).toContain(
      '1 person has a value of age that cannot become a number: “unknown”',
    );
    expect((await call('GET', `${at('age')}/conversion?type=number`)).body).toMatchObject({
      unfit: 1,
      examples: [{ value: 'unknown', people: 1 }],
    });
    expect((await call('PUT', at('age'), { type: 'number', remove_unfit: true })).status).toBe(200);
    expect(await call('PUT', at('age'), { type: 'string' })).toMatchObject({ status: 409 });
    await carryOut();
    expect(await attributesOf('c2')).toEqual({});
    expect((await call('GET', at('age'))).body).toMatchObject({
      conflicts_by_type: [
        { seen_type: 'string', times: 1, last_value: '"unknown"', last_source: 'conversion' },
      ],
    });
  });

  test.each<[string, unknown, unknown]>([
    ['string', 12.5, '12.5'],
    ['string', true, 'true'],
    ['number', ' -0.50', -0.5],
    ['number', '1e5', undefined],
    ['number', '12345678901234567890', undefined],
    ['number', '', undefined],
    ['number', '\u20035', undefined], // an em space, which no cast knows
    ['boolean', ' Yes ', true],
    ['boolean', 0, false],
    ['boolean', 'maybe', undefined],
    ['datetime', '2026-11-22', undefined],
    ['datetime', '2026-02-31T10:00:00Z', undefined],
    ['datetime', "2026-11-22T10:00:00+01:00'", undefined],
    ['array', 'x', ['x']],
    ['array', { b: 1 }, undefined],
    ['geo', { lat: 1, lon: 2, z: 3 }, undefined],
    ['object', { lat: 1, lon: 2 }, { lat: 1, lon: 2 }],
  ])('%s of %j becomes %j', async (type, value, expected) => {
    await save('c1', { a: value });
    const body = { type, remove_unfit: true };
    expect((await call('PUT', at('a'), body)).status).toBe(200);
    await carryOut();
    expect(await attributesOf('c1')).toEqual(expected === undefined ? {} : { a: expected });
  });

  test('a text attribute that holds date-times becomes one of date-times, in UTC', async () => {
    await save('c1', { a: 'x' });
    await save('c1', { a: '2026-11-22T10:00:00.1234+01:00' });
    await call('PUT', at('a'), { type: 'datetime' });
    await carryOut();
    expect(await attributesOf('c1')).toEqual({ a: '2026-11-22T09:00:00.123Z' });
  });

  test('of ps_id and email is refused', async () => {
    await save('c1', { ps_id: '123', email: 'a@example.com' });
    for (const name of ['ps_id', 'email'])
      expect(await call('PUT', at(name), { type: 'number', remove_unfit: true })).toMatchObject({
        status: 409,
      });
  });
});

describe('another name', () => {
  test('takes everybody’s value along; what comes under the old one meanwhile goes to the new', async () => {
    await save('c1', { town: 'Brno' });
    await save('c2', { town: 'Praha' });
    expect((await call('PUT', at('town'), { name: 'city' })).body).toMatchObject({
      change: { kind: 'rename', new_name: 'city' },
    });
    await save('c2', { city: 'Ostrava' });
    await save('c3', { town: 'Zlín' });
    await save('c1', { town: null });
    await carryOut();
    expect(await attributesOf('c1')).toEqual({});
    expect(await attributesOf('c2')).toEqual({ city: 'Ostrava' });
    expect(await attributesOf('c3')).toEqual({ city: 'Zlín' });
    expect(await listed('town')).toBeUndefined();
    expect(await listed('city')).toMatchObject({ type: 'string', change: null });
  });

  test('is refused when it is taken, no name, or the old one is in use', async () => {
    await save('c1', { town: 'Brno', city: 'Brno' });
    expect(await call('PUT', at('town'), { name: 'city' })).toMatchObject({
      status: 409,
      body: { error: { field: 'name' } },
    });
    expect(await call('PUT', at('town'), { name: ' x' })).toMatchObject({ status: 400 });
    uses = [{ kind: 'segment', id: 'seg_1', name: 'Locals' }];
    const refused = await call('PUT', at('town'), { name: 'place' });
    expect(refused.body.error.message).toContain('segment “Locals”');
  });
});

describe('deleting', () => {
  test('takes the attribute from everybody, goes on where it was, and what comes meanwhile goes too', async () => {
    await execute(
      database.db,
      sql`insert into profiles (workspace_id, customer_id, attributes)
          select ${workspaceId}, 'p' || i, jsonb_build_object('old', i, 'kept', i) from generate_series(1, 4500) i`,
    );
    await save('c1', { old: 1, kept: 1 });
    const { people } = await listed('kept'); // of so many a sample
    expect(people).toBeGreaterThan(4_300);
    expect(people).toBeLessThan(4_700);
    expect((await call('DELETE', at('old'))).body).toMatchObject({ change: { kind: 'delete' } });
    const worker = createAttributeWorker({ db: database.db, clock: { now: () => now } });
    await worker.step(new AbortController().signal);
    expect((await listed('old')).change).toMatchObject({ changed: 1000 });
    await save('p1', { old: 7, kept: 2 });
    await carryOut();
    const left = await many(
      database.db,
      sql`select from profiles where workspace_id = ${workspaceId} and attributes ? 'old'`,
    );
    expect(left).toEqual([]);
    expect(await attributesOf('p1')).toEqual({ kept: 2 });
    expect(await listed('old')).toBeUndefined();
    expect(await listed('kept')).toBeDefined();
  });

  test('finds what a merge carried behind it', async () => {
    await save('c1', { kept: 1 });
    await save('c2', { old: 2 });
    await call('DELETE', at('old'));
    const worker = createAttributeWorker({ db: database.db, clock: { now: () => now } });
    await worker.step(new AbortController().signal);
    await execute(
      database.db,
      sql`update profiles set attributes = '{"old": 2}'
           where workspace_id = ${workspaceId} and customer_id = 'c1'`,
    );
    await carryOut();
    expect(await attributesOf('c1')).toEqual({});
  });

  test('is refused while something uses it, naming it, as is another type', async () => {
    await save('c1', { city: 'Brno' });
    uses = [
      { kind: 'sending_rules', id: 'w', name: 'time zone' },
      { kind: 'campaign', id: 'cmp_2', name: 'Autumn' },
    ];
    const refused = await call('DELETE', at('city'));
    expect(refused).toMatchObject({ status: 409 });
    expect(refused.body.error.message).toBe(
      'It cannot be deleted: it is used by the sending rules (time zone), campaign “Autumn”.',
    );
    const { body } = await call('PUT', at('city'), { type: 'number' });
    expect(body.error.message).toMatch(/^It cannot be of the type number: it is used by the sending rules/);
    expect((await call('GET', at('city'))).body.used_by).toEqual(uses);
  });
});
