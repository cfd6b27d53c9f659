// One language of a definition, and what is wrong with it.
import { expect, test } from 'vitest';
import type { CampaignDefinition } from '../../../api/types.ts';
import { languageName } from '../../../ui/languageName.ts';
import { languageOf, OWN, ofLanguage, patchLanguage, problemsOf } from './languages.ts';

const message = (text: string) => ({ message: { text } }) as unknown as CampaignDefinition['message'];
const definition = {
  message: message('Hi'),
  translations: [
    { language: 'cs', message: message('Ahoj') },
    { language: 'de', message: message('Hallo') },
  ],
} as unknown as CampaignDefinition;

test('a language stands in the place of the message', () => {
  expect(ofLanguage(definition, 1)).toMatchObject({
    message: { message: { text: 'Hallo' } },
    translations: [],
  });
  expect(ofLanguage(definition, OWN)).toBe(definition);
});

test('a change of its message changes that language alone', () => {
  const patch = patchLanguage(definition, 0, { message: message('Čau')!, per_second: 5 });
  expect(patch).toEqual({
    per_second: 5,
    translations: [{ language: 'cs', message: message('Čau') }, definition.translations[1]],
  });
});

test('problems are found by their language', () => {
  const problem = (field: string) => ({ field, severity: 'error' as const, message: 'm', remedy: null });
  const problems = [problem('message.message.text'), problem('translations.1.message.message.text')];
  expect(problemsOf(problems, 1)).toEqual([problem('message.message.text')]);
  expect(problemsOf(problems, OWN)).toEqual([problems[0]]);
  expect(languageOf('translations.1.language')).toBe(1);
});

test('languages have names', () => {
  expect(languageName('cs_CZ')).toBe('Czech (Czechia)');
  expect(languageName('!')).toBe('!');
});
