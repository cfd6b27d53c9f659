// Which comments a rule answers: words as people write them.
import { expect, test } from 'vitest';
import { chooseRule, type MatchableRule } from './comment-rule.match.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const rule = (of: Partial<MatchableRule> = {}): MatchableRule => ({
  ruleId: 1,
  postId: null,
  keywords: [],
  startsAt: null,
  endsAt: null,
  ...of,
});
const answers = (keywords: string[], text: string) =>
  chooseRule([rule({ keywords })], { postId: 'P_1', text, at: NOW }) !== undefined;

test.each<[keyword: string, comment: string, expected: boolean]>([
  ['price', 'PRICE?', true],
  ['price', 'what’s the price', true],
  ['price', 'Price: please!', true],
  ['price', 'this is priceless', false],
  ['price', 'overpriced', false],
  ['how much', 'How  much\nis it?', true],
  ['koliko stane', 'KOLIKO STANE???', true],
  ['größe', 'Welche GROESSE?', false],
  ['größe', 'Welche Grösse', true],
  ['straße', 'STRASSE', true],
  ['cafe', 'Café!', true],
  ['ış', 'IŞ', true],
  ['łódź', 'lodz', true],
  ['ｐｒｉｃｅ', 'price', true],
  ['多少钱', '请问多少钱啊', true],
  ['ราคา', 'ขอราคาหน่อย', true],
  ['цена', 'Какая ЦЕНА?', true],
  ['👍', 'yes👍yes', true],
  ['5', '15', false],
  ['c++', 'I like C++.', true],
])('"%s" in "%s": %s', (keyword, comment, expected) => expect(answers([keyword], comment)).toBe(expected));

test('no keywords answer every comment, one of several is enough', () => {
  expect(answers([], '')).toBe(true);
  expect(answers(['size', 'colour'], 'which colour')).toBe(true);
  expect(answers(['size', 'colour'], 'which one')).toBe(false);
});

test('a rule for the post comes before one for all, then the older one', () => {
  const choose = (postId: string | null, ...rules: MatchableRule[]) =>
    chooseRule(rules, { postId, text: 'x', at: NOW })?.ruleId;
  const [all, older, post] = [rule({ ruleId: 2 }), rule(), rule({ ruleId: 3, postId: '77' })];
  expect(choose('1_77', all, older, post)).toBe(3);
  expect(choose('77', all, post)).toBe(3);
  expect(choose('1_177', all, older, post)).toBe(1);
  expect(choose(null, post)).toBeUndefined();
  expect(choose('1_77', rule({ postId: '1_77' }))).toBe(1);
});

test('only within its time', () => {
  const at = (startsAt: string | null, endsAt: string | null) =>
    chooseRule(
      [
        rule({
          startsAt: startsAt === null ? null : new Date(startsAt),
          endsAt: endsAt === null ? null : new Date(endsAt),
        }),
      ],
      { postId: null, text: 'x', at: NOW },
    ) !== undefined;
  expect(at('2026-11-22T12:00:00Z', null)).toBe(true);
  expect(at('2026-11-22T12:00:01Z', null)).toBe(false);
  expect(at(null, '2026-11-22T12:00:00Z')).toBe(false);
  expect(at(null, '2026-11-22T12:00:01Z')).toBe(true);
});
