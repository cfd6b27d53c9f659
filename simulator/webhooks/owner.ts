// Who answers in a thread: the app that took it, else the Page's default app, else everybody (Conversation Routing,
// messenger-platform §8.5). An app that may not answer gets copies as `standby`.
import type { Page } from '../world/apps.ts';
import type { Items } from '../world/items.ts';
import type { EventObject } from './payloads.ts';

/** "Carrying messages, reads, deliveries, postbacks (without payload), echoes" (§3.6). */
const STANDBY_FIELDS = new Set([
  'messages',
  'message_reads',
  'message_deliveries',
  'messaging_postbacks',
  'message_echoes',
]);

/** The id of the app that owns the thread at `now` (virtual ms); null when every app may answer. */
export function ownerOf(items: Items, page: Page, psid: string, now: number): string | null {
  const control = items.find('control', psid);
  if (control && control.pageId === page.id && control.expiresAt > now) return control.appId;
  return page.setup.default_app_id;
}

/** Whether the Page's app gets this kind of event as a copy only. */
export function isStandby(field: string, page: Page, owner: string | null): boolean {
  return owner !== null && owner !== page.app.id && STANDBY_FIELDS.has(field);
}

/** The copy: the payload of a postback reaches only the app that sent the button. */
export function standbyCopy(event: EventObject): EventObject {
  const postback = event['postback'] as EventObject | undefined;
  if (postback === undefined) return event;
  const { payload: _payload, ...rest } = postback;
  return { ...event, postback: rest };
}
