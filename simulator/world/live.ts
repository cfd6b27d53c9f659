// Tells open phone pages that something changed. Carries no content: the page fetches what it shows, so a burst of
// ten thousand sends costs a few small notes instead of ten thousand copies.
export interface Change {
  pageId: string;
  psid: string;
  kind: 'thread' | 'typing_on' | 'typing_off';
}

export class Live {
  private readonly listeners = new Set<(change: Change) => void>();

  listen(listener: (change: Change) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  notify(change: Change): void {
    for (const listener of this.listeners) listener(change);
  }
}
