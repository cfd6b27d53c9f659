// The record of accepted sends: an append-only list and its running totals, so that the summary costs nothing even after
// hundreds of thousands of sends. Filled by graph/send/, read by control/messages.ts.
import type { Changes } from './changes.ts';
import type { Message, Receipts, Send } from './threads.ts';
import { type CampaignTotals, campaignOf, newTotals, type RecordSummary, Totals } from './totals.ts';

export class SendRecord {
  readonly totals: Totals;
  private readonly limit: number;
  private readonly changes: Changes;
  private sends: Send[] = [];
  private readonly byMid = new Map<string, Send>();
  private sequence = 0;

  constructor(limit: number, changes: Changes) {
    this.limit = limit;
    this.changes = changes;
    this.totals = new Totals(changes);
  }

  /** Records an accepted send and counts it. */
  add(accepted: Pick<Send, 'mid' | 'pageId' | 'psid' | 'at' | 'body' | 'metadata'>): Send {
    const campaign = this.totals.count(accepted.pageId, campaignOf(accepted.metadata), accepted.psid);
    const receipts: Receipts = {
      sequence: ++this.sequence,
      campaign,
      echoedAt: null,
      deliveredAt: null,
      readAt: null,
      echoDueAt: null,
      deliveryDueAt: null,
      readDelayMs: null,
    };
    const send: Send = { ...accepted, from: 'page', reaction: null, receipts };
    this.sends.push(send);
    this.byMid.set(send.mid, send);
    this.changes.message(send);
    // In blocks of a tenth, because shifting an array for each send would cost more than the send.
    if (this.sends.length > this.limit * 1.1) this.dropOldest();
    return send;
  }

  /** The platform sent the echo at `at`. */
  echoed(send: Send, at: number): void {
    send.receipts.echoedAt ??= at;
    this.changes.message(send);
  }

  /** The platform told at `at` that the send was delivered. Only the first time counts. */
  delivered(send: Send, at: number): void {
    const { receipts } = send;
    if (receipts.deliveredAt !== null) return;
    receipts.deliveredAt = at;
    receipts.campaign.delivered++;
    this.changes.message(send);
    if (receipts.sequence !== null) this.changes.campaign(receipts.campaign);
  }

  /** The platform told at `at` that the send was read; what is read was delivered. */
  read(send: Send, at: number): void {
    const { receipts } = send;
    if (receipts.readAt !== null) return;
    this.delivered(send, at);
    receipts.readAt = at;
    receipts.campaign.read++;
    this.changes.message(send);
    if (receipts.sequence !== null) this.changes.campaign(receipts.campaign);
  }

  findByMid(mid: string): Send | undefined {
    return this.byMid.get(mid);
  }

  /** Every send that is kept, oldest first. */
  all(): readonly Send[] {
    return this.sends;
  }

  /** Sends of a Page (and of one person), oldest first, after the given sequence number. */
  list(filter: { pageId: string; psid?: string | undefined; after: number; limit: number }): Send[] {
    const first = this.sends[0]?.receipts.sequence ?? 1;
    const found: Send[] = [];
    for (
      let i = Math.max(0, filter.after + 1 - first);
      i < this.sends.length && found.length < filter.limit;
      i++
    ) {
      const send = this.sends[i]!;
      if (send.pageId !== filter.pageId) continue;
      if (filter.psid !== undefined && send.psid !== filter.psid) continue;
      found.push(send);
    }
    return found;
  }

  summary(pageId: string): RecordSummary {
    return this.totals.summary(pageId);
  }

  /** Forgets all sends and totals. Receipts that are still to come then count nowhere. */
  clear(): void {
    for (const { receipts } of this.sends) receipts.sequence = null;
    this.sends = [];
    this.byMid.clear();
    this.totals.clear();
  }

  /** Sequence number of the newest send ever recorded. */
  get lastSequence(): number {
    return this.sequence;
  }

  /** The totals in which a restored message counts; those of a forgotten one are nobody's. */
  totalsOf(
    { pageId, metadata }: Pick<Message, 'pageId' | 'metadata'>,
    sequence: number | null,
  ): CampaignTotals {
    const campaign = campaignOf(metadata);
    return sequence === null ? newTotals(pageId, campaign) : this.totals.campaign(pageId, campaign);
  }

  /** Puts back sends that were saved; their totals are restored apart from them. */
  restore(sends: readonly Send[], lastSequence: number): void {
    const place = (send: Send): number => send.receipts.sequence ?? 0;
    const ordered = sends.toSorted((a, b) => place(a) - place(b));
    // Older ones, pushed out by the limit while others of their age were still written, may leave gaps behind them.
    let first = Math.max(0, ordered.length - 1);
    while (first > 0 && place(ordered[first - 1]!) === place(ordered[first]!) - 1) first--;
    this.sends = ordered.slice(Math.max(first, ordered.length - this.limit));
    for (const send of this.sends) this.byMid.set(send.mid, send);
    this.sequence = Math.max(lastSequence, ordered.at(-1)?.receipts.sequence ?? 0);
  }

  private dropOldest(): void {
    const dropped = this.sends.length - this.limit;
    for (const { mid } of this.sends.slice(0, dropped)) this.byMid.delete(mid);
    // A new list, because state/ may be walking over the old one.
    this.sends = this.sends.slice(dropped);
  }
}
