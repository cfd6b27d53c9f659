// The calls a process or a lane has under way: counted, so that they are bounded, and awaited before a lane is given back.

export interface InFlight {
  readonly size: number;
  /** `work` goes on by itself; its failure goes to `onFailure`, never further. */
  track(work: Promise<unknown>): void;
  /** Resolves when there are fewer than the most allowed. */
  room(): Promise<void>;
  /** Resolves when nothing is under way. */
  all(): Promise<void>;
}

export function createInFlight(most: number, onFailure: (error: unknown) => void): InFlight {
  let size = 0;
  let waiting: (() => void)[] = [];
  const changed = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
  const done = (): void => {
    size -= 1;
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  return {
    get size() {
      return size;
    },
    track(work) {
      size += 1;
      work.catch(onFailure).finally(done);
    },
    async room() {
      while (size >= most) await changed();
    },
    async all() {
      while (size > 0) await changed();
    },
  };
}
