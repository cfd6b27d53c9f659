// One Talaria per data directory. The lock is the operating system's (SQLite's exclusive file lock), so it ends with
// the process however that ends, and neither a reused process id nor another container can fool it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from './start-error.ts';

const SQLITE_BUSY = 5;

/**
 * Takes the lock or throws a StartError that says who holds it. `home` is the directory being locked, `dataDir` what the
 * person called it. The returned function gives it back; calling it twice is fine.
 */
export function takeInstanceLock(home: string, dataDir: string): () => void {
  const notePath = join(home, 'instance.json');
  const lockPath = join(home, 'instance.lock');
  createPrivateFile(lockPath);
  // Stays empty: nothing is written, the open transaction holds the file's lock.
  const lock = new DatabaseSync(lockPath);
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new StartError(
      `${describeHolder(notePath, dataDir)} Stop it, or give this one a DATA_DIR of its own.`,
    );
  }
  // Only for the sentence above; the lock does not depend on it.
  const note = { pid: process.pid, host: hostname(), startedAt: new Date().toISOString() };
  writeFileSync(notePath, `${JSON.stringify(note)}\n`, { mode: 0o600 });
  let held = true;
  return () => {
    if (held) lock.close();
    held = false;
  };
}

/**
 * Ours alone, or any user of the machine could lock it. An existing file is never opened here: closing it would give up
 * a lock that this process holds (fcntl's rule).
 */
function createPrivateFile(path: string): void {
  if (!existsSync(path)) writeFileSync(path, '', { flag: 'wx', mode: 0o600 });
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

function describeHolder(notePath: string, dataDir: string): string {
  try {
    const note = JSON.parse(readFileSync(notePath, 'utf8')) as {
      pid: number;
      host: string;
      startedAt: string;
    };
    const where = note.host === hostname() ? '' : ` on ${note.host}`;
    return `The data directory ${dataDir} is in use by another Talaria: process ${note.pid}${where}, running since ${note.startedAt}.`;
  } catch {
    return `The data directory ${dataDir} is in use by another Talaria.`;
  }
}
