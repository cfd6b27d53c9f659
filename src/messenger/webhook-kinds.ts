// Which kind of event an object inside `entry[].messaging[]` is, and whether it opens the messaging window.
// The platform does not name the kind: it is told by the key that is present (Messenger webhooks overview).
import { findObject, findText, isObject, type JsonObject } from './lossless-json.ts';

/** Read from top to bottom; the first key that holds something decides. */
const KIND_BY_KEY: readonly (readonly [key: string, kind: string])[] = [
  ['message', 'message'],
  ['postback', 'postback'],
  ['delivery', 'delivery'],
  ['read', 'read'],
  ['reaction', 'reaction'],
  ['optin', 'optin'],
  ['referral', 'referral'],
  ['message_edit', 'edit'],
  ['account_linking', 'account_linking'],
  ['pass_thread_control', 'pass_thread_control'],
  ['take_thread_control', 'take_thread_control'],
  ['request_thread_control', 'request_thread_control'],
  ['app_roles', 'app_roles'],
  ['policy_enforcement', 'policy_enforcement'],
  ['messaging_feedback', 'feedback'],
  ['response_feedback', 'response_feedback'],
  ['messaging_customer_information', 'customer_information'],
  ['form', 'lead_form_submit'],
  ['order', 'order'],
  ['template', 'coupon_click'],
];

/** Every kind there is, but for those of marketing messages, of which new ones come. */
export const EVENT_KINDS: readonly string[] = [
  ...KIND_BY_KEY.map(([, kind]) => kind),
  ...['echo', 'quick_reply', 'business_integrity', 'unknown'],
];

/** `'unknown'` for what no rule names: it is kept with its payload all the same. */
export function kindOf(event: JsonObject): string {
  const message = findObject(event, 'message');
  if (message?.['is_echo'] === true) return 'echo';
  if (message && isObject(message['quick_reply'])) return 'quick_reply';
  for (const [key, kind] of KIND_BY_KEY) if (isObject(event[key])) return kind;
  if (Array.isArray(event['violations']) || Array.isArray(event['restrictions'])) return 'business_integrity';
  const field = event['field'];
  if (typeof field === 'string' && /^marketing_message[a-z_]{0,60}$/.test(field)) return field;
  return 'unknown';
}

/** Whether the person wrote this after a click on an ad that opens Messenger: that may open a longer window. */
export const followsAd = (event: JsonObject): boolean =>
  findText(findObject(findObject(event, 'message') ?? {}, 'referral'), 'source') === 'ADS';

// An m.me link, or the QR code of one, that re-enters an existing thread. An ad click counts only once the person writes.
const LINK_SOURCES = new Set(['SHORTLINK', 'MESSENGER_CODE']);

/**
 * The user action that opens or renews the 24-hour window, or null. Per the send guide and policy (2026): a message, a
 * call-to-action tap, an m.me link into an existing thread, a plugin opt-in, a reaction. Not: reads, deliveries, edits,
 * taking a reaction back, an ad click alone, marketing and one-time opt-ins (they are not listed).
 */
export function userActionOf(kind: string, event: JsonObject): string | null {
  switch (kind) {
    case 'message':
      // The summary of a lead form carries `hop_context` and is written by the platform, not by the person.
      return event['hop_context'] === undefined ? 'message' : null;
    case 'quick_reply':
    case 'postback':
      return kind;
    case 'reaction':
      return findText(findObject(event, 'reaction'), 'action') === 'unreact' ? null : kind;
    case 'referral':
      return LINK_SOURCES.has(findText(findObject(event, 'referral'), 'source') ?? '') ? kind : null;
    case 'optin':
      return findObject(event, 'optin')?.['type'] === undefined ? kind : null;
    default:
      return null;
  }
}
