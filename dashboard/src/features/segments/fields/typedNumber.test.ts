// Numbers on their way.
import { expect, test } from 'vitest';
import { numberOf } from './typedNumber.ts';

test.each([
  ['', undefined],
  ['-', undefined],
  ['-0', -0],
  ['1.', 1],
  ['1.0', 1],
  ['1.05', 1.05],
  [-5, -5],
  ['12345678901234567890', undefined],
])('%j says %j so far', (typed, number) => {
  expect(numberOf(typed)).toBe(number);
});
