// What a message of the Page offers to tap: buttons, quick replies, links, forms. Read from the Send API's own JSON, for the
// acts of people and for those who follow a script.
import type { EventObject } from '../webhooks/payloads.ts';

export interface Offers {
  postbacks: { title: string; payload: string }[];
  quickReplies: { title: string; payload: string }[];
  links: string[];
  /** `template_type`, for templates that are answered by a form or an opt-in. */
  template: string | null;
}

/** More than any message can hold within the platform's limits. */
const NODE_LIMIT = 2000;
const LINK_IN_TEXT = /\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/g;

/** Everything there is to tap in the `message` of a send. */
export function offersOf(content: EventObject): Offers {
  const offers: Offers = { postbacks: [], quickReplies: [], links: [], template: null };
  const attachment = content['attachment'] as { type?: string; payload?: EventObject } | undefined;
  if (attachment?.type === 'template') {
    offers.template = String(attachment.payload?.['template_type'] ?? '');
    collect(attachment.payload, offers);
  }
  for (const reply of listOf(content['quick_replies'])) {
    if (reply['content_type'] !== 'text') continue;
    offers.quickReplies.push({
      title: String(reply['title'] ?? ''),
      payload: String(reply['payload'] ?? reply['title'] ?? ''),
    });
  }
  if (typeof content['text'] === 'string') offers.links.push(...(content['text'].match(LINK_IN_TEXT) ?? []));
  return offers;
}

/** Buttons stand at different depths in the different templates, so the whole payload is walked. */
function collect(root: unknown, offers: Offers): void {
  const open: unknown[] = [root];
  for (let seen = 0; open.length > 0 && seen < NODE_LIMIT; seen++) {
    const node = open.shift();
    if (typeof node !== 'object' || node === null) continue;
    open.push(...Object.values(node));
    const { type, url, title, payload, text, coupon_url } = node as Record<string, unknown>;
    if (type === 'web_url' && typeof url === 'string') offers.links.push(url);
    if (typeof coupon_url === 'string') offers.links.push(coupon_url);
    if (type === 'postback' && typeof payload === 'string')
      offers.postbacks.push({ title: String(title ?? text ?? payload), payload });
  }
}

function listOf(value: unknown): EventObject[] {
  return Array.isArray(value) ? (value as EventObject[]) : [];
}
