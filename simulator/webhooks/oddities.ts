// The less usual forms of an event (settings `oddities`): each is a small change of one event, drawn when it is published,
// so that retries and copies of an event look alike. Entries have their own in place.ts.
import type { Random } from '../world/random.ts';
import type { Oddities } from '../world/settings.ts';
import type { EventObject } from './payloads.ts';

interface Oddity {
  name: keyof Oddities;
  /** The event in that form; null when it has no such form. */
  change: (event: EventObject, field: string) => EventObject | null;
}

const FORMS: readonly Oddity[] = [
  {
    name: 'sticker_beside_image',
    change: (event) =>
      changeAttachments(event, (attachment) =>
        attachment['type'] === 'sticker' ? [attachment, { ...attachment, type: 'image' }] : [attachment],
      ),
  },
  {
    name: 'text_sticker_id',
    change: (event) =>
      changeAttachments(event, (attachment) => [
        changePart(attachment, 'payload', (payload) => asText(payload, 'sticker_id')) ?? attachment,
      ]),
  },
  {
    name: 'text_num_edit',
    change: (event) => changePart(event, 'message_edit', (edit) => asText(edit, 'num_edit')),
  },
  {
    name: 'text_app_id',
    change: (event) => changePart(event, 'message', (message) => asText(message, 'app_id')),
  },
  {
    name: 'bare_unreact',
    change: (event) =>
      changePart(event, 'reaction', ({ action, mid }) => (action === 'unreact' ? { action, mid } : null)),
  },
  {
    name: 'delivery_without_timestamp',
    change: ({ timestamp: _timestamp, ...event }) => (event['delivery'] === undefined ? null : event),
  },
  {
    name: 'feed_without_from',
    change: ({ from: _from, ...event }, field) => (field === 'feed' ? event : null),
  },
  {
    name: 'seconds_timestamp',
    change: (event) => {
      const at = event['timestamp'];
      return typeof at === 'number' && at >= 1e11 ? { ...event, timestamp: Math.floor(at / 1000) } : null;
    },
  },
  { name: 'text_timestamp', change: (event) => asText(event, 'timestamp') },
  {
    name: 'unknown_key',
    change: (event) => ({
      ...(changePart(event, 'message', (message) => ({ ...message, is_from_the_future: true })) ?? event),
      something_new: { version: 2, list: [1, null, 'x'] },
    }),
  },
];

/** The event in the forms that the dice choose, most often as it is. */
export function dress(
  event: EventObject,
  field: string,
  { random, oddities }: { random: Random; oddities: Oddities },
): EventObject {
  let dressed = event;
  for (const { name, change } of FORMS) {
    if (oddities[name] > 0 && random.chance(oddities[name])) dressed = change(dressed, field) ?? dressed;
  }
  return dressed;
}

/** An event of a kind that nobody knows, with the head of the one it goes ahead of. */
export function unknownEvent({ sender, recipient, timestamp }: EventObject): EventObject {
  return {
    ...(sender === undefined ? {} : { sender }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(timestamp === undefined ? {} : { timestamp }),
    messaging_something_new: { kind: 'unheard_of', values: [1, 2, 3] },
  };
}

function isObject(value: unknown): value is EventObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function changePart(
  event: EventObject,
  key: string,
  change: (part: EventObject) => EventObject | null,
): EventObject | null {
  const part = event[key];
  const changed = isObject(part) ? change(part) : null;
  return changed && { ...event, [key]: changed };
}

function asText(part: EventObject, key: string): EventObject | null {
  const value = part[key];
  // Ids of seventeen digits are raw JSON here, which only serialising reads without loss.
  return value === undefined || typeof value === 'string' ? null : { ...part, [key]: JSON.stringify(value) };
}

function changeAttachments(
  event: EventObject,
  change: (attachment: EventObject) => EventObject[],
): EventObject | null {
  return changePart(event, 'message', (message) => {
    const { attachments } = message;
    if (!Array.isArray(attachments)) return null;
    return { ...message, attachments: attachments.flatMap((one) => (isObject(one) ? change(one) : [one])) };
  });
}
