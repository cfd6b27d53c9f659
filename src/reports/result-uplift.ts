// What a campaign changed: everybody who was let in against those who were left out, each person once. Whom a message reached is not
// asked, because nobody knows that of the others; who can be reached does more of everything anyway.
import type { Db } from '../kit/db.ts';
import type { Share } from './proportion.ts';
import type { KnownGoals } from './result-goals.ts';
import type { RunRow } from './result-head.queries.ts';
import type { LedgerCell } from './result-series.queries.ts';
import type { Scope } from './scope.queries.ts';
import {
  countGroups,
  countGroupsConverted,
  type Group,
  type GroupCount,
  hasRowsOfMerged,
} from './uplift.queries.ts';

export interface Uplift {
  letIn: Share;
  control: Share;
  /** The campaign's own group; the workspace's, whose people get no campaign at all, only when there is none. */
  group: 'campaign' | 'workspace';
}

export interface UpliftFacts {
  ledger: readonly LedgerCell[];
  runs: readonly RunRow[];
  goals: KnownGoals;
  /** Whether somebody can be in a run more than once. */
  comesAgain: boolean;
}

/** By the key of the goal; none when nobody was left out. */
export async function readUplifts(
  db: Db,
  of: Scope,
  { ledger, runs, goals, comesAgain }: UpliftFacts,
): Promise<ReadonlyMap<number, Uplift>> {
  const { places } = goals;
  const isLeftOut = (cell: LedgerCell) => /control/.test(groupOf(cell) ?? '');
  if (places.length === 0 || !ledger.some(isLeftOut)) return new Map();
  const isOneRun = !comesAgain && new Set(ledger.map(({ run }) => run)).size === 1;
  const isOnce = isOneRun && !(await hasRowsOfMerged(db, of));
  const [people, converted] = await Promise.all([
    isOnce ? countInLedger(ledger, { runs, places }) : countAlike(places, (few) => countGroups(db, of, few)),
    countGroupsConverted(db, of, places),
  ]);
  return new Map(
    goals.goals.flatMap((_, key) => {
      const uplift = joinUplift(
        people.filter((one) => one.key === key),
        converted.filter((one) => one.key === key),
      );
      return uplift === null ? [] : [[key, uplift] as const];
    }),
  );
}

function joinUplift(people: readonly GroupCount[], converted: readonly GroupCount[]): Uplift | null {
  const countOf = (counts: readonly GroupCount[], group: Group): number =>
    counts.find((one) => one.group === group)?.people ?? 0;
  const shareFor = (group: Group): Share => ({
    people: countOf(converted, group),
    of: countOf(people, group),
  });
  const own = shareFor('control_group');
  const control = own.of > 0 ? own : shareFor('global_control_group');
  if (control.of === 0) return null;
  return { letIn: shareFor('let_in'), control, group: own.of > 0 ? 'campaign' : 'workspace' };
}

/** Goals of the same versions are for the same people, who are counted once for all of them. */
async function countAlike(
  places: KnownGoals['places'],
  count: (places: KnownGoals['places']) => Promise<GroupCount[]>,
): Promise<GroupCount[]> {
  const versionsOf = ([, of]: [number, KnownGoals['places']]): string =>
    of.map(({ version }) => version).join();
  const alike = [...Map.groupBy([...Map.groupBy(places, ({ key }) => key)], versionsOf).values()];
  const counts = await count(alike.flatMap(([first]) => first?.[1] ?? []));
  return alike.flatMap((goals) =>
    goals.flatMap(([key]) =>
      counts.filter((one) => one.key === goals[0]?.[0]).map((one) => ({ ...one, key })),
    ),
  );
}

/** Each row of one run is another person: the pass over the ledger has counted them already. */
function countInLedger(
  ledger: readonly LedgerCell[],
  { runs, places }: { runs: readonly RunRow[]; places: KnownGoals['places'] },
): GroupCount[] {
  const versionOf = new Map(runs.map(({ run, version }) => [run, version]));
  const counts = ledger.flatMap((cell) => {
    const group = groupOf(cell);
    if (group === null) return [];
    const here = places.filter(({ version }) => version === versionOf.get(cell.run));
    return here.map(({ key }) => ({ key, group, people: cell.count }));
  });
  return [...Map.groupBy(counts, ({ key, group }) => `${key} ${group}`).values()].flatMap((alike) => {
    const [first] = alike;
    return first ? [{ ...first, people: alike.reduce((sum, { people }) => sum + people, 0) }] : [];
  });
}

/** As DRAWN in uplift.queries.ts says it. */
function groupOf({ state, reason }: LedgerCell): Group | null {
  if (['accepted', 'unknown', 'held', 'failed'].includes(state)) return 'let_in';
  if (state !== 'skipped' || ['no_psid', 'audience_limit', 'duplicate'].includes(reason ?? '')) return null;
  return reason === 'control_group' || reason === 'global_control_group' ? reason : 'let_in';
}
