// Every limit of the templates at its edge.
import { expect, it } from 'vitest';
import { checkSendBody } from './send-api.ts';

const text = { recipient: { id: '5' }, messaging_type: 'RESPONSE' };
const template = (payload: object) => ({ ...text, message: { attachment: { type: 'template', payload } } });
const generic = (element: object, count = 1) =>
  template({
    template_type: 'generic',
    elements: Array.from({ length: count }, () => ({ title: 'T', subtitle: 'S', ...element })),
  });
const postback = (title = 'B', payload = 'P') => ({ type: 'postback', title, payload });
const grid = (element: object, images = 2) =>
  template({
    template_type: 'image_grid',
    elements: [{ images: Array.from({ length: images }, () => ({ url: 'https://x/i.png' })), ...element }],
  });
const button = (more: object) =>
  template({
    template_type: 'button',
    text: 'x',
    buttons: [{ type: 'web_url', title: 'x', url: 'https://x', ...more }],
  });
const receipt = (more: object) =>
  template({
    template_type: 'receipt',
    recipient_name: 'Ada',
    order_number: '7',
    currency: 'EUR',
    payment_method: 'Visa',
    summary: { total_cost: 5 },
    ...more,
  });
const coupon = (more: object) =>
  template({ template_type: 'coupon', title: 'T', coupon_code: 'SAVE10', ...more });
const feedback = (question: object, more: object = {}) =>
  template({
    template_type: 'customer_feedback',
    title: 'T',
    business_privacy: { url: 'https://x' },
    feedback_screens: [{ questions: [{ id: 'q1', type: 'csat', title: 'How was it?', ...question }] }],
    ...more,
  });
const shipping = (more: object) =>
  template({
    template_type: 'customer_information',
    countries: ['US'],
    business_privacy: { url: 'https://x' },
    expires_in_days: 7,
    ...more,
  });
const utility = (more: object) => ({
  ...text,
  messaging_type: 'UTILITY',
  message: { template: { name: 'order', language: { code: 'en' }, ...more } },
});
const E = 'message.attachment.payload';
const Q = `${E}.feedback_screens.0.questions.0`;

