// What of a webhook event is a yes or a no to messages: words such as STOP, opt-ins, and an opt-in that was stopped or
// resumed. Pure; `profiles/consent.ts` keeps the receipts.
import { readConsentWord } from '../delivery/consent-words.ts';
import { findObject, findText } from '../messenger/lossless-json.ts';
import type { WebhookEvent } from '../messenger/webhook-events.ts';
import type { Consent } from '../profiles/consent.ts';

type Personal = WebhookEvent & { psid: string };
type Said = Pick<Consent, 'says' | 'source' | 'words'>;

/** At most one receipt an event. */
export function readConsent(event: Personal): Consent[] {
  const said = readSaid(event);
  const { pageId, psid, occurredAt: at, dedupeKey } = event;
  return said === null ? [] : [{ pageId, psid, at, dedupeKey, ...said }];
}

function readSaid({ kind, payload }: Personal): Said | null {
  switch (kind) {
    case 'message':
    case 'quick_reply':
      return readWords(findText(findObject(payload, 'message'), 'text'));
    case 'postback':
      return readWords(findText(findObject(payload, 'postback'), 'title'));
    case 'optin':
      return readOptin(findObject(payload, 'optin'));
    default:
      return null;
  }
}

function readWords(text: string | undefined): Said | null {
  const word = text === undefined ? null : readConsentWord(text);
  return word === null || text === undefined
    ? null
    : { says: word === 'stop' ? 'no' : 'yes', source: 'message', words: text };
}

/**
 * Plugin opt-ins have no type; of marketing opt-ins the status says whether they were stopped ("STOP NOTIFICATIONS", with a
 * space or an underscore, messenger-platform §3.6). Asking to be told once says nothing of other messages.
 */
function readOptin(optin: ReturnType<typeof findObject>): Said | null {
  const type = findText(optin, 'type');
  if (type === 'one_time_notif_req') return null;
  const status = findText(optin, 'notification_messages_status') ?? '';
  const words =
    [findText(optin, 'title'), findText(optin, 'ref'), status].filter(Boolean).join(' · ') || 'opt-in';
  return { says: /^stop[ _]/i.test(status) ? 'no' : 'yes', source: 'optin', words };
}
