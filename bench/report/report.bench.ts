// How long the report of a campaign of a million deliveries takes to open: what the screen asks for first, and its results
// counted for the first time, counted again, and as they were kept. Everything is out of the processes' memory each time.
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_WORKSPACE } from '../../src/access/owner.ts';
import { explainOutcome } from '../../src/campaigns/entry.outcomes.ts';
import { explainReason, explainWait } from '../../src/delivery/reasons.ts';
import type { Db } from '../../src/kit/db.ts';
import { createReportReader } from '../../src/reports/campaign-report.ts';
import { createResultReader } from '../../src/reports/kept-results.ts';
import { readResults } from '../../src/reports/results.ts';
import type { Place } from '../kit/place.ts';
import { type Result, summarise } from '../kit/rounds.ts';
import { printTable } from '../kit/table.ts';
import { createTalariaDatabase } from '../kit/talaria.ts';
import { fillLedger, SIZE } from './world.ts';

const ROUNDS = 7;

export async function reportBench(place: Place): Promise<Result> {
  const { db, close } = await createTalariaDatabase(place, 'report', 1);
  const campaignId = await fillLedger(db);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure(db, campaignId));
  await close();
  const ours = summarise(rounds);
  printTable(
    {
      'report, ms': 'report_ms',
      'results counted, ms': 'results_counted_ms',
      'results kept, ms': 'results_kept_ms',
    },
    [['1,000,000 deliveries', ours]],
  );
  return { ours: { ...ours, ...SIZE }, baselines: {}, ratio: {} };
}

async function measure(db: Db, campaignId: number) {
  const needs = {
    db,
    explain: explainReason,
    explainWait,
    listRetryable: async () => [],
    explainEntry: explainOutcome,
    pagePerSecond: 300,
  };
  const of = { workspaceId: DEFAULT_WORKSPACE, campaignId, run: null, version: null };
  const now = new Date();
  const report_ms = await msOf(() => createReportReader(needs)(of, now));
  const results_counted_ms = await msOf(() => readResults(needs, of, now));
  await createResultReader(needs)(of, now);
  const reader = createResultReader(needs);
  const results_kept_ms = await msOf(() => reader(of, now));
  while ((await reader(of, now)).is_recounting) await sleep(50);
  return { report_ms, results_counted_ms, results_kept_ms };
}

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}
