// Reads a Send API message into the few shapes a phone shows. Anything else stays as it is, to be shown as JSON. Pure.
import { asList, asObject, asText, type Json } from '../compose/json.ts';
import { valuesOf } from '../routes/template.ts';

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
export interface PhoneMedium {
  type: string;
  /** An address, or the id of an upload. */
  source: string;
  buttons: PhoneButton[];
}
export interface PhoneLine {
  title: string;
  subtitle: string | null;
  amount: string;
}
export type PhoneBubble =
  | { kind: 'text'; text: string; buttons: PhoneButton[] }
  | { kind: 'cards'; cards: PhoneCard[] }
  | { kind: 'medium'; medium: PhoneMedium }
  | { kind: 'pictures'; pictures: string[]; hero: number; card: PhoneCard | null }
  | { kind: 'receipt'; name: string; lines: PhoneLine[]; sums: [string, string][]; payment: string }
  | { kind: 'coupon'; card: PhoneCard; code: string | null }
  | { kind: 'utility'; name: string; language: string; header: string | null; values: Map<string, string> }
  | { kind: 'other'; json: unknown };

export interface PhoneMessage {
  bubbles: PhoneBubble[];
  quickReplies: string[];
}

export function readMessage(message: Json): PhoneMessage {
  const bubbles: PhoneBubble[] = [];
  const text = asText(message['text']);
  if (text !== null) bubbles.push({ kind: 'text', text, buttons: [] });
  if (message['attachment'] !== undefined) bubbles.push(...readAttachment(asObject(message['attachment'])));
  if (Array.isArray(message['attachments'])) bubbles.push(readPictures(message['attachments']));
  if (message['template'] !== undefined) bubbles.push(readUtility(asObject(message['template'])));
  if (bubbles.length === 0) bubbles.push({ kind: 'other', json: message });
  const quickReplies = asList(message['quick_replies']).map(quickReplyTitle);
  return { bubbles, quickReplies };
}

function quickReplyTitle(reply: Json): string {
  if (reply['content_type'] === 'user_email') return 'their e-mail';
  if (reply['content_type'] === 'user_phone_number') return 'their phone number';
  return asText(reply['title']) ?? '';
}

const sourceOf = (holder: Json): string | null => asText(holder['url']) ?? asText(holder['attachment_id']);

function readAttachment(attachment: Json): PhoneBubble[] {
  const payload = asObject(attachment['payload']);
  const type = asText(attachment['type']) ?? '';
  if (type === 'template') return readTemplate(payload) ?? [{ kind: 'other', json: attachment }];
  const source = sourceOf(payload);
  if (source === null) return [{ kind: 'other', json: attachment }];
  return [{ kind: 'medium', medium: { type, source, buttons: [] } }];
}

function readPictures(attachments: unknown[]): PhoneBubble {
  const pictures = asList(attachments).map((one) => sourceOf(asObject(one['payload'])) ?? '');
  return { kind: 'pictures', pictures, hero: -1, card: null };
}

function readTemplate(payload: Json): PhoneBubble[] | null {
  const [element = {}] = asList(payload['elements']);
  switch (payload['template_type']) {
    case 'button':
      return [
        { kind: 'text', text: asText(payload['text']) ?? '', buttons: readButtons(payload['buttons']) },
      ];
    case 'generic':
      return [{ kind: 'cards', cards: asList(payload['elements']).map(readCard) }];
    case 'media':
      return [
        {
          kind: 'medium',
          medium: {
            type: asText(element['media_type']) ?? 'image',
            source: sourceOf(element) ?? '',
            buttons: readButtons(element['buttons']),
          },
        },
      ];
    case 'image_grid':
      return [readGrid(element)];
    case 'receipt':
      return [readReceipt(payload)];
    case 'coupon':
      return readCoupon(payload);
    case 'customer_feedback':
      return [readFeedback(payload)];
    case 'utility_messages':
      return [readUtility(payload)];
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

function readGrid(element: Json): PhoneBubble {
  const images = asList(element['images']);
  return {
    kind: 'pictures',
    pictures: images.map((image) => asText(image['url']) ?? ''),
    hero: images.findIndex((image) => image['is_hero_image'] === true),
    card: { ...readCard(element), imageUrl: null },
  };
}

const SUMS = [
  ['subtotal', 'Subtotal'],
  ['shipping_cost', 'Shipping'],
  ['total_tax', 'Tax'],
  ['total_cost', 'Total'],
] as const;

function readReceipt(payload: Json): PhoneBubble {
  const currency = asText(payload['currency']) ?? '';
  const amount = (value: unknown): string => `${asText(value) ?? ''} ${currency}`.trim();
  const summary = asObject(payload['summary']);
  return {
    kind: 'receipt',
    name: `${asText(payload['recipient_name']) ?? ''} · ${asText(payload['order_number']) ?? ''}`,
    lines: asList(payload['elements']).map((item) => ({
      title: asText(item['title']) ?? '',
      subtitle: asText(item['subtitle']),
      amount: amount(item['price']),
    })),
    sums: SUMS.filter(([key]) => summary[key] !== undefined).map(([key, label]) => [
      label,
      amount(summary[key]),
    ]),
    payment: asText(payload['payment_method']) ?? '',
  };
}

function readCoupon(payload: Json): PhoneBubble[] {
  const before = asText(payload['coupon_pre_message']);
  const isLink = payload['coupon_url'] !== undefined;
  const title = asText(payload['coupon_url_button_title']) ?? (isLink ? 'Redeem' : 'Copy code');
  const card = { ...readCard(payload), buttons: [{ title, isLink }] };
  return [
    ...(before === null ? [] : [{ kind: 'text' as const, text: before, buttons: [] }]),
    { kind: 'coupon', card, code: asText(payload['coupon_code']) },
  ];
}

function readFeedback(payload: Json): PhoneBubble {
  const title = asText(payload['button_title']) ?? 'Give feedback';
  return { kind: 'cards', cards: [{ ...readCard(payload), buttons: [{ title, isLink: false }] }] };
}

/** What the template says is known to the Page alone; here are its name and its values. */
function readUtility(template: Json): PhoneBubble {
  const components = asList(template['components']);
  const parameters = (type: string) =>
    asList(components.find((one) => one['type'] === type)?.['parameters']).map((one) => ({
      name: asText(one['parameter_name']),
      value: asText(one['text']) ?? '',
    }));
  return {
    kind: 'utility',
    name: asText(template['name']) ?? '',
    language: asText(asObject(template['language'])['code']) ?? '',
    header: parameters('header')[0]?.value ?? null,
    values: valuesOf(parameters('body')),
  };
}
