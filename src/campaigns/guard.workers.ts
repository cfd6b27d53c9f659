// The guard: campaigns pause themselves when the platform restricts their Page, or when too many of those they reach turn
// messages off. Going on would make it worse, and only a person can tell whether the message or the audience is at fault.
import { sql } from 'kysely';
import { type BlockShare, findBlockShare } from '../delivery/page-counts.ts';
import type { Clock } from '../kit/clock.ts';
import { type Db, execute, many, withTransaction } from '../kit/db.ts';
import type { Log } from '../kit/log.ts';
import type { Worker } from '../kit/worker.ts';
import { listStoppedPages, type PageStanding } from '../pages/page.standing.ts';
import { pauseItself } from './pause-itself.ts';

export interface GuardNeeds {
  db: Db;
  clock: Clock;
  log: Log;
  /** So many people among the last calls, and at least this share of them. count 0: never. */
  tooManyBlocks: { count: number; percent: number };
}

const LOOK_AGAIN_MS = 5_000;
/** Pages in one look, each with a query of its own. With more of them the next look goes on where this one ended. */
const PAGES_A_LOOK = 1_000;

export function createGuardWorker(needs: GuardNeeds): Worker {
  let after: PageKey = FIRST;
  return {
    name: 'campaigns.guard',
    async step() {
      after = await guardCampaigns(needs, after);
      return LOOK_AGAIN_MS;
    },
  };
}

interface PageKey {
  workspaceId: string;
  pageId: string;
}
const FIRST: PageKey = { workspaceId: '', pageId: '' };

interface SendingPage extends PageKey {
  name: string;
  blocksFrom: Date;
  campaignIds: number[];
}

/** One look at the Pages something is sent for, from the one after `after`. Returns what the next look is to come after. */
export async function guardCampaigns(
  { db, clock, log, tooManyBlocks: limit }: GuardNeeds,
  after = FIRST,
): Promise<PageKey> {
  const now = clock.now();
  const pages = await listSendingPages(db, after, now);
  const next = (pages.length < PAGES_A_LOOK ? undefined : pages.at(-1)) ?? FIRST;
  if (pages.length === 0) return next;
  const stopped = new Map((await listStoppedPages(db, now)).map((page) => [page.pageId, page]));
  for (const page of pages) {
    const standing = stopped.get(page.pageId);
    const because = standing ? restrictedWords(page.name, standing) : await judgeBlocks(db, page, limit, now);
    if (because === null) continue;
    const paused = await pauseAll(db, page, because, now);
    log.warn({ pageId: page.pageId, campaigns: paused, because }, 'campaigns.paused_themselves');
  }
  return next;
}

/** What is scheduled for later is left alone: until then things may have changed. */
const listSendingPages = (db: Db, after: PageKey, now: Date): Promise<SendingPage[]> =>
  many(
    db,
    sql<SendingPage>`
    select p.workspace_id as "workspaceId", p.page_id as "pageId", p.name,
           greatest(p.blocks_from, timestamptz 'epoch') as "blocksFrom",
           jsonb_agg(distinct o.campaign_id) as "campaignIds"
      from occurrences o
      join pages p on p.workspace_id = o.workspace_id and 'page:' || p.page_id = o.lane_id
     where o.state in ('due', 'preparing', 'sending') and o.finished_at is null and o.paused_at is null
       and o.due_at <= ${now} and (p.workspace_id, p.page_id) > (${after.workspaceId}, ${after.pageId})
     group by p.workspace_id, p.page_id
     order by p.workspace_id, p.page_id limit ${PAGES_A_LOOK}`,
  );

async function judgeBlocks(
  db: Db,
  page: SendingPage,
  { count, percent }: GuardNeeds['tooManyBlocks'],
  now: Date,
): Promise<string | null> {
  if (count === 0) return null;
  const atMost = Math.floor((count * 100) / percent);
  const share = await findBlockShare(db, { ...page, from: page.blocksFrom }, { blocked: count, atMost, now });
  return share && blocksWords(share, percent);
}

/** All of the Page's campaigns in one transaction, and these blocks have had their consequence. */
const pauseAll = (db: Db, page: SendingPage, because: string, now: Date): Promise<number> =>
  withTransaction(db, async (tx) => {
    const { workspaceId, pageId } = page;
    let paused = 0;
    for (const campaignId of page.campaignIds)
      if (await pauseItself(tx, { workspaceId, campaignId }, because, now)) paused += 1;
    await execute(
      tx,
      sql`update pages set blocks_from = ${now} where workspace_id = ${workspaceId} and page_id = ${pageId}`,
    );
    return paused;
  });

const restrictedWords = (name: string, { state, until, because }: PageStanding): string => {
  const end = until === null ? '' : ` until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const why = because === null ? '' : ` (${because})`;
  return `paused: Facebook has ${state} the Page ${name}${end}${why}. Resume it once that is over`;
};

function blocksWords({ blocked, sent }: BlockShare, percent: number): string {
  const share = Math.round((blocked * 1000) / Math.max(sent, blocked)) / 10;
  return `paused: ${blocked} people could not be reached any more (they blocked the Page or turned messages off) among the last ${Math.max(sent, blocked)} calls, ${share} %; from ${percent} % on campaigns pause. Look at message and audience before you resume it`;
}
