// What starts an answer, in words.
import { expect, test } from 'vitest';
import { NO_START, startWords } from './startWords.ts';

test.each([
  [{}, null],
  [{ get_started: true }, 'Somebody taps Get Started'],
  [{ keywords: ['hours', 'open'] }, 'Somebody writes “hours” or “open”'],
  [
    { keywords: ['a', 'b', 'c', 'd', 'e'], match: 'whole' as const },
    'Somebody writes only “a”, “b”, “c” and 2 more',
  ],
  [
    { payloads: ['GO'], any_message: true },
    'Somebody taps a button that carries “GO”, or writes anything no other answer is for',
  ],
])('%j', (start, words) => expect(startWords({ ...NO_START, ...start })).toBe(words));
