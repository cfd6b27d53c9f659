// Send API bodies that nobody would write: every shape of the reference, with lengths, counts and types on both sides of what
// is allowed. For comparing our check with the sandbox, which was written from the same reference by itself.
import fc from 'fast-check';

const lengths = [0, 1, 4, 5, 20, 21, 45, 46, 65, 66, 80, 81, 85, 86, 640, 641, 1000, 1001, 1999, 2000, 2001];
const length = fc.constantFrom(...lengths).map((count) => 'x'.repeat(count));
const short = fc.constantFrom('x', 'Yes', 'é', '😀', ' ');
/** Mostly good, so that a body of many parts still has a chance to be sent. */
const text = fc.oneof(
  { weight: 8, arbitrary: short },
  { weight: 1, arbitrary: length },
  { weight: 1, arbitrary: fc.constantFrom('😀'.repeat(11), '😀'.repeat(1000)) },
);
const url = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      'https://shop.dev/x',
      'http://shop.dev?a=b',
      'https://www.facebook.com/x/photos/1',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      'x',
      'ftp://shop.dev',
      'javascript:alert(1)',
      'https://',
      'https://[x',
      'https://shop.dev/a b',
      ' https://shop.dev',
      'HTTPS://shop.dev',
      `https://shop.dev/${'x'.repeat(2083)}`,
      'https://shop.dev:99999/',
    ),
  },
);
/** The last cannot be made a text or a number. */
const odd = fc.constantFrom<unknown>(null, 0, 5, true, [], {}, 'x', undefined, { toString: 1, valueOf: 1 });

/** A record whose fields may lack, and are now and then something else altogether. */
function record(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> {
  const mixed = Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      fc.oneof({ weight: 30, arbitrary: value }, { weight: 1, arbitrary: odd }),
    ]),
  );
  return fc.record(mixed);
}
const maybe = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const list = (item: fc.Arbitrary<unknown>, ...counts: number[]): fc.Arbitrary<unknown> =>
  fc.constantFrom(...counts).chain((count) => fc.array(item, { minLength: count, maxLength: count }));
const flag = fc.constantFrom<unknown>(true, false, 'true');

const button = record({
  type: fc.constantFrom(
    'web_url',
    'postback',
    'postback',
    'phone_number',
    'account_link',
    'account_unlink',
    'game_play',
    'audio_call',
    'share',
  ),
  title: text,
  url,
  payload: fc.oneof(text, fc.constant('+15105551234')),
  webview_height_ratio: maybe(fc.constantFrom('compact', 'tall', 'full', 'half')),
  fallback_url: maybe(url),
  webview_share_button: maybe(fc.constantFrom('hide', 'show')),
});
const buttons = maybe(list(button, 1, 2, 3, 4, 0));
const quickReply = record({
  content_type: fc.constantFrom('text', 'text', 'text', 'user_email', 'user_phone_number', 'location'),
  title: text,
  payload: text,
  image_url: maybe(url),
});
const card = record({
  title: text,
  subtitle: maybe(text),
  image_url: maybe(url),
  default_action: maybe(
    record({ type: fc.constantFrom('web_url', 'web_url', 'postback'), url, title: maybe(fc.constant('x')) }),
  ),
  buttons,
});
const mediaElement = record({
  media_type: fc.constantFrom('image', 'video', 'audio'),
  url: maybe(url),
  attachment_id: maybe(fc.constant('1')),
  buttons,
});
const gridImage = record({
  url,
  is_hero_image: maybe(flag),
  action: maybe(record({ type: fc.constantFrom('web_url', 'postback'), url, payload: text, text })),
});
const grid = record({
  images: list(gridImage, 2, 3, 6, 1, 7),
  title: maybe(text),
  subtitle: maybe(text),
  buttons,
});
const question = record({
  id: fc.constantFrom('q1', 'q-1', '', 'x'.repeat(80), 'x'.repeat(81)),
  type: fc.constantFrom('csat', 'nps', 'ces', 'free_form', 'stars'),
  title: maybe(fc.constantFrom('How was it?', 'Good', 'x'.repeat(85), 'x'.repeat(86))),
  follow_up: maybe(record({ type: fc.constantFrom('free_form', 'csat') })),
});
const privacy = record({ url });
const days = maybe(fc.constantFrom<unknown>(1, 7, 0, 8, 1.5, '3', 'x'));

