// Chips: every value has one of its own, and it leads back to the value where it can be typed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chipOf, readChip } from './chips.ts';

test.each([
  ['Brno', 'string', 'Brno'],
  ['5', 'string', '5'],
  ['5', 'number', 5],
  ['-2.5', 'number', -2.5],
  ['5', 'array', 5],
  ['"5"', 'array', '5'],
  ['red', 'array', 'red'],
] as const)('%s among %s is %j', (chip, type, value) => {
  expect(readChip(chip, type)).toBe(value);
});

test('different values have different chips', () => {
  const scalar = fc.oneof(fc.integer(), fc.integer().map(String), fc.string(), fc.boolean());
  fc.assert(
    fc.property(scalar, scalar, fc.constantFrom('string', 'number', 'array'), (a, b, type) => {
      fc.pre(a !== b && typeof a !== 'boolean' && typeof b !== 'boolean');
      fc.pre(type !== 'string' || typeof a === typeof b);
      expect(chipOf(a, type as 'array')).not.toBe(chipOf(b, type as 'array'));
    }),
  );
});

test('a text or number among elements comes back from its chip', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.integer().map(String), fc.string()), (value) => {
      expect(readChip(chipOf(value, 'array'), 'array')).toBe(value);
    }),
  );
});
