// A database of its own for a test file, copied from the migrated template, and the check that nothing is left running.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../../src/kit/db.ts';

/** How long connections that were told to close may take to leave the server. */
const CLOSE_TIMEOUT_MS = 5_000;
const POLL_MS = 20;

/**
 * A fresh, migrated database (empty with `migrated: false`). `close()` fails the test when a connection is still checked
 * out or anything, a worker of the code under test for instance, still runs in it; then it drops the database.
 */
export async function createTestDatabase(
  options: { max?: number; migrated?: boolean } = {},
): Promise<Database> {
  const serverUrl = inject('serverUrl');
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  const template = options.migrated === false ? 'template1' : inject('templateName');
  await withServer(serverUrl, (client) =>
    // FILE_COPY because the server does not sync: 30 ms for a copy
    client.query(`create database ${name} template ${template} strategy file_copy`),
  );
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const database = openDatabase({ url: url.href, max: options.max ?? 5, applicationName: 'talaria test' });
  return {
    ...database,
    async close() {
      const borrowed = database.pool.totalCount - database.pool.idleCount;
      if (borrowed === 0) await database.close();
      const leftRunning = await withServer(serverUrl, async (client) => {
        const found = borrowed === 0 ? await waitUntilUnused(client, name) : ['a connection of this pool'];
        await client.query(`drop database ${name} with (force)`);
        return found;
      });
      if (leftRunning.length > 0) {
        throw new Error(`Still at work in the test's database when it was closed: ${leftRunning.join('; ')}`);
      }
    },
  };
}

/** Returns what is still connected after the deadline, as "program: its last statement". */
async function waitUntilUnused(client: pg.Client, name: string): Promise<string[]> {
  const deadline = Date.now() + CLOSE_TIMEOUT_MS;
  for (;;) {
    const { rows } = await client.query<{ session: string }>(
      `select application_name || ' (' || coalesce(state, 'unknown') || '): ' || left(query, 200) as session
         from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      [name],
    );
    if (rows.length === 0 || Date.now() > deadline) return rows.map((row) => row.session);
    await sleep(POLL_MS);
  }
}

async function withServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
}
