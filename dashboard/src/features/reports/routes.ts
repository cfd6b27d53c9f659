// The ways a message takes, in words. Pure.
import type { Delivery, Report } from '../../api/types.ts';

type RouteTaken = Pick<NonNullable<Delivery['route']>, 'kind' | 'template'>;

export function routeWords({ kind, template }: RouteTaken): string {
  switch (kind) {
    case 'message':
      return 'The message';
    case 'utility':
      return `Utility template ${template ?? ''}`.trim();
    case 'hold':
      return 'Waits until the person writes';
  }
}

/** "The message, after a hold". */
export const takenWords = (route: Report['accepted_by_route'][number]): string =>
  route.was_held ? `${routeWords(route)}, after a hold` : routeWords(route);

/** Whether there is more to tell than that everybody got the message at once. */
export const isWorthTelling = (routes: Report['accepted_by_route']): boolean =>
  routes.length > 1 || routes.some(({ kind, was_held }) => kind !== 'message' || was_held);
