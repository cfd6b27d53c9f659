// Puts the results of a campaign together: statements beside each other, then plain sums and words.
import type { Db } from '../kit/db.ts';
import { notFound } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import type { Explain } from './campaign-report.ts';
import { leaderWords } from './proportion.ts';
import type { Counts, Results } from './result.contract.ts';
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
  listRoutesOf,
  listRuns,
  listVersions,
  type OfCampaign,
  type ResultHead,
  type RunRow,
  type VersionRoutes,
  type VersionRow,
} from './result-head.queries.ts';
import { countRollout, type RolloutCell } from './result-rollout.queries.ts';
import { countLater, countLedgerCells, type LedgerCell } from './result-series.queries.ts';
import { chooseSteps, listPoints } from './result-series.ts';
import { type Counted, countsOf, minus, plus, splitCounts } from './result-splits.ts';
import { readUplifts } from './result-uplift.ts';
import { describeWindows } from './result-windows.ts';
import { namesOf } from './variant-names.ts';

export interface ResultNeeds {
  db: Db;
  explain: Explain;
}

/** What was read of the campaign, before anything was counted. */
interface Known {
  head: ResultHead;
  versions: VersionRow[];
  runs: RunRow[];
}

/** @throws not_found for a campaign nobody has, or a run it has not. */
export async function readResults(needs: ResultNeeds, of: OfCampaign, now: Date): Promise<Results> {
  const { db, explain } = needs;
  const head = await findResultHead(db, of);
  if (!head) throw notFound(`campaign ${formatId('cmp', of.campaignId)}`);
  const [versions, runs] = await Promise.all([listVersions(db, of), listRuns(db, of)]);
  if (of.run !== null && !runs.some(({ run }) => run === of.run)) throw notFound(`run ${of.run}`);
  const known = { head, versions, runs };
  const steps = chooseSteps(...spanOf(known, of.run, now));
  const goals = joinGoals(versions);
  const [ledger, later, answers, engaged, converted, goalCounts, windows, entries, routes, rollout] =
    await Promise.all([
      countLedgerCells(db, of, steps),
      countLater(db, of, steps),
      countAnswers(db, of),
      countEngaged(db, of),
      countConverted(db, of),
      countGoals(db, of, goals.places),
      countWindows(db, of),
      countEntries(db, of),
      listRoutesOf(db, of),
      countRollout(db, of),
    ]);
  const comesAgain = WAITS_FOR_PEOPLE.has(head.deliveryType);
  const uplifts = await readUplifts(db, of, { ledger, runs, goals, comesAgain });
  const counted = { ledger, answers, converted };
  const convertedPeople = converted.reduce((sum, one) => sum + (one.isControl ? 0 : one.count), 0);
  return {
    run: of.run,
    counted_at: now.toISOString(),
    is_recounting: false,
    funnel: listFunnel({ ledger, engaged, converted: convertedPeople, explain }),
    goals: listGoals(goals, { counts: goalCounts, accepted: acceptedByVersion(ledger, runs), uplifts }),
    series: { step_seconds: steps.stepSeconds, points: listPoints(ledger, later, steps) },
    ...listVariants({ ...counted, rollout }, known, of.run),
    ...listSplits(counted, known),
    windows: runs.some(({ toPage }) => toPage)
      ? describeWindows(ledger, windows, findRoutes(runs, routes))
      : null,
    entries: comesAgain ? describeEntries(entries, explain) : null,
  };
}

function findRoutes(
  runs: readonly RunRow[],
  routes: readonly VersionRoutes[],
): (cell: Pick<LedgerCell, 'run' | 'variant'>) => unknown {
  const versionOf = new Map(runs.map(({ run, version }) => [run, version]));
  const ofVersion = new Map(routes.map((one) => [one.version, one]));
  return ({ run, variant }) => {
    const found = ofVersion.get(versionOf.get(run) ?? 0);
    return found?.ofVariants[variant ?? -1] ?? found?.routes;
  };
}

/** business_event and a call for the whole segment are runs; a call to named people is entries. */
const WAITS_FOR_PEOPLE = new Set(['event', 'segment', 'api', 'conversation']);

