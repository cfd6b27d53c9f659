// The webhook envelope, exploded into single events. Pure: bytes in, events out. Nothing signed by the platform is refused
// for its shape: what no rule names becomes an 'unknown' event that keeps its payload.
import { createHash } from 'node:crypto';
import { isStorable } from '../kit/storable-text.ts';
import {
  describeJsonError,
  findObject,
  findText,
  isObject,
  type JsonObject,
  parseLossless,
} from './lossless-json.ts';
import { kindOf, userActionOf } from './webhook-kinds.ts';

export interface WebhookEvent {
  /** '' when the envelope does not say which Page. */
  pageId: string;
  /** null: about the Page, or about somebody known only by a `user_ref`. */
  psid: string | null;
  kind: string;
  occurredAt: Date;
  /** The same event, delivered again, has the same key. Scoped by Page: the platform promises no wider uniqueness. */
  dedupeKey: string;
  /** The kind of user action that opens or renews the messaging window, null when this is none. */
  userAction: string | null;
  /** The event as received; integers beyond 2^53 are texts. */
  payload: JsonObject;
  /** Of a message, echo, postback or reaction. */
  mid?: string;
  /** Of a delivery; may be empty. */
  mids?: string[];
  /** Of a delivery or read: everything the Page sent up to here. */
  watermarkAt?: Date;
  /** Of an echo: what our send put into `message.metadata`, and the app that sent. */
  metadata?: string;
  appId?: string;
}

export type ParsedWebhook =
  | { ok: true; object: string; events: WebhookEvent[] }
  | { ok: false; message: string };

const DIGITS = /^[0-9]{1,32}$/;
const FIELD_NAME = /^[a-z][a-z0-9_]{0,60}$/;
/** Below this an instant is in seconds (lead ads and Page integrity), from here on in milliseconds. 1e11 ms is 1973. */
const SECONDS_BELOW = 1e11;
const LATEST_MS = 4_102_444_800_000; // the year 2100; beyond it is noise, not an instant

/** Parses the bytes of a POST. `receivedAt` stands in where the platform gives no usable time at all. */
export function parseWebhook(rawBody: Buffer, receivedAt: Date): ParsedWebhook {
  const text = rawBody.toString('utf8');
  let body: unknown;
  try {
    body = parseLossless(text);
  } catch (error) {
    return { ok: false, message: `The body is not JSON: ${describeJsonError(error, text)}` };
  }
  if (!isObject(body)) return { ok: false, message: 'The body is not a JSON object' };
  if (typeof body['object'] !== 'string')
    return { ok: false, message: 'object: must be a text such as "page"' };
  if (!Array.isArray(body['entry'])) return { ok: false, message: 'entry: must be a list' };
  const events = body['entry'].flatMap((entry) => readEntry(entry, receivedAt));
  return { ok: true, object: body['object'], events };
}

function readEntry(entry: unknown, receivedAt: Date): WebhookEvent[] {
  if (!isObject(entry)) return [unknownEvent('', { entry }, receivedAt)];
  const pageId = readId(entry['id']) ?? '';
  const builtAt = readInstant(entry['time']) ?? receivedAt;
  const events = [...readList(entry['messaging']), ...readList(entry['standby'])].map((event) =>
    isObject(event)
      ? readMessaging(pageId, besideIntegrity(entry, event), builtAt)
      : unknownEvent(pageId, { event }, builtAt),
  );
  for (const change of readList(entry['changes'])) events.push(readChange(pageId, change, builtAt));
  return events.length > 0 ? events : [unknownEvent(pageId, entry, builtAt)];
}

/** One sample of Page integrity prints `restrictions` beside `messaging` instead of in it: both are read. */
function besideIntegrity(entry: JsonObject, event: JsonObject): JsonObject {
  const beside = entry['restrictions'];
  const about = Array.isArray(event['violations']) && event['restrictions'] === undefined;
  return about && Array.isArray(beside) ? { ...event, restrictions: beside } : event;
}

