// The pool's readings and helpers, against a real server.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type Database, execute, jsonb, many, maybeOne, one, withTransaction } from './db.ts';
import { isConnectionLoss, waitForDatabase } from './db-connection.ts';

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
  await execute(database.db, sql`create table notes (id bigint generated always as identity, text text)`);
});
afterAll(() => database.close());

describe('what a column reads as', () => {
  it('int8 is a number, and arrays of it are numbers', async () => {
    const row = await one(
      database.db,
      sql<{
        big: number;
        list: number[];
      }>`select 9007199254740991::int8 as big, array[1, null, 3]::int8[] as list`,
    );
    expect(row).toEqual({ big: 9007199254740991, list: [1, null, 3] });
  });

  it('int8 above 2^53-1 is refused instead of rounded', async () => {
    await expect(one(database.db, sql`select 9007199254740993::int8 as big`)).rejects.toThrow(
      /9007199254740993 does not fit/,
    );
    // the connection is still good
    expect(await one(database.db, sql`select 1::int8 as one`)).toEqual({ one: 1 });
  });

  it('timestamptz is a Date, date and numeric are text, jsonb is parsed, the session is in UTC', async () => {
    const row = await one(
      database.db,
      sql`select '2026-03-29 02:30+02'::timestamptz as at, '2026-03-29'::date as day, 1.10::numeric as price,
                 '{"a":[1]}'::jsonb as doc, current_setting('timezone') as zone`,
    );
    expect(row).toEqual({
      at: new Date('2026-03-29T00:30:00Z'),
      day: '2026-03-29',
      price: '1.10',
      doc: { a: [1] },
      zone: 'UTC',
    });
  });
});

describe('jsonb parameters', () => {
  it('keep arrays, quotes, newlines and emoji, and replace only what jsonb cannot hold', async () => {
    const value = [{ text: 'a "b"\n😀 \\u0000', odd: '\u0000|\ud800|\\\u0000', nothing: null }];
    const row = await one(database.db, sql<{ doc: unknown }>`select ${jsonb(value)} as doc`);
    expect(row.doc).toEqual([{ text: 'a "b"\n😀 \\u0000', odd: '\ufffd|\ufffd|\\\ufffd', nothing: null }]);
  });
});

describe('statements and transactions', () => {
  it('counts touched rows; finds one, many or none', async () => {
    expect(await execute(database.db, sql`insert into notes (text) values ('a'), ('b')`)).toBe(2);
    expect(await many(database.db, sql`select text from notes order by text`)).toEqual([
      { text: 'a' },
      { text: 'b' },
    ]);
    expect(await maybeOne(database.db, sql`select 1 from notes where text = 'zz'`)).toBeUndefined();
    await expect(one(database.db, sql`select 1 from notes where text = 'zz'`)).rejects.toThrow(
      /returned none/,
    );
  });

  it('rolls back when the work throws', async () => {
    const work = withTransaction(database.db, async (tx) => {
      await execute(tx, sql`insert into notes (text) values ('undone')`);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await maybeOne(database.db, sql`select 1 from notes where text = 'undone'`)).toBeUndefined();
  });
});

describe('a lost connection', () => {
  it('is told from a refused statement', async () => {
    await expect(execute(database.db, sql`select 1 / 0`)).rejects.toSatisfy(
      (error) => !isConnectionLoss(error),
    );
    await expect(terminate('pid = pg_backend_pid()')).rejects.toSatisfy(isConnectionLoss);
  });

  it('ends neither the process nor the pool, whether the connection was borrowed or idle', async () => {
    const borrowed = await database.pool.connect();
    await withReconnect(() => terminate('pid <> pg_backend_pid()'));
    await expect(borrowed.query('select 1')).rejects.toSatisfy(isConnectionLoss);
    borrowed.release(true);
    expect(await withReconnect(() => one(database.db, sql`select 1 as one`))).toEqual({ one: 1 });
  });

  it('waiting for a database gives up at once when the password is wrong', async () => {
    const url = new URL(database.url);
    url.password = 'wrong';
    await expect(waitForDatabase(url.href, { timeoutMs: 20_000 })).rejects.toThrow(/password/);
    await waitForDatabase(database.url, { timeoutMs: 5_000 });
  });
});

function terminate(which: 'pid = pg_backend_pid()' | 'pid <> pg_backend_pid()'): Promise<number> {
  return execute(
    database.db,
    sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and ${sql.raw(which)}`,
  );
}

/** What a caller does whose work may run twice. Each try throws away one dead connection, so the pool's size bounds it. */
async function withReconnect<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = database.pool.totalCount; ; tries--) {
    try {
      return await work();
    } catch (error) {
      if (!isConnectionLoss(error) || tries <= 0) throw error;
    }
  }
}
