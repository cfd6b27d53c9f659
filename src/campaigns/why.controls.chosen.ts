// What leaves nobody out and says what they get: the variant, and the language. Pure.
import { findLanguage, languageKey } from '../delivery/saying.ts';
import type { WhyControl } from './why.contract.ts';
import type { Judged } from './why.control.ts';
import { gotByLot } from './why.controls.gate.ts';

const told = (
  of: Pick<WhyControl, 'kind' | 'rule' | 'verdict' | 'detail'>,
  isForecast = false,
): WhyControl => ({
  ...of,
  is_forecast: isForecast,
  remark: null,
});

export function tellVariant(of: Judged): WhyControl | null {
  const { run, message, course, lots } = of;
  const { experiment } = run.plan;
  if (experiment === null) return null;
  const kind = 'variant';
  const shares = experiment.variants.map(({ name, weight }) => `“${name}” ${weight} %`);
  const rule = `Variants by lot: ${shares.join(', ')}`;
  const place = message === null ? (run.winner ?? (lots.isTested ? lots.variant : null)) : message.variant;
  const chosen = place === null ? undefined : experiment.variants[place];
  if (chosen !== undefined) {
    const how = gotByLot(of) ? 'by lot' : 'which won';
    const would = message === null ? ' would be theirs' : '';
    const detail = `“${chosen.name}”${would}, ${how}.`;
    return told({ kind, rule, verdict: 'chosen', detail }, message === null);
  }
  if (course !== null && course.door !== null)
    return told({ kind, rule, verdict: 'not_asked', detail: 'Who was kept out has none.' });
  const waits = run.winner === null ? 'They wait for the one that wins.' : 'They get the one that won.';
  return told({ kind, rule, verdict: 'holding', detail: waits }, message === null);
}

export function tellLanguage(of: Judged): WhyControl | null {
  const { message } = of;
  const { translations } = contentOf(of);
  const languages = translations.map(({ language }) => language);
  const wasTemplate = message?.way === 'utility' && message.language !== null && message.language !== '';
  if (languages.length === 0 && !wasTemplate) return null;
  const kind = 'language';
  const rule = wasTemplate
    ? 'The language of the template'
    : `Languages: the message’s own, ${languages.map(languageWords).join(', ')}`;
  if (of.facts.theirLanguage.isHidden)
    return told({
      kind,
      rule,
      verdict: 'chosen',
      detail: 'Hidden: it says what a sensitive attribute does.',
    });
  if (message !== null && message.attempts > 0) {
    const { language } = message;
    const detail =
      language === null ? 'Which it was is not kept of this call.' : chosenWords(of, language, wasTemplate);
    return told({ kind, rule, verdict: 'chosen', detail });
  }
  if (message !== null && (message.state === 'skipped' || message.state === 'failed'))
    return told({ kind, rule, verdict: 'not_asked', detail: 'No message was made.' });
  const known = new Map(languages.map((language) => [languageKey(language), language]));
  const found = findLanguage(known, of.facts.theirLanguage.value);
  const would = found === null ? '' : (known.get(found) ?? '');
  return told({ kind, rule, verdict: 'chosen', detail: chosenWords(of, would, false) }, true);
}

/** What the person's variant says. */
function contentOf({ run, message, lots }: Judged): { translations: readonly { language: string }[] } {
  const { experiment, translations } = run.plan;
  const place = message === null ? lots.variant : (message.variant ?? run.winner);
  return experiment?.variants[place ?? 0]?.content ?? { translations };
}

function chosenWords({ facts }: Judged, language: string, isTemplate: boolean): string {
  const { value } = facts.theirLanguage;
  const theirs =
    typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, MAX_LANGUAGE) : null;
  const because = theirs === null ? 'theirs is not known' : `theirs is ${theirs}`;
  if (language === '') return `The message’s own: ${because}.`;
  return isTemplate ? `${languageWords(language)}.` : `${languageWords(language)}: ${because}.`;
}

const MAX_LANGUAGE = 40;

/** "Czech (cs)"; what nobody knows stays as it is. */
export function languageWords(code: string): string {
  try {
    const name = new Intl.DisplayNames('en', { type: 'language' }).of(code.replaceAll('_', '-'));
    return name === undefined || name === code ? code : `${name} (${code})`;
  } catch {
    return code;
  }
}
