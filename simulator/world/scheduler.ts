// Things that happen later in virtual time: receipts, late webhooks, retries. One heap and one timer, so that
// thousands of pending receipts cost one timer and a jump of the clock releases everything that has become due.
import type { Clock } from './clock.ts';

interface Task {
  dueAt: number;
  order: number;
  run: () => void;
}

/** setTimeout takes at most 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2_000_000_000;

export class Scheduler {
  private readonly clock: Clock;
  private readonly heap: Task[] = [];
  private order = 0;
  private timer: NodeJS.Timeout | null = null;
  private timerDueAt = Number.POSITIVE_INFINITY;
  private closed = false;

  constructor(clock: Clock) {
    this.clock = clock;
    clock.onJump(() => this.arm(true));
  }

  get size(): number {
    return this.heap.length;
  }

  /** Runs `run` once `delayMs` of virtual time have passed. */
  after(delayMs: number, run: () => void): void {
    if (this.closed) return;
    this.push({ dueAt: this.clock.elapsed() + delayMs, order: this.order++, run });
    this.arm(false);
  }

  close(): void {
    this.closed = true;
    this.heap.length = 0;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private arm(force: boolean): void {
    const next = this.heap[0];
    if (!next || this.closed || (!force && this.timerDueAt <= next.dueAt)) return;
    if (this.timer) clearTimeout(this.timer);
    this.timerDueAt = next.dueAt;
    const delay = Math.min(LONGEST_TIMER_MS, Math.max(0, next.dueAt - this.clock.elapsed()));
    this.timer = setTimeout(() => this.runDue(), delay);
  }

  private runDue(): void {
    this.timer = null;
    this.timerDueAt = Number.POSITIVE_INFINITY;
    // What is due now, and no more: a task that schedules itself again cannot hold the loop.
    const until = this.clock.elapsed();
    while (this.heap[0] && this.heap[0].dueAt <= until) this.pop()?.run();
    this.arm(false);
  }

  private push(task: Task): void {
    const heap = this.heap;
    let at = heap.push(task) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(task, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = task;
  }

  private pop(): Task | undefined {
    const heap = this.heap;
    const top = heap[0];
    const last = heap.pop();
    if (!last || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}

function before(a: Task, b: Task): boolean {
  return a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.order < b.order);
}
