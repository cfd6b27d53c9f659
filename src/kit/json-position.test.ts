// The place of an error in a text that is almost JSON, held against what the engine accepts.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findJsonError } from './json-position.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

it.each([
  ['{"a":[1,2,}', 10],
  ['{"a" 1}', 5],
  ['{,}', 1],
  ['[1 2]', 3],
  ['{"a":1}}', 7],
  ['"\n"', 0],
  ['', 0],
])('%j stops being JSON at %i', (text, at) => {
  expect(findJsonError(text)).toBe(at);
});

it('finds a place in every text that is not JSON, and none in one that is', () => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', '}', ',', '"', 'x', '\\', ' '),
      (json, seed, odd) => {
        const at = seed % (json.length + 1);
        const text = `${json.slice(0, at)}${odd}${json.slice(at + 1)}`;
        const found = findJsonError(text);
        if (isJson(text)) expect(found).toBe(text.length);
        else expect(found).toBeLessThanOrEqual(text.length);
        // What the engine accepts up to a place is never blamed on that place.
        if (found < text.length) expect(isJson(text)).toBe(false);
      },
    ),
    { numRuns: 2000 },
  );
});
