// The end of a run: waits until nothing moves any more, compares the two books, prints the table, and keeps the evidence
// when they disagree.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Line, note, printTable } from '../../scripts/demo/screen.ts';
import { many } from '../../src/kit/db.ts';
import { type Books, compare, FAULTS, type Finding } from './compare.ts';
import { describeProgress, readLedger, readPeople, readProgress, readRecord } from './ledger.ts';
import { GRACE_SECONDS } from './plan.ts';
import type { Stage } from './stage.ts';
import type { Story } from './story.ts';
import type { Tell } from './unrest.ts';

/** What cannot be proved is given up 18 grace times after an outage at the latest; after 20 nothing more is to come. */
const SETTLED_WITHIN_MS = 20 * GRACE_SECONDS * 1_000;
const LOOK_EVERY_MS = 1_000;
const TELL_EVERY_LOOKS = 5;

interface Campaign {
  campaign: { state: string };
  adds_up: boolean;
}
interface Webhooks {
  pending: number;
  scheduled: number;
  slowest_ms: number;
}

/** Until every campaign is finished and every webhook is applied. false: the time was over before. */
export async function waitUntilQuiet(stage: Stage, story: Story, tell: Tell): Promise<boolean> {
  const deadline = performance.now() + SETTLED_WITHIN_MS;
  for (let look = 0; performance.now() < deadline; look++) {
    const progress = await readProgress(stage.database.db);
    const { pending, scheduled } = await stage.sand<Webhooks>('GET', '/sandbox/webhooks');
    if (look % TELL_EVERY_LOOKS === 0) tell(describeProgress(progress));
    const isQuiet = progress.inbox + pending + scheduled === 0;
    if (isQuiet && (await countFinished(story)) === story.campaigns.length) return true;
    await sleep(LOOK_EVERY_MS);
  }
  tell('it does not come to rest');
  return false;
}

async function countFinished({ operator, campaigns }: Story): Promise<number> {
  const reports = await Promise.all(
    campaigns.map(({ id }) => operator.call<Campaign>('GET', `/api/campaigns/${id}/report`)),
  );
  return reports.filter((report) => report.campaign.state === 'finished' && report.adds_up).length;
}

export interface Verdict {
  findings: Finding[];
  books: Books;
  finished: number;
  slowestSeconds: number;
}

export async function judge(stage: Stage, story: Story): Promise<Verdict> {
  const books = {
    people: await readPeople(stage, story.pageIds),
    ledger: await readLedger(stage.database.db),
    record: await readRecord(stage, story.pageIds),
  };
  const { slowest_ms } = await stage.sand<Webhooks>('GET', '/sandbox/webhooks');
  return {
    findings: compare(books),
    books,
    finished: await countFinished(story),
    slowestSeconds: slowest_ms / 1000,
  };
}

/** Each number beside the one it must equal. Returns how many differ. */
export function printVerdict({ findings, books, ...verdict }: Verdict, stage: Stage, story: Story): number {
  const people = books.people.length;
  const accepted = books.ledger.filter((row) => row.state === 'accepted').length;
  const messaged = new Set(books.record.map(({ pageId, psid }) => `${pageId}/${psid}`)).size;
  const lines: Line[] = [
    {
      what: 'people in the ledger',
      talaria: books.ledger.length,
      expected: people,
      source: 'who wrote to a Page',
    },
    { what: 'accepted', talaria: accepted, expected: books.record.length, source: 'sends in the record' },
    { what: 'people messaged', talaria: messaged, expected: people, source: 'who wrote to a Page' },
    ...Object.entries(FAULTS).map(([fault, source]) => ({
      what: fault.replaceAll('_', ' '),
      talaria: findings.filter((finding) => finding.fault === fault).length,
      expected: 0,
      source,
    })),
    {
      what: 'campaigns finished',
      talaria: verdict.finished,
      expected: story.campaigns.length,
      source: 'and their reports add up',
    },
    {
      what: 'processes that died',
      talaria: stage.deaths.length,
      expected: 0,
      source: stage.deaths.join('; ') || 'by themselves: none',
    },
  ];
  const wrong = printTable(lines);
  const slowest = verdict.slowestSeconds.toFixed(1);
  note(`The slowest webhook was taken after ${slowest} s; the grace time is ${GRACE_SECONDS} s.`);
  return wrong;
}

const MOST_FINDINGS = 1_000;

/** The findings with all rows of the people concerned, beside the logs of the processes. Returns the file. */
export async function keepEvidence(stage: Stage, { findings, books }: Verdict, run: object): Promise<string> {
  const shown = findings.slice(0, MOST_FINDINGS);
  const psids = new Set(shown.map((finding) => finding.psid));
  const concerned = <T extends { psid: string }>(rows: readonly T[]): T[] =>
    rows.filter((row) => psids.has(row.psid));
  const ledger = concerned(books.ledger);
  const ids = `{${ledger.map((row) => row.deliveryId).join(',')}}`;
  const db = stage.database.db;
  const evidence = {
    run,
    deaths: stage.deaths,
    findings: shown,
    record: concerned(books.record),
    deliveries: await many(db, sql`select * from deliveries where delivery_id = any(${ids}::bigint[])`),
    attempts: await many(
      db,
      sql`select * from attempts where delivery_id = any(${ids}::bigint[]) order by delivery_id, number`,
    ),
    lanes: await many(db, sql`select * from lanes`),
  };
  const file = join(stage.dir, 'evidence.json');
  writeFileSync(file, JSON.stringify(evidence, null, 1));
  return file;
}
