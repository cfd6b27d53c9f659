// Weights sum up to 100 and are whole, at least 1, whatever an operator does with them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evenWeights, setWeight } from './weights.ts';

test('an even split gives the first ones what is left over', () => {
  expect(evenWeights(2)).toEqual([50, 50]);
  expect(evenWeights(3)).toEqual([34, 33, 33]);
  expect(evenWeights(7)).toEqual([15, 15, 14, 14, 14, 14, 14]);
});

test('the others keep their proportions', () => {
  expect(setWeight([50, 50], 0, 80)).toEqual([80, 20]);
  expect(setWeight([34, 33, 33], 0, 50)).toEqual([50, 25, 25]);
  expect(setWeight([50, 50], 1, 0)).toEqual([99, 1]);
  expect(setWeight([50, 50], 1, 100)).toEqual([1, 99]);
});

test('whatever is set, in whatever order', () => {
  const changes = fc.array(fc.tuple(fc.nat(7), fc.double({ min: -50, max: 200, noNaN: true })), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 8 }), changes, (count, edits) => {
      let weights = evenWeights(count);
      for (const [place, percent] of edits) weights = setWeight(weights, place % count, percent);
      expect(weights).toHaveLength(count);
      expect(weights.reduce((sum, one) => sum + one, 0)).toBe(100);
      expect(weights.every((one) => Number.isInteger(one) && one >= 1)).toBe(true);
    }),
  );
});
