// Many small durable writes become one. A batch leaves as soon as the one before it is done ("flush when idle"): at one caller
// it costs nothing, at 64 it gave 2.8 times the inserts of one statement per request.

interface Waiting<T, R> {
  item: T;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

export interface GroupCommit<T, R = void> {
  /** Resolves when the item is written, with what `write` returned for it; rejects with the write's error. */
  add(item: T): Promise<R>;
  /** Resolves when all that was added is settled. */
  drain(): Promise<void>;
}

export interface GroupOptions<T> {
  /** Bounds one batch. */
  maxItems?: number;
  /** Where items differ much in size: how many of `maxItems` each counts for. A batch has one item at least. */
  weigh?: (item: T) => number;
  /** Batches on their way at once: more than one where batches do not wait for each other. */
  maxRunning?: number;
  /** A further batch leaves beside those on their way only when it has this weight: small ones are cheaper together. */
  furtherFrom?: number;
  /** Nobody waits for the answer: items are gathered so long before they leave, unless a batch is full. */
  gatherMs?: number;
}

/** `write` must be all or nothing; it returns a result for each item, in their order, or nothing at all. */
export function createGroupCommit<T, R = void>(
  write: (items: T[]) => Promise<R[]> | Promise<void>,
  { maxItems = 1000, gatherMs = 0, maxRunning = 1, furtherFrom = 1, weigh = () => 1 }: GroupOptions<T> = {},
): GroupCommit<T, R> {
  const queue: Waiting<T, R>[] = [];
  let queuedWeight = 0;
  const lanes = new Set<{ done: Promise<void> }>();

  const gather = (): Promise<void> =>
    new Promise<void>((resolve) => {
      // One turn of the loop: requests already read from the sockets join this batch.
      if (gatherMs === 0) setImmediate(resolve);
      else if (queue.length >= maxItems) resolve();
      else setTimeout(resolve, gatherMs);
    });

  const takeBatch = (): Waiting<T, R>[] => {
    let weight = 0;
    const tooMany = queue.findIndex(({ item }, index) => {
      weight += weigh(item);
      return weight > maxItems && index > 0;
    });
    const batch = queue.splice(0, tooMany === -1 ? queue.length : tooMany);
    for (const { item } of batch) queuedWeight -= weigh(item);
    return batch;
  };

  /** Whether a lane beside `others` has something to do. */
  const isWanted = (others: number): boolean =>
    queue.length > 0 && (others === 0 || (others < maxRunning && queuedWeight >= furtherFrom));

  const run = async (lane: { done: Promise<void> }): Promise<void> => {
    while (isWanted(lanes.size - 1)) {
      await gather();
      const batch = takeBatch();
      if (batch.length === 0) break; // another lane took them
      try {
        const results = await write(batch.map((waiting) => waiting.item));
        for (const [index, waiting] of batch.entries()) waiting.resolve(results?.[index] as R);
      } catch (error) {
        for (const waiting of batch) waiting.reject(error);
      }
    }
    lanes.delete(lane); // in the same turn as the last look at the queue: nothing is left behind
  };

  const start = (): void => {
    if (!isWanted(lanes.size)) return;
    const lane = { done: Promise.resolve() };
    lanes.add(lane);
    lane.done = run(lane);
  };

  return {
    add: (item) =>
      new Promise<R>((resolve, reject) => {
        queue.push({ item, resolve, reject });
        queuedWeight += weigh(item);
        start();
      }),
    drain: async () => {
      while (lanes.size > 0) await Promise.all([...lanes].map((lane) => lane.done));
    },
  };
}
