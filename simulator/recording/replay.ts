// Sends the webhooks of a recording again: to the callback of today, newly signed, with the pauses they had, longer or shorter.
// Each goes out once; what became of them is counted. On the virtual clock, so a jump releases what has become due.
import type { Courier } from '../webhooks/courier.ts';
import type { Page } from '../world/apps.ts';
import type { Clock } from '../world/clock.ts';
import type { Scheduler } from '../world/scheduler.ts';
import type { Settings } from '../world/settings.ts';
import type { Line, WebhookLine } from './line.contract.ts';

export interface ReplayNeeds {
  clock: Clock;
  scheduler: Scheduler;
  courier: Courier;
  settings: () => Settings;
  pages: ReadonlyMap<string, Page>;
}

export interface ReplayOptions {
  /** How many times faster than recorded; 0 sends everything at once. */
  speed: number;
  /** Whose app gets webhooks of Pages that this sandbox does not have; their id takes the place of the recorded one. */
  page: Page;
  /** Moves the instants within the events from the time of the recording to now. */
  moveTimes: boolean;
}

interface Due {
  url: string;
  app: Page['app'];
  body: string;
}

const IDLE = { total: 0, delivered: 0, failed: 0, without_callback: 0, last_failure: null as string | null };

export class Replay {
  private readonly needs: ReplayNeeds;
  private counts = { ...IDLE };
  private ready: Due[] = [];
  private inFlight = 0;
  /** Which replay is under way: what an earlier one had planned is left out. */
  private run = 0;

  constructor(needs: ReplayNeeds) {
    this.needs = needs;
  }

  /** Takes the place of a replay that is under way. */
  start(lines: readonly Line[], options: ReplayOptions): void {
    const webhooks = lines.filter((line): line is WebhookLine => line.kind === 'webhook');
    this.stop();
    this.counts = { ...IDLE, total: webhooks.length };
    const { run } = this;
    const [first] = webhooks;
    if (!first) return;
    const firstAt = Date.parse(first.at);
    const shiftMs = options.moveTimes ? this.needs.clock.now() - firstAt : 0;
    for (const line of webhooks) {
      const afterMs = options.speed === 0 ? 0 : Math.max(0, Date.parse(line.at) - firstAt) / options.speed;
      this.needs.scheduler.after(afterMs, () => {
        if (run === this.run) this.take(line, options.page, shiftMs);
      });
    }
  }

  stop(): void {
    this.run++;
    this.ready = [];
  }

  status(): Record<string, unknown> {
    const { total, delivered, failed, without_callback } = this.counts;
    return { ...this.counts, left: total - delivered - failed - without_callback };
  }

  private take(line: WebhookLine, fallback: Page, shiftMs: number): void {
    let body = line.body;
    const known = line.page_ids.map((id) => this.needs.pages.get(id)).find((page) => page !== undefined);
    const { app } = known ?? fallback;
    if (!known) for (const id of line.page_ids) body = body.replaceAll(`"${id}"`, `"${fallback.id}"`);
    if (app.callback === null) {
      this.counts.without_callback++;
      return;
    }
    this.ready.push({ app, url: app.callback.url, body: shiftMs === 0 ? body : moveTimes(body, shiftMs) });
    this.pump();
  }

  private pump(): void {
    const { webhooks } = this.needs.settings();
    while (this.inFlight < webhooks.concurrency) {
      const due = this.ready.shift();
      if (!due) return;
      void this.post(due, this.run);
    }
  }

  private async post({ app, url, body }: Due, run: number): Promise<void> {
    this.inFlight++;
    const { timeout_ms: timeoutMs } = this.needs.settings().webhooks;
    const result = await this.needs.courier.deliver(app, url, body, { timeoutMs, badSignature: false });
    this.inFlight--;
    if (run === this.run) {
      if (result.delivered) this.counts.delivered++;
      else {
        this.counts.failed++;
        this.counts.last_failure = result.reason;
      }
    }
    this.pump();
  }
}

const INSTANT = /"(timestamp|time|watermark|created_time)":("?)(\d{10}|\d{13})\2(?=[,}])/g;

/** Seconds stay seconds, milliseconds stay milliseconds, text stays text. */
function moveTimes(body: string, shiftMs: number): string {
  return body.replace(INSTANT, (_whole, key: string, quote: string, digits: string) => {
    const shift = digits.length === 10 ? Math.round(shiftMs / 1000) : Math.round(shiftMs);
    return `"${key}":${quote}${Number(digits) + shift}${quote}`;
  });
}
