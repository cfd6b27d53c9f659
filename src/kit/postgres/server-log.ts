// The server's own log: a file it writes to directly, so that nothing is lost when our process dies, kept within bounds.
import { copyFileSync, existsSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';

/** With one older file kept, the two together stay near twice this. */
const MAX_BYTES = 10 * 1024 * 1024;
const CHECK_EVERY_MS = 60_000;
const TAIL_LINES = 8;

/** Opens for appending (each write goes to the end, so truncating the file underneath is safe). The caller closes it. */
export function openServerLog(path: string): number {
  rotateServerLog(path);
  return openSync(path, 'a', 0o600);
}

/** Copies a full log aside as `.1` and empties it. */
export function rotateServerLog(path: string, maxBytes = MAX_BYTES): void {
  if (!existsSync(path) || statSync(path).size < maxBytes) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

/** Checks the size every minute until the returned function is called. */
export function keepServerLogBounded(path: string): () => void {
  const check = () => {
    try {
      rotateServerLog(path);
    } catch {
      // A full disk: the next check tries again, and the server itself reports the disk.
    }
  };
  const timer = setInterval(check, CHECK_EVERY_MS).unref();
  return () => clearInterval(timer);
}

/** What the server said after byte `from`, its last few lines: the reason when it does not start. */
export function readServerLogTail(path: string, from = 0): string {
  if (!existsSync(path)) return '';
  return readFileSync(path).subarray(from).toString('utf8').trim().split('\n').slice(-TAIL_LINES).join('\n');
}
