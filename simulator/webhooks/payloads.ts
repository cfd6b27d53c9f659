// The event objects of messenger-platform §3.6, as they stand inside `entry[].messaging[]` or `changes[]`.
import type { Page } from '../world/apps.ts';
import type { Person } from '../world/people.ts';

export type EventObject = Record<string, unknown>;

function fromPerson(page: Page, person: Person, at: number, body: EventObject): EventObject {
  return { sender: { id: person.psid }, recipient: { id: page.id }, timestamp: at, ...body };
}

/** Any event that a person causes: `{message}`, `{postback}`, `{referral}`, `{optin}`, `{reaction}`. */
export const personEvent = fromPerson;

/** The Page's own message coming back: sender and recipient swapped, `app_id` a number, `metadata` only if set. */
export function echoEvent(
  page: Page,
  person: Person,
  message: { mid: string; at: number; content: EventObject },
): EventObject {
  const { text, attachment, attachments, metadata, sticker_id } = message.content;
  return {
    sender: { id: page.id },
    recipient: { id: person.psid },
    timestamp: message.at,
    message: {
      mid: message.mid,
      is_echo: true,
      app_id: exactNumber(page.app.id),
      ...(metadata === undefined ? {} : { metadata }),
      ...(text === undefined ? {} : { text }),
      ...(attachment === undefined ? {} : { attachments: [withNumericIds(attachment)] }),
      ...(attachments === undefined ? {} : { attachments: withNumericIds(attachments) }),
      ...(sticker_id === undefined
        ? {}
        : { attachments: [{ type: 'sticker', payload: { sticker_id: exactNumber(String(sticker_id)) } }] }),
    },
  };
}

/** "Attachment ids inside are numbers, whereas sending needs strings" (messenger-platform §3.6). */
function withNumericIds(value: unknown, depth = 0): unknown {
  if (depth > 8 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withNumericIds(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) =>
      key === 'attachment_id' && /^\d{1,20}$/.test(String(part))
        ? [key, exactNumber(String(part))]
        : [key, withNumericIds(part, depth + 1)],
    ),
  );
}

/** A JSON number with all its digits, which a JavaScript number of seventeen digits would lose. */
export function exactNumber(digits: string): unknown {
  // Not yet among TypeScript's declarations; in Node since 21.
  return (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON(digits);
}

/** An event from its JSON text, with all digits of its numbers. */
export function parseEvent(text: string): EventObject {
  // TypeScript's declarations do not know the third argument yet; in Node since 21.
  const parse = JSON.parse as (
    text: string,
    revive: (key: string, value: unknown, context: { source?: string }) => unknown,
  ) => EventObject;
  return parse(text, (_key, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^\d+$/.test(source ?? '')
      ? exactNumber(source ?? '')
      : value,
  );
}

/** `mids` may be missing on the platform; the watermark is always there. */
export function deliveryEvent(
  page: Page,
  person: Person,
  at: number,
  { mids, watermark }: { mids: readonly string[] | null; watermark: number },
): EventObject {
  return fromPerson(page, person, at, { delivery: { ...(mids ? { mids } : {}), watermark } });
}

export function readEvent(page: Page, person: Person, at: number, watermark: number): EventObject {
  return fromPerson(page, person, at, { read: { watermark } });
}

/** The object without the keys whose value is undefined. */
export function present(body: EventObject): EventObject {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
