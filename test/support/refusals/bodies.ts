// Send API bodies that the platform refuses whoever they go to, one for each limit of the reference: what it answers, and the
// field in which our check finds it first.

/** What is wrong, the body beside its recipient, the answer as code or code/subcode, the field we name. */
export type RefusedBody = [what: string, body: Record<string, unknown>, answer: string, field: string];

const long = (length: number): string => 'x'.repeat(length);
const many = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);
const says = (message: object, more: object = {}) => ({ messaging_type: 'RESPONSE', message, ...more });
const text = (more: object) => says({ text: 'x' }, more);
const attach = (type: string, payload: object) => says({ attachment: { type, payload } });
const template = (template_type: string, payload: object = {}) =>
  attach('template', { template_type, ...payload });

const URL = 'https://shop.dev/x';
const postback = { type: 'postback', title: 'x', payload: 'P' };
const reply = { content_type: 'text', title: 'x', payload: 'P' };
const replies = (quick_replies: unknown) => says({ text: 'x', quick_replies });
const button = (more: object) =>
  template('button', { text: 'x', buttons: [{ type: 'web_url', title: 'x', url: URL, ...more }] });
const card = (element: object) =>
  template('generic', { elements: [{ title: 'x', subtitle: 'x', ...element }] });
const grid = (element: object) =>
  template('image_grid', { elements: [{ images: many(2, { url: URL }), ...element }] });
const receipt = (more: object) =>
  template('receipt', {
    recipient_name: 'x',
    order_number: '1',
    currency: 'EUR',
    payment_method: 'x',
    summary: { total_cost: 1 },
    ...more,
  });
const question = { id: 'q', type: 'csat', title: 'How was it?' };
const feedback = (more: object, asked: object = {}) =>
  template('customer_feedback', {
    title: 'x',
    business_privacy: { url: URL },
    feedback_screens: [{ questions: [{ ...question, ...asked }] }],
    ...more,
  });
const utility = (more: object) => ({
  messaging_type: 'UTILITY',
  message: { template: { name: 'order', language: { code: 'en' }, ...more } },
});

const P = 'message.attachment.payload';
const Q = `${P}.feedback_screens.0.questions.0`;

const MESSAGE: RefusedBody[] = [
  ['nothing at all', {}, '100', 'message'],
  ['an empty message', says({}), '100/2018034', 'message'],
  ['an empty text', says({ text: '' }), '100', 'message.text'],
  ['a text of 2001', says({ text: long(2001) }), '100', 'message.text'],
  ['1001 emoji', says({ text: '😀'.repeat(1001) }), '100', 'message.text'],
  [
    'a text beside an attachment',
    says({ text: 'x', attachment: { type: 'image', payload: { url: URL } } }),
    '100',
    'message',
  ],
  ['a key nobody knows', says({ text: 'x', buttons: [] }), '100', 'message.buttons'],
  ['metadata of 1001', says({ text: 'x', metadata: long(1001) }), '100', 'message.metadata'],
  ['a message beside a sender action', text({ sender_action: 'typing_on' }), '100/2018014', 'message'],
  ['a sender action nobody knows', { sender_action: 'wave' }, '100', 'sender_action'],
  ['a sender action with a tag', { sender_action: 'typing_on', tag: 'HUMAN_AGENT' }, '100', 'tag'],
  [
    'a reaction to nothing',
    { sender_action: 'react', payload: { reaction: 'x' } },
    '100',
    'payload.message_id',
  ],
  ['a sticker of no catalogue', says({ sticker_id: 'like' }), '100', 'message.sticker_id'],
  ['a notification nobody knows', text({ notification_type: 'LOUD' }), '100', 'notification_type'],
  ['a persona by name', text({ persona_id: 'Ada' }), '100', 'persona_id'],
  ['a quotation of nothing', text({ reply_to: {} }), '100', 'reply_to.mid'],
  [
    'a thread passed to nobody',
    text({ thread_control: { control_type: 'pass' } }),
    '100/2018164',
    'thread_control.app_id',
  ],
  [
    'a thread taken',
    text({ thread_control: { control_type: 'take' } }),
    '100',
    'thread_control.control_type',
  ],
  ['two recipients', text({ recipient: { id: '5', user_ref: 'x' } }), '100', 'recipient'],
  ['nobody', text({ recipient: {} }), '100', 'recipient'],
  ['a recipient by mail', text({ recipient: { email: 'x' } }), '100', 'recipient.email'],
  ['a PSID as a number', text({ recipient: { id: 24_000_000_000 } }), '100/2018001', 'recipient.id'],
  ['a name for a PSID', text({ recipient: { id: 'ada' } }), '100/2018001', 'recipient.id'],
];

