// A Send API request as somebody typed it: whether an address is one, what a body asks for, and every limit it breaks.
// Pure; used when a campaign is written (to warn), when it is published (to refuse) and when it is sent (to decide).
import { findObject, findText, isObject, type JsonObject } from './lossless-json.ts';
import { DEAD_TAGS, Finder, LIMITS, LIVE_TAGS, type SendProblem } from './send-limits.ts';
import { checkAttachment } from './send-templates.ts';

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
  checkRecipient(body, at.at('recipient'));
  checkPurpose(body, at);
  const action = body['sender_action'];
  if (action !== undefined) checkSenderAction(body, at);
  else if (body['message'] !== undefined) checkMessage(body['message'], at.at('message'));
  else if (body['template'] === undefined) at.at('message').say('is missing');
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

function checkRecipient(body: JsonObject, at: Finder) {
  const recipient = at.object(body['recipient']);
  if (!recipient) return;
  const kinds = RECIPIENT_KINDS.filter((kind) => recipient[kind] !== undefined);
  if (kinds.length !== 1) return at.say(`must have exactly one of ${RECIPIENT_KINDS.join(', ')}`);
  const id = recipient['id'];
  if (id === undefined) return;
  if (typeof id === 'number') return at.at('id').say('must be a text: a PSID loses digits as a JSON number');
  if (typeof id !== 'string' || !/^\d{1,32}$/.test(id)) at.at('id').say('must be a PSID: digits only');
}

function checkPurpose(body: JsonObject, at: Finder) {
  const [type, tag] = [body['messaging_type'], body['tag']];
  if (type !== undefined) at.oneOf(body, 'messaging_type', ['RESPONSE', 'UPDATE', 'MESSAGE_TAG', 'UTILITY']);
  if (body['notification_type'] !== undefined)
    at.oneOf(body, 'notification_type', ['REGULAR', 'SILENT_PUSH', 'NO_PUSH']);
  if (type === 'MESSAGE_TAG' && tag === undefined) at.at('tag').say('is missing: MESSAGE_TAG needs one');
  if (tag === undefined) return;
  const here = at.at('tag');
  const diedAt = DEAD_TAGS.get(String(tag));
  if (diedAt) return here.say(`${tag} is dead since ${diedAt}: Facebook answers error 100`);
  if (!LIVE_TAGS.includes(String(tag))) return here.say(`must be one of ${LIVE_TAGS.join(', ')}`);
  if (type !== 'MESSAGE_TAG') here.say('goes with messaging_type MESSAGE_TAG only');
  const isFeedback = readTemplateType(body) === 'customer_feedback';
  if (tag === 'CUSTOMER_FEEDBACK' && !isFeedback)
    here.say('CUSTOMER_FEEDBACK is for the customer_feedback template only');
}

const readTemplateType = (body: JsonObject): unknown =>
  findObject(findObject(findObject(body, 'message') ?? {}, 'attachment') ?? {}, 'payload')?.['template_type'];

const SENDER_ACTIONS = ['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact'];

function checkSenderAction(body: JsonObject, at: Finder) {
  at.oneOf(body, 'sender_action', SENDER_ACTIONS);
  // Subcode 2018014.
  if (body['message'] !== undefined)
    at.at('message').say('must be left out beside sender_action: send them in two calls');
  if (body['sender_action'] !== 'react' && body['sender_action'] !== 'unreact') return;
  const payload = at.at('payload').object(body['payload']);
  if (!payload) return;
  at.at('payload').text(payload, 'message_id', 500);
  if (body['sender_action'] === 'react') at.at('payload').text(payload, 'reaction', 20);
}

function checkMessage(value: unknown, at: Finder) {
  const message = at.object(value);
  if (!message) return;
  const contents = ['text', 'attachment', 'attachments', 'sticker_id', 'template'].filter(
    (key) => message[key] !== undefined,
  );
  if (contents.length === 0) at.say('is empty: it needs text or an attachment');
  if (contents.length > 1) at.say(`must have one of ${contents.join(' and ')}, not both`);
  if (message['text'] !== undefined) at.text(message, 'text', LIMITS.text - 1);
  if (message['attachment'] !== undefined) checkAttachment(message['attachment'], at.at('attachment'));
  if (message['attachments'] !== undefined)
    at.at('attachments').list(message['attachments'], [1, LIMITS.images], (item, here) => {
      checkAttachment(item, here);
      if (isObject(item) && item['type'] !== 'image')
        here.at('type').say('must be image: only images go in a list');
    });
  if (message['quick_replies'] !== undefined)
    at.at('quick_replies').list(message['quick_replies'], [1, LIMITS.quickReplies], checkQuickReply);
  at.optionalText(message, 'metadata', LIMITS.metadata - 1);
}

function checkQuickReply(item: unknown, at: Finder) {
  const reply = at.object(item);
  if (!reply) return;
  at.oneOf(reply, 'content_type', ['text', 'user_phone_number', 'user_email']);
  if (reply['image_url'] !== undefined) at.url(reply, 'image_url');
  if (reply['content_type'] !== 'text') return;
  const hasImage = reply['image_url'] !== undefined;
  if (hasImage) at.optionalText(reply, 'title', LIMITS.quickReplyTitle);
  else at.text(reply, 'title', LIMITS.quickReplyTitle);
  at.optionalText(reply, 'payload', LIMITS.payload);
}
