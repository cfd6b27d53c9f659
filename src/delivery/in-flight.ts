// The work a lane has under way beside its loop: counted, so that it is bounded, and awaited before the lane is given back.

export interface InFlight {
  readonly size: number;
  /** `work` goes on by itself; its failure goes to `onFailure`, never further. */
  track(work: Promise<unknown>): void;
  /** Resolves when one of them is done. */
  one(): Promise<void>;
  /** Resolves when nothing is under way. */
  all(): Promise<void>;
}

export function createInFlight(onFailure: (error: unknown) => void): InFlight {
  const running = new Set<Promise<void>>();
  return {
    get size() {
      return running.size;
    },
    track(work) {
      const tracked: Promise<void> = work
        .then(() => {}, onFailure)
        .finally(() => {
          running.delete(tracked);
        });
      running.add(tracked);
    },
    one: () => Promise.race(running),
    async all() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
