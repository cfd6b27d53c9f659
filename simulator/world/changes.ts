// What changed since the state was last written to disk. Whoever changes the world says so here; state/keeper.ts takes
// it away. Without a state file nothing is remembered.
import type { Parcel } from '../webhooks/outbox.ts';
import type { Item } from './item.contract.ts';
import type { Person } from './people.ts';
import type { Message } from './threads.ts';
import type { CampaignTotals } from './totals.ts';
import type { Comment } from './world.ts';

export class Changes {
  readonly people = new Set<Person>();
  readonly messages = new Set<Message>();
  /** Campaigns with new receipts, and with the PSIDs that got new sends. */
  readonly campaigns = new Map<CampaignTotals, Set<string>>();
  readonly comments = new Set<Comment>();
  /** By key; null stands for an item that is gone. */
  readonly items = new Map<string, Item | null>();
  readonly parcels = new Set<Parcel>();
  /** Numbers of parcels that are no longer on their way. */
  readonly settled = new Set<number>();
  /** The record was emptied: what was written about it no longer holds. */
  recordEmptied = false;
  private watched = false;

  /** From now on changes are remembered; somebody must take them away. */
  watch(): void {
    this.watched = true;
  }

  get size(): number {
    let size = this.people.size + this.messages.size + this.comments.size;
    size += this.parcels.size + this.settled.size + this.items.size;
    for (const psids of this.campaigns.values()) size += 1 + psids.size;
    return size;
  }

  clear(): void {
    this.people.clear();
    this.messages.clear();
    this.campaigns.clear();
    this.comments.clear();
    this.items.clear();
    this.parcels.clear();
    this.settled.clear();
    this.recordEmptied = false;
  }

  person(person: Person): void {
    if (this.watched) this.people.add(person);
  }

  message(message: Message): void {
    if (this.watched) this.messages.add(message);
  }

  /** Counts of the campaign changed; with a PSID, also how many sends that person got. */
  campaign(totals: CampaignTotals, psid?: string): void {
    if (!this.watched) return;
    let psids = this.campaigns.get(totals);
    if (!psids) {
      psids = new Set();
      this.campaigns.set(totals, psids);
    }
    if (psid !== undefined) psids.add(psid);
  }

  comment(comment: Comment): void {
    if (this.watched) this.comments.add(comment);
  }

  item(key: string, item: Item | null): void {
    if (this.watched) this.items.set(key, item);
  }

  parcel(parcel: Parcel): void {
    if (this.watched) this.parcels.add(parcel);
  }

  /** The parcel was delivered or given up. Most are before they were ever written. */
  settle(parcel: Parcel): void {
    if (!this.watched) return;
    if (this.parcels.delete(parcel) && !parcel.written) return;
    this.settled.add(parcel.number);
  }

  emptied(): void {
    this.campaigns.clear();
    this.recordEmptied = true;
  }
}
