// The figures of a campaign by variant, by version and by run: sums over cells that the statements count. Pure.
import type { Counts, Results } from './result.contract.ts';
import type { AnswerCell, Cell, ConvertedCell } from './result-count.queries.ts';
import type { RunRow, VersionRow } from './result-head.queries.ts';
import type { LedgerCell } from './result-series.queries.ts';
import { namesOf } from './variant-names.ts';

export interface Counted {
  ledger: readonly LedgerCell[];
  answers: readonly AnswerCell[];
  converted: readonly ConvertedCell[];
}

const NONE: Counts = {
  ...{ people: 0, accepted: 0, failed: 0, skipped: 0, delivered: 0, read: 0 },
  ...{ clicked: 0, answered: 0, converted: 0 },
};

/** By what `keyOf` says of a cell; those it says null of are in none. */
export function splitCounts<K>(counted: Counted, keyOf: (cell: Cell) => K | null): Map<K, Counts> {
  const sums = new Map<K, Counts>();
  const add = (cell: Cell, more: Partial<Counts>): void => {
    const key = keyOf(cell);
    if (key === null) return;
    const sum = sums.get(key) ?? { ...NONE };
    for (const [name, count] of Object.entries(more)) sum[name as keyof Counts] += count;
    sums.set(key, sum);
  };
  for (const { state, count, ...cell } of counted.ledger)
    add(cell, {
      people: count,
      ...(COUNTED.has(state) && { [state]: count }),
      delivered: cell.deliveredAt === null ? 0 : count,
      read: cell.readAt === null ? 0 : count,
    });
  for (const { did, count, ...cell } of counted.answers) add(cell, { [did]: count });
  for (const { isControl, count, ...cell } of counted.converted)
    if (!isControl) add(cell, { converted: count });
  return sums;
}

const COUNTED = new Set(['accepted', 'failed', 'skipped']);

/** Of one key; nobody: all zeros. */
export const countsOf = <K>(split: ReadonlyMap<K, Counts>, key: K): Counts => split.get(key) ?? { ...NONE };

const combine = (one: Counts, other: Counts, sign: 1 | -1): Counts =>
  Object.fromEntries(
    Object.entries(one).map(([name, count]) => [name, count + sign * other[name as keyof Counts]]),
  ) as Counts;

export const plus = (one: Counts, other: Counts): Counts => combine(one, other, 1);
export const minus = (one: Counts, other: Counts): Counts => combine(one, other, -1);

const MAX_LISTED = 100;

/** Of the versions and runs it is about. @param runs newest first */
export function listSplits(
  counted: Counted,
  { versions, runs }: { versions: readonly VersionRow[]; runs: readonly RunRow[] },
): Pick<Results, 'versions' | 'runs'> {
  const versionOf = new Map(runs.map(({ run, version }) => [run, version]));
  const among = new Set(versionOf.values());
  const byVersion = splitCounts(counted, ({ run }) => versionOf.get(run) ?? null);
  const byRun = splitCounts(counted, ({ run }) => run);
  return {
    versions: versions
      .filter(({ version }) => among.has(version))
      .map((one) => ({ ...viewVersion(one), ...countsOf(byVersion, one.version) })),
    runs: listStarted(runs).map((one) => ({
      ...viewRun(one),
      finished_at: one.finishedAt?.toISOString() ?? null,
      ...countsOf(byRun, one.run),
    })),
  };
}

/** What the results can be asked for alone. */
export const listChoices = (
  versions: readonly VersionRow[],
  runs: readonly RunRow[],
): Results['choices'] => ({
  versions: versions.map(viewVersion),
  runs: listStarted(runs).map(viewRun),
  variants: [...new Set(versions.flatMap(({ variants }) => namesOf(variants)))],
});

/** Of others there is nothing to tell yet. */
const listStarted = (runs: readonly RunRow[]): RunRow[] =>
  runs.filter(({ startedAt }) => startedAt !== null).slice(0, MAX_LISTED);

const viewVersion = ({ version, publishedAt, publishedBy }: VersionRow) => ({
  ...{ version, published_at: publishedAt.toISOString(), published_by: publishedBy },
});
const viewRun = ({ run, version, isDoor, startedAt }: RunRow) => ({
  ...{ run, version, one_by_one: isDoor, started_at: startedAt?.toISOString() ?? null },
});
