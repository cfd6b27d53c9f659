// The plan is the seed's alone, holds everything a run must meet, and keeps the distances its evidence needs.
import { expect, test } from 'vitest';
import { readOptions } from './options.ts';
import { drawPlan, type Kill } from './plan.ts';

const plan = (...args: string[]) => drawPlan(readOptions(args));
const seeds = Array.from({ length: 200 }, (_, index) => String(index + 1));
const isOutage = ({ target }: Kill): boolean => target === 'service' || target === 'database';

test('the same seed gives the same plan, another one another', () => {
  expect(plan('--seed', '7', '--short')).toEqual(plan('--seed', '7', '--short'));
  expect(plan('--seed', '7', '--short')).not.toEqual(plan('--seed', '8', '--short'));
});

test.each([['--short'], ['--seconds=60']])('with %s everything happens, whatever the seed', (size) => {
  for (const seed of seeds) {
    const { kills, spells, endMs } = plan('--seed', seed, size);
    const targets = new Set(kills.map((kill) => kill.target.split(' ')[0]));
    expect([...targets].sort(), `seed ${seed}`).toEqual(['database', 'service', 'worker']);
    expect(kills.some((kill) => kill.how === 'freeze')).toBe(true);
    const actions = new Set(spells.map((spell) => spell.faults[0]?.action.type));
    expect(actions.size, `seed ${seed}`).toBe(7);
    expect(Math.max(...kills.map((kill) => kill.atMs), ...spells.map((spell) => spell.atMs))).toBeLessThan(
      endMs,
    );
  }
});

test('service and database are never gone soon after one another', () => {
  for (const seed of seeds) {
    const outages = plan('--seed', seed).kills.filter(isOutage);
    for (const [index, { atMs }] of outages.entries())
      expect(atMs - (outages[index - 1]?.atMs ?? -12_000)).toBeGreaterThanOrEqual(12_000);
  }
});

test('wrong options are named', () => {
  expect(() => readOptions(['--people', 'many'])).toThrow('--people');
  expect(() => readOptions(['--seconds', '5'])).toThrow('--seconds');
  expect(() => readOptions(['--sead', '5'])).toThrow('--sead');
});
