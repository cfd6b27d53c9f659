// Keeps an answer that was dear for as long as it was dear, so that any number of open screens cost the database a share
// of its time at most. What is cheap is asked anew each time.

export interface Dear<T> {
  value: T;
  /** Whether it is worth keeping. */
  isDear: boolean;
}

/** A ledger of this many rows is counted in some 25 ms: from here on its counts are worth keeping. */
export const LARGE_LEDGER = 50_000;

/** How many times as long as it took to make an answer is kept: counting takes a tenth of the time at most. */
const KEPT_FOR = 10;
const MAX_KEPT_MS = 15_000;
const MAX_ENTRIES = 200;

interface Entry<T> {
  version: string;
  answer: Promise<T>;
  /** On the monotonic clock; null: it is being made, and whoever asks meanwhile waits for the same. */
  until: number | null;
}

/** @returns ask(key, version, make): the kept answer of this key and version, or what `make` answers now. */
export function createMemory<T>(
  nowMs: () => number,
): (key: string, version: string, make: () => Promise<Dear<T>>) => Promise<T> {
  const entries = new Map<string, Entry<T>>();
  const begin = (key: string, version: string, make: () => Promise<Dear<T>>): Entry<T> => {
    const startedMs = nowMs();
    const made = make();
    const entry: Entry<T> = { version, answer: made.then(({ value }) => value), until: null };
    const forget = (): void => {
      if (entries.get(key) === entry) entries.delete(key);
    };
    made.then(({ isDear }) => {
      const tookMs = nowMs() - startedMs;
      entry.until = nowMs() + Math.min(MAX_KEPT_MS, tookMs * KEPT_FOR);
      if (!isDear) forget();
    }, forget);
    return entry;
  };
  return (key, version, make) => {
    const kept = entries.get(key);
    if (kept && kept.version === version && (kept.until === null || nowMs() < kept.until)) return kept.answer;
    const entry = begin(key, version, make);
    entries.delete(key);
    entries.set(key, entry);
    const [oldest] = entries.keys();
    if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest);
    return entry.answer;
  };
}
