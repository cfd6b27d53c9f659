// The Send API: what is accepted, what is refused and with which code, limits at their edges, windows and allowances.
import { describe, expect, test } from 'vitest';
import { type Answer, openStory, someoneWhoWrote } from '../../testing/story.ts';

const text = (length: number): string => 'x'.repeat(length);
const button = { type: 'postback', title: 'Yes', payload: 'YES' };
const template = (payload: unknown): unknown => ({ attachment: { type: 'template', payload } });
const generic = (element: unknown): unknown => template({ template_type: 'generic', elements: [element] });
const reply = { content_type: 'text', title: 'Yes', payload: 'YES' };
const media = (type: string, url: string): unknown => ({ attachment: { type, payload: { url } } });

const ACCEPTED: [string, unknown][] = [
  ['text of 2000', { text: text(2000) }],
  ['metadata of 1000', { text: 'x', metadata: text(1000) }],
  ['13 quick replies', { text: 'x', quick_replies: Array(13).fill(reply) }],
  ['an email quick reply', { text: 'x', quick_replies: [{ content_type: 'user_email' }] }],
  [
    'a quick reply with a picture only',
    { text: 'x', quick_replies: [{ content_type: 'text', image_url: 'https://e.org/a.png', payload: 'P' }] },
  ],
  [
    'button template',
    template({ template_type: 'button', text: text(640), buttons: [button, button, button] }),
  ],
  ['generic with subtitle', generic({ title: text(80), subtitle: text(80) })],
  [
    'generic with default action',
    generic({ title: 'T', default_action: { type: 'web_url', url: 'https://e.org' } }),
  ],
  [
    'ten elements',
    template({ template_type: 'generic', elements: Array(10).fill({ title: 'T', buttons: [button] }) }),
  ],
  ['image by URL', media('image', 'https://e.org/a.png')],
  ['30 images', { attachments: Array(30).fill({ type: 'image', payload: { url: 'https://e.org/a.png' } }) }],
];

const REFUSED: [string, unknown, number?][] = [
  ['text of 2001', { text: text(2001) }],
  ['empty text', { text: '' }],
  ['nothing', {}, 2018034],
  ['text and attachment', { text: 'x', ...(media('image', 'https://e.org/a.png') as object) }],
  ['metadata of 1001', { text: 'x', metadata: text(1001) }],
  ['14 quick replies', { text: 'x', quick_replies: Array(14).fill(reply) }],
  ['no quick replies', { text: 'x', quick_replies: [] }],
  ['quick reply title of 21', { text: 'x', quick_replies: [{ ...reply, title: text(21) }] }],
  ['quick reply payload of 1001', { text: 'x', quick_replies: [{ ...reply, payload: text(1001) }] }],
  ['unknown quick reply type', { text: 'x', quick_replies: [{ ...reply, content_type: 'location' }] }],
  ['button text of 641', template({ template_type: 'button', text: text(641), buttons: [button] })],
  ['no button', template({ template_type: 'button', text: 'x', buttons: [] })],
  ['four buttons', template({ template_type: 'button', text: 'x', buttons: Array(4).fill(button) })],
  [
    'button title of 21',
    template({ template_type: 'button', text: 'x', buttons: [{ ...button, title: text(21) }] }),
  ],
  [
    'button without payload',
    template({ template_type: 'button', text: 'x', buttons: [{ type: 'postback', title: 'x' }] }),
  ],
  [
    'button with a bad url',
    template({
      template_type: 'button',
      text: 'x',
      buttons: [{ type: 'web_url', title: 'x', url: 'javascript:1' }],
    }),
  ],
  [
    'phone number without +',
    template({
      template_type: 'button',
      text: 'x',
      buttons: [{ type: 'phone_number', title: 'x', payload: '123456' }],
    }),
  ],
  ['generic title alone', generic({ title: 'T' })],
  ['generic title of 81', generic({ title: text(81), subtitle: 's' })],
  ['generic subtitle of 81', generic({ title: 'T', subtitle: text(81) })],
  [
    'eleven elements',
    template({ template_type: 'generic', elements: Array(11).fill({ title: 'T', subtitle: 's' }) }),
  ],
  [
    'default action with a title',
    generic({ title: 'T', default_action: { type: 'web_url', url: 'https://e.org', title: 'x' } }),
  ],
  ['a dead template type', template({ template_type: 'list', elements: [] })],
  ['unknown key', { text: 'x', colour: 'red' }],
  ['media that cannot be fetched', media('image', 'https://gone.invalid/a.png'), 2018008],
  ['an unknown attachment id', { attachment: { type: 'image', payload: { attachment_id: '1' } } }, 2018074],
  ['31 images', { attachments: Array(31).fill({ type: 'image', payload: { url: 'https://e.org/a.png' } }) }],
];

