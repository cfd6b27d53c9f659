// An event with conditions on its way into a campaign: nothing unfinished leaves, and words say what it waits for.
import { expect, test } from 'vitest';
import type { EventMatch } from '../../../api/types.ts';
import { finishedMatch, fromWhich, matchFaults, sayMatch, toWhich } from './match.ts';

const cart: EventMatch = {
  event: 'Cart abandoned',
  where: [
    { kind: 'attribute', attribute: 'total', op: 'greater', value: 50 },
    { kind: 'attribute', attribute: 'currency', op: 'any_of', values: ['EUR', 'CZK'] },
  ],
};
const begun = {
  ...cart,
  where: [...cart.where!, { kind: 'attribute', attribute: 'brand', op: 'is' }],
} as EventMatch;

test('comes back from the fields as it was', () => {
  expect(fromWhich(toWhich(cart))).toEqual(cart);
  expect(fromWhich(toWhich({ event: 'a' }))).toEqual({ event: 'a' });
});

test('what is not finished is named by its place and is not sent', () => {
  expect(matchFaults(cart)).toEqual([]);
  expect(matchFaults(begun)).toEqual([
    { condition: 2, field: 'where.2.value', message: 'enter a value', isMissing: true },
  ]);
  expect(finishedMatch(begun)).toEqual(cart);
  expect(finishedMatch({ ...begun, where: begun.where!.slice(2) })).toEqual({ event: 'Cart abandoned' });
  expect(finishedMatch({ event: ' ' })).toBeNull();
  expect(matchFaults({ event: '' })).toMatchObject([{ condition: null, field: 'event' }]);
});

test.each<[EventMatch, string]>([
  [{ event: 'Order placed' }, 'Order placed'],
  [{ event: '' }, '…'],
  [cart, 'Cart abandoned where total is more than 50 and currency is any of EUR, CZK'],
  [
    { ...cart, where_match: 'any' },
    'Cart abandoned where total is more than 50 or currency is any of EUR, CZK',
  ],
])('%j in words', (match, words) => expect(sayMatch(match)).toBe(words));
