// Buttons and quick replies with their limits (messenger-platform §4.2, §4.3).
import { invalidParameter } from '../errors.ts';
import { findString, getItems, getObject, getOneOf, getString, getUrl, type Json } from './checks.ts';

const TITLE_LIMIT = 20;
const PAYLOAD_LIMIT = 1000;
const QUICK_REPLY_LIMIT = 13;

export function checkQuickReplies(value: unknown): void {
  getItems(value, 'message[quick_replies]', 1, QUICK_REPLY_LIMIT).forEach((item, index) => {
    const path = `message[quick_replies][${index}]`;
    const reply = getObject(item, path, ['content_type', 'title', 'payload', 'image_url']);
    const type = getOneOf(reply['content_type'], `${path}[content_type]`, [
      'text',
      'user_phone_number',
      'user_email',
    ]);
    if (reply['image_url'] !== undefined && reply['image_url'] !== '')
      getUrl(reply['image_url'], `${path}[image_url]`);
    if (type !== 'text') return;
    // "title: required for text unless image_url"
    if (reply['image_url'] === undefined || reply['title'] !== undefined)
      getString(reply['title'], `${path}[title]`, TITLE_LIMIT);
    getString(reply['payload'], `${path}[payload]`, PAYLOAD_LIMIT);
  });
}

const BUTTON_TYPES = [
  'web_url',
  'postback',
  'phone_number',
  'account_link',
  'account_unlink',
  'game_play',
  'audio_call',
] as const;

type ButtonType = (typeof BUTTON_TYPES)[number];

/** `min` to 3 buttons of the given types. */
export function checkButtons(
  value: unknown,
  path: string,
  min: number,
  types: readonly ButtonType[] = BUTTON_TYPES,
): void {
  getItems(value, path, min, 3).forEach((item, index) => {
    checkButton(getObject(item, `${path}[${index}]`), `${path}[${index}]`, types);
  });
}

function checkButton(button: Json, path: string, types: readonly ButtonType[]): void {
  const type = getOneOf(button['type'], `${path}[type]`, types);
  const title = (): string => getString(button['title'], `${path}[title]`, TITLE_LIMIT);
  switch (type) {
    case 'web_url':
      title();
      checkWebUrl(button, path);
      break;
    case 'postback':
      title();
      getString(button['payload'], `${path}[payload]`, PAYLOAD_LIMIT);
      break;
    case 'phone_number':
      title();
      if (!/^\+[0-9 ()-]{3,30}$/.test(getString(button['payload'], `${path}[payload]`, PAYLOAD_LIMIT))) {
        throw invalidParameter(`Param ${path}[payload] must be a phone number with a leading +`);
      }
      break;
    case 'account_link':
      getUrl(button['url'], `${path}[url]`);
      break;
    case 'game_play':
    case 'audio_call':
      findString(button['title'], `${path}[title]`, TITLE_LIMIT);
      break;
    case 'account_unlink':
      break;
  }
}

/** The web_url part of a button, which is also what a `default_action` is (without title). */
function checkWebUrl(button: Json, path: string): void {
  getUrl(button['url'], `${path}[url]`);
  if (button['webview_height_ratio'] !== undefined) {
    getOneOf(button['webview_height_ratio'], `${path}[webview_height_ratio]`, ['compact', 'tall', 'full']);
  }
  if (button['fallback_url'] !== undefined) getUrl(button['fallback_url'], `${path}[fallback_url]`);
  if (button['webview_share_button'] !== undefined) {
    getOneOf(button['webview_share_button'], `${path}[webview_share_button]`, ['hide']);
  }
}

/** A generic element's `default_action`: a URL button without a title. */
export function checkDefaultAction(value: unknown, path: string): void {
  const action = getObject(value, path);
  getOneOf(action['type'], `${path}[type]`, ['web_url']);
  if (action['title'] !== undefined) throw invalidParameter(`Param ${path} must not have a title.`);
  checkWebUrl(action, path);
}
