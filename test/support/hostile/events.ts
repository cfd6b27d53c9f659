// One webhook event of every kind the platform documents (messenger-platform §3.6), as the object inside `messaging[]` or
// the whole entry where it is not in there. For tests that bend them.

export const PSID = '7000000000000000001';
export const PAGE = '2400000000000000001';
type Json = Record<string, unknown>;

const head = { sender: { id: PSID }, recipient: { id: PAGE }, timestamp: 1_790_000_000_000 };
const fromPerson = (body: Json): Json => ({ ...head, ...body });
const attachments = (...list: Json[]): Json => fromPerson({ message: { mid: 'm_a', attachments: list } });

export const MESSAGING: readonly Json[] = [
  fromPerson({ message: { mid: 'm_1', text: 'hello, world!' } }),
  fromPerson({ message: { mid: 'm_2', text: 'Green', quick_reply: { payload: 'PICK_GREEN' } } }),
  fromPerson({ message: { mid: 'm_3', text: 'yes', reply_to: { mid: 'm_1', is_self_reply: false } } }),
  fromPerson({ message: { mid: 'm_4', text: 'find flights', commands: [{ name: 'flights' }] } }),
  attachments({ type: 'image', payload: { url: 'https://cdn/x.jpg' } }),
  attachments({ type: 'sticker', payload: { url: 'https://cdn/s.png', sticker_id: 369_239_263_222_822 } }),
  attachments({ type: 'fallback', payload: null, title: 'Title' }),
  attachments({ type: 'appointment_booking', payload: { booking_id: 'B1', start_time: 1_739_612_400 } }),
  attachments({ type: 'template', payload: { product: { elements: [{ id: 'P1' }] } } }),
  fromPerson({ message: { mid: 'm_5', text: 'hi', referral: { ref: 'R', source: 'ADS', ad_id: '1' } } }),
  fromPerson({ message_edit: { mid: 'm_1', text: 'new', num_edit: '1' } }),
  {
    sender: { id: PAGE },
    recipient: { id: PSID },
    timestamp: 1_790_000_000_001,
    message: {
      is_echo: true,
      app_id: 1_517_776_481_860_111,
      metadata: 'talaria:x:1:1:1',
      mid: 'm_e',
      text: 'hi',
    },
  },
  fromPerson({ delivery: { mids: ['m_e'], watermark: 1_790_000_000_002 } }),
  fromPerson({ read: { watermark: 1_790_000_000_003 } }),
  fromPerson({ reaction: { reaction: 'love', emoji: '\u2764\ufe0f', action: 'react', mid: 'm_e' } }),
  fromPerson({
    postback: { mid: 'm_p', title: 'Go', payload: 'GO', referral: { ref: 's', source: 'SHORTLINK' } },
  }),
  fromPerson({ referral: { ref: 'REF', source: 'SHORTLINK', type: 'OPEN_THREAD' } }),
  {
    ...fromPerson({
      referral: { source: 'ADS', type: 'LEAD_COMPLETE' },
      lead: { data: [{ question: 'City?', answer: 'X' }] },
    }),
    timestamp: 1_665_424_533,
  },
  fromPerson({ optin: { ref: 'PASS_THROUGH' } }),
  { recipient: { id: PAGE }, timestamp: 1_790_000_000_004, optin: { ref: 'P', user_ref: 'UNIQUE' } },
  fromPerson({
    optin: {
      type: 'notification_messages',
      notification_messages_token: 'T',
      token_expiry_timestamp: 1_700_000_000_000,
    },
  }),
  fromPerson({
    optin: { type: 'notification_messages', notification_messages_status: 'STOP NOTIFICATIONS' },
  }),
  fromPerson({ pass_thread_control: { previous_owner_app_id: null, new_owner_app_id: '2', metadata: 'x' } }),
  fromPerson({ request_thread_control: { requested_owner_app_id: 123_456_789 } }),
  fromPerson({ app_roles: { 123456789: ['primary_receiver'] } }),
  fromPerson({ account_linking: { status: 'linked', authorization_code: 'CODE' } }),
  { recipient: { id: PAGE }, timestamp: 1, policy_enforcement: { action: 'block', reason: 'Spam' } },
  {
    timestamp: 1_760_977_876,
    status: 'restricted',
    violations: [{ type: 'SPAM' }],
    restrictions: [{ feature: 'page_messaging_api', expiration_time: 1_761_064_276 }],
  },
  fromPerson({
    messaging_feedback: {
      feedback_screens: [{ screen_id: 0, questions: { q1: { type: 'csat', payload: '5' } } }],
    },
  }),
  fromPerson({ response_feedback: { feedback: 'Good response', mid: 'm_1' } }),
  fromPerson({
    messaging_customer_information: { screens: [{ screen_id: 'A', responses: [{ key: 'c', value: 'US' }] }] },
  }),
  fromPerson({ form: { id: 'FORM' } }),
  fromPerson({ template: { type: 'coupon', payload: 'P', coupon_code: 'C' } }),
  fromPerson({ order: { products: [{ id: 123, unit_price: 11, currency: 'THB', quantity: 1 }], note: 'x' } }),
  {
    field: 'marketing_message_delivery_failed',
    page_id: PAGE,
    recipient_id: 7_000_000_000_001,
    mid: 'm_m',
    error_message: 'no',
  },
];

export const CHANGES: readonly Json[] = [
  {
    field: 'feed',
    value: {
      item: 'comment',
      verb: 'add',
      post_id: 'P_1',
      comment_id: '1_2',
      from: { id: '99', name: 'N' },
      message: 'How much?',
      created_time: 1_757_000_000,
    },
  },
  {
    field: 'inbox_labels',
    value: { user: { id: PSID }, action: 'add', label: { id: 'L', page_label_name: 'VIP' } },
  },
  { field: 'message_template_status_update', value: { event: 'APPROVED', message_template_name: 't' } },
  { field: 'messaging_postbacks', value: { sender: { id: PSID }, postback: { payload: 'x' } } },
];

/** Values that have broken parsers, databases or screens before, at any place of a payload. */
export const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  1e-320,
  9_007_199_254_740_992,
  -8_640_000_000_000_001,
  4_102_444_800_001,
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\\u0000',
  "'; drop table inbox; --",
  '__proto__',
  '{{ 7 | times: 7 }}',
  '-9223372036854775809',
  'x'.repeat(20_000),
  '\u202e\u0301'.repeat(50),
  [],
  {},
  [[[[[[]]]]]],
  { __proto__: null, constructor: { prototype: { polluted: true } } },
  { id: { id: { id: PSID } } },
  [null, 1, 'x', { id: PSID }],
];
