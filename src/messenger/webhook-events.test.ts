// Every payload of the platform's webhook reference, and what becomes of it.
import { describe, expect, it } from 'vitest';
import { parseWebhook, type WebhookEvent } from './webhook-events.ts';

const PAGE = '100200300';
const PSID = '24000000000000001';
const AT = 1_458_692_752_478;
const RECEIVED = new Date('2026-11-22T12:00:00Z');

const parseText = (text: string): WebhookEvent[] => {
  const parsed = parseWebhook(Buffer.from(text), RECEIVED);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.events;
};
const parseEntry = (entry: Record<string, unknown>): WebhookEvent[] =>
  parseText(JSON.stringify({ object: 'page', entry: [{ id: PAGE, time: AT, ...entry }] }));
const parseOne = (body: Record<string, unknown>): WebhookEvent =>
  parseEntry({ messaging: [{ sender: { id: PSID }, recipient: { id: PAGE }, timestamp: AT, ...body }] })[0]!;

// [payload, kind, user action]
const PAYLOADS: [Record<string, unknown>, string, string | null][] = [
  [{ message: { mid: 'm_AG5Hz2U', text: 'hello, world!' } }, 'message', 'message'],
  [
    { message: { mid: 'm_2', text: 'Green', quick_reply: { payload: 'PICK_GREEN' } } },
    'quick_reply',
    'quick_reply',
  ],
  [
    { message: { mid: 'm_3', text: 'yes', reply_to: { mid: 'm_1', is_self_reply: false } } },
    'message',
    'message',
  ],
  [{ message: { mid: 'm_4', text: 'find', commands: [{ name: 'flights' }] } }, 'message', 'message'],
  [
    { message: { mid: 'm_5', attachments: [{ type: 'image', payload: { url: 'https://cdn/x.jpg' } }] } },
    'message',
    'message',
  ],
  [
    { message: { mid: 'm_6', attachments: [{ type: 'sticker', payload: { sticker_id: 369239263222822 } }] } },
    'message',
    'message',
  ],
  [{ message: { mid: 'm_7', attachments: [{ type: 'fallback' }] } }, 'message', 'message'],
  [
    {
      message: { mid: 'm_9', attachments: [{ type: 'appointment_booking', payload: { booking_id: 'B1' } }] },
    },
    'message',
    'message',
  ],
  [{ message: { mid: 'm_11', text: 'hi', referral: { product: { id: 'P1' } } } }, 'message', 'message'],
  [
    { message: { mid: 'm_12', text: 'hi', referral: { source: 'ADS', ad_id: '6302' } } },
    'message',
    'message',
  ],
  [{ message: { mid: 'm_13', text: 'form' }, hop_context: { app_id: 413038776280800 } }, 'message', null],
  [{ message_edit: { mid: 'm_1', text: 'new', num_edit: 1 } }, 'edit', null],
  [{ delivery: { mids: ['m_1'], watermark: 1458668856253 } }, 'delivery', null],
  [{ delivery: { watermark: 1458668856253 } }, 'delivery', null],
  [{ read: { watermark: 1458668856253 } }, 'read', null],
  [{ reaction: { reaction: 'love', emoji: '❤️', action: 'react', mid: 'm_1' } }, 'reaction', 'reaction'],
  [{ reaction: { action: 'unreact', mid: 'm_1' } }, 'reaction', null],
  [
    { postback: { mid: 'm_p1', title: 'Get Started', payload: 'GET_STARTED', referral: { ref: 's' } } },
    'postback',
    'postback',
  ],
  [{ postback: { title: 'Standby copy' } }, 'postback', 'postback'],
  [{ referral: { ref: 'REF', source: 'SHORTLINK', type: 'OPEN_THREAD' } }, 'referral', 'referral'],
  [{ referral: { ref: 'REF', ad_id: '6302', source: 'ADS', type: 'OPEN_THREAD' } }, 'referral', null],
  [{ referral: { source: 'ADS', type: 'LEAD_COMPLETE' }, lead: { data: [] } }, 'referral', null],
  [{ optin: { ref: 'PASS_THROUGH' } }, 'optin', 'optin'],
  [{ optin: { type: 'one_time_notif_req', payload: 'NOTIFY', one_time_notif_token: 'T' } }, 'optin', null],
  [{ optin: { type: 'notification_messages', notification_messages_token: 'T' } }, 'optin', null],
  [
    { pass_thread_control: { previous_owner_app_id: null, new_owner_app_id: '2' } },
    'pass_thread_control',
    null,
  ],
  [{ take_thread_control: { new_owner_app_id: '2' } }, 'take_thread_control', null],
  [{ request_thread_control: { requested_owner_app_id: 123456789 } }, 'request_thread_control', null],
  [{ app_roles: { '123456789': ['primary_receiver'] } }, 'app_roles', null],
  [{ account_linking: { status: 'linked', authorization_code: 'CODE' } }, 'account_linking', null],
  [{ messaging_feedback: { feedback_screens: [] } }, 'feedback', null],
  [{ response_feedback: { feedback: 'Good response', mid: 'm_1' } }, 'response_feedback', null],
  [{ messaging_customer_information: { screens: [] } }, 'customer_information', null],
  [{ form: { id: 'FORM' } }, 'lead_form_submit', null],
  [{ template: { type: 'coupon', coupon_code: 'X' } }, 'coupon_click', null],
  [{ order: { products: [] } }, 'order', null],
  [{ something_new: { mid: 'm_1' } }, 'unknown', null],
  [{ message: null }, 'unknown', null],
];

