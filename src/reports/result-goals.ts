// Goals of all versions as one list, and what was reached of each, against those who were left out. Pure.
import { z } from 'zod';
import { compareShares, isTooFew, type Share, shareOf, upliftWords, wilson } from './proportion.ts';
import type { GoalResult } from './result.contract.ts';
import type { GoalCount, GoalPlace } from './result-count.queries.ts';
import type { VersionRow } from './result-head.queries.ts';
import type { Uplift } from './result-uplift.ts';

/** What is read of a published goal, which belongs to campaigns. */
const goalRead = z.object({
  name: z.string(),
  event: z.string(),
  where: z.array(z.unknown()).default([]),
  within_hours: z.number().int(),
  revenue_attribute: z.string().nullable().default(null),
});
type GoalRead = z.output<typeof goalRead>;
const goalsRead = z.array(goalRead).catch([]);

export interface KnownGoals {
  /** By their keys, the newest version's first. */
  goals: GoalRead[];
  places: GoalPlace[];
}

const MAX_GOALS = 50;

/** A goal of the same name is the same goal in every version; the newest says what it asks. */
export function joinGoals(versions: readonly VersionRow[]): KnownGoals {
  const goals: GoalRead[] = [];
  const places = versions.flatMap(({ version, goals: published }) =>
    goalsRead.parse(published ?? []).flatMap((goal, place) => {
      const known = goals.findIndex(({ name }) => name === goal.name);
      if (known === -1 && goals.length >= MAX_GOALS) return [];
      return [{ version, place, key: known === -1 ? goals.push(goal) - 1 : known }];
    }),
  );
  return { goals, places };
}

export interface GoalFacts {
  counts: readonly GoalCount[];
  /** Accepted messages: a share is of those that were sent a version that has the goal. */
  accepted: ReadonlyMap<number, number>;
  uplifts: ReadonlyMap<number, Uplift>;
}

export function listGoals(
  { goals, places }: KnownGoals,
  { counts, accepted, uplifts }: GoalFacts,
): GoalResult[] {
  return goals.map((goal, key) => {
    const versions = new Set(places.filter((place) => place.key === key).map(({ version }) => version));
    const of = [...accepted].reduce((sum, [version, count]) => sum + (versions.has(version) ? count : 0), 0);
    const reached = counts.find((one) => one.key === key);
    const share = { people: reached?.people ?? 0, of };
    const uplift = uplifts.get(key);
    return {
      ...{
        name: goal.name,
        event: goal.event,
        conditions: goal.where.length,
        within_hours: goal.within_hours,
      },
      people: share.people,
      times: reached?.times ?? 0,
      share: shareOf(share),
      interval: wilson(share),
      revenue: goal.revenue_attribute === null ? null : (reached?.revenue ?? 0),
      median_minutes: reached ? Math.round(reached.medianSeconds / 60) : null,
      control: uplift ? against(uplift) : null,
      text: uplift ? upliftWords(uplift) : NOBODY_LEFT_OUT,
    };
  });
}

const NOBODY_LEFT_OUT = 'Nobody was left out for comparison.';

const viewShare = (share: Share) => ({ ...share, share: shareOf(share) });

function against({ letIn, control, group }: Uplift): NonNullable<GoalResult['control']> {
  const { difference, low, high, isSure } = compareShares(letIn, control);
  const sure = isSure ? (difference > 0 ? 'more' : 'fewer') : 'unsure';
  return {
    group,
    ...viewShare(control),
    let_in: viewShare(letIn),
    ...{ difference, low, high },
    verdict: isTooFew(letIn, control) ? 'too_few' : sure,
  };
}
