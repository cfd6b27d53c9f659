// The `message` object of a send: text, quick replies, media by URL, templates, utility templates. Parsed once; what
// comes out says what the policy needs to know about it.
import { invalidParameter } from '../errors.ts';
import type { UtilityReference } from '../templates/parameters.ts';
import { checkQuickReplies } from './buttons.ts';
import { findString, getItems, getMediaUrl, getObject, getOneOf, getString, type Json } from './checks.ts';
import { checkTemplate, type TemplateType } from './templates.ts';

export const TEXT_LIMIT = 2000;
const METADATA_LIMIT = 1000;

export interface ParsedMessage {
  /** As sent; this is what the echo brings back. */
  content: Json;
  metadata: string | null;
  template: TemplateType | null;
  utility: UtilityReference | null;
  /** Audio and video have a smaller allowance. */
  heavyMedia: boolean;
  reusable: boolean;
}

const KEYS = ['text', 'attachment', 'attachments', 'quick_replies', 'metadata', 'sticker_id', 'template'];

/** Checks a message. @throws GraphError 100 naming the parameter */
export function parseMessage(value: unknown): ParsedMessage {
  const content = getObject(value, 'message', KEYS);
  const bodies = ['text', 'attachment', 'attachments', 'sticker_id', 'template'].filter(
    (key) => content[key] !== undefined,
  );
  if (bodies.length === 0)
    throw invalidParameter('Message cannot be empty, must provide valid attachment or text', 2018034);
  if (bodies.length > 1) throw invalidParameter(`Message must have only one of ${bodies.join(' and ')}.`);
  if (content['text'] !== undefined) getString(content['text'], 'message[text]', TEXT_LIMIT);
  if (content['quick_replies'] !== undefined) checkQuickReplies(content['quick_replies']);
  const metadata = findString(content['metadata'], 'message[metadata]', METADATA_LIMIT) ?? null;
  const parsed: ParsedMessage = {
    content,
    metadata,
    template: null,
    utility: null,
    heavyMedia: false,
    reusable: false,
  };
  if (content['attachment'] !== undefined) return { ...parsed, ...parseAttachment(content['attachment']) };
  if (content['attachments'] !== undefined) checkImages(content['attachments']);
  if (content['template'] !== undefined)
    parsed.utility = parseUtility(content['template'], 'message[template]');
  return parsed;
}

function parseAttachment(value: unknown): Partial<ParsedMessage> {
  const attachment = getObject(value, 'message[attachment]', ['type', 'payload']);
  const type = getOneOf(attachment['type'], 'message[attachment][type]', [
    'image',
    'audio',
    'video',
    'file',
    'template',
  ]);
  const payload = getObject(attachment['payload'], 'message[attachment][payload]');
  if (type === 'template') {
    const template = checkTemplate(payload);
    return template === 'utility_messages'
      ? { template, utility: parseUtility(payload, 'message[attachment][payload]') }
      : { template };
  }
  if (payload['attachment_id'] !== undefined) {
    // The sandbox keeps no uploaded files, so no attachment id is known to it.
    throw invalidParameter('Invalid attachment ID', 2018074);
  }
  getMediaUrl(payload['url'], 'message[attachment][payload][url]');
  return { heavyMedia: type === 'audio' || type === 'video', reusable: payload['is_reusable'] === true };
}

/** Images only, up to 30 in one message. */
function checkImages(value: unknown): void {
  getItems(value, 'message[attachments]', 1, 30).forEach((item, index) => {
    const path = `message[attachments][${index}]`;
    const image = getObject(item, path);
    getOneOf(image['type'], `${path}[type]`, ['image']);
    getMediaUrl(getObject(image['payload'], `${path}[payload]`)['url'], `${path}[payload][url]`);
  });
}

/** Name and language of a utility template, in any of the three shapes of §5.4. */
export function parseUtility(value: unknown, path: string): UtilityReference {
  const template = getObject(value, path);
  const language = getObject(template['language'], `${path}[language]`);
  const components = template['components'];
  return {
    path,
    components: components === undefined ? [] : getItems(components, `${path}[components]`, 0, 10),
    name: getString(template['name'], `${path}[name]`, 512),
    language: getString(language['code'], `${path}[language][code]`, 20),
  };
}
