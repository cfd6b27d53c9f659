// The kinds of message the composer has a form for: which one a message is, and one kind made out of another. Pure.
import { asList, asObject, asText, type Json } from './json.ts';

export const KINDS = [
  { kind: 'text', label: 'Text', hint: 'Words, with quick replies if you like.' },
  {
    kind: 'media',
    label: 'Picture, video, audio or file',
    hint: 'One medium, by address or from the library.',
  },
  { kind: 'images', label: 'Several pictures', hint: 'Up to 30 in one message.' },
  { kind: 'button', label: 'Text with buttons', hint: 'A text with one to three buttons below it.' },
  { kind: 'generic', label: 'Cards (carousel)', hint: 'One to ten cards to leaf through.' },
  {
    kind: 'media_template',
    label: 'Picture or video with buttons',
    hint: 'Fills the width; plays in place.',
  },
  { kind: 'image_grid', label: 'Picture grid', hint: 'Two to six pictures side by side.' },
  { kind: 'receipt', label: 'Receipt', hint: 'What was bought, and what it cost.' },
  { kind: 'coupon', label: 'Coupon', hint: 'A code to copy, or a page to redeem it on.' },
  {
    kind: 'customer_feedback',
    label: 'Customer feedback',
    hint: 'One question; allowed for 7 days after they wrote.',
  },
  { kind: 'other', label: 'Something else (JSON)', hint: 'Anything the Send API takes.' },
] as const;

export type Kind = (typeof KINDS)[number]['kind'];
type TemplateKind = Exclude<Kind, 'text' | 'media' | 'images' | 'other' | 'media_template'> | 'media';

export const MEDIA_TYPES = ['image', 'video', 'audio', 'file'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

const TEMPLATE_KINDS: Record<TemplateKind, Kind> = {
  button: 'button',
  generic: 'generic',
  media: 'media_template',
  image_grid: 'image_grid',
  receipt: 'receipt',
  coupon: 'coupon',
  customer_feedback: 'customer_feedback',
};

export function kindOf(message: Json): Kind {
  if (Array.isArray(message['attachments'])) return 'images';
  if (message['attachment'] === undefined) return typeof message['text'] === 'string' ? 'text' : 'other';
  const { type, payload } = asObject(message['attachment']);
  if (MEDIA_TYPES.some((one) => one === type)) return 'media';
  const template = asText(asObject(payload)['template_type']) ?? '';
  if (type !== 'template' || !Object.hasOwn(TEMPLATE_KINDS, template)) return 'other';
  return TEMPLATE_KINDS[template as TemplateKind];
}

/** What a message says that another kind can say too. */
interface Gist {
  text: string;
  subtitle: string | undefined;
  imageUrl: string | undefined;
  /** A medium by address or by id, as it stands in a payload. */
  medium: Json | undefined;
  buttons: unknown[];
}

function gistOf(message: Json): Gist {
  const { type, payload: given } = asObject(message['attachment']);
  const payload = asObject(given);
  const element = asList(payload['elements'])[0] ?? {};
  const image = asObject(asObject(asList(message['attachments'])[0])['payload']);
  const medium = [type === 'template' ? element : payload, image].find(
    (one) => one['attachment_id'] !== undefined || one['url'] !== undefined,
  );
  const buttons = element['buttons'] ?? payload['buttons'];
  return {
    text:
      asText(message['text']) ??
      asText(payload['text']) ??
      asText(element['title']) ??
      asText(payload['title']) ??
      '',
    subtitle: asText(element['subtitle']) ?? asText(payload['subtitle']) ?? undefined,
    imageUrl:
      asText(element['image_url']) ?? asText(payload['image_url']) ?? asText(medium?.['url']) ?? undefined,
    medium,
    buttons: Array.isArray(buttons) ? buttons : [],
  };
}

/** A message of another kind that keeps what both can say; quick replies and what stands beside them stay. */
export function changeKind(message: Json, kind: Kind): Json {
  const { text: _text, attachment: _attachment, attachments: _attachments, ...beside } = message;
  if (kind === 'other') return message;
  return { ...contentOf(kind, gistOf(message)), ...beside };
}

const NEW_BUTTON = { type: 'web_url', title: '', url: 'https://' };

function contentOf(kind: Exclude<Kind, 'other'>, gist: Gist): Json {
  const { text, medium, buttons } = gist;
  const source =
    medium?.['attachment_id'] === undefined
      ? { url: gist.imageUrl ?? 'https://' }
      : { attachment_id: medium['attachment_id'] };
  switch (kind) {
    case 'text':
      return { text };
    case 'media':
      return { attachment: { type: 'image', payload: source } };
    case 'images':
      return { attachments: [{ type: 'image', payload: source }] };
    case 'button':
      return template('button', { text, buttons: buttons.length > 0 ? buttons : [NEW_BUTTON] });
    case 'generic':
      return template('generic', { elements: [cardOf(gist)] });
    case 'media_template':
      return template('media', {
        elements: [{ media_type: 'image', ...mediaSource(medium), ...withButtons(buttons) }],
      });
    case 'image_grid':
      return template('image_grid', { elements: [gridOf(gist)] });
    default:
      return template(kind, FORMS[kind](gist));
  }
}

const template = (template_type: TemplateKind, payload: Json): Json => ({
  attachment: { type: 'template', payload: { template_type, ...payload } },
});
const withButtons = (buttons: unknown[]): Json => (buttons.length > 0 ? { buttons } : {});
/** Only media that lies at Facebook already can stand in a media template. */
const mediaSource = (medium: Json | undefined): Json => ({ attachment_id: medium?.['attachment_id'] ?? '' });

export const cardOf = ({ text, subtitle, imageUrl, buttons }: Gist): Json => ({
  title: text,
  ...(subtitle !== undefined && { subtitle }),
  ...(imageUrl !== undefined && { image_url: imageUrl }),
  ...withButtons(buttons),
});

const gridOf = ({ text, subtitle, imageUrl, buttons }: Gist): Json => ({
  ...(text !== '' && { title: text }),
  ...(subtitle !== undefined && { subtitle }),
  images: [{ url: imageUrl ?? 'https://' }, { url: 'https://' }],
  ...withButtons(buttons),
});

const FORMS: Record<'receipt' | 'coupon' | 'customer_feedback', (gist: Gist) => Json> = {
  receipt: () => ({
    recipient_name: "{{ UserAttribute['first_name'] | default: 'Customer' }}",
    order_number: '',
    currency: 'EUR',
    payment_method: '',
    summary: { total_cost: 0 },
  }),
  coupon: ({ text, subtitle, imageUrl }) => ({
    title: text,
    ...(subtitle !== undefined && { subtitle }),
    coupon_code: '',
    ...(imageUrl !== undefined && { image_url: imageUrl }),
  }),
  customer_feedback: ({ text, subtitle }) => ({
    title: text,
    ...(subtitle !== undefined && { subtitle }),
    feedback_screens: [{ questions: [{ id: 'how_was_it', type: 'csat' }] }],
    business_privacy: { url: 'https://' },
    expires_in_days: 3,
  }),
};
