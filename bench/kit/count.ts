// How often something pure can be done in a second of one core: rounds over the cases until the time is over. The second is
// one of CPU time, helper threads of the compiler and the collector included, so that a busy machine changes little.
import { type Figures, round } from './rounds.ts';

const WARM_UP_MS = 500;

/** `work` does all cases once and returns a number made of its results, so that nothing of it can be optimised away. */
export function countPerSecond(cases: number, seconds: number, work: () => number): Figures {
  run(work, WARM_UP_MS);
  const { rounds, cpuMs, sum } = run(work, seconds * 1000);
  return {
    per_second: round((rounds * cases * 1000) / cpuMs),
    us_each: round((cpuMs * 1000) / rounds / cases, 3),
    check: sum,
  };
}

function run(work: () => number, forMs: number): { rounds: number; cpuMs: number; sum: number } {
  const before = process.cpuUsage();
  let rounds = 0;
  let sum = 0;
  let cpuMs = 0;
  do {
    sum = work();
    rounds += 1;
    const { user, system } = process.cpuUsage(before);
    cpuMs = (user + system) / 1000;
  } while (cpuMs < forMs);
  return { rounds, cpuMs, sum };
}
