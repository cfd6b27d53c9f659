// Every limit of a message (messenger-platform §4.2, §4.3): what stands exactly at it is accepted, one more is refused.
import { expect, test } from 'vitest';
import { expectAccepted, expectRefused, IMAGE, many, openScene, POSTBACK, template, x } from './scene.ts';

const reply = { content_type: 'text', title: 'Yes', payload: 'YES' };
const replies = (one: object) => ({ text: 'x', quick_replies: [{ ...reply, ...one }] });
const generic = (element: object) =>
  template({ template_type: 'generic', elements: [{ title: 'T', subtitle: 'S', ...element }] });
const button = (one: object) =>
  template({ template_type: 'button', text: 'x', buttons: [{ ...POSTBACK, ...one }] });
const coupon = (more: object) =>
  template({ template_type: 'coupon', title: 'T', coupon_code: 'CODE', ...more });
const receipt = (more: object) =>
  template({
    template_type: 'receipt',
    recipient_name: 'A B',
    order_number: '1',
    currency: 'EUR',
    payment_method: 'Visa',
    summary: { total_cost: 5 },
    ...more,
  });
const grid = (more: object) =>
  template({ template_type: 'image_grid', elements: [{ images: many(2, { url: IMAGE }), ...more }] });
const privacy = { business_privacy: { url: 'https://shop.example.org/privacy' } };
const question = { id: 'q1', type: 'csat', title: 'How was it?' };
const feedback = (more: object, asked: object = {}) =>
  template({
    template_type: 'customer_feedback',
    title: 'T',
    feedback_screens: [{ questions: [{ ...question, ...asked }] }],
    ...privacy,
    ...more,
  });
const information = (more: object) =>
  template({ template_type: 'customer_information', countries: ['US'], ...privacy, ...more });
const optin = (more: object) => template({ template_type: 'notification_messages', payload: 'P', ...more });
const once = (more: object) =>
  template({ template_type: 'one_time_notif_req', title: 'T', payload: 'P', ...more });

/** [what, the limit, the message with that many] */
const LIMITS: [string, number, (count: number) => unknown][] = [
  ['text', 2000, (n) => ({ text: x(n) })],
  ['metadata', 1000, (n) => ({ text: 'x', metadata: x(n) })],
  ['quick replies', 13, (n) => ({ text: 'x', quick_replies: many(n, reply) })],
  ['quick reply title', 20, (n) => replies({ title: x(n) })],
  ['quick reply payload', 1000, (n) => replies({ payload: x(n) })],
  ['images', 30, (n) => ({ attachments: many(n, { type: 'image', payload: { url: IMAGE } }) })],
  [
    'generic elements',
    10,
    (n) => template({ template_type: 'generic', elements: many(n, { title: 'T', subtitle: 'S' }) }),
  ],
  ['generic title', 80, (n) => generic({ title: x(n) })],
  ['generic subtitle', 80, (n) => generic({ subtitle: x(n) })],
  ['generic buttons', 3, (n) => generic({ buttons: many(n, POSTBACK) })],
  [
    'button template text',
    640,
    (n) => template({ template_type: 'button', text: x(n), buttons: [POSTBACK] }),
  ],
  [
    'button template buttons',
    3,
    (n) => template({ template_type: 'button', text: 'x', buttons: many(n, POSTBACK) }),
  ],
  ['button title', 20, (n) => button({ title: x(n) })],
  ['button payload', 1000, (n) => button({ payload: x(n) })],
  ['url button title', 20, (n) => button({ type: 'web_url', title: x(n), url: IMAGE })],
  ['coupon title', 80, (n) => coupon({ title: x(n) })],
  ['coupon subtitle', 80, (n) => coupon({ subtitle: x(n) })],
  ['receipt elements', 100, (n) => receipt({ elements: many(n, { title: 'T', price: 1 }) })],
  ['products', 10, (n) => template({ template_type: 'product', elements: many(n, { id: '1' }) })],
  ['grid images', 6, (n) => grid({ images: many(n, { url: IMAGE }) })],
  [
    'grid hero images',
    1,
    (n) => grid({ images: [...many(n, { url: IMAGE, is_hero_image: true }), { url: IMAGE }] }),
  ],
  ['grid title', 45, (n) => grid({ title: x(n) })],
  ['grid subtitle', 80, (n) => grid({ subtitle: x(n) })],
  ['grid buttons', 3, (n) => grid({ buttons: many(n, POSTBACK) })],
  ['feedback title', 65, (n) => feedback({ title: x(n) })],
  ['feedback subtitle', 80, (n) => feedback({ subtitle: x(n) })],
  ['feedback button title', 20, (n) => feedback({ button_title: x(n) })],
  ['feedback question id', 80, (n) => feedback({}, { id: x(n) })],
  ['feedback question title', 85, (n) => feedback({}, { title: x(n) })],
  ['feedback days', 7, (n) => feedback({ expires_in_days: n })],
  ['feedback screens', 1, (n) => feedback({ feedback_screens: many(n, { questions: [question] }) })],
  ['feedback questions', 1, (n) => feedback({ feedback_screens: [{ questions: many(n, question) }] })],
  ['information days', 7, (n) => information({ expires_in_days: n })],
  ['one-time request title', 65, (n) => once({ title: x(n) })],
];

