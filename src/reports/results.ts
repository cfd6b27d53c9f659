// Puts the results of a campaign together: statements beside each other, then plain sums and words.
import type { Db } from '../kit/db.ts';
import { notFound } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import type { Explain } from './campaign-report.ts';
import type { Results } from './result.contract.ts';
import {
  countAnswers,
  countConverted,
  countEngaged,
  countEntries,
  countGoals,
  countWindows,
  type EntryCount,
} from './result-count.queries.ts';
import { listFunnel } from './result-funnel.ts';
import { joinGoals, listGoals } from './result-goals.ts';
import {
  findResultHead,
  listPlans,
  listRuns,
  listVersions,
  type ResultHead,
  type RunRow,
} from './result-head.queries.ts';
import { countRollout } from './result-rollout.queries.ts';
import { countLater, countLedgerCells, type LedgerCell } from './result-series.queries.ts';
import { listPoints } from './result-series.ts';
import { listChoices, listSplits } from './result-splits.ts';
import { chooseSteps } from './result-steps.ts';
import { readUplifts } from './result-uplift.ts';
import { listVariants } from './result-variants.ts';
import { describeWindows } from './result-windows.ts';
import { routesBy } from './routes-taken.ts';
import { checkScope, type Scope } from './scope.queries.ts';

export interface ResultNeeds {
  db: Db;
  explain: Explain;
  /** What became of somebody at the door, in words. */
  explainEntry: (outcome: string) => string;
}

/** Refuses (not_found) a campaign nobody has, or a run or version it has not. */
export async function readResults(needs: ResultNeeds, of: Scope, now: Date): Promise<Results> {
  const { db, explain } = needs;
  const head = await findResultHead(db, of);
  if (!head) throw notFound(`campaign ${formatId('cmp', of.campaignId)}`);
  await checkScope(db, of);
  const [versions, everyRun] = await Promise.all([listVersions(db, of), listRuns(db, of)]);
  // What waits for a business event starts runs, and has nobody itself.
  const allRuns = everyRun.filter(({ isDoor }) => !isDoor || head.deliveryType !== 'business_event');
  const runs = allRuns.filter((one) => isOf(one, of));
  const steps = chooseSteps(startOf(runs, head, now), now, head.timeZone);
  const goals = joinGoals(versions);
  const [ledger, later, answers, engaged, converted, goalCounts, windows, entries, plans, rollout] =
    await Promise.all([
      countLedgerCells(db, of, steps),
      countLater(db, of, steps),
      countAnswers(db, of),
      countEngaged(db, of),
      countConverted(db, of),
      countGoals(db, of, goals.places),
      countWindows(db, of),
      countEntries(db, of),
      listPlans(db, of),
      countRollout(db, of),
    ]);
  const comesAgain = WAITS_FOR_PEOPLE.has(head.deliveryType);
  const uplifts = await readUplifts(db, of, { ledger, runs, goals, comesAgain });
  const counted = { ledger, answers, converted };
  const convertedPeople = converted.reduce((sum, one) => sum + (one.isControl ? 0 : one.count), 0);
  return {
    ...{ run: of.run, version: of.version },
    counted_at: now.toISOString(),
    is_recounting: false,
    funnel: listFunnel({ ledger, engaged, converted: convertedPeople, explain }),
    goals: listGoals(goals, { counts: goalCounts, accepted: acceptedByVersion(ledger, runs), uplifts }),
    series: {
      ...{ step_seconds: steps.stepSeconds, time_zone: steps.timeZone },
      points: listPoints(ledger, later, steps),
    },
    ...listVariants({ ...counted, rollout }, { versions, runs }),
    ...listSplits(counted, { versions, runs }),
    choices: listChoices(versions, allRuns),
    windows: runs.some(({ toPage }) => toPage)
      ? describeWindows(ledger, windows, routesBy(runs, plans))
      : null,
    entries: HAS_DOOR.has(head.deliveryType) ? describeEntries(entries, needs) : null,
  };
}

const isOf = (one: RunRow, { run, version }: Scope): boolean =>
  (run === null || one.run === run) && (version === null || one.version === version);

/** People come one by one, some of them again. */
const WAITS_FOR_PEOPLE = new Set(['event', 'segment', 'api', 'conversation']);
/** What happens is let in or turned away; a business event, or a call for the whole segment, starts a run. */
const HAS_DOOR = new Set([...WAITS_FOR_PEOPLE, 'business_event']);

function startOf(runs: readonly RunRow[], head: ResultHead, now: Date): Date {
  const starts = runs.flatMap(({ startedAt }) => (startedAt === null ? [] : [startedAt.getTime()]));
  if (starts.length === 0) return head.publishedAt ?? now;
  return new Date(starts.reduce((first, one) => Math.min(first, one)));
}

function acceptedByVersion(ledger: readonly LedgerCell[], runs: readonly RunRow[]): Map<number, number> {
  const versionOf = new Map(runs.map(({ run, version }) => [run, version]));
  const accepted = new Map<number, number>();
  for (const { run, state, count } of ledger) {
    const version = versionOf.get(run);
    if (version === undefined || state !== 'accepted') continue;
    accepted.set(version, (accepted.get(version) ?? 0) + count);
  }
  return accepted;
}

function describeEntries(
  counts: readonly EntryCount[],
  { explainEntry }: ResultNeeds,
): NonNullable<Results['entries']> {
  const sum = (of: readonly EntryCount[]): number => of.reduce((total, { count }) => total + count, 0);
  const ended = (outcome: string): number => sum(counts.filter((one) => one.outcome === outcome));
  return {
    came: sum(counts),
    entered: ended('entered'),
    runs_started: ended('run_started'),
    turned_away: counts
      .filter(({ outcome }) => outcome !== 'entered' && outcome !== 'run_started')
      .map(({ outcome, count }) => ({ reason: outcome, title: explainEntry(outcome), count })),
  };
}
