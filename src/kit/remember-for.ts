// Asks again only after a while: for answers that many small steps need and that may be a moment old.

/** Within `holdMs` of the last asking, its answer; whoever asks meanwhile waits for the same one. A failure is not kept. */
export function rememberFor<T>(ask: () => Promise<T>, holdMs: number): () => Promise<T> {
  let known: { at: number; value: Promise<T> } | undefined;
  return () => {
    if (known && performance.now() - known.at < holdMs) return known.value;
    const value = ask();
    known = { at: performance.now(), value };
    value.catch(() => {
      known = undefined;
    });
    return value;
  };
}
