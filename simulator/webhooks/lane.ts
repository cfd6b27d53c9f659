// The queue towards one app's callback: at most so many posts in flight, and never two posts with events of the same
// thread at once, so that a healthy receiver sees each thread in order.
import type { Parcel } from './outbox.ts';

export interface LaneNeeds {
  concurrency: () => number;
  batchSize: () => number;
  send: (parcels: readonly Parcel[]) => Promise<void>;
}

export class Lane {
  private readonly needs: LaneNeeds;
  private ready: Parcel[] = [];
  private head = 0;
  /** Older than anything in `ready`: what waited behind a post of its thread. */
  private readonly urgent: Parcel[] = [];
  /** Threads with a post in flight, and what waits behind it. */
  private readonly busy = new Map<string, Parcel[]>();
  private inFlight = 0;
  private failuresInARow = 0;
  private paused = false;

  constructor(needs: LaneNeeds) {
    this.needs = needs;
  }

  add(parcel: Parcel): void {
    this.ready.push(parcel);
    this.pump();
  }

  succeeded(): void {
    this.failuresInARow = 0;
  }

  /** Counts a failed post. True when so many failed in a row that the callback should be left alone for a moment. */
  failed(): boolean {
    return ++this.failuresInARow >= this.needs.concurrency();
  }

  pause(ms: number): void {
    if (this.paused) return;
    this.paused = true;
    setTimeout(() => {
      this.paused = false;
      this.pump();
    }, ms).unref();
  }

  private pump(): void {
    while (!this.paused && this.inFlight < this.needs.concurrency()) {
      const batch = this.takeBatch();
      if (batch.length === 0) return;
      void this.carry(batch);
    }
  }

  private async carry(batch: readonly Parcel[]): Promise<void> {
    const keys = new Set(batch.flatMap((parcel) => parcel.psid ?? []));
    for (const key of keys) this.busy.set(key, []);
    this.inFlight++;
    await this.needs.send(batch);
    this.inFlight--;
    for (const key of keys) {
      this.urgent.push(...(this.busy.get(key) ?? []));
      this.busy.delete(key);
    }
    this.pump();
  }

  /** The next parcels whose threads are free; the others are set aside behind theirs. */
  private takeBatch(): Parcel[] {
    const batch: Parcel[] = [];
    while (batch.length < this.needs.batchSize()) {
      const parcel = this.urgent[0] ?? this.ready[this.head];
      if (!parcel) break;
      const waiting = parcel.psid === null ? undefined : this.busy.get(parcel.psid);
      // A wrong signature spoils the whole post, so such an event travels alone.
      if (!waiting && parcel.badSignature && batch.length > 0) break;
      this.dropFirst();
      if (waiting) waiting.push(parcel);
      else batch.push(parcel);
      if (!waiting && parcel.badSignature) break;
    }
    return batch;
  }

  private dropFirst(): void {
    if (this.urgent.length > 0) {
      this.urgent.shift();
      return;
    }
    this.head++;
    // Shifting an array of a hundred thousand for each post would cost more than the post.
    if (this.head < 1024 || this.head * 2 < this.ready.length) return;
    this.ready = this.ready.slice(this.head);
    this.head = 0;
  }
}