it.each<[string, object, string[]]>([
  ['10 elements', generic({}, 10), []],
  ['11 elements', generic({}, 11), [`${E}.elements`]],
  ['a title of 81', generic({ title: 'x'.repeat(81) }), [`${E}.elements.0.title`]],
  ['a title alone', generic({ subtitle: undefined }), [`${E}.elements.0`]],
  [
    '4 buttons',
    generic({ buttons: [postback(), postback(), postback(), postback()] }),
    [`${E}.elements.0.buttons`],
  ],
  [
    'a default action with a title',
    generic({ default_action: { type: 'web_url', url: 'https://x', title: 'T' } }),
    [`${E}.elements.0.default_action.title`],
  ],
  [
    'a button template',
    template({ template_type: 'button', text: 'x'.repeat(640), buttons: [postback()] }),
    [],
  ],
  [
    'its text of 641',
    template({ template_type: 'button', text: 'x'.repeat(641), buttons: [postback()] }),
    [`${E}.text`],
  ],
  [
    'a button title of 21',
    template({ template_type: 'button', text: 'x', buttons: [postback('x'.repeat(21))] }),
    [`${E}.buttons.0.title`],
  ],
  [
    'a button without an address',
    template({ template_type: 'button', text: 'x', buttons: [{ type: 'web_url', title: 'x' }] }),
    [`${E}.buttons.0.url`],
  ],
  [
    'a phone number without +',
    template({
      template_type: 'button',
      text: 'x',
      buttons: [{ type: 'phone_number', title: 'x', payload: '123' }],
    }),
    [`${E}.buttons.0.payload`],
  ],
  [
    'media from elsewhere',
    template({ template_type: 'media', elements: [{ media_type: 'image', url: 'https://example.com/x' }] }),
    [`${E}.elements.0.url`],
  ],
  [
    'media by id',
    template({ template_type: 'media', elements: [{ media_type: 'image', attachment_id: '1' }] }),
    [],
  ],
  ['a list template', template({ template_type: 'list' }), [`${E}.template_type`]],
  ['a key of every object', template({ template_type: 'constructor' }), [`${E}.template_type`]],
  ['an empty subtitle', generic({ subtitle: '' }), [`${E}.elements.0.subtitle`]],
  ['a subtitle of 81', generic({ subtitle: 'x'.repeat(81) }), [`${E}.elements.0.subtitle`]],
  ['no buttons in a list of them', generic({ buttons: [] }), [`${E}.elements.0.buttons`]],
  ['an address of 2084', button({ url: `https://x/${'a'.repeat(2074)}` }), [`${E}.buttons.0.url`]],
  ['an address with a space', button({ url: 'https://x/a b' }), [`${E}.buttons.0.url`]],
  ['an address that is none', button({ url: 'https://[x' }), [`${E}.buttons.0.url`]],
  [
    'a view of half the screen',
    button({ webview_height_ratio: 'half' }),
    [`${E}.buttons.0.webview_height_ratio`],
  ],
  [
    'a share button to show',
    button({ webview_share_button: 'show' }),
    [`${E}.buttons.0.webview_share_button`],
  ],
  ['a button nobody knows', button({ type: 'share' }), [`${E}.buttons.0.type`]],
  ['a call button', button({ type: 'audio_call', title: undefined, url: undefined }), []],
  ['its title of 21', button({ type: 'audio_call', title: 'x'.repeat(21) }), [`${E}.buttons.0.title`]],
  ['a login without its address', button({ type: 'account_link', url: undefined }), [`${E}.buttons.0.url`]],
  [
    'media of the library',
    template({ template_type: 'media', elements: [{ media_type: 'image', attachment_id: 'med_7Yx' }] }),
    [],
  ],
  [
    'media of nowhere',
    template({ template_type: 'media', elements: [{ media_type: 'image', attachment_id: 'x' }] }),
    [`${E}.elements.0.attachment_id`],
  ],
  [
    'two media',
    template({
      template_type: 'media',
      elements: [1, 2].map(() => ({ media_type: 'image', attachment_id: '1' })),
    }),
    [`${E}.elements`],
  ],
  ['a receipt', receipt({}), []],
  ['a receipt without its number', receipt({ order_number: undefined }), [`${E}.order_number`]],
  ['a receipt of nothing', receipt({ summary: {} }), [`${E}.summary.total_cost`]],
  ['a total in words', receipt({ summary: { total_cost: 'five' } }), [`${E}.summary.total_cost`]],
  ['a currency by its sign', receipt({ currency: '€' }), [`${E}.currency`]],
  ['an item without its price', receipt({ elements: [{ title: 'x' }] }), [`${E}.elements.0.price`]],
  [
    '101 items',
    receipt({ elements: Array.from({ length: 101 }, () => ({ title: 'x', price: 1 })) }),
    [`${E}.elements`],
  ],
  ['a coupon', coupon({}), []],
  ['a code with a space', coupon({ coupon_code: 'SAVE 10' }), [`${E}.coupon_code`]],
  ['a coupon by address', coupon({ coupon_code: undefined, coupon_url: 'https://x' }), []],
  ['a coupon without either', coupon({ coupon_code: undefined }), [E]],
  ['its title of 81', coupon({ title: 'x'.repeat(81) }), [`${E}.title`]],
  [
    '10 products',
    template({ template_type: 'product', elements: Array.from({ length: 10 }, () => ({ id: '1' })) }),
    [],
  ],
  [
    '11 products',
    template({ template_type: 'product', elements: Array.from({ length: 11 }, () => ({ id: '1' })) }),
    [`${E}.elements`],
  ],
  ['2 images side by side', grid({}), []],
  [
    '6 of them, with all there is',
    grid({ title: 'x'.repeat(45), subtitle: 'x'.repeat(80), buttons: [postback()] }, 6),
    [],
  ],
  ['1 image', grid({}, 1), [`${E}.elements.0.images`]],
  ['7 images', grid({}, 7), [`${E}.elements.0.images`]],
  ['a title of 46', grid({ title: 'x'.repeat(46) }), [`${E}.elements.0.title`]],
  [
    'a call under them',
    grid({ buttons: [{ type: 'phone_number', title: 'x', payload: '+15105551234' }] }),
    [`${E}.elements.0.buttons.0.type`],
  ],
  [
    'two heroes',
    grid({ images: [1, 2].map(() => ({ url: 'https://x', is_hero_image: true })) }),
    [`${E}.elements.0.images`],
  ],
  [
    'a tap that says nothing',
    grid({
      images: [{ url: 'https://x', action: { type: 'postback', payload: 'P' } }, { url: 'https://x' }],
    }),
    [`${E}.elements.0.images.0.action.text`],
  ],
  ['feedback', feedback({}), []],
  ['a title of 66', feedback({}, { title: 'x'.repeat(66) }), [`${E}.title`]],
  ['a question of 4', feedback({ title: 'Good' }), [`${Q}.title`]],
  ['a question of 86', feedback({ title: 'x'.repeat(86) }), [`${Q}.title`]],
  ['a question with an odd id', feedback({ id: 'q-1' }), [`${Q}.id`]],
  ['a question of no kind', feedback({ type: 'stars' }), [`${Q}.type`]],
  ['8 days', feedback({}, { expires_in_days: 8 }), [`${E}.expires_in_days`]],
  ['no privacy', feedback({}, { business_privacy: undefined }), [`${E}.business_privacy`]],
  ['shipping details', shipping({}), []],
  ['… to nowhere', shipping({ countries: [] }), [`${E}.countries`]],
  ['… for 0 days', shipping({ expires_in_days: 0 }), [`${E}.expires_in_days`]],
  ['a form', template({ template_type: 'instant_form', form_id: '123' }), []],
  ['a form without its id', template({ template_type: 'instant_form' }), [`${E}.form_id`]],
  [
    'an opt-in, which has a default title',
    template({ template_type: 'notification_messages', payload: 'P' }),
    [],
  ],
  [
    'its payload of 1001',
    template({ template_type: 'notification_messages', payload: 'x'.repeat(1001) }),
    [`${E}.payload`],
  ],
  [
    '11 elements of it',
    template({
      template_type: 'notification_messages',
      payload: 'P',
      elements: Array.from({ length: 11 }, () => ({ title: 'x', subtitle: 'x' })),
    }),
    [`${E}.elements`],
  ],
  [
    'a one-time request of 66',
    template({ template_type: 'one_time_notif_req', title: 'x'.repeat(66), payload: 'P' }),
    [`${E}.title`],
  ],
  ['an airline', template({ template_type: 'airline_boardingpass' }), [`${E}.template_type`]],
  ['a utility template', utility({}), []],
  ['… without its language', utility({ language: undefined }), ['message.template.language']],
  ['… without its name', utility({ name: '' }), ['message.template.name']],
  [
    '… with a part nobody knows',
    utility({ components: [{ type: 'footer' }] }),
    ['message.template.components.0.type'],
  ],
  [
    '… with a value of 1025',
    utility({ components: [{ type: 'body', parameters: [{ type: 'text', text: 'x'.repeat(1025) }] }] }),
    ['message.template.components.0.parameters.0.text'],
  ],
  [
    '… beside the message',
    { ...text, messaging_type: undefined, template: { name: 'o', language: {} } },
    ['template.language.code'],
  ],
  [
    '… as an attachment',
    {
      ...template({ template_type: 'utility_messages', name: 'o', language: { code: 'en' } }),
      messaging_type: 'UTILITY',
    },
    [],
  ],
])('%s', (_what, body, fields) => {
  expect(checkSendBody(body).map((problem) => problem.field)).toEqual(fields);
});
