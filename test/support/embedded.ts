// Helpers for the tests of the embedded server: data directories, programs that own one, and looking at processes.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '../../src/kit/log.ts';
import { startEmbeddedPostgres } from '../../src/kit/postgres/embedded.ts';
import { findServerProcesses } from '../../src/kit/postgres/leftovers.ts';

const WAIT_MS = 20_000;

/** A directory that the server's user can enter, removed by `remove()`. */
export function makeWorkspace(): { dir: string; remove: () => void } {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'talaria-embedded-')));
  chmodSync(dir, 0o755);
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** Makes one cluster (1.5 s) and returns a function that copies it, owners and modes kept, for each case (0.1 s). */
export async function makeDataDirs(workspace: string): Promise<() => string> {
  const original = join(workspace, 'original');
  const server = await startEmbeddedPostgres({ dataDir: original, log: silentLog });
  await server.stop();
  let copies = 0;
  return () => {
    const copy = join(workspace, `copy${++copies}`);
    execFileSync('cp', ['-a', original, copy]);
    return copy;
  };
}

/** A second program on the data directory; `answer` is its first line. Run as another user when `uid` is given. */
export async function startOwner(dataDir: string, user: { uid: number; gid: number } | object = {}) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'postgres-child.ts'), dataDir], {
    ...user,
    cwd: '/',
    detached: true, // a group of its own, so that a test can send it what a terminal would
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const nextLine = async () => JSON.parse(((await once(lines, 'line')) as [string])[0]) as Answer;
  return { child, answer: await nextLine(), nextLine };
}

interface Answer {
  url?: string;
  pid?: number;
  refused?: string;
  interrupted?: boolean;
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

/** The processes of the server on this data directory. */
export function serverPids(dataDir: string): number[] {
  return findServerProcesses(realpathSync(join(dataDir, 'postgres', 'cluster')));
}

export function postmasterPid(dataDir: string): number {
  const file = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
  return Number(execFileSync('head', ['-1', file], { encoding: 'utf8' }));
}

/** Waits until `condition` gives something, or fails after a deadline. */
export async function until<T>(what: string, condition: () => T | Promise<T>): Promise<NonNullable<T>> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`Still waiting for: ${what}`);
    await sleep(20);
  }
}

/** The id of a user that owns nothing here, to be when the tests run as root. */
export function findOrdinaryUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

export function makeDir(path: string, mode: number): string {
  mkdirSync(path, { recursive: true });
  chmodSync(path, mode);
  return path;
}
