// Customers: types, ps_id, batches, and many writers at once.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type Database, execute, many, one, withTransaction } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { listAttributes } from './attribute.queries.ts';
import { saveCustomer, saveCustomers } from './customers.ts';
import { fillAttributes } from './facts.ts';
import { findPeople, findPersonBy } from './person.ts';
import { applySightings } from './sightings.ts';

let database: Database;
let workspaces = 0;
beforeAll(async () => {
  database = await createTestDatabase({ max: 12 });
});
afterAll(() => database.close());

const now = new Date('2026-11-22T10:00:00Z');

async function makeWorkspace() {
  workspaces += 1;
  const id = `w${workspaces}`;
  const { db } = database;
  await execute(db, sql`insert into workspaces (workspace_id, name) values (${id}, ${id})`);
  return {
    id,
    save: (customerId: string, attributes: Record<string, unknown>) =>
      withTransaction(db, (tx) => saveCustomer(tx, id, { customerId, attributes, now })),
    see: (psid: string, pageId = 'p1') =>
      withTransaction(db, (tx) =>
        applySightings(tx, id, [
          { pageId, psid, seenAt: now, source: 'webhook', userAction: { at: now, kind: 'message' } },
        ]),
      ),
    find: (customerId: string) => findPersonBy(db, id, { customerId }),
    refusal: async (customerId: string, attributes: Record<string, unknown>): Promise<AppError> => {
      const thrown = await withTransaction(db, (tx) =>
        saveCustomer(tx, id, { customerId, attributes, now }),
      ).catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(AppError);
      return thrown as AppError;
    },
    count: async () =>
      (await one<{ count: number }>(db, sql`select count(*) from profiles where workspace_id = ${id}`)).count,
  };
}

test('the first value teaches the type; date-times are stored in UTC', async () => {
  const { id, save, find } = await makeWorkspace();
  await save('c1', {
    city: 'Brno',
    age: 31,
    vip: true,
    joined: '2026-11-22T10:00:00+01:00',
    tags: ['a', 2],
  });
  expect((await find('c1'))?.attributes).toEqual({
    city: 'Brno',
    age: 31,
    vip: true,
    joined: '2026-11-22T09:00:00.000Z',
    tags: ['a', 2],
  });
  const attributes = await listAttributes(database.db, id);
  expect(Object.fromEntries(attributes.map(({ name, type }) => [name, type]))).toEqual({
    age: 'number',
    city: 'string',
    joined: 'datetime',
    tags: 'array',
    vip: 'boolean',
  });
});

test('a value of another type is refused with name, expectation and remedy, and nothing of the call is stored', async () => {
  const { id, save, find, refusal } = await makeWorkspace();
  await save('c1', { age: 31, joined: '2026-11-22T10:00:00Z' });
  const error = await refusal('c1', { fresh: 'x', age: 'forty' });
  expect(error).toMatchObject({ kind: 'invalid', field: 'attributes.age' });
  expect(error.message).toBe('Attribute age expects a number, but "forty" came.');
  expect(error.remedy).toContain('Send a number');
  expect(await refusal('c1', { joined: 'yesterday' })).toMatchObject({ field: 'attributes.joined' });
  expect(await refusal('c2', { age: [1] })).toMatchObject({ field: 'attributes.age' });
  expect((await find('c1'))?.attributes).not.toHaveProperty('fresh');
  expect(await find('c2')).toBeUndefined();
  expect(await listAttributes(database.db, id)).toHaveLength(2);
});

test('a text attribute takes a text that looks like a date-time as the text it is', async () => {
  const { save, find } = await makeWorkspace();
  await save('c1', { note: 'hello' });
  await save('c1', { note: '2026-11-22T10:00:00+01:00' });
  expect((await find('c1'))?.attributes).toEqual({ note: '2026-11-22T10:00:00+01:00' });
});

test('null removes, what is not mentioned stays, and saying the same again changes nothing', async () => {
  const { id, save, find } = await makeWorkspace();
  await save('c1', { city: 'Brno', age: 31 });
  await save('c1', { city: null, plan: 'free' });
  expect((await find('c1'))?.attributes).toEqual({ age: 31, plan: 'free' });
  const version = () => one(database.db, sql`select xmin::text from profiles where workspace_id = ${id}`);
  const before = await version();
  await save('c1', { age: 31, plan: 'free', city: null });
  const after = await version();
  // the row was locked, not written: xmin is the transaction that wrote it
  expect(after).toEqual(before);
});

