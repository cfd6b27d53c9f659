// Ends what a previous run left behind: a server whose Talaria was killed, backends whose server was killed, and a
// postmaster.pid naming a process that is not ours. Called only under the instance lock.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { StartError } from './start-error.ts';

const POLL_MS = 25;

/** Fast shutdown writes a checkpoint; immediate does not and is recovered from; the last cannot be ignored. */
const ESCALATION = [
  { signal: 'SIGINT', waitMs: 30_000 },
  { signal: 'SIGQUIT', waitMs: 10_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const;

/** After this no process works on the cluster and no stale file keeps a new server from starting. */
export async function clearLeftovers(cluster: string, log: Log): Promise<void> {
  for (const { signal, waitMs } of ESCALATION) {
    const pids = findServerProcesses(cluster);
    if (pids.length === 0) break;
    log.warn({ pids, signal }, 'Stopping a PostgreSQL server that a previous run left behind');
    // The postmaster passes the signal on; its orphans, when it is gone, are signalled themselves.
    const postmaster = readPostmasterPid(cluster);
    for (const pid of postmaster && pids.includes(postmaster) ? [postmaster] : pids) kill(pid, signal);
    await waitUntilGone(cluster, waitMs);
  }
  const left = findServerProcesses(cluster);
  if (left.length > 0) {
    throw new StartError(
      `A PostgreSQL server still uses ${cluster} and does not stop (process ${left.join(', ')}).`,
    );
  }
  removeStalePidFiles(cluster);
}

/**
 * PostgreSQL itself removes a pid file whose process is gone. When the number has since been given to another process it
 * refuses to start; we know that process is not a server on this cluster, so the files can go.
 */
function removeStalePidFiles(cluster: string): void {
  const pid = readPostmasterPid(cluster);
  if (pid !== undefined && !isAlive(pid)) return;
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
  for (const name of existsSync(cluster) ? readdirSync(cluster) : []) {
    if (name.startsWith('.s.PGSQL.')) rmSync(join(cluster, name), { force: true });
  }
}

/** Processes that run PostgreSQL on this cluster. Every one of its processes works in the data directory. */
export function findServerProcesses(cluster: string): number[] {
  if (process.platform !== 'linux') return findServerByPidFile(cluster);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const program = basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ''));
        return program === 'postgres' && readlinkSync(`/proc/${pid}/cwd`) === cluster;
      } catch {
        return false; // gone, a zombie, or somebody else's
      }
    });
}

/** Without /proc (macOS) only the server named in the pid file can be recognised, by its command line. */
function findServerByPidFile(cluster: string): number[] {
  const pid = readPostmasterPid(cluster);
  if (pid === undefined || !isAlive(pid)) return [];
  try {
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes('postgres') && command.includes(cluster) ? [pid] : [];
  } catch {
    return [];
  }
}

function readPostmasterPid(cluster: string): number | undefined {
  return readPostmasterFile(cluster)?.pid;
}

interface PostmasterFile {
  pid: number;
  port: number;
  /** Empty when it listens on a port only. */
  socketDir: string;
  ready: boolean;
}

/** Lines of postmaster.pid: process, data directory, start, port, socket directory, address, memory key, state (`ready`). */
export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    if (!Number.isInteger(pid) || pid <= 0) return undefined;
    return { pid, port: Number(lines[3]), socketDir: lines[4] ?? '', ready: lines[7]?.trim() === 'ready' };
  } catch {
    return undefined;
  }
}

async function waitUntilGone(cluster: string, waitMs: number): Promise<void> {
  const deadline = Date.now() + waitMs;
  while (findServerProcesses(cluster).length > 0 && Date.now() < deadline) await sleep(POLL_MS);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // gone in the meantime
  }
}
