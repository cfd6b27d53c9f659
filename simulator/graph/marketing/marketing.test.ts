// Marketing messages: the legacy tokens where they still work, and the paid API.
import { expect, test } from 'vitest';
import {
  type Answer,
  openStory,
  openStoryWithReceiver,
  type Story,
  someoneWhoWrote,
} from '../../testing/story.ts';

const HOUR = 3600;

const setUp = (story: Story, setup: Record<string, unknown>) =>
  story.control('PUT', `/sandbox/pages/${story.page.id}`, { setup });
const optIn = async (story: Story, psid: string, topic?: string): Promise<string> =>
  (await story.act(psid, { type: 'optin', kind: 'marketing', payload: 'NEWS', ...(topic ? { topic } : {}) }))
    .token;
const byToken = async (story: Story, token: string): Promise<Answer> =>
  (
    await story.graph('/me/messages', {
      recipient: { notification_messages_token: token },
      message: { text: 'News' },
    })
  ).body;

test('the request is sent inside the window, once for each topic, and its acceptance gives a token', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const ask = (title?: string) =>
    story.send(psid, {
      attachment: {
        type: 'template',
        payload: { template_type: 'notification_messages', payload: 'NEWS', ...(title ? { title } : {}) },
      },
    });
  expect((await ask()).status).toBe(200);
  expect((await ask()).body.error).toMatchObject({ code: 613, error_subcode: 1893016 });
  expect((await ask('Sales')).status).toBe(200);
  await optIn(story, psid);
  expect((await ask()).status).toBe(200);
  await setUp(story, { optin_requests_barred: true });
  expect((await ask('Other')).body.error).toMatchObject({ code: 10, error_subcode: 1404170 });
});

test('legacy: only in some regions, every 48 hours, with follow-ups, not after a stop', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const token = await optIn(story, psid);
  await story.advance(8 * 86_400);
  expect((await byToken(story, token)).error.code).toBe(10);
  await setUp(story, { country: 'DE' });
  for (let i = 0; i < 4; i++) expect((await byToken(story, token)).recipient_id).toBe(psid);
  expect((await byToken(story, token)).error).toMatchObject({ code: 4, error_subcode: 2018354 });
  await story.advance(47 * HOUR);
  expect((await byToken(story, token)).error.error_subcode).toBe(2018354);
  await story.advance(HOUR + 1);
  expect((await byToken(story, token)).recipient_id).toBe(psid);
  await story.act(psid, { type: 'optin', kind: 'stop' });
  await story.advance(49 * HOUR);
  expect((await byToken(story, token)).error).toMatchObject({ code: 10, error_subcode: 1893015 });
  await story.act(psid, { type: 'optin', kind: 'resume' });
  expect((await byToken(story, token)).recipient_id).toBe(psid);
  expect((await byToken(story, '1')).error.code).toBe(100);
  await story.advance(200 * 86_400);
  expect((await byToken(story, token)).error.code).toBe(100);
});

test('a one-time token is good for one message', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const { token } = await story.act(psid, { type: 'optin', kind: 'one_time' });
  await story.advance(30 * 86_400);
  const send = () =>
    story.graph('/me/messages', { recipient: { one_time_notif_token: token }, message: { text: 'x' } });
  expect((await send()).body.recipient_id).toBe(psid);
  expect((await send()).body.error.code).toBe(100);
});

interface Paid {
  story: Story;
  psid: string;
  campaign: string;
  token: string;
  send(message?: unknown, more?: Record<string, unknown>): Promise<Answer>;
  act(edge: string, body: unknown): Promise<Answer>;
}

async function openPaid(story: Story, budget: Record<string, unknown> = {}): Promise<Paid> {
  const [app] = (await story.control('GET', '/sandbox/apps')).body;
  const account = `act_${app.user_id}`;
  const [psid] = (
    await story.control('POST', '/sandbox/people', { count: 1, names: ['Ana Lima'], locale: 'pt_BR' })
  ).body.psids;
  await story.act(psid, { type: 'message', text: 'hi' });
  const act = async (edge: string, body: unknown): Promise<Answer> =>
    (await story.graph(`/v26.0/${account}/${edge}`, body, { token: app.user_access_token })).body;
  const { id } = await act('message_campaign', { name: 'Winter', page_id: story.page.id, ...budget });
  const token = await optIn(story, psid);
  const send: Paid['send'] = (message = { text: 'Hello {{first_name}}' }, more = {}) =>
    act('messages', {
      message_id: id,
      messenger_delivery_data: { subscription_token: token },
      message,
      ...more,
    });
  return { story, psid, campaign: id, token, send, act };
}

