// How often something pure can be done in a second on one core: rounds over the cases until the time is over.
import { type Figures, round } from './rounds.ts';

const WARM_UP_MS = 500;

/** `work` does all cases once and returns a number made of its results, so that nothing of it can be optimised away. */
export function countPerSecond(cases: number, seconds: number, work: () => number): Figures {
  run(work, WARM_UP_MS);
  const { rounds, elapsedMs, sum } = run(work, seconds * 1000);
  return {
    per_second: round((rounds * cases * 1000) / elapsedMs),
    us_each: round((elapsedMs * 1000) / rounds / cases, 3),
    check: sum,
  };
}

function run(work: () => number, forMs: number): { rounds: number; elapsedMs: number; sum: number } {
  const startedAt = performance.now();
  let rounds = 0;
  let sum = 0;
  let elapsedMs = 0;
  do {
    sum = work();
    rounds += 1;
    elapsedMs = performance.now() - startedAt;
  } while (elapsedMs < forMs);
  return { rounds, elapsedMs, sum };
}
