// Reads a message as the platform's policy does, before it is sent: what would be refused is an error, what would be
// rejected, complained about or look wrong is a warning, each with its source. Pure: no person, no network.
import { findObject, findText, isObject, type JsonObject } from '../messenger/lossless-json.ts';
import { describeSend } from '../messenger/send-api.ts';
import { phraseFinder } from './fold.ts';
import { findLinkFault } from './lint-links.ts';
import { LINT_RULES, type LintRule, type Severity } from './lint-rules.ts';
import { DISCLOSURE_WORDS, PROMOTIONAL_WORDS } from './lint-words.ts';
import { type Placed, readMessageTexts, withoutLiquid } from './message-texts.ts';
import { LEGACY_REGIONS } from './regions.ts';
import type { PolicyReason } from './rule.ts';
import { decide, POLICY_REASONS } from './verdict.ts';

export type { LintRule, Severity } from './lint-rules.ts';
export { LINT_RULES } from './lint-rules.ts';
export { listLinks } from './message-texts.ts';

export interface Finding {
  /** Path into the body, or 'template.components.…' in the utility template it names; '' when it is about the whole. */
  field: string;
  severity: Severity;
  rule: LintRule;
  message: string;
  remedy: string | null;
  source: string;
}

export interface LintInput {
  /** The body of the send, recipient or not; its texts may hold Liquid. */
  body: JsonObject;
  /** The day it is to be sent: the rules of that day count. */
  on: Date;
  /** Default: campaign. */
  author?: 'campaign' | 'person' | undefined;
  /** Attributes that the texts use (of a compiled template), and what becomes of people who lack one. */
  uses?: readonly { attribute: string; hasFallback: boolean }[] | undefined;
  missing?: 'skip' | 'blank' | undefined;
  /** Components of the utility template that is named, as Facebook keeps them. */
  components?: readonly unknown[] | undefined;
  /** Of the Page; null: unknown. */
  country?: string | null | undefined;
  /** It may be the first message of a conversation, or the first after a long pause. */
  opensConversation?: boolean | undefined;
}

const MAX_FINDINGS = 100;

/** Everything found, errors first, at most 100. */
export function lintMessage(input: LintInput): Finding[] {
  const { texts, urls } = readMessageTexts(input.body);
  const findings = [
    ...lintPurpose(input),
    ...lintUrls(urls),
    ...lintPromotion(input, texts),
    ...lintDisclosure(input, texts),
    ...lintFallbacks(input),
    ...texts.flatMap(lintMarkup),
    ...lintLength(input.body),
    ...lintParts(input),
  ];
  const isError = ({ severity }: Finding): boolean => severity === 'error';
  return [...findings.filter(isError), ...findings.filter((one) => !isError(one))].slice(0, MAX_FINDINGS);
}

function find(rule: LintRule, field: string, message: string, remedy?: string | null): Finding {
  const { severity, source, remedy: usual } = LINT_RULES[rule];
  return { field, severity, rule, message, remedy: remedy === undefined ? usual : remedy, source };
}

/** What the policy would refuse whoever it goes to. */
function lintPurpose({ body, on, author }: LintInput): Finding[] {
  const { messagingType, tag, template } = describeSend(body);
  const recipient = Object.keys(findObject(body, 'recipient') ?? {}).find((key) => !LEFT_TO_PERSON.has(key));
  const verdict = decide({
    now: on,
    messagingType,
    tag,
    template,
    author,
    recipient,
    person: { lastUserActionAt: on, blockedAt: null },
  });
  if (verdict.kind !== 'refuse') return [];
  const { title, remedy } = POLICY_REASONS[verdict.reason];
  return [find('purpose', FIELDS[verdict.reason] ?? 'tag', `${title}.`, remedy)];
}

/** Whether these may be used depends on the person, their opt-in or their comment. */
const LEFT_TO_PERSON = new Set(['id', 'comment_id', 'post_id', 'notification_messages_token', 'name']);

const FIELDS: Partial<Record<PolicyReason, string>> = {
  messaging_type_unknown: 'messaging_type',
  utility_needs_template: 'messaging_type',
  recipient_unsupported: 'recipient',
  one_time_unsupported: 'recipient',
};

function lintUrls(urls: readonly Placed[]): Finding[] {
  return urls.flatMap((url) => {
    const fault = findLinkFault(url);
    return fault === null ? [] : [find(fault, url.field, `${LINT_RULES[fault].title}: ${shorten(url.text)}`)];
  });
}

const findPromotion = phraseFinder(Object.values(PROMOTIONAL_WORDS).flat());
const PERCENT_OFF =
  /\d\s?%\s?(?:off|rabatt|rabatte|de réduction|de remise|de descuento|de desconto|di sconto|korting|taniej|indirim|скид)/i;

function lintPromotion(input: LintInput, texts: readonly Placed[]): Finding[] {
  if (describeSend(input.body).template !== 'utility') return [];
  const ofTemplate = readMessageTexts({ template: { components: input.components ?? [] } }).texts;
  return [...ofTemplate, ...texts].flatMap(({ field, text }) => {
    const plain = withoutLiquid(text);
    const percent = PERCENT_OFF.exec(plain)?.[0];
    const words = [...findPromotion(plain), ...(percent === undefined ? [] : [percent])];
    if (words.length === 0) return [];
    return [find('utility_promotion', field, `Reads like promotion: ${[...new Set(words)].join(', ')}.`)];
  });
}

