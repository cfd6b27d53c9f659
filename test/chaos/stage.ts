// Where a chaos run plays: PostgreSQL, the sandbox, one service that takes webhooks, and workers beside it, each a process
// that can be killed. The sandbox lives here, so that the platform and its record outlive everything.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { steerSandbox } from '../../scripts/demo/clients.ts';
import { freePort } from '../../scripts/demo/service.ts';
import { type Sandbox, startSandbox } from '../../simulator/sandbox.ts';
import { type Database, openDatabase } from '../../src/kit/db.ts';
import { waitForDatabase } from '../../src/kit/db-connection.ts';
import { silentLog } from '../../src/kit/log.ts';
import { startEmbeddedPostgres } from '../../src/kit/postgres/embedded.ts';
import { postmasterPid } from '../support/embedded.ts';
import { type Kept, keep } from './process.ts';

const DATABASE_BACK_WITHIN_MS = 60_000;

export interface StageOptions {
  seed: number;
  workers: number;
  /** Send API calls a second and Page. */
  sendRate: number;
  /** UNKNOWN_GRACE_SECONDS of every process. */
  graceSeconds: number;
}

export interface Stage {
  /** Logs of the processes lie here; removed by `close` unless told to keep them. */
  dir: string;
  database: Database;
  service: Kept & { url: string };
  workers: Kept[];
  /** Steers the sandbox over its controls. */
  sand<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** kill -9 of the postmaster; resolves when the database answers again. */
  killDatabase(): Promise<void>;
  /** Processes that ended though nobody asked them to. */
  deaths: string[];
  close(keepLogs?: boolean): Promise<void>;
}

export async function openStage(options: StageOptions): Promise<Stage> {
  const dir = mkdtempSync(join(tmpdir(), 'talaria-chaos-'));
  chmodSync(dir, 0o755); // PostgreSQL runs as a user of its own when we are root
  const undo: (() => unknown)[] = [];
  const close = async (keepLogs = false): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
    rmSync(keepLogs ? join(dir, 'data') : dir, { recursive: true, force: true });
  };
  try {
    const data = join(dir, 'data');
    mkdirSync(data, { mode: 0o755 });
    const postgres = await startEmbeddedPostgres({ dataDir: data, log: silentLog });
    undo.push(() => postgres.stop());
    const sandbox = await startSandbox({ seed: `chaos ${options.seed}` });
    undo.push(() => sandbox.close());
    const database = openDatabase({ url: postgres.url, max: 4, applicationName: 'talaria chaos' });
    undo.push(() => database.close());
    const deaths: string[] = [];
    const { service, workers } = await castPrograms(options, { dir, url: postgres.url, sandbox, deaths });
    undo.push(() => Promise.all([service, ...workers].map((one) => one.stop())));
    await service.start(); // migrates
    await Promise.all(workers.map((worker) => worker.start()));
    return {
      dir,
      database,
      service,
      workers,
      deaths,
      close,
      sand: (method, path, body) => steerSandbox({ sandboxUrl: sandbox.url }, method, path, body),
      async killDatabase() {
        process.kill(postmasterPid(data), 'SIGKILL');
        await waitForDatabase(postgres.url, { timeoutMs: DATABASE_BACK_WITHIN_MS });
      },
    };
  } catch (error) {
    await close(true);
    throw error;
  }
}

async function castPrograms(
  { workers, sendRate, graceSeconds }: StageOptions,
  { dir, url, sandbox, deaths }: { dir: string; url: string; sandbox: Sandbox; deaths: string[] },
) {
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  const env = {
    DATABASE_URL: url,
    DATABASE_POOL: '12',
    DATA_DIR: join(dir, 'data'),
    ENCRYPTION_KEY: randomBytes(32).toString('hex'),
    GRAPH_URL: sandbox.url,
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    SEND_RATE_PER_SECOND: String(sendRate),
    UNKNOWN_GRACE_SECONDS: String(graceSeconds),
    LOG_LEVEL: 'info',
  };
  const program = (name: string, command: 'start' | 'worker', ready: RegExp): Kept =>
    keep({
      name,
      command,
      ready,
      env,
      logFile: join(dir, `${name.replace(' ', '-')}.log`),
      onDeath: (what) => deaths.push(what),
    });
  return {
    service: { ...program('service', 'start', /Database {3}/), url: publicUrl },
    workers: Array.from({ length: workers }, (_, index) =>
      program(`worker ${index + 1}`, 'worker', /shares the work/),
    ),
  };
}
