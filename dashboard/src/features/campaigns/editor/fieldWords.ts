// The name of a field as an operator knows it, and a problem without the path in it. Pure.
import type { Problem } from '../../../api/types.ts';

const ITEMS: Record<string, string> = {
  elements: 'card',
  buttons: 'button',
  quick_replies: 'quick reply',
  attachments: 'picture',
  images: 'picture',
  routes: 'way',
  questions: 'question',
  params: 'parameter',
  headers: 'header',
  rows: 'row',
  body: 'value',
  events: 'event',
  unless: 'exception',
  where: 'condition',
  goals: 'goal',
  variants: 'variant',
  content: 'content',
  translations: 'language',
  caps: 'cap',
};
const NAMES: Record<string, string> = {
  image_url: 'picture',
  subtitle: 'second line',
  coupon_url: 'address',
  url: 'address',
  attachment_id: 'medium',
  default_action: 'what a tap opens',
  order_number: 'order number',
  recipient_name: 'name',
  payment_method: 'payment method',
  total_cost: 'total',
  coupon_code: 'code',
  button_title: 'button',
  business_privacy: 'privacy page',
  expires_in_days: 'days',
  delivery_type: 'how it starts',
  per_second: 'messages a second',
  resend_unknown: 'without an answer',
  segment_id: 'segment',
  local_time: 'date and time',
  starts_on: 'first day',
  every: 'how often',
  end: 'last run',
  from_websites: 'events of websites',
  reentry: 'again for the same person',
  from: 'live from',
  until: 'live until',
  per_person_limit: 'limit for each person',
  minimum_gap_minutes: 'gap between messages',
  quiet_hours: 'quiet hours',
  audience_limit: 'limit of the audience',
  per_run: 'each run',
  per_day: 'each day',
  dedupe_attribute: 'attribute for doubles',
  expires_after_minutes: 'expiry',
  control_group_percent: 'control group',
  within_hours: 'how long',
  revenue_attribute: 'revenue',
  test_percent: 'part that tests',
  after_minutes: 'how long the test takes',
  on_failure: 'when it fails',
};
/** Steps of a path that say nothing to a reader. */
const SILENT = new Set([
  'message',
  'request',
  'attachment',
  'payload',
  'template',
  'feedback_screens',
  'value',
  'schedule',
  'trigger',
  'controls',
  'experiment',
]);

/** "message.message.attachment.payload.elements.2.title" → "Card 3, title"; '' where there is nothing to say. */
export function fieldWords(field: string): string {
  const parts = field.split('.');
  const words: string[] = [];
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    const item = ITEMS[part];
    if (item !== undefined && next !== undefined && /^\d+$/.test(next))
      words.push(`${item} ${Number(next) + 1}`);
    else if (/^\d+$/.test(part)) continue;
    // The last step of a path is its field, whatever else it means on the way.
    else if (!SILENT.has(part) || (index === parts.length - 1 && part === 'payload'))
      words.push(NAMES[part] ?? part.replaceAll('_', ' '));
  }
  const said = words.join(', ');
  return capitalised(said);
}

/** What a sentence calls by its key in the Send API, as the composer's form calls it. */
const inPlainWords = (text: string): string =>
  text.replace(/\b(?:subtitle|image_url|default_action)\b/g, (key) => NAMES[key] ?? key);

/**
 * "message.text is missing." at message.message.text, or "is missing" → "Is missing.": the path is said by the place it is shown
 * at.
 */
export function problemWords({ field, message }: Problem): string {
  const parts = field.split('.');
  const said = parts
    .map((_part, index) => parts.slice(index).join('.'))
    .find((suffix) => suffix !== '' && message.startsWith(`${suffix} `));
  if (said === undefined) return toSentence(capitalised(message));
  return toSentence(capitalised(inPlainWords(message.slice(said.length + 1))));
}

const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** What to do about it follows as a sentence of its own. */
const toSentence = (words: string): string => (/[.!?…]$/.test(words) ? words : `${words}.`);

/** Of the many parts of a message or chain a sentence alone does not say which. */
const IS_PART = /^(?:message\.message|routes|trigger|goals|experiment|content|translations|controls)\..*\d/;

/** The problem with its field before it, for a list away from the field. */
export function problemSentence(problem: Problem): string {
  const words = problemWords(problem);
  const where = fieldWords(problem.field);
  if (where === '') return words;
  if (words !== toSentence(problem.message))
    return `${where}: ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
  return IS_PART.test(problem.field) ? `${where}: ${words}` : words;
}
