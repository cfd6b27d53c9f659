// From groups of the ledger to what a report shows: counts by state and reason, and the course over time without gaps. Pure.
import type { LedgerGroup } from './ledger-count.queries.ts';

export interface StateCount {
  state: string;
  /** Of those who failed or were skipped; of those who wait, what they wait for. */
  reason: string | null;
  count: number;
  attempted: number;
  delivered: number;
  read: number;
}

const HAS_REASON = new Set(['skipped', 'failed', 'pending']);

/** By state and reason, the largest first. */
export function countStates(groups: readonly LedgerGroup[]): StateCount[] {
  const counts = new Map<string, StateCount>();
  for (const { state, count, attempted, delivered, read, ...group } of groups) {
    const reason = HAS_REASON.has(state) ? group.reason : null;
    const key = `${state} ${reason ?? ''}`;
    const sum = counts.get(key) ?? { state, reason, count: 0, attempted: 0, delivered: 0, read: 0 };
    counts.set(key, {
      state,
      reason,
      count: sum.count + count,
      attempted: sum.attempted + attempted,
      delivered: sum.delivered + delivered,
      read: sum.read + read,
    });
  }
  return [...counts.values()].sort((one, other) => other.count - one.count);
}

export interface Bucket {
  at: Date;
  accepted: number;
  failed: number;
}

export const MAX_BUCKETS = 120;

/**
 * Answers over time in at most 120 buckets of equal width, from the first to the last; in which nothing came are zeros.
 * @param slotSeconds the width of the groups' slots
 */
export function listBuckets(groups: readonly LedgerGroup[], slotSeconds: number): Bucket[] {
  const answers = groups.flatMap(({ at, state, count }) =>
    at && (state === 'accepted' || state === 'failed') ? [{ atMs: at.getTime(), state, count }] : [],
  );
  if (answers.length === 0) return [];
  const times = answers.map(({ atMs }) => atMs);
  const first = times.reduce((least, one) => Math.min(least, one));
  const last = times.reduce((most, one) => Math.max(most, one));
  const slotMs = slotSeconds * 1000;
  const slots = Math.round((last - first) / slotMs) + 1;
  const widthMs = Math.ceil(slots / MAX_BUCKETS) * slotMs;
  const buckets = Array.from({ length: Math.ceil((slots * slotMs) / widthMs) }, (_, index) => ({
    at: new Date(first + index * widthMs),
    accepted: 0,
    failed: 0,
  }));
  for (const { atMs, state, count } of answers) {
    const bucket = buckets[Math.floor((atMs - first) / widthMs)];
    if (bucket) bucket[state === 'accepted' ? 'accepted' : 'failed'] += count;
  }
  return buckets;
}

/** Accepted a second over the last seconds before `now`, as far as the slots tell. */
export function recentPerSecond(groups: readonly LedgerGroup[], slotSeconds: number, now: Date): number {
  const spanMs = Math.max(RECENT_MS, slotSeconds * 1000);
  const from = now.getTime() - spanMs;
  const recent = groups.filter(
    ({ at, state }) => state === 'accepted' && at !== null && at.getTime() >= from,
  );
  return recent.reduce((sum, { count }) => sum + count, 0) / (spanMs / 1000);
}

const RECENT_MS = 5_000;