it.each(PAYLOADS)('%j is %s, user action %s', (payload, kind, userAction) => {
  const event = parseOne(payload);
  expect(event).toMatchObject({ pageId: PAGE, psid: PSID, kind, userAction, occurredAt: new Date(AT) });
  expect(event.payload).toMatchObject(payload);
  expect(parseOne(payload).dedupeKey).toBe(event.dedupeKey);
});

it('no two of them share a dedupe key, and another Page makes another', () => {
  const keys = PAYLOADS.map(([payload]) => parseOne(payload).dedupeKey);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.every((key) => key.startsWith(`${PAGE}:`))).toBe(true);
});

describe('echo', () => {
  it('is about its recipient, with metadata and the sending app', () => {
    const [echo] = parseText(
      `{"object":"page","entry":[{"id":"${PAGE}","time":${AT},"messaging":[{"sender":{"id":"${PAGE}"},"recipient":{"id":"${PSID}"},
       "timestamp":1457764197627,"message":{"is_echo":true,"app_id":15177764818601119999,"metadata":"CAMPAIGN-42","mid":"m_1","text":"hello"}}]}]}`,
    );
    expect(echo).toMatchObject({
      kind: 'echo',
      psid: PSID,
      mid: 'm_1',
      metadata: 'CAMPAIGN-42',
      appId: '15177764818601119999',
      userAction: null,
    });
  });
});

describe('ids and instants', () => {
  it('integers beyond 2^53 keep their digits, others stay numbers', () => {
    const [event] = parseText(
      `{"object":"page","entry":[{"id":24680135791357924680,"time":${AT},"messaging":[{"sender":{"id":98765432109876543210},
       "recipient":{"id":24680135791357924680},"timestamp":${AT},"message":{"mid":"m","sticker_id":369239263222822,"big":9007199254740993,"half":0.5}}]}]}`,
    );
    expect(event).toMatchObject({ pageId: '24680135791357924680', psid: '98765432109876543210' });
    expect(event!.payload['message']).toMatchObject({
      sticker_id: 369239263222822,
      big: '9007199254740993',
      half: 0.5,
    });
  });

  it.each([
    ['seconds', 1_665_424_533, new Date(1_665_424_533_000)],
    ['a text', '1665424533123', new Date(1_665_424_533_123)],
    ['nothing', undefined, new Date(AT)],
    ['nonsense', 'yesterday', new Date(AT)],
    ['zero', 0, new Date(AT)],
    ['the far future', 9e15, new Date(AT)],
  ])('a timestamp of %s', (_what, timestamp, expected) => {
    expect(parseOne({ timestamp, message: { mid: 'm' } }).occurredAt).toEqual(expected);
  });

  it('without any time at all, the time of receipt', () => {
    const [event] = parseEntry({
      time: undefined,
      messaging: [{ sender: { id: PSID }, delivery: { watermark: 5 } }],
    });
    expect(event).toMatchObject({ occurredAt: RECEIVED, watermarkAt: new Date(5000) });
  });
});