function spanOf({ head, runs }: Known, run: number | null, now: Date): [from: Date, to: Date] {
  const chosen = runs.filter((one) => run === null || one.run === run);
  const starts = chosen.flatMap(({ startedAt }) => (startedAt === null ? [] : [startedAt.getTime()]));
  const from = starts.length > 0 ? new Date(Math.min(...starts)) : (head.publishedAt ?? now);
  return [from, now];
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

const MAX_LISTED = 100;

function listSplits(counted: Counted, { versions, runs }: Known): Pick<Results, 'versions' | 'runs'> {
  const versionOf = new Map(runs.map(({ run, version }) => [run, version]));
  const byVersion = splitCounts(counted, ({ run }) => versionOf.get(run) ?? null);
  const byRun = splitCounts(counted, ({ run }) => run);
  return {
    versions: versions.map(({ version, publishedAt, publishedBy }) => ({
      ...{ version, published_at: publishedAt.toISOString(), published_by: publishedBy },
      ...countsOf(byVersion, version),
    })),
    runs: runs.slice(0, MAX_LISTED).map(({ run, version, startedAt, finishedAt }) => ({
      ...{ run, version },
      started_at: startedAt?.toISOString() ?? null,
      finished_at: finishedAt?.toISOString() ?? null,
      ...countsOf(byRun, run),
    })),
  };
}

/**
 * Of one version's experiment: the newest that sent to somebody, because another's variants say something else. Whom the winner
 * was sent to after it had been chosen stands beside: who gets the better one later has less time, and nothing to be compared to.
 */
function listVariants(
  counted: Counted & { rollout: readonly RolloutCell[] },
  { versions, runs }: Known,
  run: number | null,
): Pick<Results, 'variants' | 'variants_text'> {
  const versionOf = new Map(runs.map((one) => [one.run, one.version]));
  const sent = new Set(counted.ledger.flatMap((cell) => versionOf.get(cell.run) ?? []));
  const newest = versions.find(({ version, variants }) => sent.has(version) && namesOf(variants).length > 0);
  if (!newest) return { variants: [], variants_text: null };
  const of = splitCounts(counted, (cell) =>
    versionOf.get(cell.run) === newest.version ? cell.variant : null,
  );
  const decided = runs.find(
    (one) => one.version === newest.version && one.winner !== null && (run === null || one.run === run),
  );
  const variants = namesOf(newest.variants).map((name, place) => {
    const rollout = counted.rollout
      .filter((cell) => cell.variant === place && versionOf.get(cell.run) === newest.version)
      .reduce<Counts | null>((sum, { counts }) => (sum === null ? counts : plus(sum, counts)), null);
    const all = countsOf(of, place);
    return {
      ...{ place, name, is_winner: decided?.winner === place },
      ...(rollout === null ? all : minus(all, rollout)),
      winner_because: decided?.winner === place ? decided.because : null,
      rollout,
    };
  });
  return { variants, variants_text: sayLeader(variants) };
}

/** By the figure that says most among those there are. */
const SAID: readonly [keyof Counts, string][] = [
  ['converted', 'reached a goal'],
  ['answered', 'answered'],
  ['clicked', 'followed a link'],
  ['read', 'read it'],
];

function sayLeader(variants: readonly (Counts & { name: string; rollout: Counts | null })[]): string | null {
  const [figure, did] = SAID.find(([name]) => variants.some((one) => Number(one[name]) > 0)) ?? [];
  if (figure === undefined || did === undefined) return null;
  const shares = variants.map((one) => ({ name: one.name, people: Number(one[figure]), of: one.accepted }));
  const words = leaderWords(shares, did);
  if (words === null || variants.every(({ rollout }) => rollout === null)) return words;
  return `${words} Without those who were sent the winner after it had been chosen.`;
}

function describeEntries(counts: readonly EntryCount[], explain: Explain): NonNullable<Results['entries']> {
  const came = counts.reduce((sum, { count }) => sum + count, 0);
  const away = counts.filter(({ outcome }) => outcome !== 'entered');
  return {
    came,
    entered: came - away.reduce((sum, { count }) => sum + count, 0),
    turned_away: away.map(({ outcome, count }) => ({
      reason: outcome,
      title: explain(outcome).title,
      count,
    })),
  };
}
