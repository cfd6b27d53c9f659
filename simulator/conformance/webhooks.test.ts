// The examples of webhook payloads (messenger-platform §3.2, §3.3, §3.6): what the sandbox sends has the keys and types of the
// printed example, escaped and signed as described.
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { WEBHOOK_FIELDS } from '../graph/webhook-fields.ts';
import type { Receiver } from '../testing/receiver.ts';
import { type Answer, openStoryWithReceiver, type Story } from '../testing/story.ts';

type Json = Record<string, unknown>;
const ad = { ref: 'REF', ad_id: '6302', source: 'ADS', type: 'OPEN_THREAD' };
const token = {
  type: 'notification_messages',
  notification_messages_token: 'TOKEN',
  notification_messages_timezone: 'Asia/Bangkok',
  token_expiry_timestamp: 1700000000000,
  user_token_status: 'NOT_REFRESHED',
};

/** [act of the person, the example as printed, beside its head] */
const EXAMPLES: [Json, Json][] = [
  [{ type: 'message', text: 'hello, world!' }, { message: { mid: 'm_AG5Hz2U', text: 'hello, world!' } }],
  [
    { type: 'quick_reply', title: 'Green', payload: 'PICK_GREEN' },
    { message: { mid: 'm_2', text: 'Green', quick_reply: { payload: 'PICK_GREEN' } } },
  ],
  [
    { type: 'message', text: 'yes', reply_to: 'SENT' },
    { message: { mid: 'm_3', text: 'yes', reply_to: { mid: 'm_1', is_self_reply: false } } },
  ],
  [
    { type: 'message', attachments: [{ type: 'image', url: 'https://cdn.example.org/x.jpg' }] },
    { message: { mid: 'm_5', attachments: [{ type: 'image', payload: { url: 'https://cdn/x.jpg' } }] } },
  ],
  [
    { type: 'message', attachments: [{ type: 'sticker' }] },
    {
      message: {
        mid: 'm_6',
        attachments: [
          { type: 'sticker', payload: { url: 'https://cdn/s.png', sticker_id: 369239263222822 } },
        ],
      },
    },
  ],
  [
    { type: 'message', attachments: [{ type: 'appointment_booking' }] },
    {
      message: {
        mid: 'm_9',
        attachments: [
          {
            type: 'appointment_booking',
            payload: {
              booking_id: 'B1',
              status: 'requested',
              start_time: 1739612400,
              end_time: 1739616000,
              timezone: 'America/Los_Angeles',
            },
          },
        ],
      },
    },
  ],
  [{ type: 'edit', text: 'new' }, { message_edit: { mid: 'm_1', text: 'new', num_edit: 1 } }],
  [{ type: 'reaction' }, { reaction: { reaction: 'love', emoji: '❤️', action: 'react', mid: 'm_1' } }],
  [
    { type: 'postback', referral: { ref: 'summer' } },
    {
      postback: {
        mid: 'm_p1',
        title: 'Get Started',
        payload: 'GET_STARTED',
        referral: { ref: 'summer', source: 'SHORTLINK', type: 'OPEN_THREAD' },
      },
    },
  ],
  [{ type: 'referral', ref: 'REF' }, { referral: { ref: 'REF', source: 'SHORTLINK', type: 'OPEN_THREAD' } }],
  [
    { type: 'message', text: 'hi', referral: { ref: 'REF', ad_id: '6302' } },
    {
      message: {
        mid: 'm_12',
        text: 'hi',
        referral: { ...ad, ads_context_data: { ad_title: 'T', post_id: '1' } },
      },
    },
  ],
  [{ type: 'optin', ref: 'PASS_THROUGH' }, { optin: { ref: 'PASS_THROUGH' } }],
  [
    { type: 'optin', kind: 'one_time' },
    { optin: { type: 'one_time_notif_req', payload: 'NOTIFY', one_time_notif_token: 'TOKEN' } },
  ],
  [
    { type: 'optin', payload: 'INFO' },
    { optin: { ...token, payload: 'INFO', title: 'Updates and promotions' } },
  ],
  [
    { type: 'optin', kind: 'stop' },
    { optin: { ...token, notification_messages_status: 'STOP NOTIFICATIONS' } },
  ],
  [{ type: 'account_link' }, { account_linking: { status: 'linked', authorization_code: 'CODE' } }],
  [{ type: 'account_link', status: 'unlinked' }, { account_linking: { status: 'unlinked' } }],
  [{ type: 'lead_form', form_id: 'FORM' }, { form: { id: 'FORM' } }],
  [
    { type: 'customer_information' },
    {
      messaging_customer_information: {
        screens: [{ screen_id: 'Add address', responses: [{ key: 'country', value: 'US' }] }],
      },
    },
  ],
  [{ type: 'response_feedback' }, { response_feedback: { feedback: 'Good response', mid: 'm_1' } }],
];

