// A definition as one of its languages has it, and changes of it. Pure.
import type { CampaignDefinition, Problem } from '../../../api/types.ts';

/** -1: the message itself, of whoever speaks none of the others. */
export const OWN = -1;

export const ofLanguage = (definition: CampaignDefinition, at: number): CampaignDefinition => {
  const translation = definition.translations[at];
  return translation === undefined
    ? definition
    : { ...definition, message: translation.message, translations: [] };
};

/** Of a patch only the message belongs to a language. */
export function patchLanguage(
  before: CampaignDefinition,
  at: number,
  { message, ...others }: Partial<CampaignDefinition>,
): Partial<CampaignDefinition> {
  const translation = before.translations[at];
  if (translation === undefined || !message) return others;
  return { ...others, translations: before.translations.with(at, { ...translation, message }) };
}

const PLACE = /^translations\.(\d+)\./;

/** The language a problem is about. */
export const languageOf = (field: string): number => Number(PLACE.exec(field)?.[1] ?? OWN);

/** By the names the forms give their fields. */
export const problemsOf = (problems: readonly Problem[], at: number): Problem[] =>
  problems
    .filter(({ field }) => languageOf(field) === at)
    .map((problem) => ({ ...problem, field: problem.field.replace(PLACE, '') }));

export const isLanguage = (text: string): boolean => /^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*$/.test(text);

/** Offered where one is chosen from a list; any other can be written. */
export const COMMON_LANGUAGES = [
  ...[
    'ar',
    'bg',
    'cs',
    'da',
    'de',
    'el',
    'en-GB',
    'en-US',
    'es',
    'es-MX',
    'et',
    'fi',
    'fr',
    'he',
    'hi',
    'hr',
    'hu',
  ],
  ...[
    'id',
    'it',
    'ja',
    'ko',
    'lt',
    'lv',
    'ms',
    'nb',
    'nl',
    'pl',
    'pt',
    'pt-BR',
    'ro',
    'ru',
    'sk',
    'sl',
    'sr',
    'sv',
  ],
  ...['th', 'tl', 'tr', 'uk', 'vi', 'zh-CN', 'zh-TW'],
];
