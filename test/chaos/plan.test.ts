// The plan is the seed's alone, holds everything a run must meet, and keeps the distances its evidence needs.
import { expect, test } from 'vitest';
import { readOptions } from './options.ts';
import { drawPlan } from './plan.ts';

const plan = (...args: string[]) => drawPlan(readOptions(args));
const seeds = Array.from({ length: 200 }, (_, index) => String(index + 1));

test('the same seed gives the same plan, another one another', () => {
  expect(plan('--seed', '7', '--short')).toEqual(plan('--seed', '7', '--short'));
  expect(plan('--seed', '7', '--short')).not.toEqual(plan('--seed', '8', '--short'));
});

test.each([['--short'], ['--seconds=60']])('with %s everything happens, whatever the seed', (size) => {
  for (const seed of seeds) {
    const { kills, outages, spells, endMs } = plan('--seed', seed, size);
    expect(new Set(kills.map((kill) => kill.how)), `seed ${seed}`).toEqual(new Set(['kill', 'freeze']));
    expect(new Set(outages.map((kill) => kill.target)), `seed ${seed}`).toEqual(
      new Set(['service', 'database']),
    );
    expect(new Set(spells.map((spell) => spell.faults[0]?.action.type)).size, `seed ${seed}`).toBe(7);
    const lastAtMs = Math.max(...[...kills, ...outages, ...spells].map(({ atMs }) => atMs));
    expect(lastAtMs).toBeLessThan(endMs);
  }
});

test('wrong options are named', () => {
  expect(() => readOptions(['--people', 'many'])).toThrow('--people');
  expect(() => readOptions(['--seconds', '5'])).toThrow('--seconds');
  expect(() => readOptions(['--sead', '5'])).toThrow('--sead');
});
