// What of a webhook event goes onto the person's timeline: flat, named values that segments and templates can use.
import { findObject, findText, isObject, type JsonObject } from '../messenger/lossless-json.ts';
import type { WebhookEvent } from '../messenger/webhook-events.ts';

/** The event name in the catalogue: `messenger_message`, `messenger_postback`, …, `messenger_unknown`. */
export const eventName = (kind: string): string => `messenger_${kind}`;

/** Kinds without a rule of their own keep their payload as it came. Absent values are left out. */
export function eventAttributes(event: WebhookEvent): JsonObject {
  const described = describe(event);
  return described === null
    ? { payload: withoutHead(event.payload) }
    : Object.fromEntries(Object.entries(described).filter(([, value]) => value !== undefined));
}

function describe({ kind, payload, ...event }: WebhookEvent): JsonObject | null {
  const body = findObject(payload, kind);
  switch (kind) {
    case 'message':
    case 'quick_reply':
    case 'echo':
      return describeMessage(findObject(payload, 'message') ?? {}, event);
    case 'postback':
      return {
        mid: event.mid,
        title: findText(body, 'title'),
        payload: findText(body, 'payload'),
        ...referral(findObject(body ?? {}, 'referral')),
      };
    case 'referral':
      return referral(body);
    case 'optin':
      return {
        type: findText(body, 'type'),
        ref: findText(body, 'ref'),
        payload: findText(body, 'payload'),
        title: findText(body, 'title'),
        status: findText(body, 'notification_messages_status'),
      };
    case 'reaction':
      return {
        mid: event.mid,
        reaction: findText(body, 'reaction'),
        emoji: findText(body, 'emoji'),
        action: findText(body, 'action'),
      };
    case 'delivery':
      return { watermark: event.watermarkAt?.toISOString(), mids: event.mids?.slice(0, 20) };
    case 'read':
      return { watermark: event.watermarkAt?.toISOString() };
    default:
      return null;
  }
}

function describeMessage(
  message: JsonObject,
  event: Pick<WebhookEvent, 'mid' | 'metadata' | 'appId'>,
): JsonObject {
  const attachments = Array.isArray(message['attachments']) ? message['attachments'].filter(isObject) : [];
  return {
    mid: event.mid,
    text: findText(message, 'text'),
    payload: findText(findObject(message, 'quick_reply'), 'payload'),
    attachments:
      attachments.length > 0
        ? attachments.slice(0, 30).map((item) => findText(item, 'type') ?? 'unknown')
        : undefined,
    reply_to: findText(findObject(message, 'reply_to'), 'mid'),
    ...referral(findObject(message, 'referral')),
    app_id: event.appId,
    metadata: event.metadata,
  };
}

const referral = (value: JsonObject | undefined): JsonObject =>
  value
    ? {
        ref: findText(value, 'ref'),
        source: findText(value, 'source'),
        referral_type: findText(value, 'type'),
        ad_id: findText(value, 'ad_id'),
      }
    : {};

const withoutHead = ({
  sender: _sender,
  recipient: _recipient,
  timestamp: _timestamp,
  ...rest
}: JsonObject): JsonObject => rest;
