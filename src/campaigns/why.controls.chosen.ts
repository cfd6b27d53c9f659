// What leaves nobody out and says what they get: the variant, and the language. Pure.
import type { RouteStep } from '../delivery/plan.contract.ts';
import { findLanguage, languageKey } from '../delivery/saying.ts';
import type { RuledPlan } from './campaign.check.ts';
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
  const { message, facts } = of;
  const { translations, routes } = contentOf(of);
  const template = templateOf(message, routes);
  if (translations.length === 0 && template === null) return null;
  const languages = translations.map(({ language }) => language);
  const kind = 'language';
  const rule = template
    ? 'The language of the template'
    : `Languages: the message’s own, ${languages.map(languageWords).join(', ')}`;
  const isHidden = template
    ? facts.hidden.has(template.language_attribute ?? '')
    : facts.theirLanguage.isHidden;
  if (isHidden)
    return told({
      kind,
      rule,
      verdict: 'chosen',
      detail: 'Hidden: it says what a sensitive attribute does.',
    });
  if (wasCalled(message))
    return told({ kind, rule, verdict: 'chosen', detail: calledWords(of, template !== null) });
  if (message !== null && (message.state === 'skipped' || message.state === 'failed'))
    return told({ kind, rule, verdict: 'not_asked', detail: 'No message was made.' });
  const known = new Map(languages.map((language) => [languageKey(language), language]));
  const found = findLanguage(known, facts.theirLanguage.value);
  const would = found === null ? '' : (known.get(found) ?? '');
  return told({ kind, rule, verdict: 'chosen', detail: chosenWords(of, would) }, true);
}

/** What is tried again may take another way. */
const wasCalled = (message: Judged['message']): boolean =>
  message !== null && message.attempts > 0 && message.state !== 'pending';

/** The template that the last call sent; null: another way, or no call. */
function templateOf(message: Judged['message'], routes: readonly RouteStep[]) {
  const step = message !== null && wasCalled(message) ? routes[message.route] : undefined;
  return step?.kind === 'utility' ? step.template : null;
}

/** What the person's variant says. */
function contentOf({ run, message, lots }: Judged): Pick<RuledPlan, 'translations' | 'routes'> {
  const { experiment, translations, routes } = run.plan;
  const place = message === null ? lots.variant : (message.variant ?? run.winner);
  return experiment?.variants[place ?? 0]?.content ?? { translations, routes };
}

function calledWords(of: Judged, isTemplate: boolean): string {
  const language = of.message?.language ?? null;
  if (language === null) return 'Which it was is not kept of this call.';
  return isTemplate ? `${languageWords(language)}.` : chosenWords(of, language);
}

function chosenWords({ facts }: Judged, language: string): string {
  const { value } = facts.theirLanguage;
  const theirs =
    typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, MAX_LANGUAGE) : null;
  const because = theirs === null ? 'theirs is not known' : `theirs is ${theirs}`;
  return `${language === '' ? 'The message’s own' : languageWords(language)}: ${because}.`;
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