const TEMPLATES: Record<string, Record<string, fc.Arbitrary<unknown>>> = {
  generic: { elements: list(card, 1, 2, 10, 11, 0), sharable: maybe(flag) },
  button: { text, buttons: list(button, 1, 2, 3, 4, 0) },
  media: { elements: list(mediaElement, 1, 1, 2), sharable: maybe(flag) },
  receipt: {
    recipient_name: text,
    order_number: text,
    currency: fc.constantFrom('EUR', 'USD', 'eur', '€'),
    payment_method: text,
    summary: record({ total_cost: fc.constantFrom<unknown>(1, 1.5, '2.50', 'free', undefined) }),
    order_url: maybe(url),
    elements: maybe(
      list(
        record({ title: text, price: fc.constantFrom<unknown>(1, '1', 'x'), image_url: maybe(url) }),
        0,
        1,
        3,
      ),
    ),
  },
  coupon: {
    title: text,
    subtitle: maybe(text),
    coupon_code: maybe(fc.constantFrom('SAVE10', 'SAVE 10', '')),
    coupon_url: maybe(url),
    image_url: maybe(url),
    coupon_pre_message: maybe(text),
    coupon_url_button_title: maybe(text),
    payload: maybe(text),
  },
  product: { elements: list(record({ id: fc.constantFrom('1', '', 'x'.repeat(101)) }), 1, 10, 11) },
  image_grid: { elements: list(grid, 1, 1, 2) },
  customer_feedback: {
    title: text,
    subtitle: maybe(text),
    button_title: maybe(text),
    business_privacy: privacy,
    expires_in_days: days,
    feedback_screens: list(record({ questions: list(question, 1, 1, 2) }), 1, 1, 2),
  },
  customer_information: {
    countries: maybe(list(fc.constantFrom('US', 'DE'), 1, 2, 0)),
    business_privacy: privacy,
    expires_in_days: days,
  },
  instant_form: { form_id: fc.constantFrom<unknown>('1', '', 5) },
  notification_messages: {
    title: maybe(text),
    payload: text,
    image_url: maybe(url),
    notification_messages_timezone: maybe(fc.constant('UTC')),
    elements: maybe(list(card, 1, 2)),
  },
  one_time_notif_req: { title: text, payload: text },
  list: {},
};

const template = fc.constantFrom(...Object.keys(TEMPLATES)).chain((type) =>
  record(TEMPLATES[type] ?? {}).map((payload) => ({
    type: 'template',
    payload: { template_type: type, ...payload },
  })),
);
const media = record({
  type: fc.constantFrom('image', 'audio', 'video', 'file', 'gif'),
  payload: record({ url, is_reusable: maybe(fc.boolean()) }),
});
const image = record({ type: fc.constantFrom('image', 'image', 'image', 'video'), payload: record({ url }) });

const message = fc
  .oneof(
    { weight: 2, arbitrary: record({ text }) },
    { weight: 8, arbitrary: record({ attachment: template }) },
    { weight: 2, arbitrary: record({ attachment: media }) },
    { weight: 1, arbitrary: record({ attachments: list(image, 1, 2, 30, 31, 0) }) },
    { weight: 1, arbitrary: record({ text, attachment: media }) },
  )
  .chain((content) =>
    record({
      quick_replies: maybe(list(quickReply, 1, 2, 13, 14, 0)),
      metadata: maybe(text),
      buttons: fc.oneof({ weight: 20, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: buttons }),
    }).map((more) => ({ ...content, ...more })),
  );

/** Without its recipient; inside the window. */
export const arbitraryBody: fc.Arbitrary<object> = record({
  message,
  messaging_type: maybe(fc.constantFrom('RESPONSE', 'UPDATE', 'MESSAGE_TAG', 'PROMO')),
  notification_type: maybe(fc.constantFrom('REGULAR', 'SILENT_PUSH', 'NO_PUSH', 'LOUD')),
  sender_action: fc.oneof(
    { weight: 30, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom('typing_on', 'wave') },
  ),
});
