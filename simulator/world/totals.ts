// Running totals of the record: sends per Page and campaign, people, receipts, and who got a campaign more than once.
// They outlive the messages that the record's limit pushes out.
import type { Changes } from './changes.ts';

/**
 * The campaign a send belongs to: the first three colon-separated parts of its metadata (`talaria:INSTALLATION:CAMPAIGN`),
 * the whole text when there are fewer, the empty text when there is none.
 */
export function campaignOf(metadata: string | null): string {
  return metadata === null ? '' : metadata.split(':', 3).join(':');
}

export interface CampaignTotals {
  readonly pageId: string;
  readonly campaign: string;
  sends: number;
  delivered: number;
  read: number;
  /** Sends per PSID. */
  readonly people: Map<string, number>;
  /** PSIDs with more than one. */
  readonly repeated: Set<string>;
}

export interface PageTotals {
  total: number;
  readonly people: Set<string>;
  readonly campaigns: Map<string, CampaignTotals>;
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

/** How many campaigns, and how many repeats, a summary names. */
const NAMED_LIMIT = 1000;

export class Totals {
  readonly pages = new Map<string, PageTotals>();
  private readonly changes: Changes;

  constructor(changes: Changes) {
    this.changes = changes;
  }

  /** Counts sends to one person and gives the totals they count in. */
  count(pageId: string, campaign: string, psid: string, sends = 1): CampaignTotals {
    const page = this.page(pageId);
    const totals = this.campaign(pageId, campaign);
    page.total += sends;
    page.people.add(psid);
    totals.sends += sends;
    const ofPerson = (totals.people.get(psid) ?? 0) + sends;
    totals.people.set(psid, ofPerson);
    if (ofPerson > 1) totals.repeated.add(psid);
    this.changes.campaign(totals, psid);
    return totals;
  }

  /** The totals of a campaign, made on first use. */
  campaign(pageId: string, campaign: string): CampaignTotals {
    const { campaigns } = this.page(pageId);
    let totals = campaigns.get(campaign);
    if (!totals) {
      totals = newTotals(pageId, campaign);
      campaigns.set(campaign, totals);
    }
    return totals;
  }

  summary(pageId: string): RecordSummary {
    const totals = this.pages.get(pageId);
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

  clear(): void {
    this.pages.clear();
    this.changes.emptied();
  }

  private page(pageId: string): PageTotals {
    let page = this.pages.get(pageId);
    if (!page) {
      page = { total: 0, people: new Set(), campaigns: new Map() };
      this.pages.set(pageId, page);
    }
    return page;
  }
}

/** Totals that stand in no summary until they are put there. */
export function newTotals(pageId: string, campaign: string): CampaignTotals {
  return { pageId, campaign, sends: 0, delivered: 0, read: 0, people: new Map(), repeated: new Set() };
}