const PURPOSE: RefusedBody[] = [
  ['a messaging type nobody knows', { ...text({}), messaging_type: 'PROMO' }, '100', 'messaging_type'],
  ['MESSAGE_TAG without a tag', { ...text({}), messaging_type: 'MESSAGE_TAG' }, '100', 'tag'],
  ['a tag without MESSAGE_TAG', text({ tag: 'HUMAN_AGENT' }), '100', 'tag'],
  ...['CONFIRMED_EVENT_UPDATE', 'ACCOUNT_UPDATE', 'POST_PURCHASE_UPDATE', 'SHIPPING_UPDATE', 'MY_TAG'].map(
    (tag): RefusedBody => [`the tag ${tag}`, text({ messaging_type: 'MESSAGE_TAG', tag }), '100', 'tag'],
  ),
  ['feedback on a text', text({ messaging_type: 'MESSAGE_TAG', tag: 'CUSTOMER_FEEDBACK' }), '100', 'tag'],
  ['UTILITY on a text', { ...text({}), messaging_type: 'UTILITY' }, '100', 'messaging_type'],
  ['a utility template without a name', utility({ name: '' }), '100', 'message.template.name'],
  ['… without a language', utility({ language: undefined }), '100', 'message.template.language'],
  [
    '… with 11 parts',
    utility({ components: many(11, { type: 'body' }) }),
    '100',
    'message.template.components',
  ],
];

const QUICK_REPLIES: RefusedBody[] = [
  ['no quick replies in a list of them', replies([]), '100', 'message.quick_replies'],
  ['14 quick replies', replies(many(14, reply)), '100', 'message.quick_replies'],
  ['a location', replies([{ content_type: 'location' }]), '100', 'message.quick_replies.0.content_type'],
  ['a title of 21', replies([{ ...reply, title: long(21) }]), '100', 'message.quick_replies.0.title'],
  ['no title', replies([{ ...reply, title: undefined }]), '100', 'message.quick_replies.0.title'],
  ['no payload', replies([{ ...reply, payload: undefined }]), '100', 'message.quick_replies.0.payload'],
  [
    'a payload of 1001',
    replies([{ ...reply, payload: long(1001) }]),
    '100',
    'message.quick_replies.0.payload',
  ],
  [
    'an image by name',
    replies([{ ...reply, image_url: 'x.png' }]),
    '100',
    'message.quick_replies.0.image_url',
  ],
];

const MEDIA: RefusedBody[] = [
  ['a kind of media nobody knows', attach('gif', { url: URL }), '100', 'message.attachment.type'],
  ['media of nowhere', attach('image', {}), '100', `${P}.url`],
  ['media by another scheme', attach('image', { url: 'ftp://shop.dev/x' }), '100', `${P}.url`],
  [
    '31 images',
    says({ attachments: many(31, { type: 'image', payload: { url: URL } }) }),
    '100',
    'message.attachments',
  ],
  [
    'a video among images',
    says({ attachments: [{ type: 'video', payload: { url: URL } }] }),
    '100',
    'message.attachments.0.type',
  ],
  [
    'an image of elsewhere in a media template',
    template('media', { elements: [{ media_type: 'image', url: URL }] }),
    '100/2018185',
    `${P}.elements.0.url`,
  ],
  [
    '… a video',
    template('media', { elements: [{ media_type: 'video', url: URL }] }),
    '100/2018188',
    `${P}.elements.0.url`,
  ],
  [
    'two media',
    template('media', { elements: many(2, { media_type: 'image', attachment_id: '1' }) }),
    '100',
    `${P}.elements`,
  ],
  [
    'audio in a media template',
    template('media', { elements: [{ media_type: 'audio', attachment_id: '1' }] }),
    '100',
    `${P}.elements.0.media_type`,
  ],
];

const BUTTONS: RefusedBody[] = [
  ['a text of 641', template('button', { text: long(641), buttons: [postback] }), '100', `${P}.text`],
  ['no button', template('button', { text: 'x', buttons: [] }), '100', `${P}.buttons`],
  ['4 buttons', template('button', { text: 'x', buttons: many(4, postback) }), '100', `${P}.buttons`],
  ['a title of 21', button({ title: long(21) }), '100', `${P}.buttons.0.title`],
  ['an address by another scheme', button({ url: 'javascript:alert(1)' }), '100', `${P}.buttons.0.url`],
  ['an address of 2084', button({ url: `${URL}${long(2084 - URL.length)}` }), '100', `${P}.buttons.0.url`],
  [
    'a view of half the screen',
    button({ webview_height_ratio: 'half' }),
    '100',
    `${P}.buttons.0.webview_height_ratio`,
  ],
  ['a payload of 1001', button({ type: 'postback', payload: long(1001) }), '100', `${P}.buttons.0.payload`],
  [
    'a phone number without +',
    button({ type: 'phone_number', payload: '5105551234' }),
    '100',
    `${P}.buttons.0.payload`,
  ],
  ['a log-in of nowhere', button({ type: 'account_link', url: undefined }), '100', `${P}.buttons.0.url`],
  ['a button nobody knows', button({ type: 'share' }), '100', `${P}.buttons.0.type`],
];

