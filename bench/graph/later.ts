// Work put off by a fixed time each: a queue and one timer, where a timer for each would cost as much as the work.

interface Due {
  atMs: number;
  work: () => void;
}

/** Runs each work `delayMs` after it was given, in the order given. Timers are whole milliseconds: never early, ≤ 1 ms late. */
export function createLater(delayMs: number): (work: () => void) => void {
  let queue: Due[] = [];
  let next = 0;
  const run = (): void => {
    const now = performance.now();
    while (next < queue.length && queue[next]!.atMs <= now) queue[next++]!.work();
    queue = queue.slice(next);
    next = 0;
    if (queue.length > 0) setTimeout(run, Math.max(0, Math.ceil(queue[0]!.atMs - performance.now())));
  };
  return (work) => {
    queue.push({ atMs: performance.now() + delayMs, work });
    if (queue.length === 1) setTimeout(run, delayMs);
  };
}