function readMessaging(entryPageId: string, event: JsonObject, builtAt: Date): WebhookEvent {
  const kind = kindOf(event);
  const sender = readId(findObject(event, 'sender')?.['id']);
  const recipient = readId(findObject(event, 'recipient')?.['id']);
  const pageId = entryPageId || (kind === 'echo' ? sender : recipient) || '';
  const person = findPerson(kind, event, { sender, recipient });
  const psid = person === pageId ? null : person;
  return {
    pageId,
    psid,
    kind,
    occurredAt: readInstant(event['timestamp']) ?? builtAt,
    dedupeKey: dedupeKeyOf(pageId, kind, event),
    userAction: psid === null ? null : userActionOf(kind, event),
    payload: event,
    ...readReceipt(kind, event),
  };
}

/** The Page sends echoes and the person all else; marketing events are flat and name the person by `recipient_id`. */
function findPerson(
  kind: string,
  event: JsonObject,
  ids: { sender: string | null; recipient: string | null },
): string | null {
  if (kind === 'echo') return ids.recipient;
  return kind.startsWith('marketing_message') ? readId(event['recipient_id']) : ids.sender;
}

function readReceipt(kind: string, event: JsonObject): Partial<WebhookEvent> {
  if (kind === 'delivery' || kind === 'read') {
    const receipt = findObject(event, kind) ?? {};
    const watermarkAt = readInstant(receipt['watermark']);
    const mids = readList(receipt['mids']).filter((mid) => typeof mid === 'string');
    return { ...(watermarkAt && { watermarkAt }), ...(kind === 'delivery' && { mids }) };
  }
  const body = findObject(event, kind === 'echo' || kind === 'quick_reply' ? 'message' : kind);
  const mid = findText(body, 'mid');
  if (kind !== 'echo') return mid === undefined ? {} : { mid };
  const [metadata, appId] = [findText(body, 'metadata'), findText(body, 'app_id')];
  return {
    ...(mid !== undefined && { mid }),
    ...(metadata !== undefined && { metadata }),
    ...(appId !== undefined && { appId }),
  };
}

/**
 * `entry[].changes[]`: what is not messaging. `from.id` of a comment is not promised to be a PSID, so a comment is about the
 * Page. The dashboard's test button prints messaging fields in this form with made-up ids: they make no person either.
 */
function readChange(pageId: string, change: unknown, builtAt: Date): WebhookEvent {
  const field = isObject(change) ? change['field'] : undefined;
  if (!isObject(change) || typeof field !== 'string' || !FIELD_NAME.test(field))
    return unknownEvent(pageId, { change }, builtAt);
  const value = findObject(change, 'value') ?? {};
  const psid =
    field === 'inbox_labels' ? readId(findObject(value, 'user')?.['id']) : readId(value['recipient_id']);
  return {
    pageId,
    psid,
    kind: field,
    occurredAt: readInstant(value['created_time'] ?? value['timestamp']) ?? builtAt,
    dedupeKey: `${pageId}:${field}:${digest(change)}`,
    userAction: null,
    payload: change,
  };
}

function unknownEvent(pageId: string, payload: JsonObject, occurredAt: Date): WebhookEvent {
  const dedupeKey = `${pageId}:unknown:${digest(payload)}`;
  return { pageId, psid: null, kind: 'unknown', occurredAt, dedupeKey, userAction: null, payload };
}

/** Messages and postbacks are one by their `mid`; for all others the whole event is: a repeat has the same content. */
function dedupeKeyOf(pageId: string, kind: string, event: JsonObject): string {
  const body = kind === 'postback' ? event['postback'] : event['message'];
  const mid = isObject(body) ? findText(body, 'mid') : undefined;
  // Two names that cannot be stored as they are would become one.
  if (mid !== undefined && mid.length <= 200 && isStorable(mid))
    return `${pageId}:${kind === 'postback' ? 'p' : 'm'}:${mid}`;
  return `${pageId}:${kind}:${digest(event)}`;
}

const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url');

const readList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function readId(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && DIGITS.test(text) ? text : null;
}

/** Milliseconds or seconds, number or text; undefined when it is no instant. */
function readInstant(value: unknown): Date | undefined {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !(number > 0)) return undefined;
  const ms = number < SECONDS_BELOW ? number * 1000 : number;
  return ms < LATEST_MS ? new Date(ms) : undefined;
}
