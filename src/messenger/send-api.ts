// A Send API request as somebody typed it: whether an address is one, what a body asks for, and every limit it breaks.
// Pure; used when a campaign is written (to warn), when it is published (to refuse) and when it is sent (to decide).
import { findObject, findText, isObject, type JsonObject } from './lossless-json.ts';
import { checkQuickReplies } from './send-buttons.ts';
import { DEAD_TAGS, Finder, LIMITS, LIVE_TAGS, type SendProblem, textOf } from './send-limits.ts';
import { checkAttachment, checkImages, checkUtilityTemplate } from './send-templates.ts';

export type { SendProblem } from './send-limits.ts';

const FACEBOOK_HOST = 'graph.facebook.com';
const SEND_PATH = /^\/(?:v\d{1,3}\.\d{1,2}\/)?(me|\d{1,32})\/messages\/?$/;

/**
 * The Page of a Send API address: its digits, or 'me' for "the Page of the token". null: not a Send API address.
 * Any version or none; graph.facebook.com and the configured Graph address alike. Odd spellings that the platform would
 * still serve (doubled slashes, escapes) are recognised too, so that none slips past the rules.
 */
export function recogniseSendUrl(url: string, graphUrl: string): { pageId: string } | null {
  const path = findGraphPath(url, graphUrl);
  const match = path === null ? null : SEND_PATH.exec(path);
  return match ? { pageId: match[1]! } : null;
}

/** Whether an address leads to the Graph API at all. */
export const isGraphUrl = (url: string, graphUrl: string): boolean => findGraphPath(url, graphUrl) !== null;

function findGraphPath(url: string, graphUrl: string): string | null {
  if (!URL.canParse(url)) return null;
  const given = new URL(url);
  const path = decodeLoosely(given.pathname).replace(/\/{2,}/g, '/');
  if (given.hostname.replace(/\.$/, '') === FACEBOOK_HOST) return path;
  const configured = new URL(graphUrl);
  const base = configured.pathname.replace(/\/+$/, '');
  if (given.host !== configured.host || !path.startsWith(`${base}/`)) return null;
  return path.slice(base.length);
}