test.each([
  [1234567890123456, 'must be a string'],
  [42, 'must be a string'],
  ['12ab', 'must be the digits'],
  [{}, 'must be a string'],
])('ps_id %j is refused', async (psId, message) => {
  const { refusal } = await makeWorkspace();
  const error = await refusal('c1', { ps_id: psId });
  expect(error).toMatchObject({ kind: 'invalid', field: 'attributes.ps_id' });
  expect(error.message).toContain(message);
});

test.each([['x'.repeat(4000)], [['a@example.com']], [12]])(
  'an email that no index takes is refused',
  async (email) => {
    const { refusal } = await makeWorkspace();
    expect(await refusal('c1', { email })).toMatchObject({ kind: 'invalid', field: 'attributes.email' });
  },
);

test('a blank ps_id says nothing: a known one stays', async () => {
  const { save, find } = await makeWorkspace();
  await save('c1', { ps_id: ' 123 ' });
  await save('c1', { ps_id: '', city: 'Brno' });
  expect(await find('c1')).toMatchObject({ psid: '123', attributes: { ps_id: '123', city: 'Brno' } });
});

test('without an identity the psid comes from the attribute, and no identity is invented', async () => {
  const { id, save, see } = await makeWorkspace();
  const profileId = await save('c1', { ps_id: '123' });
  const ask = async (pageId: string | null) => (await findPeople(database.db, id, [profileId], pageId))[0];
  expect(await ask('p1')).toMatchObject({ psid: '123', identity: null });
  await see('123');
  expect(await ask('p1')).toMatchObject({ psid: '123', identity: { pageId: 'p1', lastUserActionAt: now } });
  // known now to be another Page's id
  expect(await ask('p2')).toMatchObject({ psid: null, identity: null });
});

test('a ps_id of another customer is a conflict that names them; taking it away there frees it with its history', async () => {
  const { save, see, find, refusal } = await makeWorkspace();
  await save('c1', { ps_id: '123' });
  await see('123');
  const error = await refusal('c2', { ps_id: '123', city: 'Brno' });
  expect(error).toMatchObject({ kind: 'conflict' });
  expect(error.message).toBe('ps_id 123 already belongs to customer c1.');
  expect(error.remedy).toContain('save c1 with ps_id null');
  expect(await find('c2')).toBeUndefined();
  await save('c1', { ps_id: null });
  expect(await find('c1')).toMatchObject({ psid: null, identity: null });
  await save('c2', { ps_id: '123' });
  expect(await find('c2')).toMatchObject({ psid: '123', identity: { lastUserActionAt: now } });
});

test('in a batch the wrong items are refused and the others stored', async () => {
  const { id, find } = await makeWorkspace();
  const results = await withTransaction(database.db, (tx) =>
    saveCustomers(
      tx,
      id,
      [
        { customerId: 'a', attributes: { age: 1, ps_id: '1' } },
        { customerId: 'b', attributes: { age: 'x' } },
        { customerId: 'c', attributes: { ps_id: '1' } },
        { customerId: 'a', attributes: { age: 2, city: 'Brno' } },
        { customerId: 'd', attributes: { other: true } },
        { customerId: 'a', attributes: { city: null } },
      ],
      now,
    ),
  );
  expect(results.map((result) => (result.ok ? 'ok' : result.error.kind))).toEqual([
    'ok',
    'invalid',
    'conflict',
    'ok',
    'ok',
    'ok',
  ]);
  expect((await find('a'))?.attributes).toEqual({ age: 2, ps_id: '1' });
  expect([await find('b'), await find('c')]).toEqual([undefined, undefined]);
});

test('the same customer saved many times at once is one person', async () => {
  const { save, see, find, count } = await makeWorkspace();
  await see('123');
  const saves = Array.from({ length: 12 }, (_, index) => save('c1', { ps_id: '123', [`a${index}`]: index }));
  await Promise.all([...saves, ...Array.from({ length: 4 }, () => see('123'))]);
  expect(await count()).toBe(1);
  const person = await find('c1');
  expect(Object.keys(person?.attributes ?? {})).toHaveLength(13);
  expect(person).toMatchObject({ psid: '123', identity: { psid: '123' } });
});

test('two customers claiming one ps_id at once: one gets it, the other is told whose it is', async () => {
  const { save, see, count } = await makeWorkspace();
  await see('123');
  const results = await Promise.allSettled(['c1', 'c2', 'c3', 'c4'].map((id) => save(id, { ps_id: '123' })));
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  expect(await count()).toBe(1);
});

