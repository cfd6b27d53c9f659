// Where a benchmark happens: a directory of its own with an embedded PostgreSQL as it is shipped (fsync on), a database for
// each contestant, and everything started for it, which ends with it.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Database, openDatabase } from '../../src/kit/db.ts';
import { createLog } from '../../src/kit/log.ts';
import { startEmbeddedPostgres } from '../../src/kit/postgres/embedded.ts';
import { readPostgresCpuMs } from './postgres-cpu.ts';
import { type Profile, STATEMENT_SETTINGS, writeStatements } from './profile.ts';

export interface Place {
  dir: string;
  postgresVersion: string;
  /** A new, empty database. */
  createDatabase(name: string): Promise<Database>;
  /** What PostgreSQL used since its start, all databases together; null where that cannot be read. */
  postgresCpuMs(): number | null;
  /** Where profiles are wanted. */
  profile: Profile | null;
  /** Called in the reverse order when the place is closed. */
  atEnd(step: () => unknown): void;
  /** Calling it twice is fine. */
  close(): Promise<void>;
}

/** @param profile where profiles of the service and of PostgreSQL are written; they cost some speed. */
export async function openPlace(profile: Profile | null): Promise<Place> {
  const dir = mkdtempSync(join(tmpdir(), 'talaria-bench-'));
  chmodSync(dir, 0o755); // PostgreSQL runs as a user of its own when we are root
  const steps: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true })];
  let closed: Promise<void> | undefined;
  const closeSteps = async (): Promise<void> => {
    for (const step of steps.splice(0).reverse()) await step();
  };
  const close = (): Promise<void> => {
    closed ??= closeSteps();
    return closed;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().then(() => process.exit(1)));
  try {
    const settings = profile ? STATEMENT_SETTINGS : {};
    const server = await startEmbeddedPostgres({ dataDir: dir, log: createLog('warn'), settings });
    steps.push(() => server.stop());
    const watcher = new pg.Client({ connectionString: server.url });
    await watcher.connect();
    steps.push(() => watcher.end());
    if (profile) steps.push(() => writeStatements(watcher, profile));
    const { rows } = await watcher.query<{ pid: number }>('select pg_backend_pid() as pid');
    return {
      dir,
      profile,
      postgresCpuMs: () => readPostgresCpuMs(rows[0]!.pid),
      postgresVersion: `PostgreSQL ${server.version}`,
      async createDatabase(name) {
        await watcher.query(`create database ${name}`);
        const url = new URL(server.url);
        url.pathname = `/${name}`;
        const database = openDatabase({ url: url.href, max: 4 });
        steps.push(() => database.close());
        return database;
      },
      atEnd: (step) => void steps.push(step),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
