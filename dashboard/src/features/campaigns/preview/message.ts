// Reads a Send API message into the few shapes a phone shows. Anything else stays as it is, to be shown as JSON.

export interface PhoneButton {
  title: string;
  isLink: boolean;
}
export interface PhoneCard {
  title: string;
  subtitle: string | null;
  imageUrl: string | null;
  buttons: PhoneButton[];
}
export type PhoneBubble =
  | { kind: 'text'; text: string; buttons: PhoneButton[] }
  | { kind: 'cards'; cards: PhoneCard[] }
  | { kind: 'image'; url: string }
  | { kind: 'file'; type: string; url: string }
  | { kind: 'other'; json: unknown };

export interface PhoneMessage {
  bubbles: PhoneBubble[];
  quickReplies: string[];
}

type Json = Record<string, unknown>;
const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const asList = (value: unknown): Json[] => (Array.isArray(value) ? value.map(asObject) : []);
const asText = (value: unknown): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;

export function readMessage(message: Json): PhoneMessage {
  const bubbles: PhoneBubble[] = [];
  const text = asText(message['text']);
  if (text !== null) bubbles.push({ kind: 'text', text, buttons: [] });
  if (message['attachment'] !== undefined) bubbles.push(readAttachment(asObject(message['attachment'])));
  for (const attachment of asList(message['attachments'])) bubbles.push(readAttachment(attachment));
  if (bubbles.length === 0) bubbles.push({ kind: 'other', json: message });
  const quickReplies = asList(message['quick_replies']).map(quickReplyTitle);
  return { bubbles, quickReplies };
}

function quickReplyTitle(reply: Json): string {
  if (reply['content_type'] === 'user_email') return 'their e-mail';
  if (reply['content_type'] === 'user_phone_number') return 'their phone number';
  return asText(reply['title']) ?? '';
}

function readAttachment(attachment: Json): PhoneBubble {
  const payload = asObject(attachment['payload']);
  const type = asText(attachment['type']) ?? '';
  if (type === 'template') return readTemplate(payload) ?? { kind: 'other', json: attachment };
  const url = asText(payload['url']);
  if (type === 'image' && url !== null) return { kind: 'image', url };
  if (url !== null || asText(payload['attachment_id']) !== null) {
    return { kind: 'file', type, url: url ?? `attachment ${asText(payload['attachment_id'])}` };
  }
  return { kind: 'other', json: attachment };
}

function readTemplate(payload: Json): PhoneBubble | null {
  switch (payload['template_type']) {
    case 'button':
      return { kind: 'text', text: asText(payload['text']) ?? '', buttons: readButtons(payload['buttons']) };
    case 'generic':
      return { kind: 'cards', cards: asList(payload['elements']).map(readCard) };
    default:
      return null;
  }
}

const readCard = (element: Json): PhoneCard => ({
  title: asText(element['title']) ?? '',
  subtitle: asText(element['subtitle']),
  imageUrl: asText(element['image_url']),
  buttons: readButtons(element['buttons']),
});

const readButtons = (value: unknown): PhoneButton[] =>
  asList(value).map((button) => ({
    title: asText(button['title']) ?? '',
    isLink: button['type'] === 'web_url',
  }));
