// Uploads and their ids (messenger-platform §4.2): made by message_attachments or by a send with `is_reusable`, private to
// the Page, good for ninety days of the virtual clock.
import type { Page } from '../../world/apps.ts';
import { DAY_MS } from '../../world/clock.ts';
import type { Attachment } from '../../world/item.contract.ts';
import type { World } from '../../world/world.ts';
import type { PageCaller } from '../auth.ts';
import { findJson, type GraphCall, type GraphReply } from '../call.ts';
import { GraphError, invalidParameter } from '../errors.ts';
import { getObject, getOneOf, getUrl, type Json } from '../send/checks.ts';
import { takeSend } from '../usage.ts';
import { checkFile, checkUrl, type MediaFacts, type MediaType } from './check.ts';

const EXPIRES_AFTER_MS = 90 * DAY_MS;
export const MEDIA_TYPES = ['image', 'audio', 'video', 'file'] as const;

/** Media in a message: an upload's id, an address, or the file of a multipart request. */
export interface MediaUse {
  type: MediaType;
  payload: Json;
  /** Where the payload stands, for the words of an error. */
  path: string;
  file: File | null;
}

/** POST /{page}/message_attachments */
export async function uploadAttachment(call: GraphCall, { page }: PageCaller): Promise<GraphReply> {
  const { world, params } = call;
  const path = 'message[attachment]';
  const message = getObject(findJson(params, 'message'), 'message', ['attachment']);
  const attachment = getObject(message['attachment'], path, ['type', 'payload']);
  const type = getOneOf(attachment['type'], `${path}[type]`, MEDIA_TYPES);
  const headers = takeSend(world, page, type === 'audio' || type === 'video' ? 'media' : 'messages');
  const file = params['filedata'] instanceof File ? params['filedata'] : null;
  const payload = getObject(attachment['payload'] ?? {}, `${path}[payload]`);
  if (payload['attachment_id'] !== undefined)
    throw invalidParameter(`Param ${path}[payload] must have a url, or the request a file.`);
  const id = await takeIn(world, page, { type, payload: { ...payload, is_reusable: true }, path, file });
  return { body: { attachment_id: id }, headers };
}

/**
 * Checks media and keeps them when they are to be reusable.
 * @returns the id under which they are kept, or null
 * @throws GraphError 100/2018074 for an id that is unknown, another Page's or expired; the errors of check.ts
 */
export async function takeIn(world: World, page: Page, use: MediaUse): Promise<string | null> {
  const { type, payload, path, file } = use;
  if (payload['attachment_id'] !== undefined) {
    getAttachment(world, page, payload['attachment_id'], type);
    return null;
  }
  const facts = file
    ? checkFile(file, type)
    : await checkUrl(world, getUrl(payload['url'], `${path}[payload][url]`), type);
  const reusable = payload['is_reusable'] === true || payload['is_reusable'] === 'true';
  if (!reusable && !file) return null;
  const kept = keep(world, page, type, facts);
  if (file)
    world.files.put(kept.id, { mime: kept.mime ?? '', content: Buffer.from(await file.arrayBuffer()) });
  // The receiving side sees an address, as with media that came from one.
  if (file) payload['url'] = `${world.baseUrl}/sandbox/media/${kept.id}`;
  return reusable ? kept.id : null;
}

function keep(world: World, page: Page, type: MediaType, facts: MediaFacts): Attachment {
  const createdAt = world.clock.now();
  const id = world.ids.numeric('12');
  const attachment: Attachment = { kind: 'attachment', id, pageId: page.id, type, ...facts, createdAt };
  world.items.put(attachment);
  return attachment;
}

/** "Attachment id unknown, not yours, or expired": 100/2018074. Numbers lose their digits, so ids are texts. */
function getAttachment(world: World, page: Page, id: unknown, type: MediaType): Attachment {
  const found = world.items.find('attachment', String(id));
  const good = found?.pageId === page.id && world.clock.now() - found.createdAt < EXPIRES_AFTER_MS;
  if (!found || !good) throw new GraphError(100, 2018074);
  if (found.type !== type)
    throw invalidParameter(`The attachment ${found.id} is of type ${found.type}, not ${type}.`, 2018047);
  return found;
}
