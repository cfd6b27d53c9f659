// Which webhook events are a person's response to a message, and what of them is kept. Pure.
import type { Response } from '../delivery/responses.ts';
import { findObject, findText } from '../messenger/lossless-json.ts';
import type { WebhookEvent } from '../messenger/webhook-events.ts';
import { readConsent } from './consents.ts';

type Personal = WebhookEvent & { psid: string };

/** At most one an event. */
export function readResponse(event: Personal): Response[] {
  const { pageId, psid, occurredAt: at, dedupeKey } = event;
  // STOP and START are no interest in the message: they are kept as consents.
  const said = readConsent(event).length > 0 ? null : readSaid(event);
  return said === null ? [] : [{ pageId, psid, at, dedupeKey, ...said }];
}

type Said = Pick<Response, 'kind' | 'mid' | 'payload' | 'detail'>;

function readSaid({ kind, payload, mid }: Personal): Said | null {
  const message = findObject(payload, 'message') ?? {};
  switch (kind) {
    case 'reaction': {
      const reaction = findObject(payload, 'reaction');
      const isTakenBack = findText(reaction, 'action') === 'unreact';
      const detail = findText(reaction, 'emoji') ?? findText(reaction, 'reaction') ?? '';
      return mid === undefined ? null : { kind, mid, payload: null, detail: isTakenBack ? null : detail };
    }
    case 'quick_reply':
      return {
        kind,
        mid: findText(findObject(message, 'reply_to'), 'mid') ?? null,
        payload: null,
        detail: findText(findObject(message, 'quick_reply'), 'payload') ?? '',
      };
    case 'message':
      return {
        kind: 'reply',
        mid: findText(findObject(message, 'reply_to'), 'mid') ?? null,
        payload: null,
        detail: findText(message, 'text') ?? '',
      };
    case 'postback': {
      const body = findText(findObject(payload, 'postback'), 'payload');
      // Without a payload (other apps' buttons) nothing ties it to a message of ours.
      return body === undefined || body === '' ? null : { kind, mid: null, payload: body, detail: body };
    }
    default:
      return null;
  }
}
