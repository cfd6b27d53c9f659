// The places of a plan's routes, as the ledger keeps them, back to what they mean. Pure.
import { z } from 'zod';
import type { RouteCount } from './ledger-summary.ts';

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

export const nameRoutes = (routes: unknown, counts: readonly RouteCount[]) =>
  counts.map(({ route, wasHeld, count }) => ({ ...nameRoute(routes, route), was_held: wasHeld, count }));
