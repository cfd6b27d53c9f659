// An experiment in the waterfall: everybody gets one of its variants by weight, and each variant may have other ways to people.
// Pure.
import { isDeepStrictEqual } from 'node:util';
import type { Outlook } from '../delivery/outlook.ts';
import type { DeliveryPlan, RouteStep } from '../delivery/plan.contract.ts';

/** Variants for which everybody counts alike. */
export interface Way {
  outlook: Outlook;
  /** Which of 100 people get one of them. */
  from: number;
  to: number;
  /** Places in its own routes as places in those of all. */
  places: number[];
}

/** @param outlooks of each variant, in their order; at least one */
export function listWays(
  plan: Pick<DeliveryPlan, 'experiment' | 'routes'>,
  outlooks: readonly Outlook[],
): { ways: Way[]; routes: RouteStep[] } {
  const routes = [...plan.routes];
  const variants = plan.experiment?.variants ?? [];
  const alike = Map.groupBy(outlooks.entries(), ([, { asks }]) => asks);
  let from = 0;
  const ways = [...alike.values()].flatMap((group): Way[] => {
    const [[place, outlook] = []] = group;
    if (place === undefined || outlook === undefined) return [];
    const own = variants[place]?.content?.routes ?? plan.routes;
    const weight = group.reduce((sum, [variant]) => sum + (variants[variant]?.weight ?? 100), 0);
    const way = { outlook, from, to: from + weight, places: own.map((step) => placeIn(routes, step)) };
    from = way.to;
    return [way];
  });
  return { ways, routes };
}

/** Of these people, how many: over all ways it is all of them. */
export const peopleOf = ({ from, to }: Way, people: number): number =>
  Math.round((people * to) / 100) - Math.round((people * from) / 100);

/** Its place in the list, which it is added to when it is not there. */
function placeIn(routes: RouteStep[], step: RouteStep): number {
  const known = routes.findIndex((one) => isDeepStrictEqual(one, step));
  return known === -1 ? routes.push(step) - 1 : known;
}
