// The outgoing webhooks: decides whether an event goes out at all, keeps each thread's events in order while the
// receiver is healthy, retries what failed and gives a Page up after an hour. The courier does the posting.
import type { Faults } from '../faults/faults.ts';
import type { Recorder } from '../recording/recorder.ts';
import type { Page } from '../world/apps.ts';
import type { Changes } from '../world/changes.ts';
import type { Clock } from '../world/clock.ts';
import type { Items } from '../world/items.ts';
import type { Person } from '../world/people.ts';
import type { Random } from '../world/random.ts';
import type { Scheduler } from '../world/scheduler.ts';
import type { Settings } from '../world/settings.ts';
import { Courier } from './courier.ts';
import { findClosedDoor, type Publication } from './door.ts';
import { afterFailure, keptForMs, retryDelayMs } from './health.ts';
import { Lane } from './lane.ts';
import { dress, unknownEvent } from './oddities.ts';
import { isStandby, ownerOf, standbyCopy } from './owner.ts';
import { type Place, placeOf, toEntries } from './place.ts';
import { escapedJson } from './sign.ts';

/** One event on its way to an app. */
export interface Parcel {
  /** Different for each parcel of this process. */
  readonly number: number;
  readonly page: Page;
  readonly field: string;
  /** Events of one thread are sent one after the other. */
  readonly psid: string | null;
  readonly place: Place;
  /** What stands inside `entry[].messaging[]` or `standby[]`, or is the `value` inside `changes[]`. */
  readonly event: Record<string, unknown>;
  badSignature: boolean;
  failures: number;
  /** On the clock that never runs back. */
  firstFailureAt: number;
  /** Virtual ms before which it is not sent; 0 when it may go at once. */
  dueAt: number;
  /** When the event happened (in a restored world: when that was restored), on the clock that never runs back. */
  publishedAt: number;
  /** It stands in the state file. */
  written: boolean;
  readonly settled: (() => void) | null;
}

/** What of a parcel outlives the process. */
export type SavedParcel = Omit<Parcel, 'number' | 'written' | 'settled' | 'publishedAt'>;

export interface OutboxNeeds {
  clock: Clock;
  scheduler: Scheduler;
  faults: Faults;
  changes: Changes;
  items: Items;
  recorder: Recorder;
  random: Random;
  settings: () => Settings;
}

export interface OutgoingEvent {
  page: Page;
  field: string;
  person: Person | null;
  event: Record<string, unknown>;
  /** Where it stands; by default where its field belongs. */
  place?: Place | undefined;
  /** Called once, when the event was delivered or given up. */
  settled?: (() => void) | undefined;
}

type Addressed = Pick<Parcel, 'field' | 'place' | 'event'>;

/** A parcel that was never tried. */
const FRESH = { badSignature: false, failures: 0, firstFailureAt: 0, dueAt: 0 } as const;

/** How long a callback that refuses everything is left alone, real ms: the sandbox shares the machine with it. */
const COOL_DOWN_MS = 250;

export class Outbox {
  readonly courier = new Courier();
  readonly counts = {
    queued: 0,
    delivered: 0,
    failed_attempts: 0,
    given_up: 0,
    dropped_by_fault: 0,
    queue_full: 0,
  };
  /** The longest an event was under way before it was taken, virtual ms: lateness by faults and refusals together. */
  private slowestMs = 0;
  private lastFailure: { at: number; page_id: string; field: string; reason: string } | null = null;
  private readonly needs: OutboxNeeds;
  private readonly lanes = new Map<string, Lane>();
  private readonly pending = new Set<Parcel>();
  private parcels = 0;
  private closed = false;

  constructor(needs: OutboxNeeds) {
    this.needs = needs;
  }

  /** Sends the event, if app, Page, field and mode allow it. */
  publish(outgoing: OutgoingEvent): Publication {
    const { page, person, settled } = outgoing;
    const { field, place, event } = this.address(outgoing);
    const closedDoor = findClosedDoor(page, field, person);
    if (closedDoor) return refuse(closedDoor, settled);
    const action = this.needs.faults.pickWebhook({ field, psid: person?.psid ?? null, pageId: page.id });
    if (action?.type === 'drop') {
      this.counts.dropped_by_fault++;
      return refuse('dropped_by_fault', settled);
    }
    if (this.pending.size >= this.needs.settings().webhooks.queue_limit) {
      this.counts.queue_full++;
      return refuse('queue_full', settled);
    }
    const { oddities } = this.needs.settings();
    const { random } = this.needs;
    const parcel = { page, field, place, psid: person?.psid ?? null, ...FRESH };
    if (random.chance(oddities.unknown_event))
      this.enqueue(this.take({ ...parcel, event: unknownEvent(event), settled: null }));
    const dressed = dress(event, field, { random, oddities });
    const copies = action?.type === 'duplicate' ? 1 + action.times : 1;
    for (let copy = 0; copy < copies; copy++) {
      const taken = this.take({
        ...parcel,
        event: dressed,
        badSignature: action?.type === 'bad_signature',
        settled: copy === 0 ? (settled ?? null) : null,
      });
      if (action?.type === 'late') this.later(taken, action.ms);
      else if (action?.type === 'shuffle') this.later(taken, random.next() * action.ms);
      else this.enqueue(taken);
    }
    return 'queued';
  }

