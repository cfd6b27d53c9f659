// Starting the service, step by step. Stopping goes the same way back.
import { resolve } from 'node:path';
import { ensureOwner } from './access/owner.ts';
import { createApp } from './app.ts';
import { systemClock } from './kit/clock.ts';
import type { Config } from './kit/config.ts';
import { openDatabase } from './kit/db.ts';
import { describeError } from './kit/errors.ts';
import { createLog, type Log } from './kit/log.ts';
import { migrate } from './kit/migrate.ts';
import { type Companion, startCompanion } from './start/companion.ts';
import { checkEncryptionKey, loadEncryptionKey } from './start/encryption-key.ts';
import { prepareExample } from './start/example.ts';
import { borrowServer, startServer } from './start/open-database.ts';

const ROOT = resolve(import.meta.dirname, '..');
export const MIGRATIONS = resolve(ROOT, 'migrations');
const DASHBOARD = resolve(ROOT, 'dashboard/dist');
const SANDBOX = resolve(ROOT, 'simulator/main.ts');

export interface StartOptions {
  /** `all`: what `npm start` runs. `worker`: one more process to share the work of a database; it serves nothing. */
  role: 'all' | 'worker';
  /** Tells the person at the terminal; everything else goes to the log. */
  say: (line: string) => void;
}

export interface Running {
  stop(): Promise<void>;
}

/** Starts everything and returns when it serves. Throws AppError or StartError with a sentence when it cannot. */
export async function start(given: Readonly<Config>, { role, say }: StartOptions): Promise<Running> {
  const log = createLog(given.logLevel);
  const undo: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const key = loadEncryptionKey(given.encryptionKey, given.dataDir);
    const server =
      role === 'all'
        ? await startServer(given, log, (error) => failForGood(log, error))
        : await borrowServer(given, log);
    undo.push(() => server.stop());
    const { to: schema } = await migrate({ url: server.url, folder: MIGRATIONS });
    const database = openDatabase({
      url: server.url,
      max: given.databasePool,
      onIdleError: (error) => log.warn({ error: describeError(error) }, 'database.connection_lost'),
    });
    undo.push(() => database.close());
    const firstSignIn = await ensureOwner(database.db, { email: given.ownerEmail });
    const sandbox = role === 'all' ? await sandboxFor(given) : undefined;
    if (sandbox) undo.push(() => sandbox.stop());
    const config = sandbox ? Object.freeze({ ...given, graphUrl: sandbox.url }) : given;
    const app = await createApp({
      config,
      database,
      encryptionKey: key,
      clock: systemClock,
      log,
      dashboardDir: DASHBOARD,
      ...(sandbox && { sandboxUrl: phoneUrl(sandbox) }),
    });
    undo.push(() => app.close());
    await checkEncryptionKey(database.db, key);
    if (role === 'all') await app.server.listen({ port: config.port, host: config.host });
    app.startWorkers();
    if (sandbox) await prepareExample(app, database.db, sandbox);
    tell(say, { config, server: `${server.description}, schema ${schema}`, firstSignIn, sandbox, role });
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Without an app of your own the sandbox plays the platform. A GRAPH_URL of one's own is somebody else's sandbox. */
async function sandboxFor(config: Readonly<Config>): Promise<Companion | undefined> {
  if (config.facebookApp || config.graphUrl !== DEFAULT_GRAPH_URL) return undefined;
  return startCompanion({ port: config.sandboxPort, dataDir: config.dataDir, program: SANDBOX });
}
const DEFAULT_GRAPH_URL = 'https://graph.facebook.com';

/** Without a database nothing can be promised any more: end, so that whoever supervises the process starts it anew. */
function failForGood(log: Log, error: Error): void {
  log.error({ error: describeError(error) }, 'database.gone');
  process.exitCode = 1;
  process.kill(process.pid, 'SIGTERM');
}

interface Told {
  config: Readonly<Config>;
  server: string;
  firstSignIn: { email: string; oneTimePassword: string } | null;
  sandbox: Companion | undefined;
  role: StartOptions['role'];
}

/** For a person's browser; the service itself calls the numeric address. */
const phoneUrl = (sandbox: Companion): string => sandbox.url.replace('127.0.0.1', 'localhost');

/** One text, so that whoever reads our output sees it whole. */
function tell(say: StartOptions['say'], { config, server, firstSignIn, sandbox, role }: Told): void {
  if (role === 'worker') {
    say(`A Talaria worker shares the work of ${server}.`);
    return;
  }
  const lines = ['', `  Talaria    ${config.publicUrl}`];
  if (sandbox) {
    lines.push(`  Sandbox    ${phoneUrl(sandbox)}   a phone with Messenger, to write as a customer`);
  }
  lines.push(`  Database   ${server}`);
  if (firstSignIn) {
    const { email, oneTimePassword } = firstSignIn;
    lines.push('', `  Sign in as ${email} with the one-time password ${oneTimePassword}`);
    lines.push('  It is shown this once. Lost it? npm run talaria -- reset-password');
  }
  say([...lines, ''].join('\n'));
}
