// Which echoes say that a human answered from the Page's inbox: automatic answers then keep quiet for a while. Pure.
import type { ConversationPause } from '../delivery/conversation-pause.ts';
import { addMs, HOUR_MS } from '../kit/clock.ts';
import type { WebhookEvent } from '../messenger/webhook-events.ts';

/** The Page inbox as an app; the page on echoes prints it a digit short (Conversation Routing; Message echoes). */
const INBOX_APPS: ReadonlySet<string> = new Set(['263902037430900', '26390203743090']);
/** Since what they wrote last. */
const QUIET_MS = HOUR_MS;

/** At most one pause an event. */
export function readTakeover({
  kind,
  appId,
  pageId,
  psid,
  occurredAt: since,
}: WebhookEvent): ConversationPause[] {
  if (kind !== 'echo' || psid === null || appId === undefined || !INBOX_APPS.has(appId)) return [];
  return [{ pageId, psid, because: 'human_wrote', since, until: addMs(since, QUIET_MS) }];
}