test('paid: an hour of warm-up, twelve hours between two messages, a tracking id, macros', async () => {
  const { story, psid, campaign, send } = await openPaid(await openStory());
  expect((await send()).error.code).toBe(2300012);
  await story.advance(HOUR + 1);
  const sent = await send();
  expect(sent).toEqual({
    success: true,
    marketing_message_tracking_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  const { data } = (await story.control('GET', `/sandbox/messages?page_id=${story.page.id}&psid=${psid}`))
    .body;
  expect(data[0].body.message.text).toBe('Hello Ana');
  const again = (await send()).error;
  expect(again).toMatchObject({ code: 2300035, error_data: { remaining_seconds: expect.any(Number) } });
  await story.advance(again.error_data.remaining_seconds + 1);
  expect((await send()).success).toBe(true);
  const [app] = (await story.control('GET', '/sandbox/apps')).body;
  const fields = 'marketing_messages_delivered,marketing_messages_spend';
  expect(
    (await story.graph(`/${campaign}?fields=${fields}`, undefined, { token: app.user_access_token })).body,
  ).toMatchObject({ marketing_messages_delivered: 2, marketing_messages_spend: 4 });
});

test('paid: every refusal of the account, the campaign, the token and the caps', async () => {
  const { story, psid, token, campaign, send, act } = await openPaid(await openStory(), {
    lifetime_budget: 6,
  });
  await story.advance(HOUR + 1);
  const codeOf = async (answer: Promise<Answer>): Promise<number> => (await answer).error?.code;
  const conditions: [Record<string, unknown>, number][] = [
    [{ marketing: { terms_signed: false } }, 2300013],
    [{ marketing: { terms_signed: true, payment_method: false } }, 2300011],
    [{ marketing: { payment_method: true, account_active: false } }, 2300053],
    [{ marketing: { account_active: true }, country: 'FR' }, 2300030],
  ];
  for (const [setup, code] of conditions) {
    await setUp(story, setup);
    expect(await codeOf(send()), JSON.stringify(setup)).toBe(code);
  }
  expect(await codeOf(act('message_campaign', { name: 'x', page_id: story.page.id }))).toBe(2300031);
  await setUp(story, { country: 'BR' });
  const delivery = (subscription_token: string) => ({ messenger_delivery_data: { subscription_token } });
  expect(await codeOf(send({ text: 'x' }, delivery('1')))).toBe(2300004);
  expect(await codeOf(send({ text: 'x' }, { message_id: '1' }))).toBe(2300000);
  expect(await codeOf(send({ text: 'x'.repeat(2001) }))).toBe(2300010);
  expect(await codeOf(send({ sticker_id: '369239263222822' }))).toBe(2300010);
  await story.act(psid, { type: 'block' });
  expect(await codeOf(send())).toBe(2300036);
  await story.act(psid, { type: 'unblock' });
  await story.act(psid, { type: 'optin', kind: 'stop' });
  expect(await codeOf(send())).toBe(2300034);
  await story.act(psid, { type: 'optin', kind: 'resume' });
  expect((await send()).success).toBe(true);
  for (const [frequency_cap, code] of [
    ['weekly', 2300042],
    ['daily', 2300043],
    ['organic', 2300044],
  ] as const) {
    await story.advance(13 * HOUR);
    await setUp(story, { marketing: { frequency_cap } });
    expect(await codeOf(send())).toBe(code);
  }
  await setUp(story, { marketing: { frequency_cap: 'none', price_per_message: 5 } });
  expect(await codeOf(send())).toBe(2300015);
  const [german] = (await story.control('POST', '/sandbox/people', { count: 1, locale: 'de_DE' })).body.psids;
  await setUp(story, { marketing: { price_per_message: 0 } });
  expect(await codeOf(send({ text: 'x' }, delivery(await optIn(story, german))))).toBe(2300032);
  await story.advance(200 * 86_400);
  expect(await codeOf(send())).toBe(2300037);
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, {
    scopes: ['pages_messaging', 'ads_management'],
  });
  expect(await codeOf(send())).toBe(200);
  expect(token && campaign).toBeTruthy();
});

test('paid: echoes, deliveries and reads come under their own fields', async () => {
  const story = await openStoryWithReceiver();
  const fields = ['marketing_message_echoes', 'marketing_message_deliveries', 'marketing_message_reads'];
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, {
    callback_url: story.receiver.url,
    subscribed_fields: fields,
    setup: { marketing: { warm_up_hours: 0 } },
  });
  const { psid, send, campaign, token } = await openPaid(story);
  const { marketing_message_tracking_id } = await send();
  await story.receiver.until(() => story.receiver.events('field').length === 3);
  expect(story.receiver.events('field').map((event) => event['field'])).toEqual(fields);
  expect(story.receiver.events('field')[0]).toMatchObject({
    page_id: story.page.id,
    marketing_message_tracking_id,
    messenger_subscription_token: token,
    message_id: campaign,
  });
  expect(story.receiver.received[0]!.raw.toString()).toContain(`"recipient_id":${psid}`);
});

test('tokens are listed, read one by one, and unsubscribed', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const first = await optIn(story, psid, 'news');
  await optIn(story, psid, 'sales');
  const list = async (query: string) => (await story.graph(`/me/notification_message_tokens?${query}`)).body;
  expect((await list('')).data).toMatchObject([
    {
      notification_messages_token: first,
      recipient_id: psid,
      topic_title: 'news',
      user_token_status: 'NOT_REFRESHED',
    },
    { topic_title: 'sales' },
  ]);
  expect((await list('do_not_return_duplicates=true')).data).toHaveLength(1);
  expect((await list('limit=1')).paging.next).toBeTruthy();
  expect((await story.graph(`/notification_messages_${first}`)).body).toMatchObject({ recipient_id: psid });
  const rows = [{ subscriber_token: first }, { psid, phone: '+1' }, { email: 'a@e.org' }, {}];
  expect(
    (await story.graph(`/${story.page.id}/messaging_customer_base/unsubscribe`, { data: rows })).body,
  ).toEqual({
    invalid_rows_count: 2,
  });
  await setUp(story, { country: 'JP' });
  expect((await byToken(story, first)).error.error_subcode).toBe(1893015);
});