/** [what, a message of that shape that is refused] */
const REFUSED: [string, unknown, number?][] = [
  ['nothing', {}, 2018034],
  ['empty text', { text: '' }],
  ['text beside an attachment', { text: 'x', attachment: { type: 'image', payload: { url: IMAGE } } }],
  ['a video among images', { attachments: [{ type: 'video', payload: { url: IMAGE } }] }],
  ['an unknown attachment type', { attachment: { type: 'location', payload: {} } }],
  [
    'quick reply without title and picture',
    { text: 'x', quick_replies: [{ content_type: 'text', payload: 'P' }] },
  ],
  ['location quick reply', { text: 'x', quick_replies: [{ content_type: 'location' }] }],
  ['generic with nothing but a title', template({ template_type: 'generic', elements: [{ title: 'T' }] })],
  ['generic without elements', template({ template_type: 'generic', elements: [] })],
  ['default action with a title', generic({ default_action: { type: 'web_url', url: IMAGE, title: 'x' } })],
  ['button template without buttons', template({ template_type: 'button', text: 'x', buttons: [] })],
  ['an unknown button type', button({ type: 'payment' })],
  ['element_share, which is gone', button({ type: 'element_share' })],
  ['an odd webview height', button({ type: 'web_url', url: IMAGE, webview_height_ratio: 'huge' })],
  ['a phone number without +', button({ type: 'phone_number', payload: '49301234' })],
  [
    'media with two elements',
    template({
      template_type: 'media',
      elements: many(2, { media_type: 'image', url: 'https://www.facebook.com/p/1' }),
    }),
  ],
  [
    'media image from elsewhere',
    template({ template_type: 'media', elements: [{ media_type: 'image', url: IMAGE }] }),
    2018185,
  ],
  [
    'media video from elsewhere',
    template({ template_type: 'media', elements: [{ media_type: 'video', url: IMAGE }] }),
    2018188,
  ],
  [
    'media of another kind',
    template({
      template_type: 'media',
      elements: [{ media_type: 'audio', url: 'https://www.facebook.com/p/1' }],
    }),
  ],
  ['receipt without an order number', receipt({ order_number: undefined })],
  ['receipt without a total', receipt({ summary: {} })],
  ['coupon without code and url', coupon({ coupon_code: undefined })],
  ['coupon code with a space', coupon({ coupon_code: 'TWO WORDS' })],
  ['grid with one image', grid({ images: [{ url: IMAGE }] })],
  [
    'grid with a phone button',
    grid({ buttons: [{ type: 'phone_number', title: 'x', payload: '+4930123' }] }),
  ],
  ['feedback question id with a dash', feedback({}, { id: 'q-1' })],
  ['feedback question of four characters', feedback({}, { title: 'Hey?' })],
  ['feedback of another type', feedback({}, { type: 'stars' })],
  ['feedback without a privacy address', feedback({ business_privacy: undefined })],
  ['information for no day', information({ expires_in_days: 0 })],
  ['opt-in request without payload', optin({ payload: undefined })],
  ['list template', template({ template_type: 'list', elements: [] })],
  ['open graph template', template({ template_type: 'open_graph', elements: [] })],
  ['airline template', template({ template_type: 'airline_itinerary' })],
  ['a sticker of nobody', { sticker_id: '1' }],
  [
    'media that cannot be fetched',
    { attachment: { type: 'image', payload: { url: 'https://x.invalid/a.png' } } },
    2018008,
  ],
  ['an unknown attachment id', { attachment: { type: 'image', payload: { attachment_id: '1' } } }, 2018074],
];