/** Keys and types; a list stands for its first entry. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, shapeOf(part)]),
  );
}

async function openAll(): Promise<{ story: Story & { receiver: Receiver }; psid: string; sent: string }> {
  const story = await openStoryWithReceiver();
  const { page, receiver } = story;
  const subscribed_fields = [...WEBHOOK_FIELDS].filter((field) => !/echoes|deliveries|reads/.test(field));
  await story.control('PUT', `/sandbox/pages/${page.id}`, { callback_url: receiver.url, subscribed_fields });
  const [psid] = await story.people(1);
  await story.act(psid!, { type: 'message', text: 'hi' });
  const { body } = await story.send(psid!, { text: 'Hello' });
  await receiver.until(() => receiver.events().length === 1);
  return { story, psid: psid!, sent: body.message_id };
}

test('events have the keys and types of the printed examples', async () => {
  const { story, psid, sent } = await openAll();
  for (const [act, example] of EXAMPLES) {
    const seen = story.receiver.events().length;
    await story.act(psid, act['reply_to'] === 'SENT' ? { ...act, reply_to: sent } : act);
    await story.receiver.until(() => story.receiver.events().length > seen);
    const head = { sender: { id: 'PSID' }, recipient: { id: 'PAGE_ID' }, timestamp: 1458692752478 };
    const what = JSON.stringify(act);
    expect(shapeOf(story.receiver.events().at(-1)), what).toEqual(shapeOf({ ...head, ...example }));
  }
});

test('echo, delivery and read as printed; ids beyond 2^53 keep their digits', async () => {
  const story = await openStoryWithReceiver();
  await story.control('PUT', '/sandbox/settings', { receipts: { delivery_mids_probability: 1 } });
  const [psid] = await story.people(1);
  await story.act(psid!, { type: 'message', text: 'hi' });
  const { message_id: mid } = (await story.send(psid!, { text: 'hello', metadata: 'CAMPAIGN-42' })).body;
  await story.receiver.until(() => story.receiver.events('read').length === 1);
  const [echo] = story.receiver.events('message').filter((event) => (event['message'] as Answer).is_echo);
  expect(echo).toEqual({
    sender: { id: story.page.id },
    recipient: { id: psid },
    timestamp: expect.any(Number),
    message: {
      is_echo: true,
      app_id: Number(story.page.app_id),
      metadata: 'CAMPAIGN-42',
      mid,
      text: 'hello',
    },
  });
  expect(story.receiver.received.some(({ raw }) => raw.includes(`"app_id":${story.page.app_id}`))).toBe(true);
  const { timestamp: watermark } = echo!;
  expect(story.receiver.events('delivery')[0]!['delivery']).toEqual({ mids: [mid], watermark });
  expect(story.receiver.events('read')[0]!['read']).toEqual({ watermark });
});

test('the body is escaped, and both signatures are over exactly those bytes', async () => {
  const { story, psid } = await openAll();
  const seen = story.receiver.received.length;
  await story.act(psid, { type: 'message', text: 'Grüße 😀 https://e.org/a' });
  await story.receiver.until(() => story.receiver.received.length > seen);
  const { raw, headers } = story.receiver.received.at(-1)!;
  expect(raw.toString()).toContain('Gr\\u00fc\\u00dfe \\ud83d\\ude00 https:\\/\\/e.org\\/a');
  const digest = (kind: string) => createHmac(kind, story.page.app_secret).update(raw).digest('hex');
  expect(headers['x-hub-signature-256']).toBe(`sha256=${digest('sha256')}`);
  expect(headers['x-hub-signature']).toBe(`sha1=${digest('sha1')}`);
  const body = JSON.parse(raw.toString()) as Answer;
  expect(Object.keys(body).toSorted()).toEqual(['entry', 'object']);
  expect(body).toMatchObject({ object: 'page', entry: [{ id: story.page.id, time: expect.any(Number) }] });
});
