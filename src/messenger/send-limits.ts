// The limits of a Send API request (messenger-platform: Send API reference, templates, quick replies; editions of 2026),
// and the small words the checks are written in. Each check adds what is wrong and where; none throws.
import { isObject, type JsonObject } from './lossless-json.ts';

export interface SendProblem {
  /** Path into the body: 'message.quick_replies.2.title'. */
  field: string;
  message: string;
}

/** Characters, counted as UTF-16 units: an emoji counts twice or more, as senders report of the platform. */
export const LIMITS = {
  text: 2000, // "less than 2000" in the reference, "≤ 2000" in the error text: below 2000 satisfies both
  metadata: 1000,
  payload: 1000,
  url: 2083, // no length of an address is documented but that of an m.me link
  quickReplies: 13,
  quickReplyTitle: 20,
  buttons: 3,
  buttonTitle: 20,
  buttonText: 640,
  elements: 10,
  title: 80,
  subtitle: 80,
  images: 30,
  receiptElements: 100,
  gridImages: 6,
  gridTitle: 45,
  feedbackTitle: 65,
  feedbackButton: 20,
  questionTitle: 85,
  expiresInDays: 7,
  templateName: 512,
  utilityValue: 1024,
} as const;

/** Tags and when they died: error 100 for every request since, in all versions (Messenger changelog). */
export const DEAD_TAGS: ReadonlyMap<string, string> = new Map([
  ['CONFIRMED_EVENT_UPDATE', '2026-04-27'],
  ['ACCOUNT_UPDATE', '2026-04-27'],
  ['POST_PURCHASE_UPDATE', '2026-04-27'],
  ...[
    'BUSINESS_PRODUCTIVITY',
    'COMMUNITY_ALERT',
    'CONFIRMED_EVENT_REMINDER',
    'NON_PROMOTIONAL_SUBSCRIPTION_LEGACY',
    'PAIRING_UPDATE',
    'APPLICATION_UPDATE',
    'PAYMENT_UPDATE',
    'PERSONAL_FINANCE_UPDATE',
    'SHIPPING_UPDATE',
    'RESERVATION_UPDATE',
    'ISSUE_RESOLUTION',
    'APPOINTMENT_UPDATE',
    'GAME_EVENT',
    'TRANSPORTATION_UPDATE',
    'FEATURE_FUNCTIONALITY_UPDATE',
    'TICKET_UPDATE',
  ].map((tag) => [tag, '2020-03-04'] as const),
]);
export const LIVE_TAGS = ['HUMAN_AGENT', 'CUSTOMER_FEEDBACK', 'NON_PROMOTIONAL_SUBSCRIPTION'];

/** A text, or none: what else stands there is no text, and some objects of a hostile body cannot be made one. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const DIGITS = /^\d{1,32}$/;

/** Collects problems below a path. `at` goes one step deeper. */
export class Finder {
  readonly problems: SendProblem[];
  readonly path: string;

  constructor(problems: SendProblem[], path = '') {
    this.problems = problems;
    this.path = path;
  }

  at(key: string | number): Finder {
    return new Finder(this.problems, this.path === '' ? `${key}` : `${this.path}.${key}`);
  }

  say(message: string) {
    if (this.problems.length < 100) this.problems.push({ field: this.path || 'body', message });
  }

  object(value: unknown): JsonObject | null {
    if (isObject(value)) return value;
    this.say(value === undefined ? 'is missing' : 'must be an object');
    return null;
  }

  /** A list with `from` to `to` items; the check of each item runs with the finder at its place. */
  list(value: unknown, [from, to]: [number, number], check: (item: unknown, at: Finder) => void) {
    if (!Array.isArray(value)) return this.say(value === undefined ? 'is missing' : 'must be a list');
    if (value.length < from || value.length > to)
      this.say(
        from === to
          ? `must have exactly ${from}, has ${value.length}`
          : `must have ${from} to ${to}, has ${value.length}`,
      );
    for (const [index, item] of value.slice(0, to).entries()) check(item, this.at(index));
  }

  /** No keys but these: the platform refuses a message with others. */
  only(parent: JsonObject, allowed: readonly string[]) {
    for (const key in parent) {
      if (!allowed.includes(key)) this.at(key).say(`is not known here; there are ${allowed.join(', ')}`);
    }
  }

  /** A text that must be there and not be longer than `max` characters. */
  text(parent: JsonObject, key: string, max: number) {
    const at = this.at(key);
    const value = parent[key];
    if (value === undefined || (typeof value === 'string' && value.trim() === ''))
      return at.say('is missing');
    at.length(value, max);
  }

  optionalText(parent: JsonObject, key: string, max: number) {
    if (parent[key] === '') this.at(key).say('is empty: fill it or leave it out');
    else if (parent[key] !== undefined) this.at(key).length(parent[key], max);
  }

  url(parent: JsonObject, key: string) {
    const value = parent[key];
    if (typeof value !== 'string')
      return this.at(key).say(value === undefined ? 'is missing' : 'must be a text');
    if (!/^https?:\/\/\S+$/i.test(value) || !URL.canParse(value))
      this.at(key).say('must be an http(s) address');
    this.at(key).length(value, LIMITS.url);
  }

  optionalUrl(parent: JsonObject, key: string) {
    if (parent[key] !== undefined) this.url(parent, key);
  }

  /** An id of the platform: digits, as a text because a JSON number loses some of them. */
  id(parent: JsonObject, key: string) {
    const value = parent[key];
    if (typeof value === 'string' && DIGITS.test(value)) return;
    this.at(key).say(value === undefined ? 'is missing' : 'must be digits in a text');
  }

  /** A number, or a text that is one. */
  amount(parent: JsonObject, key: string) {
    const value = parent[key];
    if (typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))) return;
    this.at(key).say(value === undefined ? 'is missing' : 'must be a number');
  }

  optionalOneOf(parent: JsonObject, key: string, allowed: readonly string[]) {
    if (parent[key] !== undefined) this.oneOf(parent, key, allowed);
  }

  optionalBoolean(parent: JsonObject, key: string) {
    const value = parent[key];
    if (value !== undefined && typeof value !== 'boolean') this.at(key).say('must be true or false');
  }

  oneOf(parent: JsonObject, key: string, allowed: readonly string[]) {
    if (!allowed.includes(parent[key] as string)) this.at(key).say(`must be one of ${allowed.join(', ')}`);
  }

  private length(value: unknown, max: number) {
    if (typeof value !== 'string') return this.say('must be a text');
    if (value.length > max) this.say(`must have at most ${max} characters, has ${value.length}`);
  }
}
