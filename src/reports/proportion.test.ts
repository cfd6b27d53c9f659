// Intervals against the values published with the methods, and the words that are made of them.
import { expect, test } from 'vitest';
import { compareShares, isTooFew, leaderWords, shareOf, upliftWords, wilson } from './proportion.ts';

const round = (value: number): number => Number(value.toFixed(4));

test.each([
  // Newcombe 1998a, table I: Wilson's score interval
  { people: 81, of: 263, low: 0.2553, high: 0.3662 },
  { people: 15, of: 148, low: 0.0624, high: 0.1605 },
  { people: 0, of: 20, low: 0, high: 0.1611 },
  { people: 1, of: 29, low: 0.0061, high: 0.1718 },
])('$people of $of is between $low and $high', ({ people, of, low, high }) => {
  const interval = wilson({ people, of });
  expect([round(interval.low), round(interval.high)]).toEqual([low, high]);
});

test.each([
  // Newcombe 1998b, table II: method 10
  { one: [56, 70], against: [48, 80], difference: 0.2, low: 0.0524, high: 0.3339 },
  { one: [9, 10], against: [3, 10], difference: 0.6, low: 0.1705, high: 0.809 },
  { one: [5, 56], against: [0, 29], difference: 0.0893, low: -0.0381, high: 0.1926 },
  { one: [0, 10], against: [0, 20], difference: 0, low: -0.1611, high: 0.2775 },
])('the difference of $one and $against', ({ one, against, difference, low, high }) => {
  const share = ([people = 0, of = 0]: number[]) => ({ people, of });
  const found = compareShares(share(one), share(against));
  expect([round(found.difference), round(found.low), round(found.high)]).toEqual([difference, low, high]);
  expect(found.isSure).toBe(low > 0 || high < 0);
});

test('an uplift in words: sure, perhaps chance, too few', () => {
  const share = ([people = 0, of = 0]: number[]) => ({ people, of });
  const words = (letIn: number[], control: number[], group: 'campaign' | 'workspace' = 'campaign') =>
    upliftWords({ letIn: share(letIn), control: share(control), group });
  expect(words([720, 10_000], [102, 2_000])).toBe(
    '7.2% of all who were let in, against 5.1% of those left out: +2.1 points, between +0.9 and +3.1 (95%).',
  );
  expect(words([55, 1_000], [11, 200])).toMatch(
    /^5\.5% of all who were let in, against 5\.5% of those left out: 0\.0 points, between −\d\.\d and \+\d\.\d \(95%\)\. It may be chance\.$/,
  );
  expect(words([400, 1_000], [10, 49])).toBe(
    '40.0% of all who were let in, against 20.4% of those left out: too few people to tell.',
  );
  expect(words([720, 10_000], [102, 2_000], 'workspace')).toContain(
    '5.1% of those who get no campaign: +2.1',
  );
});

test('who leads, and nobody of nobody', () => {
  const shares = [
    { name: 'Short', people: 100, of: 1_000 },
    { name: 'Long', people: 200, of: 1_000 },
  ];
  expect(leaderWords(shares, 'converted')).toMatch(
    /^20\.0% of “Long” converted, 10\.0% of “Short”: \+10\.0 points/,
  );
  expect(leaderWords(shares.slice(0, 1), 'converted')).toBeNull();
  expect(shareOf({ people: 0, of: 0 })).toBe(0);
  expect(isTooFew({ people: 5, of: 100 }, { people: 4, of: 100 })).toBe(true);
});
