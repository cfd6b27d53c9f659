// Waiting in a loop without polling: `wait` ends when somebody rings, after a time at the latest, or when told to stop.

export interface Bell {
  ring(): void;
  /** Resolves at the next ring, after `ms`, or when `signal` aborts. A ring since the last wait ends it at once. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** For one waiting loop: a ring that nobody waits for is remembered once. */
export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', end);
          wake = undefined;
          rung = false;
          resolve();
        };
        const timer = setTimeout(end, ms);
        wake = end;
        signal?.addEventListener('abort', end, { once: true });
        if (rung || signal?.aborted) end();
      }),
  };
}
