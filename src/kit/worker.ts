// Workers: each has a name and runs until told to stop. The supervisor starts all, reports health, and lets the others
// go on when one fails. Waiting is a time in a row; the loop itself always moves on.
import { describeError } from './errors.ts';
import type { Log } from './log.ts';

export interface Worker {
  name: string;
  /**
   * Does one step and says when to call again: 'again' at once, or after a pause in ms at most (a wake-up ends it early).
   * It throws when the step failed; the supervisor backs off and goes on.
   */
  step(signal: AbortSignal): Promise<'again' | number>;
  /** Called once after the last step: waits for what the worker left running. */
  close?(): Promise<void>;
}

export interface WorkerHealth {
  name: string;
  failures: number; // in a row
  lastError: string | undefined;
  lastStepAt: Date | undefined;
}

export interface Supervisor {
  health(): WorkerHealth[];
  /** Ends a worker's pause. An unknown name is nothing to wake: fine. */
  wake(name: string): void;
  /** Stops all and waits for the steps under way. Calling it twice is fine. */
  stop(): Promise<void>;
}

const BACKOFF_FIRST_MS = 100;
const BACKOFF_MAX_MS = 5_000;

export function superviseWorkers(workers: Worker[], log: Log): Supervisor {
  const stopping = new AbortController();
  const runs = workers.map((worker) => runWorker(worker, stopping.signal, log));
  return {
    health: () => runs.map((run) => ({ ...run.health })),
    wake: (name) => {
      for (const run of runs) if (run.health.name === name) run.wake();
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(runs.map((run) => run.done));
    },
  };
}

function runWorker(worker: Worker, signal: AbortSignal, log: Log) {
  const health: WorkerHealth = {
    name: worker.name,
    failures: 0,
    lastError: undefined,
    lastStepAt: undefined,
  };
  let wokenEarly = false;
  let endPause: (() => void) | undefined;
  const wake = (): void => {
    wokenEarly = true;
    endPause?.();
  };

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (wokenEarly || signal.aborted) return resolve();
      const timer = setTimeout(() => endPause?.(), ms);
      endPause = () => {
        clearTimeout(timer);
        endPause = undefined;
        resolve();
      };
    });

  const loop = async (): Promise<void> => {
    signal.addEventListener('abort', wake, { once: true });
    while (!signal.aborted) {
      wokenEarly = false;
      const waitMs = await step();
      health.lastStepAt = new Date();
      if (waitMs > 0) await pause(waitMs);
    }
    await worker.close?.();
  };

  const step = async (): Promise<number> => {
    try {
      const next = await worker.step(signal);
      health.failures = 0;
      return next === 'again' ? 0 : next;
    } catch (error) {
      health.failures += 1;
      health.lastError = describeError(error);
      const backoffMs = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(health.failures - 1, 10));
      if (!signal.aborted)
        log.warn({ worker: worker.name, error: health.lastError, backoffMs }, 'worker.step_failed');
      return backoffMs;
    }
  };

  return { health, wake, done: loop() };
}
