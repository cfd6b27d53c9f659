// Counting what is left of a limit, before anybody is known whom the text is for.
import { expect, test } from 'vitest';
import { countText, countWords } from './count.ts';

test.each([
  ['', 0, false],
  ['Hello', 5, false],
  ['👋', 2, false],
  ["Hi {{ UserAttribute['first_name'] | default: 'you' }}!", 4, true],
  ['{% if vip %}Thanks{% endif %}', 6, true],
  ['not {{ closed', 13, false],
])('%j has %i characters for everybody', (text, fixed, varies) => {
  expect(countText(text)).toEqual({ fixed, varies });
});

test.each([
  ['Hello', 20, '15 left', false],
  ['Hello', 5, '0 left', false],
  ['Hello!', 5, '1 character too many: at most 5', true],
  ['Hello you', 5, '4 characters too many: at most 5', true],
  ['Hi {{ name }}', 20, '17 left, less the personalised part', false],
])('%j of %i: %s', (text, max, words, isOver) => {
  expect(countWords(text, max)).toEqual({ words, isOver });
});
