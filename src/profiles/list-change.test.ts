// Items put into and taken out of lists: one call, a batch, callers at once.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type Database, execute, one, withTransaction } from '../kit/db.ts';
import { type CustomerInput, saveCustomers } from './customers.ts';
import type { ListInput } from './list-change.ts';

const now = new Date('2026-11-22T10:00:00Z');
let database: Database;
beforeAll(async () => {
  database = await createTestDatabase({ max: 12 });
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values ('main', 'Main')`);
});
afterAll(() => database.close());

let nextId = 0;
/** A customer of its own with this list under an attribute of its own. */
async function setUp(list?: unknown[]) {
  nextId += 1;
  const customerId = `c${nextId}`;
  const name = `list${nextId}`;
  const save = (...inputs: Omit<CustomerInput, 'customerId'>[]) =>
    withTransaction(database.db, (tx) =>
      saveCustomers(
        tx,
        'main',
        inputs.map((input) => ({ customerId, ...input })),
        now,
      ),
    );
  const change = (lists: ListInput) => save({ attributes: {}, lists });
  const read = async () =>
    (
      await one<{ value: unknown }>(
        database.db,
        sql`select attributes -> ${name} as value from profiles where customer_id = ${customerId}`,
      )
    ).value;
  if (list) await save({ attributes: { [name]: list } });
  return { name, save, change, read };
}

test('adding keeps what is there and holds nothing twice; removing leaves an empty list', async () => {
  const { name, change, read } = await setUp(['a', 'b']);
  await change({ add: { [name]: ['b', 'c', 'c'] } });
  expect(await read()).toEqual(['a', 'b', 'c']);
  await change({ remove: { [name]: ['a', 'x'] }, add: { [name]: ['d'] } });
  expect(await read()).toEqual(['b', 'c', 'd']);
  await change({ remove: { [name]: ['b', 'c', 'd'] } });
  expect(await read()).toEqual([]);
});

test('adding makes the customer and the list, removing makes no list', async () => {
  const added = await setUp();
  await added.change({ add: { [added.name]: [1, 2] } });
  expect(await added.read()).toEqual([1, 2]);
  const removed = await setUp();
  await removed.change({ remove: { [removed.name]: ['a'] } });
  expect(await removed.read()).toBeNull();
});

test('in a batch, each change follows the one before it', async () => {
  const { name, save, read } = await setUp(['a']);
  await save(
    { attributes: {}, lists: { add: { [name]: ['b', 'c'] } } },
    { attributes: {}, lists: { remove: { [name]: ['a', 'b'] } } },
  );
  expect(await read()).toEqual(['c']);
  await save(
    { attributes: { [name]: ['x', 'y'] } },
    { attributes: {}, lists: { remove: { [name]: ['x'] }, add: { [name]: ['z'] } } },
  );
  expect(await read()).toEqual(['y', 'z']);
  await save({ attributes: { [name]: null } }, { attributes: {}, lists: { add: { [name]: ['n'] } } });
  expect(await read()).toEqual(['n']);
});

test('callers at once lose nothing', async () => {
  const { name, change, read } = await setUp(['0']);
  await Promise.all(Array.from({ length: 12 }, (_, index) => change({ add: { [name]: [`${index}`] } })));
  expect(new Set((await read()) as string[])).toEqual(
    new Set(Array.from({ length: 12 }, (_, index) => `${index}`)),
  );
});

test('a list keeps its newest 200 items', async () => {
  const { name, change, read } = await setUp(Array.from({ length: 199 }, (_, index) => index));
  await change({ add: { [name]: [1_000, 1_001] } });
  const list = (await read()) as number[];
  expect([list.length, list[0], list.at(-1)]).toEqual([200, 1, 1_001]);
});

test('what is no list is refused and named', async () => {
  const { name, save } = await setUp();
  await save({ attributes: { [name]: 'a text' } });
  const results = await save(
    { attributes: {}, lists: { add: { [name]: ['a'] } } },
    { attributes: {}, lists: { remove: { [name]: ['a'] } } },
    { attributes: { [name]: ['b'] }, lists: { add: { [name]: ['a'] } } },
  );
  expect(results.map((result) => !result.ok && result.error.field)).toEqual(
    Array.from({ length: 3 }, () => `attributes.${name}`),
  );
});