  /** Under which field the event goes, and where it stands: a copy, where another app owns the thread. */
  private address({ page, field, person, place, event }: OutgoingEvent): Addressed {
    if (place === undefined && person !== null) {
      const owner = ownerOf(this.needs.items, page, person.psid, this.needs.clock.now());
      if (isStandby(field, page, owner))
        return { field: 'standby', place: 'standby', event: standbyCopy(event) };
    }
    return { field, place: place ?? placeOf(field), event };
  }

  /** Takes up a parcel that an earlier process could not deliver. */
  resume(saved: SavedParcel): void {
    const parcel = this.take({ ...saved, settled: null });
    this.later(parcel, Math.max(0, parcel.dueAt - this.needs.clock.now()));
  }

  /** Everything that is queued, in flight or waits to be tried again. */
  waiting(): Iterable<Parcel> {
    return this.pending;
  }

  status(): Record<string, unknown> {
    return {
      ...this.counts,
      pending: this.pending.size,
      slowest_ms: Math.round(this.slowestMs),
      last_failure: this.lastFailure,
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    this.lanes.clear();
    await this.courier.close();
  }

  private take(parcel: Omit<Parcel, 'number' | 'written' | 'publishedAt'>): Parcel {
    const publishedAt = this.needs.clock.elapsed();
    const taken: Parcel = { ...parcel, number: ++this.parcels, written: false, publishedAt };
    this.pending.add(taken);
    this.needs.changes.parcel(taken);
    this.counts.queued++;
    return taken;
  }

  private later(parcel: Parcel, delayMs: number): void {
    parcel.dueAt = this.needs.clock.now() + delayMs;
    this.needs.changes.parcel(parcel);
    this.needs.scheduler.after(delayMs, () => this.enqueue(parcel));
  }

  private enqueue(parcel: Parcel): void {
    if (this.closed) return;
    const app = parcel.page.app;
    let lane = this.lanes.get(app.id);
    if (!lane) {
      lane = new Lane({
        concurrency: () => this.needs.settings().webhooks.concurrency,
        batchSize: () => this.needs.settings().webhooks.entries_per_post,
        send: (parcels) => this.post(parcels),
      });
      this.lanes.set(app.id, lane);
    }
    lane.add(parcel);
  }

  /** Posts the parcels together and settles each. Resolves when the lane may take the next. */
  private async post(parcels: readonly Parcel[]): Promise<void> {
    const app = parcels[0]!.page.app;
    const wanted = parcels.filter((parcel) => parcel.page.subscribedFields !== null);
    for (const parcel of parcels) if (parcel.page.subscribedFields === null) this.giveUp(parcel);
    if (wanted.length === 0 || app.callback === null) {
      for (const parcel of wanted) this.giveUp(parcel);
      return;
    }
    const { clock, random, settings } = this.needs;
    const entry = toEntries(wanted, { now: clock.now(), random, oddities: settings().oddities });
    const body = escapedJson({ object: 'page', entry });
    const began = clock.real();
    const result = await this.courier.deliver(app, app.callback.url, body, {
      timeoutMs: settings().webhooks.timeout_ms,
      badSignature: wanted.some((parcel) => parcel.badSignature),
    });
    this.needs.recorder.webhook({
      atMs: clock.now(),
      took_ms: Math.round(clock.real() - began),
      app_id: app.id,
      page_ids: [...new Set(wanted.map((parcel) => parcel.page.id))],
      body,
      result: result.delivered ? 'delivered' : result.reason,
    });
    if (this.closed) return;
    const lane = this.lanes.get(app.id);
    if (result.delivered) {
      lane?.succeeded();
      for (const parcel of wanted) this.delivered(parcel);
      return;
    }
    for (const parcel of wanted) this.failed(parcel, result.reason);
    if (lane?.failed()) lane.pause(COOL_DOWN_MS);
  }

  private delivered(parcel: Parcel): void {
    if (parcel.place !== 'changes') {
      parcel.page.health.failingSince = null;
      parcel.page.health.alertedAt = null;
    }
    this.counts.delivered++;
    this.slowestMs = Math.max(this.slowestMs, this.needs.clock.elapsed() - parcel.publishedAt);
    this.settle(parcel);
  }

  private failed(parcel: Parcel, reason: string): void {
    const { clock } = this.needs;
    const { page } = parcel;
    this.counts.failed_attempts++;
    this.lastFailure = { at: clock.now(), page_id: page.id, field: parcel.field, reason };
    if (parcel.place !== 'changes') page.health = afterFailure(page.health, clock.elapsed(), clock.now());
    // "Webhooks Disabled": the app is unsubscribed from that Page and must subscribe again.
    if (page.health.disabledAt !== null) page.subscribedFields = null;
    if (parcel.failures++ === 0) parcel.firstFailureAt = clock.elapsed();
    const tooOld = clock.elapsed() - parcel.firstFailureAt >= keptForMs(parcel.place);
    if (tooOld || page.subscribedFields === null) this.giveUp(parcel);
    else this.later(parcel, retryDelayMs(parcel.failures, parcel.place));
  }

  private giveUp(parcel: Parcel): void {
    this.counts.given_up++;
    this.settle(parcel);
  }

  private settle(parcel: Parcel): void {
    this.pending.delete(parcel);
    this.needs.changes.settle(parcel);
    parcel.settled?.();
  }
}

function refuse(reason: Publication, settled: (() => void) | undefined): Publication {
  settled?.();
  return reason;
}
