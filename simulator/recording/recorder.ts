// Remembers the newest Graph calls and webhooks, up to a number and a size. Told by http/ and by the outbox; what it keeps is
// turned into lines only when somebody asks.
import type { GraphLine, Line, WebhookLine } from './line.contract.ts';

export interface RecorderOptions {
  /** 0 records nothing. */
  limit: number;
}

export const DEFAULT_LIMIT = 5_000;
export const MAX_LIMIT = 200_000;
/** Of bodies and answers together, characters. */
const SIZE_LIMIT = 64 * 1_048_576;

type Kept = (Omit<GraphLine, 'at'> | Omit<WebhookLine, 'at'>) & { atMs: number; size: number };

export class Recorder {
  /** Of all that was ever seen, recorded or not. */
  private count = 0;
  private limitNow = DEFAULT_LIMIT;
  private kept: Kept[] = [];
  private head = 0;
  private size = 0;

  get limit(): number {
    return this.limitNow;
  }

  set limit(limit: number) {
    this.limitNow = limit;
    this.trim();
  }

  /** How many lines there are. */
  get length(): number {
    return this.kept.length - this.head;
  }

  /** @param size characters of request and answer together, roughly */
  graph(call: Omit<GraphLine, 'kind' | 'n' | 'at'> & { atMs: number }, size: number): void {
    this.keep({ kind: 'graph', n: ++this.count, size, ...call });
  }

  webhook(post: Omit<WebhookLine, 'kind' | 'n' | 'at'> & { atMs: number }): void {
    this.keep({ kind: 'webhook', n: ++this.count, size: post.body.length, ...post });
  }

  clear(): void {
    this.kept = [];
    this.head = 0;
    this.size = 0;
  }

  /** Oldest first, those after line `after`. */
  *lines({ after, limit }: { after: number; limit: number }): Generator<Line> {
    let left = limit;
    for (const { atMs, size: _size, ...rest } of this.kept.slice(this.head)) {
      if (rest.n <= after) continue;
      if (left-- <= 0) return;
      yield { ...rest, at: new Date(atMs).toISOString() } as Line;
    }
  }

  private keep(line: Kept): void {
    if (this.limitNow === 0) return;
    this.kept.push(line);
    this.size += line.size;
    this.trim();
  }

  private trim(): void {
    while (this.length > 0 && (this.length > this.limitNow || this.size > SIZE_LIMIT)) {
      this.size -= this.kept[this.head]!.size;
      this.head++;
    }
    // Shifting an array for each call would cost more than the call; a copy now and then does not.
    if (this.head < 1024 || this.head * 2 < this.kept.length) return;
    this.kept = this.kept.slice(this.head);
    this.head = 0;
  }
}
