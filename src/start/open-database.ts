// The database of a command: the configured one, the embedded one that a running service has, or one started for it.
import type { Config } from '../kit/config.ts';
import { waitForDatabase } from '../kit/db-connection.ts';
import type { Log } from '../kit/log.ts';
import { findRunningEmbedded } from '../kit/postgres/address.ts';
import { startEmbeddedPostgres } from '../kit/postgres/embedded.ts';

export interface OpenedServer {
  /** Holds the password: never print it. */
  url: string;
  /** e.g. "PostgreSQL 18.4, embedded" */
  description: string;
  stop(): Promise<void>;
}

type Place = Pick<Config, 'databaseUrl' | 'dataDir'>;

const EXTERNAL_WITHIN_MS = 30_000;

/** For the service itself: it owns the embedded server. `onGone` is told when that has died for good. */
export async function startServer(
  config: Place,
  log: Log,
  onGone: (error: Error) => void,
): Promise<OpenedServer> {
  if (config.databaseUrl !== undefined) return external(config.databaseUrl);
  const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
  embedded.onExit(onGone);
  return {
    url: embedded.url,
    description: `PostgreSQL ${embedded.version}, embedded`,
    stop: () => embedded.stop(),
  };
}

/** For other commands (backup, restore, schema): the running service's server, else one started for as long as needed. */
export async function borrowServer(config: Place, log: Log): Promise<OpenedServer> {
  if (config.databaseUrl !== undefined) return external(config.databaseUrl);
  const running = findRunningEmbedded(config.dataDir);
  if (running === undefined) return startServer(config, log, () => {});
  return { url: running, description: 'PostgreSQL of the running service', stop: async () => {} };
}

async function external(url: string): Promise<OpenedServer> {
  await waitForDatabase(url, { timeoutMs: EXTERNAL_WITHIN_MS });
  return { url, description: 'PostgreSQL at DATABASE_URL', stop: async () => {} };
}
