// Vitest's global set-up: one PostgreSQL for the whole run and in it one migrated database, the template each test
// file's own is copied from. TEST_DATABASE_URL names a server to use instead of the embedded one.
import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { createLog } from '../../src/kit/log.ts';
import { migrate } from '../../src/kit/migrate.ts';
import { startEmbeddedPostgres } from '../../src/kit/postgres/embedded.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A database on the test server with the right to create others. */
    serverUrl: string;
    /** The migrated database to copy. */
    templateName: string;
  }
}

const MIGRATIONS = join(import.meta.dirname, '../../migrations');

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env['TEST_DATABASE_URL'];
  const server = external ? { url: external, stop: async () => {} } : await startServer();
  const templateName = `talaria_template_${process.pid}`;
  await createTemplate(server.url, templateName).catch(async (error) => {
    await server.stop();
    throw error;
  });
  project.provide('serverUrl', server.url);
  project.provide('templateName', templateName);
  return async () => {
    await runOn(server.url, `drop database if exists ${templateName} with (force)`);
    await server.stop();
  };
}

/** Durability is turned off: the data lives for one run. The tests of the embedded server use one with it on. */
async function startServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const dir = mkdtempSync(join(placeForData(), 'talaria-test-'));
  chmodSync(dir, 0o755); // as root the server runs as another user, who must get in
  const server = await startEmbeddedPostgres({
    dataDir: dir,
    log: createLog('warn'),
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      shared_buffers: '256MB',
      max_connections: '200',
    },
  });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const IN_MEMORY = '/dev/shm';
/** A run needs some hundred megabytes at a time. */
const ROOM_BYTES = 4 * 2 ** 30;

/** In memory where there is room: a database is copied for every file and many a test, 60 ms there, 160 to 1,200 on a disk. */
function placeForData(): string {
  if (!existsSync(IN_MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(IN_MEMORY);
  return bavail * bsize > ROOM_BYTES ? IN_MEMORY : tmpdir();
}

async function createTemplate(serverUrl: string, name: string): Promise<void> {
  await runOn(serverUrl, `drop database if exists ${name} with (force)`);
  await runOn(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrate({ url: url.href, folder: MIGRATIONS });
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