describe('limits of a message', async () => {
  test('what the platform takes', async () => {
    const story = await openStory();
    const psid = await someoneWhoWrote(story);
    for (const [name, message] of ACCEPTED) {
      const { body } = await story.send(psid, message);
      expect(body, name).toMatchObject({
        recipient_id: psid,
        message_id: expect.stringMatching(/^m_\S{80,}$/),
      });
    }
  });

  test('what it refuses, with code 100', async () => {
    const story = await openStory();
    const psid = await someoneWhoWrote(story);
    for (const [name, message, subcode] of REFUSED) {
      const { status, body } = await story.send(psid, message);
      expect(status, name).toBe(400);
      expect(body.error, name).toMatchObject({
        code: 100,
        type: 'OAuthException',
        fbtrace_id: expect.any(String),
      });
      expect(body.error.error_subcode, name).toBe(subcode);
    }
    expect(
      (await story.control('GET', `/sandbox/messages/summary?page_id=${story.page.id}`)).body.total,
    ).toBe(0);
  });
});

test('the window closes after a day and opens with the next action', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  await story.advance(86_390);
  expect((await story.send(psid, { text: 'in time' })).status).toBe(200);
  await story.advance(20);
  const late = await story.send(psid, { text: 'late' });
  expect(late.status).toBe(400);
  expect(late.body.error).toMatchObject({ code: 10, error_subcode: 2018278 });
  const human = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };
  expect((await story.send(psid, { text: 'a person' }, human)).status).toBe(200);
  await story.act(psid, { type: 'postback', payload: 'MENU', title: 'Menu' });
  expect((await story.send(psid, { text: 'again' })).status).toBe(200);
  await story.advance(7 * 86_400 + 10);
  expect((await story.send(psid, { text: 'a person' }, human)).body.error.error_subcode).toBe(2018278);
});

test('a first message after an ad keeps the window open for seven days; reading and opting in open nothing', async () => {
  const story = await openStory();
  const [fromAd, silent] = await story.people(2);
  await story.act(fromAd!, { type: 'message', text: 'hi', referral: { ad_id: '6302', ref: 'A' } });
  await story.act(silent!, { type: 'optin', ref: 'x' });
  await story.act(silent!, { type: 'read' });
  await story.advance(6 * 86_400);
  expect((await story.send(fromAd!, { text: 'x' })).status).toBe(200);
  expect((await story.send(silent!, { text: 'x' })).body.error.error_subcode).toBe(2018278);
});

test('dead tags, unknown tags and tags without their type are refused with 100', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const cases = [
    { messaging_type: 'MESSAGE_TAG', tag: 'ACCOUNT_UPDATE' },
    { messaging_type: 'MESSAGE_TAG', tag: 'CONFIRMED_EVENT_UPDATE' },
    { messaging_type: 'MESSAGE_TAG', tag: 'POST_PURCHASE_UPDATE' },
    { messaging_type: 'MESSAGE_TAG', tag: 'SHIPPING_UPDATE' },
    { messaging_type: 'MESSAGE_TAG' },
    { messaging_type: 'RESPONSE', tag: 'HUMAN_AGENT' },
    { messaging_type: 'MESSAGE_TAG', tag: 'CUSTOMER_FEEDBACK' },
    { messaging_type: 'PROMOTION' },
    { messaging_type: 'UTILITY' },
  ];
  for (const more of cases)
    expect((await story.send(psid, { text: 'x' }, more)).body.error.code, JSON.stringify(more)).toBe(100);
});

test('a utility message needs a template of its name and language, and no window', async () => {
  const story = await openStory();
  const [psid] = await story.people(1);
  const parameters = [{ type: 'text', text: '566701' }];
  const reference = {
    name: 'order_update',
    language: { code: 'en' },
    components: [{ type: 'body', parameters }],
  };
  const shapes = [
    { messaging_type: 'UTILITY', message: { template: reference } },
    { template: reference },
    { messaging_type: 'UTILITY', message: template({ template_type: 'utility_messages', ...reference }) },
  ];
  const send = (shape: unknown) =>
    story.graph('/v26.0/me/messages', { recipient: { id: psid }, ...(shape as object) });
  for (const shape of shapes) expect((await send(shape)).body.error.code).toBe(100);
  const components = [{ type: 'BODY', text: 'Order {{1}} is on its way', example: { body_text: [['7']] } }];
  const created = await story.graph('/v26.0/me/message_templates', {
    ...reference,
    language: 'en',
    category: 'UTILITY',
    components,
  });
  expect(created.body).toMatchObject({ status: 'APPROVED' });
  for (const shape of shapes) expect((await send(shape)).body.recipient_id).toBe(psid);
});