/** [what, a message that is accepted] */
const ACCEPTED: [string, unknown][] = [
  [
    'quick reply with a picture only',
    { text: 'x', quick_replies: [{ content_type: 'text', payload: 'P', image_url: IMAGE }] },
  ],
  [
    'phone and email quick replies',
    { text: 'x', quick_replies: [{ content_type: 'user_phone_number' }, { content_type: 'user_email' }] },
  ],
  ['quick replies beside a template', { ...(generic({}) as object), quick_replies: [reply] }],
  [
    'generic with an image',
    template({ template_type: 'generic', elements: [{ title: 'T', image_url: IMAGE }], sharable: true }),
  ],
  [
    'generic with a default action',
    generic({ default_action: { type: 'web_url', url: IMAGE, webview_height_ratio: 'tall' } }),
  ],
  [
    'url button with all options',
    button({
      type: 'web_url',
      url: IMAGE,
      webview_height_ratio: 'full',
      messenger_extensions: true,
      fallback_url: IMAGE,
      webview_share_button: 'hide',
    }),
  ],
  ['phone button', button({ type: 'phone_number', title: 'Call', payload: '+493012345' })],
  ['log in button', button({ type: 'account_link', url: IMAGE, title: undefined, payload: undefined })],
  ['log out button', button({ type: 'account_unlink', title: undefined, payload: undefined })],
  ['game button', button({ type: 'game_play' })],
  ['call button', button({ type: 'audio_call' })],
  [
    'media by a Facebook address',
    template({
      template_type: 'media',
      elements: [{ media_type: 'video', url: 'https://www.facebook.com/shop/videos/1', buttons: [POSTBACK] }],
    }),
  ],
  [
    'coupon by address',
    coupon({ coupon_code: undefined, coupon_url: IMAGE, coupon_pre_message: 'For you', payload: 'P' }),
  ],
  [
    'grid with actions',
    grid({
      images: [
        { url: IMAGE, action: { type: 'web_url', url: IMAGE } },
        { url: IMAGE, action: { type: 'postback', payload: 'P', text: 'T' } },
      ],
    }),
  ],
  ['feedback with a follow-up', feedback({}, { follow_up: { type: 'free_form' } })],
  ['instant form', template({ template_type: 'instant_form', form_id: '1' })],
  [
    'opt-in request',
    optin({
      title: 'News',
      notification_messages_timezone: 'UTC',
      elements: [{ title: 'T', subtitle: 'S' }],
    }),
  ],
  ['the like sticker', { sticker_id: '369239263222822' }],
  [
    'audio, video, file',
    { attachment: { type: 'file', payload: { url: 'https://shop.example.org/a.pdf', is_reusable: true } } },
  ],
];

test('at each limit a message is accepted, beyond it refused', async () => {
  const scene = await openScene();
  for (const [what, limit, build] of LIMITS) {
    expectAccepted((await scene.send(scene.psid, build(limit))).body, `${what}: ${limit}`);
    expectRefused((await scene.send(scene.psid, build(limit + 1))).body, [100], `${what}: ${limit + 1}`);
  }
});

test('shapes that are refused', async () => {
  const scene = await openScene();
  for (const [what, message, subcode] of REFUSED)
    expectRefused((await scene.send(scene.psid, message)).body, [100, subcode], what);
  expect((await scene.control('GET', `/sandbox/messages/summary?page_id=${scene.page.id}`)).body.total).toBe(
    0,
  );
});

test('shapes that are accepted', async () => {
  const scene = await openScene();
  for (const [what, message] of ACCEPTED) expectAccepted((await scene.send(scene.psid, message)).body, what);
});
