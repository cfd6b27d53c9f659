// Runs the server process: starts it, waits until it takes connections, starts it again when it dies, stops it in order.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { Binaries } from './binaries.ts';
import { serverEnvironment } from './cluster.ts';
import type { Home } from './home.ts';
import { clearLeftovers, readPostmasterFile } from './leftovers.ts';
import { keepServerLogBounded, openServerLog, readServerLogTail } from './server-log.ts';
import { asUser } from './server-user.ts';
import { StartError } from './start-error.ts';

export interface Launch {
  home: Home;
  binaries: Binaries;
  /** Where it listens; the same at each restart, so that the URL stays true. */
  options: string[];
  log: Log;
}

export interface Supervisor {
  /** Fast shutdown: open transactions are rolled back, everything is written. Calling it twice is fine. */
  stop(): Promise<void>;
  /** Called once, when the server is gone for good without having been told to stop. */
  onExit(listener: (error: Error) => void): void;
}

interface Running {
  child: ChildProcess;
  exited: Promise<string>;
}

/** More deaths than this within the window means that restarting does not help. */
const MAX_RESTARTS = 5;
const RESTART_WINDOW_MS = 60_000;
const FIRST_DELAY_MS = 100;
/** Recovery after a crash replays at most max_wal_size (2 GB): minutes on a slow disk. */
const READY_TIMEOUT_MS = 10 * 60_000;
const POLL_MS = 20;
const FAST_STOP_MS = 30_000;
const IMMEDIATE_STOP_MS = 10_000;

/** Starts the server and returns once it takes connections; throws StartError with the server's own words if it does not. */
export async function supervise(launch: Launch): Promise<Supervisor> {
  const stopping = new AbortController();
  const listeners: ((error: Error) => void)[] = [];
  let running = await startServer(launch, stopping.signal);
  // For exits that stop() does not precede (process.exit, an uncaught exception): no orphan stays.
  const endWithUs = () => running.child.kill('SIGINT');
  process.once('exit', endWithUs);
  const stopBounding = keepServerLogBounded(launch.home.logFile);

  const supervision = keepRunning(launch, running, stopping.signal, (next) => {
    running = next;
  }).then((failure) => {
    process.removeListener('exit', endWithUs);
    stopBounding();
    if (failure) for (const listener of listeners) listener(failure);
  });

  return {
    async stop() {
      stopping.abort();
      await endServer(running);
      await supervision;
    },
    onExit(listener) {
      listeners.push(listener);
    },
  };
}

/** Ends when told to stop, or with the error after which it gave up. */
async function keepRunning(
  launch: Launch,
  first: Running,
  stopping: AbortSignal,
  onRunning: (running: Running) => void,
): Promise<Error | undefined> {
  const deaths: number[] = [];
  let running: Running | undefined = first;
  for (;;) {
    let reason = (await running?.exited) ?? 'it did not start again';
    if (stopping.aborted) return undefined;
    const now = Date.now();
    deaths.push(now);
    const recent = deaths.filter((at) => at > now - RESTART_WINDOW_MS);
    if (recent.length > MAX_RESTARTS) {
      const tail = readServerLogTail(launch.home.logFile);
      launch.log.error({ reason, logFile: launch.home.logFile }, 'The embedded PostgreSQL keeps dying');
      return new StartError(
        `The embedded PostgreSQL died ${recent.length} times within a minute (${reason}). Its log, ${launch.home.logFile}, ends with:\n${tail}`,
      );
    }
    launch.log.warn({ reason, restart: recent.length }, 'The embedded PostgreSQL died; starting it again');
    await sleep(FIRST_DELAY_MS * 2 ** (recent.length - 1), undefined, { signal: stopping }).catch(() => {});
    if (stopping.aborted) return undefined;
    try {
      running = await startServer(launch, stopping);
      onRunning(running);
      launch.log.info({ pid: running.child.pid }, 'The embedded PostgreSQL runs again');
    } catch (error) {
      if (stopping.aborted) return undefined;
      running = undefined;
      reason = error instanceof Error ? error.message : String(error);
      launch.log.warn({ reason }, 'The embedded PostgreSQL did not start again');
    }
  }
}

async function startServer(launch: Launch, stopping: AbortSignal): Promise<Running> {
  const { home, binaries, log } = launch;
  await clearLeftovers(home.cluster, log);
  const logFd = openServerLog(home.logFile);
  const logStart = statSync(home.logFile).size;
  // A process group of its own: Ctrl-C in the terminal reaches us only, and we stop the server last.
  const child = spawn(binaries.postgres, ['-D', home.cluster, ...launch.options], {
    ...asUser(home.user),
    cwd: '/',
    detached: true,
    env: serverEnvironment(),
    stdio: ['ignore', logFd, logFd],
  });
  closeSync(logFd);
  const exited = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `killed by ${signal}` : `exit code ${code}`));
  });
  const running = { child, exited };
  try {
    await waitUntilReady(running, home, logStart, stopping);
  } catch (error) {
    await endServer(running);
    throw error;
  }
  return running;
}

/** Ready is what the server itself writes into postmaster.pid, as pg_ctl reads it. */
async function waitUntilReady(
  running: Running,
  home: Home,
  logStart: number,
  stopping: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let gone: string | undefined;
  void running.exited.then((reason) => {
    gone = reason;
  });
  while (Date.now() < deadline) {
    stopping.throwIfAborted();
    if (gone !== undefined) {
      throw new StartError(
        `The embedded PostgreSQL did not start (${gone}). Its log, ${home.logFile}, says:\n${readServerLogTail(home.logFile, logStart)}`,
      );
    }
    const file = readPostmasterFile(home.cluster);
    if (file?.ready && file.pid === running.child.pid) return;
    await sleep(POLL_MS);
  }
  throw new StartError(`The embedded PostgreSQL was not ready after ${READY_TIMEOUT_MS / 60_000} minutes.`);
}

async function endServer({ child, exited }: Running): Promise<void> {
  for (const [signal, waitMs] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
    ['SIGKILL', 0],
  ] as const) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) break;
    child.kill(signal);
    const waiting = new AbortController();
    const timeout = waitMs === 0 ? new Promise<never>(() => {}) : sleep(waitMs, undefined, waiting);
    await Promise.race([exited, timeout.catch(() => {})]);
    waiting.abort();
  }
  await exited;
}
