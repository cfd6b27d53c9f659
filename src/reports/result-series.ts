// The course over time without gaps: every step from the first to the last. Pure.
import type { Results } from './result.contract.ts';
import type { LaterCount, LedgerCell } from './result-series.queries.ts';
import { beginOf, placeOf, type Steps } from './result-steps.ts';

type Point = Results['series']['points'][number];
type CourseName = Exclude<keyof Point, 'at'>;

/** Nothing before the first of them or after the last; in between every step, zeros too. The last 200 when there are more. */
export function listPoints(
  cells: readonly LedgerCell[],
  later: readonly LaterCount[],
  steps: Steps,
): Point[] {
  const sums = new Map<number, Partial<Record<CourseName, number>>>();
  const add = (did: CourseName, at: Date | null, count: number): void => {
    if (at === null) return;
    const place = placeOf(at, steps);
    const sum = sums.get(place) ?? {};
    sum[did] = (sum[did] ?? 0) + count;
    sums.set(place, sum);
  };
  for (const cell of cells) {
    add('accepted', cell.acceptedAt, cell.count);
    add('delivered', cell.deliveredAt, cell.count);
    add('read', cell.readAt, cell.count);
  }
  for (const { did, at, count } of later) add(did, at, count);
  if (sums.size === 0) return [];
  const last = [...sums.keys()].reduce((most, one) => Math.max(most, one));
  const least = [...sums.keys()].reduce((one, other) => Math.min(one, other));
  const first = Math.max(least, last - MAX_SHOWN + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const at = beginOf(first + index, steps).toISOString();
    return { at, ...NOTHING, ...sums.get(first + index) };
  });
}

const MAX_SHOWN = 200;
const NOTHING = { accepted: 0, delivered: 0, read: 0, clicked: 0, converted: 0 };
