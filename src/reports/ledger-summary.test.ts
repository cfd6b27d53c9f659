// The counted ledger: groups folded into states, and a course over time without gaps.
import { expect, test } from 'vitest';
import type { LedgerGroup } from './ledger-count.queries.ts';
import { countStates, listBuckets, recentPerSecond } from './ledger-summary.ts';
import { countRoutes } from './routes-taken.ts';

const START = Date.parse('2026-11-01T12:00:00Z');
const group = (state: string, second: number | null, count: number, more: Partial<LedgerGroup> = {}) => ({
  state,
  reason: null,
  ...{ run: null, variant: null },
  route: state === 'accepted' ? 0 : null,
  wasHeld: false,
  at: second === null ? null : new Date(START + second * 1000),
  count,
  attempted: count,
  delivered: 0,
  read: 0,
  ...more,
});

test('slots are folded into states; only who failed or was skipped has a reason', () => {
  const groups = [
    group('accepted', 0, 5, { delivered: 4, read: 1 }),
    group('accepted', 1, 6, { delivered: 2 }),
    group('failed', 0, 1, { reason: '551' }),
    group('failed', 9, 2, { reason: '551' }),
    group('unknown', null, 3, { reason: 'no_answer' }),
  ];
  expect(countStates(groups)).toEqual([
    { state: 'accepted', reason: null, count: 11, attempted: 11, delivered: 6, read: 1 },
    { state: 'failed', reason: '551', count: 3, attempted: 3, delivered: 0, read: 0 },
    { state: 'unknown', reason: null, count: 3, attempted: 3, delivered: 0, read: 0 },
  ]);
});

test('what was accepted is counted by its route, apart where it was held first', () => {
  const groups = [
    group('accepted', 0, 5),
    group('accepted', 1, 2, { route: 2, wasHeld: true }),
    group('accepted', 1, 1, { wasHeld: true }),
    group('accepted', 2, 6),
    group('failed', 2, 9),
  ];
  const routes = [{ kind: 'message' }, { kind: 'hold' }, { kind: 'utility', template: { name: 'order' } }];
  expect(countRoutes(groups, () => routes)).toEqual([
    { kind: 'message', template: null, was_held: false, count: 11 },
    { kind: 'message', template: null, was_held: true, count: 1 },
    { kind: 'utility', template: 'order', was_held: true, count: 2 },
  ]);
});

test('seconds in which nothing came are zeros', () => {
  const buckets = listBuckets([group('accepted', 0, 5), group('failed', 3, 2), group('skipped', 9, 7)], 1);
  expect(buckets.map(({ accepted, failed }) => [accepted, failed])).toEqual([
    [5, 0],
    [0, 0],
    [0, 0],
    [0, 2],
  ]);
});

test('a long course has 120 buckets at most, and loses nobody', () => {
  const groups = Array.from({ length: 301 }, (_, second) => group('accepted', second, 2));
  const buckets = listBuckets(groups, 1);
  expect(buckets.length).toBeLessThanOrEqual(120);
  expect(buckets.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(602);
  const gaps = new Set(
    buckets.slice(1).map(({ at }, index) => at.getTime() - (buckets[index]?.at.getTime() ?? 0)),
  );
  expect([...gaps]).toEqual([3000]);
});

test('nothing settled: no course', () => {
  expect(listBuckets([group('pending', null, 5)], 1)).toEqual([]);
});

test('the rate of the last seconds', () => {
  const groups = [
    group('accepted', 1, 500),
    group('accepted', 6, 20),
    group('failed', 7, 9),
    group('accepted', 8, 30),
  ];
  expect(recentPerSecond(groups, 1, new Date(START + 10_000))).toBe(10);
});
