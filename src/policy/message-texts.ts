// What a message shows and where it leads: every text a person reads and every address, with its place in the body. Pure;
// the linter reads them, and whoever looks for dead links asks for those that are the same for everybody.
import { isObject } from '../messenger/lossless-json.ts';

export interface Placed {
  /** Path into the body: 'message.attachment.payload.elements.0.title'. */
  field: string;
  text: string;
}

export interface MessageTexts {
  /** What people read, Liquid and all. */
  texts: Placed[];
  /** Addresses that stand in fields for them, Liquid and all. */
  urls: Placed[];
}

const READ = new Set([
  'text',
  'title',
  'subtitle',
  'button_title',
  'coupon_pre_message',
  'coupon_url_button_title',
  'notification_messages_cta_text',
]);
const ADDRESSES = new Set(['url', 'image_url', 'fallback_url', 'coupon_url']);
const MAX_PARTS = 5_000;

/** Texts and addresses of a Send API body, in its order. */
export function readMessageTexts(body: unknown): MessageTexts {
  const found: MessageTexts = { texts: [], urls: [] };
  let left = MAX_PARTS;
  const walk = (value: unknown, field: string, key: string): void => {
    left -= 1;
    if (left < 0) return;
    if (typeof value === 'string') {
      if (READ.has(key)) found.texts.push({ field, text: value });
      else if (ADDRESSES.has(key)) found.urls.push({ field, text: value });
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) walk(item, `${field}.${index}`, key);
    } else if (isObject(value)) {
      for (const [name, part] of Object.entries(value))
        walk(part, field === '' ? name : `${field}.${name}`, name);
    }
  };
  walk(body, '', '');
  return found;
}

const LIQUID = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;

/** A text without its Liquid: what everybody reads of it. */
export const withoutLiquid = (text: string, instead = ' '): string => text.replace(LIQUID, instead);

export const hasLiquid = (text: string): boolean => /\{\{|\{%/.test(text);

const IN_TEXT = /\bhttps?:\/\/[^\s<>"']+/gi;
const MAX_LINKS = 200;

/**
 * Every http(s) address of a Send API body that is the same for all its recipients: in its fields, and written into its
 * texts. Each once, with the first place it stands at; at most 200.
 */
export function listLinks(body: unknown): Placed[] {
  const { texts, urls } = readMessageTexts(body);
  const written = texts.flatMap(({ field, text }) =>
    // The Liquid stays in while looking: an address that goes on with a value is not the same for all.
    [...text.matchAll(IN_TEXT)].map((match) => ({ field, text: match[0].replace(/[.,;:!?)\]]+$/, '') })),
  );
  const fixed = [...urls, ...written].filter(
    ({ text }) => !hasLiquid(text) && /^https?:\/\//i.test(text) && URL.canParse(text),
  );
  const first = new Map<string, Placed>();
  for (const link of fixed) if (!first.has(link.text)) first.set(link.text, link);
  return [...first.values()].slice(0, MAX_LINKS);
}
