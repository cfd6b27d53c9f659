// The CPU that PostgreSQL used: its processes as Linux counts them, those that ended included.
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second for every architecture Node runs on (USER_HZ, proc(5)). */
const MS_PER_TICK = 10;

interface Stat {
  parentPid: number;
  /** Of the process itself, and of its children that ended. */
  cpuMs: number;
}

/** Since the server's start, in milliseconds; null where there is no /proc. `backendPid` is any connection's. */
export function readPostgresCpuMs(backendPid: number): number | null {
  const backend = readStat(backendPid);
  if (backend === null) return null;
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const stats = all.map((name) => ({ pid: Number(name), stat: readStat(Number(name)) }));
  return stats
    .filter(({ pid, stat }) => pid === backend.parentPid || stat?.parentPid === backend.parentPid)
    .reduce((sum, { stat }) => sum + (stat?.cpuMs ?? 0), 0);
}

function readStat(pid: number): Stat | null {
  try {
    // The name in parentheses may hold spaces; what follows it does not: state, parent, …, utime, stime, cutime, cstime.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parentPid: Number(fields[1]), cpuMs: ticks * MS_PER_TICK };
  } catch {
    return null; // ended between the two looks, or no /proc
  }
}