const CARDS: RefusedBody[] = [
  ['a title of 81', card({ title: long(81) }), '100', `${P}.elements.0.title`],
  ['a subtitle of 81', card({ subtitle: long(81) }), '100', `${P}.elements.0.subtitle`],
  ['a title alone', card({ subtitle: undefined }), '100', `${P}.elements.0`],
  ['4 buttons on a card', card({ buttons: many(4, postback) }), '100', `${P}.elements.0.buttons`],
  [
    'a default action with a title',
    card({ default_action: { type: 'web_url', url: URL, title: 'x' } }),
    '100',
    `${P}.elements.0.default_action.title`,
  ],
  [
    '11 cards',
    template('generic', { elements: many(11, { title: 'x', subtitle: 'x' }) }),
    '100',
    `${P}.elements`,
  ],
  ['11 products', template('product', { elements: many(11, { id: '1' }) }), '100', `${P}.elements`],
  ['1 image side by side', grid({ images: [{ url: URL }] }), '100', `${P}.elements.0.images`],
  ['7 images side by side', grid({ images: many(7, { url: URL }) }), '100', `${P}.elements.0.images`],
  [
    'two heroes',
    grid({ images: many(2, { url: URL, is_hero_image: true }) }),
    '100',
    `${P}.elements.0.images`,
  ],
  ['a title of 46 under them', grid({ title: long(46) }), '100', `${P}.elements.0.title`],
  [
    'a call under them',
    grid({ buttons: [{ type: 'phone_number', title: 'x', payload: '+15105551234' }] }),
    '100',
    `${P}.elements.0.buttons.0.type`,
  ],
];

const FORMS: RefusedBody[] = [
  ['a receipt without its number', receipt({ order_number: undefined }), '100', `${P}.order_number`],
  ['a receipt without its total', receipt({ summary: {} }), '100', `${P}.summary.total_cost`],
  ['101 items', receipt({ elements: many(101, { title: 'x', price: 1 }) }), '100', `${P}.elements`],
  ['a coupon of nothing', template('coupon', { title: 'x' }), '100', P],
  ['a code with a space', template('coupon', { title: 'x', coupon_code: 'A B' }), '100', `${P}.coupon_code`],
  ['a coupon title of 81', template('coupon', { title: long(81), coupon_code: 'A' }), '100', `${P}.title`],
  ['a feedback title of 66', feedback({ title: long(66) }), '100', `${P}.title`],
  ['a feedback button of 21', feedback({ button_title: long(21) }), '100', `${P}.button_title`],
  ['feedback for 8 days', feedback({ expires_in_days: 8 }), '100', `${P}.expires_in_days`],
  ['feedback without privacy', feedback({ business_privacy: undefined }), '100', `${P}.business_privacy`],
  [
    'two questions',
    feedback({ feedback_screens: [{ questions: [question, question] }] }),
    '100',
    `${P}.feedback_screens.0.questions`,
  ],
  ['a question of 4', feedback({}, { title: 'Good' }), '100', `${Q}.title`],
  ['a question by another sign', feedback({}, { id: 'q-1' }), '100', `${Q}.id`],
  ['a question of no kind', feedback({}, { type: 'stars' }), '100', `${Q}.type`],
  [
    'shipping details for 0 days',
    template('customer_information', { business_privacy: { url: URL }, expires_in_days: 0 }),
    '100',
    `${P}.expires_in_days`,
  ],
  ['a form without its id', template('instant_form'), '100', `${P}.form_id`],
  ['an opt-in without a payload', template('notification_messages'), '100', `${P}.payload`],
  [
    'a one-time title of 66',
    template('one_time_notif_req', { title: long(66), payload: 'P' }),
    '100',
    `${P}.title`,
  ],
  ...['list', 'open_graph', 'airline_boardingpass', 'poll'].map(
    (type): RefusedBody => [
      `the template ${type}`,
      template(type, { elements: [] }),
      '100',
      `${P}.template_type`,
    ],
  ),
];

export const REFUSED_BODIES: readonly RefusedBody[] = [
  ...MESSAGE,
  ...PURPOSE,
  ...QUICK_REPLIES,
  ...MEDIA,
  ...BUTTONS,
  ...CARDS,
  ...FORMS,
];
