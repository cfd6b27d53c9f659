// How long until whoever still waits was sent to, at the rate of now. Pure.
import type { LimitedBy } from './rate.contract.ts';

export interface Course {
  /** Not sent to yet, or on their way. */
  left: number;
  /** Whether that is everyone: the audience is written. */
  prepared: boolean;
  perSecond: number;
  /** What may leave at most now; null: any number. */
  limitPerSecond: number | null;
  /** The same when nothing lowers it for a while, as after a limit was hit: it rises again within half a minute. */
  fullPerSecond: number | null;
  limitedBy: LimitedBy | null;
  startedAt: Date | null;
  now: Date;
}

/** A rate is an average over some seconds; before there are any, the limit is the better guess. */
const SETTLING_MS = 10_000;
const STANDS_STILL: readonly LimitedBy['kind'][] = [
  'paused',
  'no_worker',
  'trouble',
  'held',
  'waits',
  'preparing',
];

/** null: it cannot be told, or nobody is left. */
export function secondsLeft(course: Course): number | null {
  const { left, limitedBy, perSecond, limitPerSecond, fullPerSecond, startedAt, now } = course;
  if (left === 0 || !course.prepared || startedAt === null) return null;
  if (limitedBy && STANDS_STILL.includes(limitedBy.kind)) return null;
  if (limitedBy?.kind === 'page_paused') {
    if (limitedBy.until === null || fullPerSecond === null) return null;
    return Math.ceil(Math.max(0, Date.parse(limitedBy.until) - now.getTime()) / 1000 + left / fullPerSecond);
  }
  if (limitedBy?.kind === 'after_limit' && fullPerSecond !== null) return Math.ceil(left / fullPerSecond);
  const isSettling = now.getTime() - startedAt.getTime() < SETTLING_MS;
  const rate = isSettling ? (limitPerSecond ?? perSecond) : perSecond;
  return rate > 0 ? Math.ceil(left / rate) : null;
}
