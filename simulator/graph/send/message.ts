// The `message` object of a send: text, quick replies, media, stickers, templates, utility templates. Parsed once; what comes
// out says what policy, media and limits need to know about it.
import { invalidParameter } from '../errors.ts';
import { MEDIA_TYPES, type MediaUse } from '../media/attachments.ts';
import type { UtilityReference } from '../templates/parameters.ts';
import { checkQuickReplies } from './buttons.ts';
import { findString, getItems, getMediaUrl, getObject, getOneOf, getString, type Json } from './checks.ts';
import { checkTemplate, mediaOfTemplate, type TemplateType } from './templates.ts';

export const TEXT_LIMIT = 2000;
const METADATA_LIMIT = 1000;
const IMAGES_LIMIT = 30;

export interface ParsedMessage {
  /** As sent; this is what the echo brings back. */
  content: Json;
  metadata: string | null;
  /** A template with its payload. */
  template: { type: TemplateType; payload: Json } | null;
  utility: UtilityReference | null;
  media: MediaUse[];
  stickerId: string | null;
}

const BODIES = ['text', 'attachment', 'attachments', 'sticker_id', 'template'];
const KEYS = [...BODIES, 'quick_replies', 'metadata'];

/** Checks a message; `file` is what a multipart request brought. @throws GraphError 100 naming the parameter */
export function parseMessage(value: unknown, file: File | null = null): ParsedMessage {
  const content = getObject(value, 'message', KEYS);
  const bodies = BODIES.filter((key) => content[key] !== undefined);
  if (bodies.length === 0)
    throw invalidParameter('Message cannot be empty, must provide valid attachment or text', 2018034);
  if (bodies.length > 1) throw invalidParameter(`Message must have only one of ${bodies.join(' and ')}.`);
  if (content['text'] !== undefined) getString(content['text'], 'message[text]', TEXT_LIMIT);
  if (content['quick_replies'] !== undefined) checkQuickReplies(content['quick_replies']);
  const metadata = findString(content['metadata'], 'message[metadata]', METADATA_LIMIT) ?? null;
  const parsed = { ...emptyMessage(content), metadata };
  if (content['attachment'] !== undefined)
    return { ...parsed, ...parseAttachment(content['attachment'], file) };
  if (file) throw invalidParameter('Param filedata needs a message[attachment] that says what it is.');
  if (content['attachments'] !== undefined) parsed.media = parseImages(content['attachments']);
  if (content['template'] !== undefined)
    parsed.utility = parseUtility(content['template'], 'message[template]');
  if (content['sticker_id'] !== undefined) parsed.stickerId = String(content['sticker_id']);
  return parsed;
}

export function emptyMessage(content: Json): ParsedMessage {
  return { content, metadata: null, template: null, utility: null, media: [], stickerId: null };
}

function parseAttachment(value: unknown, file: File | null): Partial<ParsedMessage> {
  const path = 'message[attachment]';
  const attachment = getObject(value, path, ['type', 'payload']);
  const type = getOneOf(attachment['type'], `${path}[type]`, [...MEDIA_TYPES, 'template']);
  if (type !== 'template') {
    const payload = getObject(attachment['payload'] ?? (file ? {} : undefined), `${path}[payload]`);
    attachment['payload'] = payload;
    return { media: [{ type, payload, path, file }] };
  }
  const payload = getObject(attachment['payload'], `${path}[payload]`);
  const template = { type: checkTemplate(payload), payload };
  if (template.type === 'utility_messages')
    return { template, utility: parseUtility(payload, `${path}[payload]`) };
  return { template, media: mediaOfTemplate(payload) };
}

/** Images only, up to 30 in one message. */
function parseImages(value: unknown): MediaUse[] {
  return getItems(value, 'message[attachments]', 1, IMAGES_LIMIT).map((item, index) => {
    const path = `message[attachments][${index}]`;
    const image = getObject(item, path);
    const type = getOneOf(image['type'], `${path}[type]`, ['image']);
    const payload = getObject(image['payload'], `${path}[payload]`);
    if (payload['attachment_id'] === undefined) getMediaUrl(payload['url'], `${path}[payload][url]`);
    return { type, payload, path, file: null };
  });
}

/** A reference to a utility template, in any of the three shapes of §5.4. */
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

/** Audio and video have a smaller allowance. */
export function isHeavy({ media }: ParsedMessage): boolean {
  return media.some(({ type }) => type === 'audio' || type === 'video');
}
