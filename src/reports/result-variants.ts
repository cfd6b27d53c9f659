// The variants of an experiment side by side, which of them was chosen and how, and who leads. Pure.
import { z } from 'zod';
import { leaderWords } from './proportion.ts';
import type { Counts, Results } from './result.contract.ts';
import type { RunRow, VersionRow } from './result-head.queries.ts';
import type { RolloutCell } from './result-rollout.queries.ts';
import { type Counted, countsOf, minus, plus, splitCounts } from './result-splits.ts';
import { namesOf } from './variant-names.ts';

type Variant = Results['variants'][number];
type Winner = NonNullable<Variant['winner']>;

/** What is read of how a winner was chosen, which belongs to campaigns. */
const decisionRead = z.object({
  because: z.enum(['best', 'tie', 'nothing']).catch('best'),
  metric: z.enum(['read', 'clicked', 'replied', 'converted']).nullable().catch(null),
  at: z.iso.datetime().nullable().catch(null),
  confidence: z.number().nullable().catch(null),
});

export interface VariantFacts extends Counted {
  rollout: readonly RolloutCell[];
}

/**
 * Of one version's experiment: the newest that sent to somebody, because another's variants say something else. Whom the winner
 * was sent to after it had been chosen stands beside: who gets the better one later has less time, and nothing to be compared to.
 * @param runs those it is about, newest first
 */
export function listVariants(
  counted: VariantFacts,
  { versions, runs }: { versions: readonly VersionRow[]; runs: readonly RunRow[] },
): Pick<Results, 'variants' | 'variants_text'> {
  const versionOf = new Map(runs.map((one) => [one.run, one.version]));
  const sent = new Set(counted.ledger.flatMap((cell) => versionOf.get(cell.run) ?? []));
  const newest = versions.find(({ version, variants }) => sent.has(version) && namesOf(variants).length > 0);
  if (!newest) return { variants: [], variants_text: null };
  const of = splitCounts(counted, (cell) =>
    versionOf.get(cell.run) === newest.version ? cell.variant : null,
  );
  const decided = runs.filter((one) => one.version === newest.version && one.winner !== null);
  const variants = namesOf(newest.variants).map((name, place) => {
    const rollout = counted.rollout
      .filter((cell) => cell.variant === place && versionOf.get(cell.run) === newest.version)
      .reduce<Counts | null>((sum, { counts }) => (sum === null ? counts : plus(sum, counts)), null);
    const all = countsOf(of, place);
    return {
      ...{ version: newest.version, place, name, winner: describeWinner(decided, place) },
      ...(rollout === null ? all : minus(all, rollout)),
      rollout,
    };
  });
  const metric = decided[0] ? decisionRead.parse(decided[0].decision ?? {}).metric : null;
  return { variants, variants_text: sayLeader(variants, metric) };
}

/** Each run with a test chooses for itself. */
function describeWinner(decided: readonly RunRow[], place: number): Winner | null {
  const won = decided.filter(({ winner }) => winner === place);
  const [last] = won;
  if (!last) return null;
  const decision = decisionRead.parse(last.decision ?? {});
  return { ...decision, runs: won.length, of_runs: decided.length, run: last.run };
}

/** The figure that says most first. */
const DID = {
  converted: 'reached a goal',
  answered: 'answered',
  clicked: 'followed a link',
  read: 'read it',
} as const satisfies Partial<Record<keyof Counts, string>>;
type Figure = keyof typeof DID;
const FIGURES = Object.keys(DID) as Figure[];
const FIGURE_OF: Record<NonNullable<Winner['metric']>, Figure> = {
  ...{ read: 'read', clicked: 'clicked', replied: 'answered', converted: 'converted' },
};

/** By what the winner was chosen by, or else by the figure that says most among those there are. */
function sayLeader(variants: readonly Variant[], metric: Winner['metric']): string | null {
  const figures = metric === null ? FIGURES : [FIGURE_OF[metric], ...FIGURES];
  const figure = figures.find((name) => variants.some((one) => one[name] > 0));
  if (figure === undefined) return null;
  const shares = variants.map((one) => ({ name: one.name, people: one[figure], of: one.accepted }));
  const words = leaderWords(shares, DID[figure]);
  if (words === null || variants.every(({ rollout }) => rollout === null)) return words;
  return `${words} Without those who were sent the winner after it had been chosen.`;
}
