// The pure rules of a lane, as properties: how much of the rate it takes, who leaves first, what it says of its speed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAllowance } from './allowance.ts';
import { createCallCounts } from './call-counts.ts';
import { createReadyQueue, PRIORITIES, type Priority } from './ready-queue.ts';

describe('allowance', () => {
  const usage = fc.record({ percent: fc.integer({ min: 0, max: 150 }), gapMs: fc.nat({ max: 30_000 }) });
  const limit = fc.record({ forMs: fc.integer({ min: 0, max: 60_000 }), gapMs: fc.nat({ max: 30_000 }) });
  const events = fc.array(fc.oneof(usage, limit), { maxLength: 30 });

  const tell = (story: ({ percent: number; gapMs: number } | { forMs: number; gapMs: number })[]) => {
    const allowance = createAllowance();
    let nowMs = 0;
    let quietFromMs = 0;
    for (const event of story) {
      nowMs += event.gapMs;
      if ('percent' in event) allowance.observeUsage(event.percent, nowMs);
      else allowance.observeLimit(nowMs + event.forMs, nowMs);
      quietFromMs = Math.max(quietFromMs, nowMs + ('forMs' in event ? event.forMs : 0));
    }
    return { allowance, nowMs, quietFromMs };
  };

  test('never stops a lane, never takes more than the rate, and says why it takes less', () => {
    fc.assert(
      fc.property(events, fc.nat({ max: 300_000 }), (story, laterMs) => {
        const { allowance, nowMs } = tell(story);
        const { share, because } = allowance.share(nowMs + laterMs);
        expect(share).toBeGreaterThanOrEqual(0.05);
        expect(share).toBeLessThanOrEqual(1);
        expect(because === null).toBe(share === 1);
      }),
    );
  });

  test('rises by itself, and is whole again two minutes after the last trouble', () => {
    fc.assert(
      fc.property(events, fc.nat({ max: 100_000 }), fc.nat({ max: 100_000 }), (story, one, more) => {
        const { allowance, nowMs, quietFromMs } = tell(story);
        const soon = allowance.share(nowMs + one).share;
        expect(allowance.share(nowMs + one + more).share).toBeGreaterThanOrEqual(soon);
        expect(allowance.share(quietFromMs + 120_000).share).toBe(1);
      }),
    );
  });

  test('falls as usage grows, and after a limit to half, however many calls under way hit it', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 120 }),
        fc.nat({ max: 120 }),
        fc.integer({ min: 1, max: 500 }),
        (a, b, calls) => {
          const shareAt = (percent: number): number => {
            const allowance = createAllowance();
            allowance.observeUsage(percent, 0);
            return allowance.share(0).share;
          };
          expect(shareAt(Math.max(a, b))).toBeLessThanOrEqual(shareAt(Math.min(a, b)));
          const allowance = createAllowance();
          for (let call = 0; call < calls; call++) allowance.observeLimit(10_000, call);
          expect(allowance.share(10_000).share).toBe(0.05); // a few calls first, to see whether it is over
          expect(allowance.share(11_000).share).toBeCloseTo(0.52);
        },
      ),
    );
  });
});

test('ready: the high class first, each class in order, nothing lost and nothing twice', () => {
  const step = fc.oneof(
    fc.record({ add: fc.constantFrom(...PRIORITIES), count: fc.nat({ max: 8 }) }),
    fc.record({ take: fc.nat({ max: 10 }) }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), fc.array(step, { maxLength: 60 }), (capacity, story) => {
      const queue = createReadyQueue<string>(capacity);
      const model: Record<Priority, string[]> = { high: [], normal: [] };
      let made = 0;
      for (const one of story) {
        if ('add' in one) {
          const items = Array.from({ length: Math.min(one.count, queue.room(one.add)) }, () => `${++made}`);
          queue.add(one.add, items);
          model[one.add].push(...items);
        } else {
          const waiting = [...model.high, ...model.normal];
          expect(queue.take(one.take)).toEqual(waiting.slice(0, one.take));
          model.normal.splice(0, Math.max(0, one.take - model.high.length));
          model.high.splice(0, one.take);
        }
        for (const priority of PRIORITIES)
          expect(queue.room(priority)).toBe(capacity - model[priority].length);
      }
      expect(queue.clear()).toEqual([...model.high, ...model.normal]);
      expect(queue.take(1)).toEqual([]);
    }),
  );
});

test('call counts: what left in the last four full seconds, by name', () => {
  const call = fc.record({ name: fc.constantFrom('a', 'b'), gapMs: fc.nat({ max: 1_500 }) });
  fc.assert(
    fc.property(fc.array(call, { maxLength: 80 }), fc.nat({ max: 9_000 }), (calls, laterMs) => {
      const counts = createCallCounts();
      const seconds: { name: string; second: number }[] = [];
      let nowMs = 0;
      for (const { name, gapMs } of calls) {
        nowMs += gapMs;
        counts.add(name, nowMs);
        seconds.push({ name, second: Math.floor(nowMs / 1000) });
      }
      const current = Math.floor((nowMs + laterMs) / 1000);
      const full = seconds.filter(({ second }) => second < current && second >= current - 4);
      const over = Math.max(1, current - (full[0]?.second ?? current));
      const sums = Map.groupBy(full, ({ name }) => name);
      const shown = counts.perSecond(nowMs + laterMs);
      expect(Object.keys(shown).sort()).toEqual([...sums.keys()].sort());
      for (const [name, ofName] of sums)
        expect(Math.abs((shown[name] ?? 0) - ofName.length / over)).toBeLessThanOrEqual(0.0501);
    }),
  );
});