describe('about the Page', () => {
  it.each([
    [
      { recipient: { id: PAGE }, timestamp: 1, policy_enforcement: { action: 'block', reason: 'r' } },
      'policy_enforcement',
    ],
    [{ timestamp: 1760977876, status: 'restricted', violations: [{ type: 'SPAM' }] }, 'business_integrity'],
    [{ recipient: { id: PAGE }, optin: { ref: 'R', user_ref: 'U' } }, 'optin'],
    [{ sender: { id: 'not-digits' }, message: { mid: 'm' } }, 'message'],
  ])('%j is nobody’s', (event, kind) => {
    expect(parseEntry({ messaging: [event] })).toMatchObject([{ kind, psid: null, userAction: null }]);
  });

  it('restrictions beside the event are read with it', () => {
    const restrictions = [{ feature: 'page_messaging_api', status: 'RESTRICTED' }];
    const [event] = parseEntry({ restrictions, messaging: [{ status: 'restricted', violations: [] }] });
    expect(event!.payload['restrictions']).toEqual(restrictions);
  });

  it('a comment is the Page’s, a label is the person’s', () => {
    const events = parseEntry({
      changes: [
        { field: 'feed', value: { item: 'comment', from: { id: PSID }, created_time: 1757000000 } },
        { field: 'inbox_labels', value: { user: { id: PSID }, action: 'add' } },
        {
          field: 'messages',
          value: { sender: { id: '12334' }, message: { mid: 'test', text: 'test_message' } },
        },
      ],
    });
    expect(events).toMatchObject([
      { kind: 'feed', psid: null, occurredAt: new Date(1_757_000_000_000) },
      { kind: 'inbox_labels', psid: PSID },
      { kind: 'messages', psid: null, userAction: null },
    ]);
  });

  it('marketing receipts name the person flat', () => {
    const [event] = parseText(
      `{"object":"page","entry":[{"id":"${PAGE}","messaging":[{"field":"marketing_message_reads","page_id":"${PAGE}","recipient_id":98765432109876543210,"timestamp":${AT}}]}]}`,
    );
    expect(event).toMatchObject({
      kind: 'marketing_message_reads',
      psid: '98765432109876543210',
      userAction: null,
    });
  });
});

describe('odd envelopes', () => {
  it('several entries, several Pages, standby beside messaging: all of it', () => {
    const message = (mid: string) => ({
      sender: { id: PSID },
      recipient: { id: PAGE },
      timestamp: AT,
      message: { mid },
    });
    const events = parseText(
      JSON.stringify({
        object: 'page',
        entry: [
          { id: PAGE, messaging: [message('a'), message('b')], standby: [message('c')] },
          { id: '5', messaging: [message('d')] },
        ],
      }),
    );
    expect(events.map((event) => [event.pageId, event.mid])).toEqual([
      [PAGE, 'a'],
      [PAGE, 'b'],
      [PAGE, 'c'],
      ['5', 'd'],
    ]);
  });

  it.each([
    ['an entry without lists', [{ id: PAGE, surprise: [1] }]],
    ['an event that is no object', [{ id: PAGE, messaging: ['x'] }]],
    ['an entry that is no object', [7]],
    ['a change without a name', [{ id: PAGE, changes: [{ value: 1 }] }]],
  ])('%s is kept as unknown', (_what, entry) => {
    expect(parseText(JSON.stringify({ object: 'page', entry }))).toMatchObject([
      { kind: 'unknown', psid: null },
    ]);
  });

  it.each([
    ['{"object":"page","entry":[', /not JSON.*character 27 of 26/],
    ['[]', /not a JSON object/],
    ['{"entry":[]}', /object/],
    ['{"object":"page","entry":{}}', /entry/],
  ])('%s is refused', (text, message) => {
    expect(parseWebhook(Buffer.from(text), RECEIVED)).toEqual({
      ok: false,
      message: expect.stringMatching(message),
    });
  });
});
