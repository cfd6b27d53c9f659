// Rate limits: a token bucket per Page and kind on real time, and rolling counters on the virtual clock.
// Numbers: messenger-platform §6. The Graph layer asks here before it does anything else with a call.
import type { Clock } from './clock.ts';
import { HOUR_MS } from './clock.ts';

/** A bucket that holds one period's worth and fills steadily. */
export class TokenBucket {
  private level: number;
  private filledAt: number;

  constructor(capacity: number, nowMs: number) {
    this.level = capacity;
    this.filledAt = nowMs;
  }

  /**
   * Takes one. A refused call takes too, down to two periods of debt: "calls while blocked lengthen the block".
   * @param ratePerMs how fast it fills; `capacity` may differ from call to call, since settings can change
   */
  take(nowMs: number, capacity: number, ratePerMs: number): boolean {
    this.level = Math.min(capacity, this.level + (nowMs - this.filledAt) * ratePerMs);
    this.filledAt = nowMs;
    const allowed = this.level >= 1;
    this.level = Math.max(-2 * capacity, this.level - 1);
    return allowed;
  }

  /** How much of the allowance is used, in percent; above 100 while blocked. */
  usedPercent(capacity: number): number {
    return Math.round(((capacity - this.level) / capacity) * 100);
  }
}

/** Calls within a rolling span, in twenty-four steps. */
export class RollingCount {
  private readonly stepMs: number;
  private readonly counts = new Array<number>(24).fill(0);
  private step = 0;
  private sum = 0;

  constructor(spanMs: number) {
    this.stepMs = spanMs / 24;
  }

  add(nowMs: number): number {
    this.roll(Math.floor(nowMs / this.stepMs));
    this.counts[this.step % 24]! += 1;
    return ++this.sum;
  }

  /** Time until no more than `limit` are left, when nothing is added. */
  msUntilBelow(nowMs: number, limit: number): number {
    let left = this.sum;
    let step = this.step - 23;
    while (left > limit && step <= this.step) left -= this.counts[((step++ % 24) + 24) % 24] ?? 0;
    return left === this.sum ? 0 : Math.max(0, (step + 23) * this.stepMs - nowMs);
  }

  private roll(to: number): void {
    if (to - this.step >= 24 || to < this.step) {
      this.counts.fill(0);
      this.sum = 0;
    } else {
      for (let s = this.step + 1; s <= to; s++) {
        this.sum -= this.counts[s % 24] ?? 0;
        this.counts[s % 24] = 0;
      }
    }
    this.step = to;
  }
}

export type LimitKind =
  | 'messages'
  | 'media'
  | 'conversations'
  | 'profile'
  | 'user_settings'
  | 'private_replies'
  | 'thread'
  | 'token_list';

/** Buckets of people come and go by the hundred thousand; above this all of them are forgotten, that is, full again. */
const THREAD_BUCKETS = 50_000;

/** All counters of the sandbox, made on first use. */
export class Limits {
  private readonly clock: Clock;
  private readonly buckets = new Map<string, TokenBucket>();
  private readonly threads = new Map<string, TokenBucket>();
  private readonly days = new Map<string, RollingCount>();
  private readonly hours = new Map<string, RollingCount>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Takes a call of `kind` from the bucket of a Page or person, which allows `capacity` calls per `periodMs`. */
  take(
    id: string,
    kind: LimitKind,
    capacity: number,
    periodMs: number,
  ): { allowed: boolean; usedPercent: number } {
    const buckets = kind === 'thread' ? this.threads : this.buckets;
    const key = `${kind}/${id}`;
    let bucket = buckets.get(key);
    if (!bucket) {
      if (buckets === this.threads && buckets.size >= THREAD_BUCKETS) buckets.clear();
      bucket = new TokenBucket(capacity, this.clock.real());
      buckets.set(key, bucket);
    }
    const allowed = bucket.take(this.clock.real(), capacity, capacity / periodMs);
    return { allowed, usedPercent: bucket.usedPercent(capacity) };
  }

  /** Counts a call of the Page within the rolling day. */
  countDay(pageId: string): number {
    return this.count(this.days, pageId, 24 * HOUR_MS);
  }

  /** Minutes until the rolling day of the Page holds no more than `limit` calls. */
  minutesUntilBelow(pageId: string, limit: number): number {
    return Math.ceil((this.days.get(pageId)?.msUntilBelow(this.clock.now(), limit) ?? 0) / 60_000);
  }

  /** Counts a call of the app or user token within the rolling hour. */
  countHour(appId: string): number {
    return this.count(this.hours, appId, HOUR_MS);
  }

  private count(counters: Map<string, RollingCount>, key: string, spanMs: number): number {
    let counter = counters.get(key);
    if (!counter) {
      counter = new RollingCount(spanMs);
      counters.set(key, counter);
    }
    return counter.add(this.clock.now());
  }
}