function decodeLoosely(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

export interface SendBody {
  /** The recipient's PSID as text; null when the body addresses somebody otherwise, or nobody. */
  psid: string | null;
  messagingType: string;
  tag: string | null;
  /** template_type of the attachment, 'utility' for a utility template, null for none. */
  template: string | null;
  /** Audio and video have a rate of their own: 10 calls a second instead of 300 (Messenger rate limiting). */
  media: 'audio_video' | 'other' | null;
  message: JsonObject | null;
}

/** What the body of a send asks for. Its limits are another question: `checkSendBody`. */
export function describeSend(json: JsonObject): SendBody {
  const message = findObject(json, 'message') ?? null;
  const attachment = findObject(message ?? {}, 'attachment');
  const payload = findObject(attachment ?? {}, 'payload') ?? {};
  const template = findText(payload, 'template_type') ?? null;
  const isUtility =
    template === 'utility_messages' || isObject(message?.['template']) || isObject(json['template']);
  return {
    psid: findText(findObject(json, 'recipient'), 'id') ?? null,
    messagingType: findText(json, 'messaging_type') ?? (isUtility ? 'UTILITY' : 'RESPONSE'),
    tag: findText(json, 'tag') ?? null,
    template: isUtility ? 'utility' : template,
    media: mediaOf(message, findText(attachment, 'type'), payload),
    message,
  };
}

function mediaOf(
  message: JsonObject | null,
  type: string | undefined,
  payload: JsonObject,
): SendBody['media'] {
  if (Array.isArray(message?.['attachments'])) return 'other';
  if (type === 'audio' || type === 'video') return 'audio_video';
  if (type === 'image' || type === 'file') return 'other';
  const [element] = Array.isArray(payload['elements']) ? payload['elements'] : [];
  if (payload['template_type'] !== 'media' || !isObject(element)) return null;
  return element['media_type'] === 'video' ? 'audio_video' : 'other';
}

/** Every limit of the Send API that the body breaks, at most 100. An empty list says nothing about window or consent. */
export function checkSendBody(json: unknown): SendProblem[] {
  const at = new Finder([]);
  const body = at.object(json);
  if (!body) return at.problems;
  checkRecipient(body['recipient'], at.at('recipient'));
  checkPurpose(body, at);
  if (body['sender_action'] !== undefined) checkSenderAction(body, at);
  else if (body['message'] !== undefined) checkMessage(body['message'], at.at('message'));
  else if (isObject(body['template'])) checkUtilityTemplate(body['template'], at.at('template'));
  else at.at('message').say('is missing');
  checkOptions(body, at);
  return at.problems;
}

const RECIPIENT_KINDS = [
  'id',
  'user_ref',
  'comment_id',
  'post_id',
  'notification_messages_token',
  'one_time_notif_token',
  'phone_number',
  'login_id',
];

const RECIPIENT_KEYS = [...RECIPIENT_KINDS, 'name'];

function checkRecipient(value: unknown, at: Finder) {
  const recipient = at.object(value);
  if (!recipient) return;
  at.only(recipient, RECIPIENT_KEYS);
  const kinds = RECIPIENT_KINDS.filter((kind) => recipient[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1)
    return at.say(`must have exactly one of ${RECIPIENT_KINDS.join(', ')}`);
  if (kind !== 'id') return at.text(recipient, kind, 1000);
  const id = recipient['id'];
  if (typeof id === 'number') return at.at('id').say('must be a text: a PSID loses digits as a JSON number');
  if (typeof id !== 'string' || !/^\d{1,32}$/.test(id)) at.at('id').say('must be a PSID: digits only');
}

function checkPurpose(body: JsonObject, at: Finder) {
  const [type, tag] = [body['messaging_type'], body['tag']];
  at.optionalOneOf(body, 'messaging_type', ['RESPONSE', 'UPDATE', 'MESSAGE_TAG', 'UTILITY']);
  if (type === 'MESSAGE_TAG' && tag === undefined) at.at('tag').say('is missing: MESSAGE_TAG needs one');
  if (type === 'UTILITY' && describeSend(body).template !== 'utility')
    at.at('messaging_type').say('UTILITY is for a utility template: name one under message.template');
  if (tag === undefined) return;
  const here = at.at('tag');
  const diedAt = DEAD_TAGS.get(textOf(tag));
  if (diedAt) return here.say(`${textOf(tag)} is dead since ${diedAt}: Facebook answers error 100`);
  if (!LIVE_TAGS.includes(textOf(tag))) return here.say(`must be one of ${LIVE_TAGS.join(', ')}`);
  if (type !== 'MESSAGE_TAG') here.say('goes with messaging_type MESSAGE_TAG only');
  if (tag === 'CUSTOMER_FEEDBACK' && describeSend(body).template !== 'customer_feedback')
    here.say('CUSTOMER_FEEDBACK is for the customer_feedback template only');
}

/** What stands beside the message: how it notifies, whose face it wears, what it quotes, who has the thread afterwards. */
function checkOptions(body: JsonObject, at: Finder) {
  at.optionalOneOf(body, 'notification_type', ['REGULAR', 'SILENT_PUSH', 'NO_PUSH']);
  if (body['persona_id'] !== undefined) at.id(body, 'persona_id');
  if (body['reply_to'] !== undefined) {
    const replyTo = at.at('reply_to').object(body['reply_to']);
    if (replyTo) at.at('reply_to').text(replyTo, 'mid', 500);
  }
  if (body['thread_control'] === undefined) return;
  const control = at.at('thread_control').object(body['thread_control']);
  if (!control) return;
  at.at('thread_control').only(control, ['control_type', 'app_id', 'metadata']);
  at.at('thread_control').oneOf(control, 'control_type', ['pass', 'release']);
  if (control['control_type'] === 'pass' || control['app_id'] !== undefined)
    at.at('thread_control').id(control, 'app_id');
}

const SENDER_ACTIONS = ['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact'];

function checkSenderAction(body: JsonObject, at: Finder) {
  at.oneOf(body, 'sender_action', SENDER_ACTIONS);
  // Subcode 2018014.
  if (body['message'] !== undefined)
    at.at('message').say('must be left out beside sender_action: send them in two calls');
  for (const key of ['tag', 'notification_type', 'reply_to'])
    if (body[key] !== undefined) at.at(key).say('must be left out beside sender_action');
  if (body['sender_action'] !== 'react' && body['sender_action'] !== 'unreact') return;
  const payload = at.at('payload').object(body['payload']);
  if (!payload) return;
  at.at('payload').text(payload, 'message_id', 500);
  if (body['sender_action'] === 'react') at.at('payload').text(payload, 'reaction', 20);
}

const CONTENTS = ['text', 'attachment', 'attachments', 'sticker_id', 'template'];
const MESSAGE_KEYS = [...CONTENTS, 'quick_replies', 'metadata'];

function checkMessage(value: unknown, at: Finder) {
  const message = at.object(value);
  if (!message) return;
  at.only(message, MESSAGE_KEYS);
  const contents = CONTENTS.filter((key) => message[key] !== undefined);
  if (contents.length === 0) at.say('is empty: it needs text or an attachment');
  if (contents.length > 1) at.say(`must have one of ${contents.join(' and ')}, not both`);
  for (const content of contents) checkContent(message, content, at);
  if (message['quick_replies'] !== undefined)
    checkQuickReplies(message['quick_replies'], at.at('quick_replies'));
  at.optionalText(message, 'metadata', LIMITS.metadata - 1);
}

function checkContent(message: JsonObject, key: string, at: Finder) {
  const here = at.at(key);
  switch (key) {
    case 'text':
      return at.text(message, key, LIMITS.text - 1);
    case 'attachment':
      return checkAttachment(message[key], here);
    case 'attachments':
      return checkImages(message[key], here);
    case 'sticker_id':
      // The platform itself gives it as a number in one place and as a text in another.
      if (!Number.isSafeInteger(message[key])) at.id(message, key);
      return;
    case 'template': {
      const template = here.object(message[key]);
      if (template) checkUtilityTemplate(template, here);
    }
  }
}
