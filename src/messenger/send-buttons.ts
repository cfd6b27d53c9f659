// Limits of what people tap: buttons and quick replies (Messenger: buttons, quick replies; editions of 2026).
import type { JsonObject } from './lossless-json.ts';
import { type Finder, LIMITS, textOf } from './send-limits.ts';

const TITLED = ['web_url', 'postback', 'phone_number'];
const BUTTONS = [...TITLED, 'account_link', 'account_unlink', 'game_play', 'audio_call'];

/** 1 to 3 buttons. `allowed`: the types that may stand there; all unless said. */
export function checkButtons(value: unknown, at: Finder, allowed: readonly string[] = BUTTONS) {
  at.list(value, [1, LIMITS.buttons], (item, here) => checkButton(item, here, allowed));
}

function checkButton(item: unknown, at: Finder, allowed: readonly string[]) {
  const button = at.object(item);
  if (!button) return;
  at.oneOf(button, 'type', allowed);
  if (TITLED.includes(button['type'] as string)) at.text(button, 'title', LIMITS.buttonTitle);
  switch (button['type']) {
    case 'web_url':
      return checkWebUrl(button, at);
    case 'account_link':
      return at.url(button, 'url');
    case 'postback':
      return at.text(button, 'payload', LIMITS.payload);
    case 'phone_number':
      if (!/^\+\d{4,20}$/.test(textOf(button['payload'])))
        at.at('payload').say('must be a phone number such as +15105551234');
      return;
    case 'game_play':
    case 'audio_call':
      at.optionalText(button, 'title', LIMITS.buttonTitle);
  }
}

function checkWebUrl(button: JsonObject, at: Finder) {
  at.url(button, 'url');
  at.optionalOneOf(button, 'webview_height_ratio', ['compact', 'tall', 'full']);
  at.optionalBoolean(button, 'messenger_extensions');
  at.optionalUrl(button, 'fallback_url');
  at.optionalOneOf(button, 'webview_share_button', ['hide']);
}

/** What a tap on the element itself opens: a URL button without a title. */
export function checkDefaultAction(value: unknown, at: Finder) {
  const action = at.object(value);
  if (!action) return;
  at.oneOf(action, 'type', ['web_url']);
  checkWebUrl(action, at);
  if (action['title'] !== undefined) at.at('title').say('must be left out: a default action has no title');
}

const REPLY_KEYS = ['content_type', 'title', 'payload', 'image_url'];

export function checkQuickReplies(value: unknown, at: Finder) {
  at.list(value, [1, LIMITS.quickReplies], checkQuickReply);
}

function checkQuickReply(item: unknown, at: Finder) {
  const reply = at.object(item);
  if (!reply) return;
  at.only(reply, REPLY_KEYS);
  at.oneOf(reply, 'content_type', ['text', 'user_phone_number', 'user_email']);
  at.optionalUrl(reply, 'image_url');
  if (reply['content_type'] !== 'text') return;
  if (reply['image_url'] === undefined) at.text(reply, 'title', LIMITS.quickReplyTitle);
  else at.optionalText(reply, 'title', LIMITS.quickReplyTitle);
  at.text(reply, 'payload', LIMITS.payload);
}
