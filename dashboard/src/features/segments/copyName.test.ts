// The names of copies.
import { expect, test } from 'vitest';
import { nameOfCopy } from './copyName.ts';

test.each([
  ['Buyers', [], 'Buyers (copy)'],
  ['Buyers', ['buyers (COPY)'], 'Buyers (copy 2)'],
  ['Buyers', ['Buyers (copy)', 'Buyers (copy 2)'], 'Buyers (copy 3)'],
])('%s beside %j becomes %s', (name, taken, expected) => {
  expect(nameOfCopy(name, taken)).toBe(expected);
});

test('a long name is cut so that the copy is not too long', () => {
  expect(nameOfCopy('x'.repeat(120), [])).toHaveLength(120);
});
