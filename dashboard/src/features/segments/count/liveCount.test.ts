// Which number is shown while somebody edits.
import { describe, expect, test } from 'vitest';
import { pickCount, roundGuess } from './liveCount.ts';

const exact = { people: 12_345, total: 50_000 };
const guess = { people: 12_300, margin: 412, total: 50_000, sampled: 5_000 };
const none = { data: undefined, isOf: false };

describe('the count shown', () => {
  test('is the exact one as soon as it is there', () => {
    expect(pickCount({ data: exact, isOf: true }, { data: guess, isOf: true })).toEqual({
      people: 12_345,
      margin: 0,
      total: 50_000,
      isStale: false,
    });
  });

  test('is the estimate until then', () => {
    expect(pickCount({ data: exact, isOf: false }, { data: guess, isOf: true })).toEqual({
      people: 12_300,
      margin: 412,
      total: 50_000,
      isStale: false,
    });
  });

  test('is the last one, marked, while nothing new is there', () => {
    expect(pickCount({ data: exact, isOf: false }, none)).toMatchObject({ people: 12_345, isStale: true });
    expect(pickCount(none, { data: guess, isOf: false })).toMatchObject({ people: 12_300, isStale: true });
  });

  test('is none before the first answer, nor from an estimate that looked at nobody', () => {
    expect(pickCount(none, none)).toBeNull();
    expect(pickCount(none, { data: { ...guess, sampled: 0 }, isOf: true })).toBeNull();
  });
});

test.each([
  [12_345, 412, { people: 12_300, margin: 500 }],
  [7, 2, { people: 7, margin: 2 }],
  [123_456, 10, { people: 123_460, margin: 10 }],
  [50, 0, { people: 50, margin: 0 }],
  [300_058, 812, { people: 300_058, margin: 900 }],
])('%i give or take %i is said with the digits that are known', (people, margin, expected) => {
  expect(roundGuess({ people, margin, total: 300_058 })).toEqual(expected);
});
