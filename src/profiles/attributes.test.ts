// Attributes changed while programs write them: whoever writes follows one catalogue, and no value is left behind.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type Database, execute, many, withTransaction } from '../kit/db.ts';
import { createAttributeWorker } from './attribute.workers.ts';
import { convertAttribute, deleteAttribute, renameAttribute } from './attributes.ts';
import { saveCustomers } from './customers.ts';
import { keepFitting } from './merge.restore.ts';

let database: Database;
let workspaces = 0;
beforeAll(async () => {
  database = await createTestDatabase({ max: 12 });
});
afterAll(() => database.close());

const now = new Date('2026-11-22T10:00:00Z');
const WRITERS = 6;
const BATCHES = 12;
const PEOPLE = 20;

async function makeWorkspace() {
  workspaces += 1;
  const id = `w${workspaces}`;
  const { db } = database;
  await execute(db, sql`insert into workspaces (workspace_id, name) values (${id}, ${id})`);
  const save = (attributes: Record<string, unknown>) =>
    withTransaction(db, (tx) =>
      saveCustomers(
        tx,
        id,
        Array.from({ length: PEOPLE }, (_, index) => ({ customerId: `c${index}`, attributes })),
        now,
      ),
    );
  return {
    deed: { workspaceId: id, actor: 'ada@example.com', now },
    save,
    /** Some write texts, some numbers; a refused call is fine, a failed one is not. */
    writeAll: () =>
      Promise.all(
        Array.from({ length: WRITERS }, async (_, writer) => {
          for (let batch = 0; batch < BATCHES; batch += 1)
            await save({ a: writer % 2 === 0 ? `${batch}` : batch });
        }),
      ),
    /** Two processes at once, until both have nothing left. */
    carryOut: async () => {
      const worker = createAttributeWorker({ db, clock: { now: () => now } });
      const run = async () => {
        while ((await worker.step(new AbortController().signal)) === 'again');
      };
      await Promise.all([run(), run()]);
      await run();
    },
    values: async () =>
      (
        await many<{ value: unknown }>(
          db,
          sql`select distinct jsonb_typeof(v.value) as value from profiles p cross join lateral jsonb_each(p.attributes) v
               where p.workspace_id = ${id} and v.key = 'a'`,
        )
      ).map((row) => row.value),
    names: async () =>
      (
        await many<{ name: string }>(
          db,
          sql`select distinct k as name from profiles p cross join lateral jsonb_object_keys(p.attributes) k
               where p.workspace_id = ${id} order by 1`,
        )
      ).map((row) => row.name),
  };
}

test('nobody is left with a value of the old type', async () => {
  const { deed, save, writeAll, carryOut, values } = await makeWorkspace();
  await save({ a: '1' });
  const converted = convertAttribute(database.db, {
    ...deed,
    name: 'a',
    type: 'number',
    mayRemove: false,
    findUses: async () => [],
  });
  await Promise.all([converted, writeAll()]);
  await carryOut();
  expect(await values()).toEqual(['number']);
});

test('nobody is left with the old name', async () => {
  const { deed, save, writeAll, carryOut, names } = await makeWorkspace();
  await save({ a: '1' });
  const findUses = async () => [];
  const renamed = renameAttribute(database.db, { ...deed, name: 'a', newName: 'b', findUses });
  await Promise.all([renamed, writeAll()]);
  await carryOut();
  expect(await names()).toEqual(['b']);
});

test('what an undone merge brings back while the name changes comes under the new one', async () => {
  const { deed, save } = await makeWorkspace();
  await save({ a: '1' });
  await renameAttribute(database.db, { ...deed, name: 'a', newName: 'b', findUses: async () => [] });
  const kept = await withTransaction(database.db, (tx) =>
    keepFitting(tx, deed.workspaceId, { a: '2', c: 3 }),
  );
  expect(kept).toEqual({ b: '2', c: 3 });
});

test('nobody is left with what was deleted, and what comes afterwards is a new attribute', async () => {
  const { deed, save, writeAll, carryOut, names } = await makeWorkspace();
  await save({ a: '1', kept: true });
  const deleted = deleteAttribute(database.db, { ...deed, name: 'a', findUses: async () => [] });
  await Promise.all([deleted, writeAll()]);
  await carryOut();
  expect(await names()).toEqual(['kept']);
  expect((await save({ a: 5 })).every((result) => result.ok)).toBe(true);
  expect(await names()).toEqual(['a', 'kept']);
});
