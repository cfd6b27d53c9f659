// Goals of all versions as one list, and what was reached of each, against those who were left out. Pure.
import { z } from 'zod';
import { compareShares, isTooFew, type Share, shareOf, upliftWords, wilson } from './proportion.ts';
import type { GoalResult } from './result.contract.ts';
import type { GoalCount, GoalPlace } from './result-count.queries.ts';
import type { VersionRow } from './result-head.queries.ts';

/** What is read of a published goal, which belongs to campaigns. */
const goalRead = z.object({
  name: z.string(),
  event: z.string(),
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

/** Who could have reached a goal. */
export interface Reached {
  accepted: number;
  control: number;
}

/** @param byVersion a goal is compared among those who were sent a version that has it. */
export function listGoals(
  { goals, places }: KnownGoals,
  counts: readonly GoalCount[],
  byVersion: ReadonlyMap<number, Reached>,
): GoalResult[] {
  return goals.map((goal, key) => {
    const versions = new Set(places.filter((place) => place.key === key).map(({ version }) => version));
    const of = { accepted: 0, control: 0 };
    for (const [version, { accepted, control }] of byVersion) {
      if (!versions.has(version)) continue;
      of.accepted += accepted;
      of.control += control;
    }
    const find = (isControl: boolean) => counts.find((one) => one.key === key && one.isControl === isControl);
    const [reached, left] = [find(false), find(true)];
    const share = { people: reached?.people ?? 0, of: of.accepted };
    const control = { people: left?.people ?? 0, of: of.control };
    return {
      ...{ name: goal.name, event: goal.event, within_hours: goal.within_hours },
      people: share.people,
      times: reached?.times ?? 0,
      share: shareOf(share),
      interval: wilson(share),
      revenue: goal.revenue_attribute === null ? null : (reached?.revenue ?? 0),
      median_minutes: reached ? Math.round(reached.medianSeconds / 60) : null,
      control: of.control === 0 ? null : against(share, control),
      text: upliftWords(share, control),
    };
  });
}

function against(share: Share, control: Share): NonNullable<GoalResult['control']> {
  const { difference, low, high, isSure } = compareShares(share, control);
  const sure = isSure ? (difference > 0 ? 'more' : 'fewer') : 'unsure';
  return {
    ...control,
    share: shareOf(control),
    ...{ difference, low, high },
    verdict: isTooFew(share, control) ? 'too_few' : sure,
  };
}
