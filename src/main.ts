// Starting the service, step by step. Stopping goes the same way back.
import { resolve } from 'node:path';
import { ensureOwner } from './access/owner.ts';
import { type App, createApp } from './app.ts';
import { systemClock } from './kit/clock.ts';
import type { Config } from './kit/config.ts';
import { openDatabase } from './kit/db.ts';
import { AppError, describeError } from './kit/errors.ts';
import { createLog, type Log } from './kit/log.ts';
import { migrate } from './kit/migrate.ts';
import { type Companion, companionUrl, startCompanion } from './start/companion.ts';
import { checkEncryptionKey, loadEncryptionKey } from './start/encryption-key.ts';
import { prepareExample } from './start/example.ts';
import { borrowServer, startServer } from './start/open-database.ts';
import { followSandbox, type SandboxClock } from './start/sandbox-clock.ts';

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
  const stop = (): Promise<void> => undoAll(undo, log);
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
    const sandbox = role === 'all' && playsPlatform(given) ? await bringSandbox(given) : undefined;
    if (sandbox) undo.push(() => sandbox.stop());
    const config = withPlatform(given);
    const clock = await followPlatform(given);
    if (clock) undo.push(() => clock.stop());
    const app = await createApp({
      config,
      database,
      encryptionKey: key,
      clock: clock ?? systemClock,
      log,
      dashboardDir: DASHBOARD,
      ...(sandbox && { sandboxUrl: phoneUrl(sandbox) }),
    });
    undo.push(() => app.close());
    await checkEncryptionKey(database.db, key);
    if (role === 'all') await listen(app.server, config);
    app.startWorkers({ receives: role === 'all' });
    if (sandbox) await prepareExample(app, database.db, sandbox);
    tell(say, { config, server: `${server.description}, schema ${schema}`, firstSignIn, sandbox, role });
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The last thing begun ends first. What cannot be ended keeps nothing else from ending. */
async function undoAll(undo: (() => unknown)[], log: Log): Promise<void> {
  for (const step of undo.splice(0).reverse()) {
    try {
      await step();
    } catch (error) {
      log.error({ error: describeError(error) }, 'stop.failed');
    }
  }
}

/** Without an app of your own the sandbox plays the platform. A GRAPH_URL of one's own is somebody else's sandbox. */
const playsPlatform = (config: Readonly<Config>): boolean =>
  config.facebookApp === undefined && config.graphUrl === DEFAULT_GRAPH_URL;
const DEFAULT_GRAPH_URL = 'https://graph.facebook.com';

const bringSandbox = (config: Readonly<Config>): Promise<Companion> =>
  startCompanion({ port: config.sandboxPort, dataDir: config.dataDir, program: SANDBOX });

/** A worker finds the platform where the service it helps has it: it must never send a sandbox's messages to Facebook. */
export const withPlatform = (config: Readonly<Config>): Readonly<Config> =>
  playsPlatform(config)
    ? Object.freeze({
        ...config,
        graphUrl: companionUrl(config.sandboxPort),
        facebookLoginUrl: forBrowsers(companionUrl(config.sandboxPort)),
        meUrl: `${forBrowsers(companionUrl(config.sandboxPort))}/m.me`,
      })
    : config;

/** The platform's clock where it can be moved, for a worker too: one that went by its own would find nothing due. */
export const followPlatform = async (config: Readonly<Config>): Promise<SandboxClock | undefined> =>
  playsPlatform(config) ? followSandbox(companionUrl(config.sandboxPort)) : undefined;

async function listen(server: App['server'], { port, host }: Readonly<Config>): Promise<void> {
  try {
    await server.listen({ port, host });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw cause;
    const why = code === 'EADDRINUSE' ? 'Another program listens there' : message;
    throw new AppError('conflict', `The service cannot listen on ${host} port ${port}. ${why}.`, {
      remedy: 'Stop that program, or set PORT and HOST to others.',
      cause,
    });
  }
}

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
const forBrowsers = (url: string): string => url.replace('127.0.0.1', 'localhost');
const phoneUrl = (sandbox: Companion): string => forBrowsers(sandbox.url);

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