const findDisclosure = phraseFinder(DISCLOSURE_WORDS);
/** Facebook names California and Germany; of a Page whose country is unknown, either may be it. */
const DISCLOSURE_COUNTRIES = new Set(['US', 'DE']);

function lintDisclosure(input: LintInput, texts: readonly Placed[]): Finding[] {
  const { opensConversation = false, author = 'campaign', country, components = [] } = input;
  if (!opensConversation || author === 'person') return [];
  if (country != null && !DISCLOSURE_COUNTRIES.has(country)) return [];
  const all = [...texts, ...readMessageTexts(components).texts];
  if (all.some(({ text }) => findDisclosure(text).length > 0)) return [];
  return [find('disclosure', 'message', 'Does not say that no person wrote it.')];
}

/** Every recipient has a PSID, or there is no send. */
const ALWAYS_THERE = new Set(['ps_id']);

function lintFallbacks({ uses = [], missing = 'skip' }: LintInput): Finding[] {
  return uses
    .filter(({ attribute, hasFallback }) => !hasFallback && !ALWAYS_THERE.has(attribute))
    .map(({ attribute }) =>
      find(
        'no_fallback',
        'message',
        missing === 'skip'
          ? `“${attribute}” has no fallback: people who lack it get no message.`
          : `“${attribute}” has no fallback: people who lack it get a gap in its place.`,
        `Write {{ UserAttribute['${attribute}'] | default: '…' }}.`,
      ),
    );
}

const MARKUP: readonly [RegExp, string][] = [
  [/\*\*[^*\n]+\*\*/, '**bold**'],
  [/<\/?(?:b|i|u|strong|em|br|p|div|span|a|ul|ol|li|h[1-6]|img)\b[^>]*>/i, 'HTML'],
  [/\[[^\]\n]+\]\(https?:[^)\s]+\)/i, '[a link](https://…)'],
  [/^#{1,6} \S/m, '# heading'],
  [/&(?:amp|nbsp|lt|gt|quot|#\d{2,5});/i, 'HTML characters such as &amp;'],
];

function lintMarkup({ field, text }: Placed): Finding[] {
  const plain = withoutLiquid(text);
  return MARKUP.filter(([pattern]) => pattern.test(plain)).map(([, what]) =>
    find('markup', field, `${what} is shown as it stands.`),
  );
}

/** Salesforce cuts at 1994 and warns that emoji count more (help article 000388784). */
const SAFE_TEXT = 1990;

function lintLength(body: JsonObject): Finding[] {
  const text = findText(findObject(body, 'message'), 'text') ?? '';
  if (text.length <= SAFE_TEXT || text.length >= 2000) return [];
  return [
    find('text_near_limit', 'message.text', `Has ${text.length} characters, close to what is refused.`),
  ];
}

/** Parts that are legal and will disappoint. */
function lintParts({ body, country }: LintInput): Finding[] {
  const message = findObject(body, 'message') ?? {};
  const payload = findObject(findObject(message, 'attachment') ?? {}, 'payload') ?? {};
  const type = findText(payload, 'template_type');
  const findings: Finding[] = [];
  if (message['sticker_id'] !== undefined)
    findings.push(find('unverified', 'message.sticker_id', 'Names a sticker of Facebook’s catalogue.'));
  const at = 'message.attachment.payload';
  if (type === 'one_time_notif_req')
    findings.push(find('one_time', `${at}.template_type`, 'Asks for an opt-in that is not to be built on.'));
  if (/^\d+$/.test(findText(payload, 'attachment_id') ?? ''))
    findings.push(
      find('attachment_age', `${at}.attachment_id`, 'Is forgotten by Facebook 90 days after its upload.'),
    );
  if (type === 'product')
    findings.push(find('unverified', `${at}.elements`, 'Names products of a catalogue.'));
  if (type === 'instant_form')
    findings.push(find('unverified', `${at}.form_id`, 'Names a form of the Page.'));
  if (type === 'notification_messages')
    findings.push(
      find('optin_request', `${at}.template_type`, 'May be open for a person only once a topic.'),
    );
  if (payload['is_reusable'] === true)
    findings.push(find('reusable', `${at}.is_reusable`, 'Uploads the file again with every message.'));
  if (country != null && country !== 'AU' && country !== 'KR' && LEGACY_REGIONS.has(country))
    findings.push(...lintEurope(payload, at));
  return findings;
}

/** Switched off for Pages in Europe and Japan since December 2020 and not restored. */
function lintEurope(payload: JsonObject, at: string): Finding[] {
  const elements = Array.isArray(payload['elements']) ? payload['elements'] : [];
  const holders = [
    { holder: payload, at },
    ...elements.map((holder, index) => ({ holder, at: `${at}.elements.${index}` })),
  ];
  return holders.flatMap(({ holder, at }) => {
    if (!isObject(holder)) return [];
    const buttons = Array.isArray(holder['buttons']) ? holder['buttons'] : [];
    return [
      ...(holder['media_type'] === 'video'
        ? [find('europe', `${at}.media_type`, 'A video in a media template does not work there.')]
        : []),
      ...buttons.flatMap((button, index) => {
        const place = `${at}.buttons.${index}`;
        if (!isObject(button)) return [];
        if (button['type'] === 'account_link')
          return [find('europe', place, 'Account linking does not work there.')];
        return button['messenger_extensions'] === true
          ? [find('europe', `${place}.messenger_extensions`, 'Messenger Extensions do not work there.')]
          : [];
      }),
    ];
  });
}

const shorten = (text: string): string => (text.length > 100 ? `${text.slice(0, 99)}…` : text);
