// The record of accepted sends: an append-only list with running totals, so that the summary costs nothing even
// after hundreds of thousands of sends. Totals outlive the messages that the limit pushes out.
import type { Message, Send } from './threads.ts';

/**
 * The campaign a send belongs to: the first three colon-separated parts of its metadata (`talaria:INSTALLATION:CAMPAIGN`),
 * the whole text when there are fewer, the empty text when there is none.
 */
export function campaignOf(metadata: string | null): string {
  return metadata === null ? '' : metadata.split(':', 3).join(':');
}

export interface RecordSummary {
  page_id: string;
  /** Accepted sends, and how many different people got one. */
  total: number;
  distinct_psids: number;
  /** Per campaign: accepted sends, different people, and how many of the sends were delivered and read. */
  campaigns: { campaign: string; sends: number; people: number; delivered: number; read: number }[];
  /** Everybody who got more than one send of the same campaign. */
  repeated: { campaign: string; psid: string; sends: number }[];
}

export interface CampaignTotals {
  readonly campaign: string;
  sends: number;
  delivered: number;
  read: number;
  /** Sends per PSID. */
  readonly people: Map<string, number>;
  /** PSIDs with more than one. */
  readonly repeated: Set<string>;
}

interface PageTotals {
  total: number;
  readonly people: Set<string>;
  readonly campaigns: Map<string, CampaignTotals>;
}

/** How many campaigns, and how many repeats, a summary names. */
const NAMED_LIMIT = 1000;

export class SendRecord {
  private readonly limit: number;
  private sends: Send[] = [];
  private readonly byMid = new Map<string, Send>();
  private readonly totals = new Map<string, PageTotals>();
  private sequence = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Records an accepted send and counts it. */
  add(accepted: Pick<Send, 'mid' | 'pageId' | 'psid' | 'at' | 'body' | 'metadata'>): Send {
    const send: Send = {
      ...accepted,
      from: 'page',
      reaction: null,
      receipts: {
        sequence: ++this.sequence,
        campaign: this.count(accepted),
        echoedAt: null,
        deliveredAt: null,
        readAt: null,
      },
    };
    this.sends.push(send);
    this.byMid.set(send.mid, send);
    // In blocks of a tenth, because shifting an array for each send would cost more than the send.
    if (this.sends.length > this.limit * 1.1) {
      for (const old of this.sends.splice(0, this.sends.length - this.limit)) this.byMid.delete(old.mid);
    }
    return send;
  }

  /** The platform sent the echo at `at`. */
  echoed({ receipts }: Send, at: number): void {
    receipts.echoedAt ??= at;
  }

  /** The platform told at `at` that the send was delivered. Only the first time counts. */
  delivered({ receipts }: Send, at: number): void {
    if (receipts.deliveredAt !== null) return;
    receipts.deliveredAt = at;
    receipts.campaign.delivered++;
  }

  /** The platform told at `at` that the send was read; what is read was delivered. */
  read(send: Send, at: number): void {
    const { receipts } = send;
    if (receipts.readAt !== null) return;
    this.delivered(send, at);
    receipts.readAt = at;
    receipts.campaign.read++;
  }

  findByMid(mid: string): Send | undefined {
    return this.byMid.get(mid);
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
    const totals = this.totals.get(pageId);
    const summary: RecordSummary = {
      page_id: pageId,
      total: totals?.total ?? 0,
      distinct_psids: totals?.people.size ?? 0,
      campaigns: [],
      repeated: [],
    };
    for (const { campaign, sends, people, delivered, read, repeated } of totals?.campaigns.values() ?? []) {
      if (summary.campaigns.length < NAMED_LIMIT)
        summary.campaigns.push({ campaign, sends, people: people.size, delivered, read });
      for (const psid of repeated) {
        if (summary.repeated.length >= NAMED_LIMIT) break;
        summary.repeated.push({ campaign, psid, sends: people.get(psid) ?? 0 });
      }
    }
    return summary;
  }

  /** Forgets all sends and totals. Receipts that are still to come then count nowhere. */
  clear(): void {
    for (const { receipts } of this.sends) receipts.sequence = null;
    this.sends = [];
    this.byMid.clear();
    this.totals.clear();
  }

  private count({ pageId, psid, metadata }: Pick<Message, 'pageId' | 'psid' | 'metadata'>): CampaignTotals {
    let page = this.totals.get(pageId);
    if (!page) {
      page = { total: 0, people: new Set(), campaigns: new Map() };
      this.totals.set(pageId, page);
    }
    page.total++;
    page.people.add(psid);
    const campaign = campaignOf(metadata);
    let totals = page.campaigns.get(campaign);
    if (!totals) {
      totals = { campaign, sends: 0, delivered: 0, read: 0, people: new Map(), repeated: new Set() };
      page.campaigns.set(campaign, totals);
    }
    const sends = (totals.people.get(psid) ?? 0) + 1;
    totals.sends++;
    totals.people.set(psid, sends);
    if (sends === 2) totals.repeated.add(psid);
    return totals;
  }
}