test('recipients: another Page, nobody, a number that lost its digits', async () => {
  const story = await openStory();
  const other = (await story.control('POST', '/sandbox/pages', { name: 'Other' })).body;
  const theirs = (await story.control('POST', '/sandbox/people', { page_id: other.id, count: 1 })).body
    .first_psid;
  for (const id of [theirs, '24000000000000001', Number(theirs)]) {
    expect(
      (await story.graph('/me/messages', { recipient: { id }, message: { text: 'x' } })).body.error,
    ).toMatchObject({ code: 100, error_subcode: 2018001 });
  }
  expect(
    (await story.graph(`/${other.id}/messages`, { recipient: { id: theirs }, message: { text: 'x' } })).body
      .error.code,
  ).toBe(10);
  expect((await story.graph('/me/messages', { message: { text: 'x' } })).body.error.code).toBe(100);
});

test('a person who blocked the Page, in all variants, and one who came back', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  for (const variant of ['551/1545041', '200/1545041', '10/2018108', '2']) {
    await story.act(psid, { type: 'block', variant });
    const { error } = (await story.send(psid, { text: 'x' })).body;
    expect([error.code, error.error_subcode].filter(Boolean).join('/')).toBe(variant);
  }
  await story.act(psid, { type: 'unblock' });
  expect((await story.send(psid, { text: 'x' })).status).toBe(200);
});

test('a private reply: one per comment, within seven days, without a window', async () => {
  const story = await openStory();
  const [psid] = await story.people(1);
  const reply = (comment_id: string) =>
    story.graph('/me/messages', { recipient: { comment_id }, message: { text: 'x' } });
  const first = await story.act(psid!, { type: 'comment', text: 'How much?' });
  expect((await story.send(psid!, { text: 'x' })).body.error.error_subcode).toBe(2018278);
  expect((await reply(first.comment_id)).body.recipient_id).toBe(psid);
  expect((await reply(first.comment_id)).body.error.code).toBe(10900);
  const second = await story.act(psid!, { type: 'comment', text: 'And this?' });
  await story.advance(7 * 86_400 + 1);
  expect((await reply(second.comment_id)).body.error.code).toBe(10903);
});

test('form encoding, sender actions, and both at once', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const post = async (fields: Record<string, string>): Promise<Answer> =>
    (
      await fetch(`${story.sandbox.url}/v25.0/${story.page.id}/messages`, {
        method: 'POST',
        body: new URLSearchParams({ access_token: story.page.access_token, ...fields }),
      })
    ).json();
  const recipient = JSON.stringify({ id: psid });
  expect(await post({ recipient, message: '{"text":"a & b"}', messaging_type: 'RESPONSE' })).toMatchObject({
    recipient_id: psid,
  });
  expect(await post({ recipient, sender_action: 'typing_on' })).toEqual({ recipient_id: psid });
  expect(
    (await post({ recipient, sender_action: 'typing_on', message: '{"text":"x"}' })).error.error_subcode,
  ).toBe(2018014);
  expect((await post({ recipient, message: '{"text":' })).error.code).toBe(100);
  const { data } = (await story.control('GET', `/sandbox/messages?page_id=${story.page.id}&psid=${psid}`))
    .body;
  expect(data).toHaveLength(1);
  expect(data[0].body).toEqual({
    recipient: { id: psid },
    message: { text: 'a & b' },
    messaging_type: 'RESPONSE',
  });
});

test('above the allowance of a second sends are refused with 613, and headers tell beforehand', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  await story.control('PUT', '/sandbox/settings', {
    limits: { messages_per_second: 20, media_per_second: 2 },
  });
  const answers = await Promise.all(Array.from({ length: 60 }, () => story.send(psid, { text: 'x' })));
  const accepted = answers.filter((answer) => answer.status === 200);
  const refused = answers.filter((answer) => answer.status === 400);
  expect(accepted.length).toBeGreaterThanOrEqual(20);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]!.body.error.code).toBe(613);
  const usage = JSON.parse(refused[0]!.headers.get('x-business-use-case-usage') ?? 'null');
  expect(usage[story.page.id][0]).toMatchObject({ type: 'messenger', estimated_time_to_regain_access: 1 });
  const total = (await story.control('GET', `/sandbox/messages/summary?page_id=${story.page.id}`)).body.total;
  expect(total).toBe(accepted.length);
});

test('the rolling day: 200 calls for each person who can be messaged', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  await story.control('PUT', '/sandbox/settings', { limits: { daily_calls_per_person: 3 } });
  for (let i = 0; i < 3; i++) expect((await story.send(psid, { text: 'x' })).status).toBe(200);
  expect((await story.send(psid, { text: 'x' })).body.error.code).toBe(80006);
});
