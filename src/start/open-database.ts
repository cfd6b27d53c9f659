// The database of a command: the configured one, the embedded one that a running service has, or one started for it.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '../kit/config.ts';
import { waitForDatabase } from '../kit/db-connection.ts';
import type { Log } from '../kit/log.ts';
import { startEmbeddedPostgres } from '../kit/postgres/embedded.ts';

export interface OpenedServer {
  url: string;
  /** e.g. "PostgreSQL 18.4, embedded" */
  description: string;
  stop(): Promise<void>;
}

type Place = Pick<Config, 'databaseUrl' | 'dataDir'>;

const urlFile = (config: Place): string => join(resolve(config.dataDir), 'database.url');

/** For the service itself: it owns the embedded server and leaves its address (with the password, mode 0600) for commands. */
export async function startServer(
  config: Place,
  log: Log,
  onGone: (error: Error) => void,
): Promise<OpenedServer> {
  if (config.databaseUrl !== undefined) return external(config.databaseUrl);
  const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
  embedded.onExit(onGone);
  rmSync(urlFile(config), { force: true });
  writeFileSync(urlFile(config), embedded.url, { mode: 0o600 });
  return {
    url: embedded.url,
    description: `PostgreSQL ${embedded.version}, embedded`,
    stop: async () => {
      rmSync(urlFile(config), { force: true });
      await embedded.stop();
    },
  };
}

/** For other commands (backup, restore, schema): uses the running service's server, else starts it for as long as needed. */
export async function borrowServer(config: Place, log: Log): Promise<OpenedServer> {
  if (config.databaseUrl !== undefined) return external(config.databaseUrl);
  const running = await findRunning(config);
  if (running !== undefined)
    return { url: running, description: 'PostgreSQL of the running service', stop: async () => {} };
  const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
  return {
    url: embedded.url,
    description: `PostgreSQL ${embedded.version}, embedded`,
    stop: () => embedded.stop(),
  };
}

async function findRunning(config: Place): Promise<string | undefined> {
  if (!existsSync(urlFile(config))) return undefined;
  const url = readFileSync(urlFile(config), 'utf8');
  try {
    await waitForDatabase(url, { timeoutMs: 0 });
    return url;
  } catch {
    // Left over from a killed service: its server is stopped by the next start.
    return undefined;
  }
}

async function external(url: string): Promise<OpenedServer> {
  await waitForDatabase(url, { timeoutMs: 30_000 });
  return { url, description: 'PostgreSQL at DATABASE_URL', stop: async () => {} };
}
