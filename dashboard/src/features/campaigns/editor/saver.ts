// Saves a changing value a moment after the last change, one call at a time, and takes over what others changed meanwhile. No React:
// timers and the call are all it knows.

export type SaveState =
  | { kind: 'saved' }
  | { kind: 'waiting' }
  | { kind: 'saving' }
  | { kind: 'failed'; error: unknown };

/** What saving came to: `merged` when changes of others are in it now, which `take` makes what is worked on. */
export interface Saved<T> {
  merged: T | null;
  take: () => void;
}

export interface Saver<T> {
  change: (value: T) => void;
  /** Saves what is unsaved now; whether everything is saved afterwards. */
  flush: () => Promise<boolean>;
  /** The service has this value already. */
  adopt: (value: T) => void;
  /** Nothing is unsaved, and nothing is on its way. */
  isIdle: () => boolean;
}

interface SaverOptions<T> {
  initial: T;
  pauseMs: number;
  save: (value: T) => Promise<Saved<T>>;
  onState: (state: SaveState) => void;
  /** Others changed it too: what was sent, with theirs. */
  onMerged: (value: T) => void;
}

export function createSaver<T>({ initial, pauseMs, save, onState, onMerged }: SaverOptions<T>): Saver<T> {
  let savedText = JSON.stringify(initial);
  let wanted = initial;
  let timer: number | undefined;
  let running: Promise<boolean> | null = null;

  const isDirty = () => JSON.stringify(wanted) !== savedText;

  async function run(): Promise<boolean> {
    // What changed while a call was under way is saved by the next one.
    while (isDirty()) {
      const text = JSON.stringify(wanted);
      onState({ kind: 'saving' });
      try {
        const { merged, take } = await save(wanted);
        savedText = text;
        if (merged === null) continue;
        // Whoever typed on goes on from what they sent: the next call merges it with theirs again.
        if (isDirty()) continue;
        take();
        adopt(merged);
        onMerged(merged);
      } catch (error) {
        onState({ kind: 'failed', error });
        return false;
      }
    }
    onState({ kind: 'saved' });
    return true;
  }

  function flush(): Promise<boolean> {
    window.clearTimeout(timer);
    if (running) return running.then(() => (isDirty() ? flush() : true));
    if (!isDirty()) return Promise.resolve(true);
    running = run().finally(() => {
      running = null;
    });
    return running;
  }

  function change(value: T): void {
    wanted = value;
    window.clearTimeout(timer);
    if (!isDirty()) {
      onState({ kind: 'saved' });
      return;
    }
    onState({ kind: 'waiting' });
    timer = window.setTimeout(flush, pauseMs);
  }

  function adopt(value: T): void {
    window.clearTimeout(timer);
    wanted = value;
    savedText = JSON.stringify(value);
    onState({ kind: 'saved' });
  }

  return { change, flush, adopt, isIdle: () => running === null && !isDirty() };
}