test('batches of the same people in opposite orders, appliers and fact-finders at once do not deadlock', async () => {
  const { id, count } = await makeWorkspace();
  const numbers = Array.from({ length: 200 }, (_, index) => String(1000 + index));
  const customers = numbers.map((n) => ({ customerId: `c${n}`, attributes: { ps_id: n, age: Number(n) } }));
  const sightings = numbers.map((psid) => ({
    pageId: 'p1',
    psid,
    seenAt: now,
    source: 'webhook' as const,
    userAction: null,
  }));
  const run = <T>(work: Parameters<typeof withTransaction<T>>[1]) => withTransaction(database.db, work);
  await run((tx) => applySightings(tx, id, sightings.slice(50, 150)));
  const ids = await many<{ profile_id: number }>(
    database.db,
    sql`select profile_id from profiles where workspace_id = ${id}`,
  );
  const facts = ids.map((row) => ({ profileId: row.profile_id, attributes: { first_name: 'Jan' } }));
  await Promise.all([
    run((tx) => saveCustomers(tx, id, customers, now)),
    run((tx) => applySightings(tx, id, sightings.toReversed())),
    run((tx) => fillAttributes(tx, id, facts, now)),
    run((tx) => saveCustomers(tx, id, customers.toReversed(), now)),
    run((tx) => applySightings(tx, id, sightings)),
    run((tx) => fillAttributes(tx, id, facts.toReversed(), now)),
  ]);
  expect(await count()).toBe(200);
  const named = await one<{ count: number }>(
    database.db,
    sql`select count(*) from profiles where workspace_id = ${id} and attributes ->> 'first_name' = 'Jan'`,
  );
  expect(named.count).toBe(100);
});

test('facts fill what is missing or blank and never overwrite; other types are left out', async () => {
  const { id, save, find } = await makeWorkspace();
  await save('typed', { time_zone: 1 });
  const profileId = await save('c1', { first_name: 'Anna', last_name: ' ' });
  const attributes = {
    first_name: 'X',
    last_name: 'Nováková',
    locale: 'cs_CZ',
    time_zone: 'Prague',
    gone: null,
  };
  await withTransaction(database.db, (tx) => fillAttributes(tx, id, [{ profileId, attributes }], now));
  expect((await find('c1'))?.attributes).toEqual({
    first_name: 'Anna',
    last_name: 'Nováková',
    locale: 'cs_CZ',
  });
});

test('a person is found by attribute, by PSID and by an id that was merged away; an attribute of two is refused', async () => {
  const { id, save, see } = await makeWorkspace();
  const anonymous = [...(await see('123')).values()][0]!;
  const profileId = await save('c1', { ps_id: '123', email: 'a@example.com', age: 31 });
  await save('c2', { age: 31 });
  const { db } = database;
  expect(await findPersonBy(db, id, { attribute: 'email', value: 'a@example.com' })).toMatchObject({
    profileId,
  });
  expect(await findPersonBy(db, id, { psid: '123', pageId: 'p1' })).toMatchObject({
    profileId,
    customerId: 'c1',
  });
  expect(await findPersonBy(db, id, { psid: '123', pageId: 'p2' })).toBeUndefined();
  expect(await findPersonBy(db, id, { profileId: anonymous })).toMatchObject({
    customerId: 'c1',
    psid: '123',
  });
  await expect(findPersonBy(db, id, { attribute: 'age', value: '31' })).rejects.toMatchObject({
    kind: 'conflict',
  });
  expect(await findPersonBy(db, id, { customerId: 'nobody' })).toBeUndefined();
});

test('of many batches about the same customers at once, none loses a value', async () => {
  const { id } = await makeWorkspace();
  const { db } = database;
  await execute(
    db,
    sql`insert into profiles (workspace_id, customer_id, attributes)
        select ${id}, 'f' || n, jsonb_build_object('email', n || '@x.io', 'note', repeat('x', 300)) from generate_series(1, 30000) n`,
  );
  await execute(db, sql`analyze profiles`);
  const customers = Array.from({ length: 20 }, (_, n) => `c${n}`);
  const writers = ['plan', 'first_name', 'last_name', 'city', 'note'];
  const write = (name: string, value: string) =>
    withTransaction(database.db, async (tx) => {
      const inputs = customers.map((customerId) => ({ customerId, attributes: { [name]: value } }));
      const results = await saveCustomers(tx, id, inputs, now);
      expect(results.filter(({ ok }) => !ok)).toEqual([]);
    });
  const missing = sql<{ lost: number }>`
    select count(*) as lost from profiles, unnest(${writers}::text[]) as name
     where workspace_id = ${id} and customer_id like 'c%' and attributes ->> name is distinct from 'round ' || (attributes ->> 'round')`;
  for (let round = 0; round < 12; round += 1) {
    await write('round', String(round));
    await Promise.all(writers.map((name) => write(name, `round ${round}`)));
    expect([round, await one(database.db, missing)]).toEqual([round, { lost: 0 }]);
  }
});
