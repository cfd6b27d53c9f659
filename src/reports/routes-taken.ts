// The places of a plan's routes, as the ledger keeps them, back to what they mean: each version and variant has its own. Pure.
import { z } from 'zod';
import type { LedgerGroup } from './ledger-count.queries.ts';
import type { AcceptedByRoute } from './response.contract.ts';
import type { RunRow, VersionPlan } from './result-head.queries.ts';

/** What reports read of a frozen plan, which belongs to delivery. */
const planRoute = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('message') }),
  z.object({ kind: z.literal('utility'), template: z.object({ name: z.string() }) }),
  z.object({ kind: z.literal('hold') }),
]);
const planRoutes = z.array(planRoute).catch([]);

interface RouteTaken {
  kind: 'message' | 'utility' | 'hold';
  /** Name of the utility template. */
  template: string | null;
}

/** @param routes of the plan; a place that is not in it was the plain message's, before there were routes. */
export function nameRoute(routes: unknown, place: number): RouteTaken {
  const step = planRoutes.parse(routes)[place];
  if (step === undefined) return { kind: 'message', template: null };
  return { kind: step.kind, template: step.kind === 'utility' ? step.template.name : null };
}

/** Those that all versions and variants have; null: they differ. */
export function sameRoutes(plans: readonly VersionPlan[]): { routes: unknown } | null {
  const all = plans.flatMap(({ routes, variants }) => [routes, ...variants.map((one) => one.routes)]);
  const differ = new Set(all.map((routes) => JSON.stringify(routes))).size > 1;
  return differ ? null : { routes: all[0] };
}

/** The routes of what was sent in a run as a variant. */
export type RoutesOf = (sent: { run: number | null; variant: number | null }) => unknown;

export function routesBy(
  runs: readonly Pick<RunRow, 'run' | 'version'>[],
  plans: readonly VersionPlan[],
): RoutesOf {
  const versionOf = new Map(runs.map(({ run, version }) => [run, version]));
  const ofVersion = new Map(plans.map((plan) => [plan.version, plan]));
  return ({ run, variant }) => {
    const plan = ofVersion.get(versionOf.get(run ?? 0) ?? 0);
    return plan?.variants[variant ?? -1]?.routes ?? plan?.routes;
  };
}

/**
 * What was accepted, by the way it took: that of the same name is one way, whatever its place was in another version. In the order
 * of the places, and apart where it waited for the person first.
 */
export function countRoutes(groups: readonly LedgerGroup[], routesOf: RoutesOf): AcceptedByRoute {
  const counts = new Map<string, AcceptedByRoute[number]>();
  const taken = groups
    .filter((group): group is LedgerGroup & { route: number } => group.route !== null)
    .toSorted((one, other) => one.route - other.route || Number(one.wasHeld) - Number(other.wasHeld));
  for (const { route, wasHeld, count, ...sent } of taken) {
    const { kind, template } = nameRoute(routesOf(sent), route);
    const key = JSON.stringify([kind, template, wasHeld]);
    const known = counts.get(key)?.count ?? 0;
    counts.set(key, { kind, template, was_held: wasHeld, count: known + count });
  }
  return [...counts.values()];
}
