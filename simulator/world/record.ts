// The record of accepted sends: an append-only list with running totals, so that the summary costs nothing even
// after hundreds of thousands of sends. Totals outlive the messages that the limit pushes out.
import type { Message } from './threads.ts';

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
  people: number;
  /** Sends per campaign, with the number of people. */
  campaigns: { campaign: string; sends: number; people: number }[];
  /** Everybody who got more than one send of the same campaign. */
  repeated: { campaign: string; psid: string; sends: number }[];
}

interface PageTotals {
  total: number;
  people: Set<string>;
  campaigns: Map<string, Map<string, number>>;
}

/** How many campaigns, and how many repeats, a summary names. */
const NAMED_LIMIT = 1000;

export class SendRecord {
  private readonly limit: number;
  private sends: { sequence: number; message: Message }[] = [];
  private readonly byMid = new Map<string, Message>();
  private readonly totals = new Map<string, PageTotals>();
  private sequence = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  add(message: Message): void {
    this.sends.push({ sequence: ++this.sequence, message });
    this.byMid.set(message.mid, message);
    this.count(message);
    // In blocks of a tenth, because shifting an array for each send would cost more than the send.
    if (this.sends.length > this.limit * 1.1) {
      for (const { message: old } of this.sends.splice(0, this.sends.length - this.limit))
        this.byMid.delete(old.mid);
    }
  }

  findByMid(mid: string): Message | undefined {
    return this.byMid.get(mid);
  }

  /** Sends of a Page (and of one person), oldest first, after the given sequence number. */
  list(filter: { pageId: string; psid?: string | undefined; after: number; limit: number }): {
    sequence: number;
    message: Message;
  }[] {
    const first = this.sends[0]?.sequence ?? 1;
    const found: { sequence: number; message: Message }[] = [];
    for (
      let i = Math.max(0, filter.after + 1 - first);
      i < this.sends.length && found.length < filter.limit;
      i++
    ) {
      const entry = this.sends[i]!;
      if (entry.message.pageId !== filter.pageId) continue;
      if (filter.psid !== undefined && entry.message.psid !== filter.psid) continue;
      found.push(entry);
    }
    return found;
  }

  summary(pageId: string): RecordSummary {
    const totals = this.totals.get(pageId);
    const summary: RecordSummary = {
      page_id: pageId,
      total: totals?.total ?? 0,
      people: totals?.people.size ?? 0,
      campaigns: [],
      repeated: [],
    };
    for (const [campaign, people] of totals?.campaigns ?? []) {
      let sends = 0;
      for (const [psid, count] of people) {
        sends += count;
        if (count > 1 && summary.repeated.length < NAMED_LIMIT)
          summary.repeated.push({ campaign, psid, sends: count });
      }
      if (summary.campaigns.length < NAMED_LIMIT)
        summary.campaigns.push({ campaign, sends, people: people.size });
    }
    return summary;
  }

  clear(): void {
    this.sends = [];
    this.byMid.clear();
    this.totals.clear();
  }

  private count(message: Message): void {
    let totals = this.totals.get(message.pageId);
    if (!totals) {
      totals = { total: 0, people: new Set(), campaigns: new Map() };
      this.totals.set(message.pageId, totals);
    }
    totals.total++;
    totals.people.add(message.psid);
    const campaign = campaignOf(message.metadata);
    let people = totals.campaigns.get(campaign);
    if (!people) {
      people = new Map();
      totals.campaigns.set(campaign, people);
    }
    people.set(message.psid, (people.get(message.psid) ?? 0) + 1);
  }
}
