// The course over time without gaps: how wide a step is, and every step from the first to the last. Pure.

import type { Results } from './result.contract.ts';
import type { LaterCount, LedgerCell, Steps } from './result-series.queries.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WIDTHS = [MINUTE, 10 * MINUTE, HOUR, DAY, 7 * DAY, 30 * DAY];
const MAX_POINTS = 120;

/** The finest step by which the span has at most 120; whole ones of UTC. */
export function chooseSteps(from: Date, to: Date): Steps {
  const seconds = Math.max(0, to.getTime() - from.getTime()) / 1000;
  const stepSeconds = WIDTHS.find((width) => seconds / width <= MAX_POINTS) ?? 30 * DAY;
  const stepMs = stepSeconds * 1000;
  return { stepSeconds, origin: new Date(Math.floor(from.getTime() / stepMs) * stepMs) };
}

type Point = Results['series']['points'][number];
type CourseName = Exclude<keyof Point, 'at'>;

/** Nothing before the first of them or after the last; in between every step, zeros too. The last 200 when there are more. */
export function listPoints(
  cells: readonly LedgerCell[],
  later: readonly LaterCount[],
  { stepSeconds }: Steps,
): Point[] {
  const sums = new Map<number, Partial<Record<CourseName, number>>>();
  const add = (did: CourseName, at: Date | null, count: number): void => {
    if (at === null) return;
    const sum = sums.get(at.getTime()) ?? {};
    sum[did] = (sum[did] ?? 0) + count;
    sums.set(at.getTime(), sum);
  };
  for (const cell of cells) {
    add('accepted', cell.acceptedAt, cell.count);
    add('delivered', cell.deliveredAt, cell.count);
    add('read', cell.readAt, cell.count);
  }
  for (const { did, at, count } of later) add(did, at, count);
  if (sums.size === 0) return [];
  const stepMs = stepSeconds * 1000;
  const last = [...sums.keys()].reduce((most, one) => Math.max(most, one));
  const least = [...sums.keys()].reduce((one, other) => Math.min(one, other));
  const first = Math.max(least, last - (MAX_SHOWN - 1) * stepMs);
  const steps = Math.round((last - first) / stepMs) + 1;
  return Array.from({ length: steps }, (_, index) => {
    const atMs = first + index * stepMs;
    return { at: new Date(atMs).toISOString(), ...NOTHING, ...sums.get(atMs) };
  });
}

const MAX_SHOWN = 200;
const NOTHING = { accepted: 0, delivered: 0, read: 0, clicked: 0, converted: 0 };
