// Who is told what: the variant, and in it the language that comes nearest to the person's.
import { expect, test } from 'vitest';
import { type CompiledVariant, chooseSaying, languageKey, type Saying } from './saying.ts';

const saying = (variant: number, language: string | null): Saying => ({
  ...{ at: '', variant, language, message: null, request: null, routes: [], sources: [] },
});
const variantOf = (variant: number, languages: string[]): CompiledVariant => ({
  own: saying(variant, null),
  inLanguage: new Map(languages.map((one) => [languageKey(one), saying(variant, one)])),
});
const variants = [variantOf(0, ['cs', 'cs_SK', 'zh-Hant']), variantOf(1, ['de'])];

test.each([
  [0, 'cs_CZ', 'cs'],
  [0, 'CS-sk', 'cs_SK'],
  [0, 'zh_Hant_TW', 'zh-Hant'],
  [0, 'zh', null],
  [0, 'de_DE', null],
  [1, 'de_DE', 'de'],
  [1, 'cs_CZ', null],
  [0, undefined, null],
  [0, 7, null],
  [0, `${'cs_'.repeat(10_000)}x`, 'cs'],
  [0, '__proto__', null],
])('variant %s, %s: %s', (variant, language, expected) => {
  expect(chooseSaying(variants, variant, language)).toMatchObject({ variant, language: expected });
});

test('a variant that is not there is the plan’s own', () => {
  expect(chooseSaying(variants, 7, 'cs')).toMatchObject({ variant: 0, language: 'cs' });
});
