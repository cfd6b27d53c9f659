// The two books a run is judged by: Talaria's ledger, read from its tables, and the sandbox's own record, read over HTTP.
import { sql } from 'kysely';
import { type Db, many } from '../../src/kit/db.ts';
import type { LedgerRow, Sent } from './compare.ts';
import type { Stage } from './stage.ts';

/** Everybody who was addressed. Whoever has no PSID on the campaign's Page is skipped from the start and in neither book. */
export const readLedger = (db: Db): Promise<LedgerRow[]> =>
  many(
    db,
    sql<LedgerRow>`
    select delivery_id as "deliveryId", campaign_id as "campaignId", page_id as "pageId", psid, state, reason, mid,
           attempts, echoed_at is not null as "isEchoed"
      from deliveries where psid is not null order by delivery_id`,
  );

export async function readRecord(stage: Stage, pageIds: string[]): Promise<Sent[]> {
  const sends: Sent[] = [];
  for (const pageId of pageIds) {
    for (let after: number | null = 0; after !== null; ) {
      const path = `/sandbox/messages?page_id=${pageId}&after=${after}&limit=10000`;
      const page: { data: RecordLine[]; next_after: number | null } = await stage.sand('GET', path);
      for (const { psid, mid, metadata, at } of page.data) sends.push({ pageId, psid, mid, metadata, at });
      after = page.next_after;
    }
  }
  return sends;
}

interface RecordLine {
  psid: string;
  mid: string;
  metadata: string | null;
  at: string;
}

/** Who wrote to the Pages, as the sandbox knows them. */
export async function readPeople(
  stage: Stage,
  pageIds: string[],
): Promise<{ pageId: string; psid: string }[]> {
  const people: { pageId: string; psid: string }[] = [];
  for (const pageId of pageIds) {
    for (let after: string | null = ''; after !== null; ) {
      const from = after === '' ? '' : `&after=${after}`;
      const path = `/sandbox/people?page_id=${pageId}&limit=10000${from}`;
      const page: { data: { psid: string }[]; next_after: string | null } = await stage.sand('GET', path);
      for (const { psid } of page.data) people.push({ pageId, psid });
      after = page.next_after;
    }
  }
  return people;
}

export interface Progress {
  states: Record<string, number>;
  inbox: number;
}

export const describeProgress = ({ states, inbox }: Progress): string => {
  const counts = Object.entries(states).map(([state, n]) => `${n} ${state}`);
  return `${counts.join(', ')}; ${inbox} webhooks not yet applied`;
};

/** How many recipients are in each state, and how many webhooks wait to be applied. */
export async function readProgress(db: Db): Promise<Progress> {
  const rows = await many(
    db,
    sql<{ state: string; n: number }>`
    select state, count(*) as n from deliveries where psid is not null group by state
    union all select 'inbox', count(*) from inbox`,
  );
  const { inbox = 0, ...states } = Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  return { states, inbox };
}
