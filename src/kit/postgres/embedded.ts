// The embedded PostgreSQL, for whoever has not set DATABASE_URL: a real server in DATA_DIR, started and watched by us.
// The steps stand in `startEmbeddedPostgres`, from top to bottom.
import { resolve } from 'node:path';
import pg from 'pg';
import type { Log } from '../log.ts';
import { chooseAddress, toServerOptions, toUrl } from './address.ts';
import { type Binaries, findBinaries, reachableBinaries } from './binaries.ts';
import { DATABASE_NAME, prepareCluster } from './cluster.ts';
import { type Home, openHome, SHARED_ROOT } from './home.ts';
import { takeInstanceLock } from './instance-lock.ts';
import { clearLeftovers } from './leftovers.ts';
import { supervise } from './supervisor.ts';

export interface EmbeddedOptions {
  dataDir: string;
  log: Log;
  /** Settings that replace the derived ones; tests of other things turn fsync off. */
  settings?: Record<string, string>;
}

export interface EmbeddedPostgres {
  /** Holds the password: never print it. Stays valid when the server is restarted. */
  url: string;
  /** e.g. `18.4` */
  version: string;
  /** Stops the server in order, then gives the data directory free. Calling it twice is fine. */
  stop(): Promise<void>;
  /** Told once if the server is gone for good: it died repeatedly and was given up. */
  onExit(listener: (error: Error) => void): void;
}

/**
 * Starts PostgreSQL on `dataDir` and returns when the database takes connections. Keeps it running from then on.
 * Throws StartError, with a sentence for the person, when it cannot.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { dataDir, log } = options;
  const home = openHome(dataDir);
  const release = takeInstanceLock(home.dir, dataDir);
  try {
    const binaries = reachableBinaries(findBinaries(), home.user, SHARED_ROOT);
    tellPlaces(home, binaries, options);
    await clearLeftovers(home.cluster, log);
    const password = await prepareCluster(home, binaries, options.settings ?? {});
    const address = await chooseAddress(home.cluster);
    const supervisor = await supervise({ home, binaries, options: toServerOptions(address), log });
    const url = (database: string) => toUrl(address, password, database);
    try {
      await ensureDatabase(url('postgres'));
    } catch (error) {
      await supervisor.stop();
      throw error;
    }
    log.info(
      { version: binaries.version, dir: home.dir, user: home.user.name },
      'Embedded PostgreSQL is ready',
    );
    return {
      url: url(DATABASE_NAME),
      version: binaries.version,
      onExit: supervisor.onExit,
      async stop() {
        await supervisor.stop();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query('select from pg_database where datname = $1', [DATABASE_NAME]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE_NAME}`);
  } finally {
    await client.end();
  }
}

function tellPlaces(home: Home, binaries: Binaries, { dataDir, log }: EmbeddedOptions): void {
  if (!home.dir.startsWith(SHARED_ROOT) && !binaries.postgres.startsWith(SHARED_ROOT)) return;
  log.info(
    { data: home.dir, binaries: binaries.postgres },
    `PostgreSQL runs as ${home.user.name}, who cannot enter ${resolve(dataDir)} or the installed packages: it uses ${SHARED_ROOT}`,
  );
}
