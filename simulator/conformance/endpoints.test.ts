// The other endpoints (messenger-platform §8): profile of a person, conversations, Messenger Profile, personas, labels,
// routing, insights. Shapes as documented; the limits of the Messenger Profile are tested with it.
import { expect, test } from 'vitest';
import type { Answer } from '../testing/story.ts';
import { expectRefused, openScene } from './scene.ts';

test('the profile of a person: after the first message, by permission', async () => {
  const scene = await openScene();
  const path = `/v26.0/${scene.psid}?fields=first_name,last_name,name,profile_pic,locale,timezone,id`;
  expect((await scene.graph(path)).body).toEqual({
    id: scene.psid,
    first_name: expect.any(String),
    last_name: expect.any(String),
    name: expect.any(String),
    profile_pic: expect.stringMatching(/^http/),
    locale: expect.stringMatching(/^[a-z]{2}_[A-Z]{2}$/),
    timezone: expect.any(Number),
  });
  const [silent] = await scene.people(1);
  expect((await scene.graph(`/${silent}`)).body).toEqual({});
  await scene.control('PUT', `/sandbox/pages/${scene.page.id}`, { setup: { profile_access: false } });
  expectRefused(
    (await scene.graph(`/${scene.psid}?fields=first_name`)).body,
    [100, 2018247],
    'without the feature',
  );
  await scene.control('PUT', `/sandbox/pages/${scene.page.id}`, {
    setup: { profile_access: true },
    scopes: ['pages_messaging'],
  });
  expect((await scene.graph(`/${scene.psid}?fields=first_name,locale`)).body).not.toHaveProperty('locale');
});

test('conversations: participants, cursors, next, and the twenty newest messages', async () => {
  const scene = await openScene();
  for (const psid of await scene.people(4)) await scene.act(psid, { type: 'message', text: 'hi' });
  const fields = 'id,updated_time,participants,message_count,unread_count,can_reply,is_owner,snippet,link';
  const first = (
    await scene.graph(`/v26.0/${scene.page.id}/conversations?platform=messenger&fields=${fields}&limit=2`)
  ).body;
  expect(first.data[0]).toEqual({
    id: expect.stringMatching(/^t_/),
    updated_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/),
    participants: {
      data: [
        {
          name: expect.any(String),
          email: expect.stringMatching(/^\d+@facebook\.com$/),
          id: expect.any(String),
        },
        { name: scene.page.name, email: `${scene.page.id}@facebook.com`, id: scene.page.id },
      ],
    },
    message_count: 1,
    unread_count: 1,
    can_reply: true,
    is_owner: true,
    snippet: 'hi',
    link: expect.any(String),
  });
  expect(first.paging).toEqual({
    cursors: { before: expect.any(String), after: expect.any(String) },
    next: expect.stringContaining('after='),
  });
  const seen = new Set<string>();
  let page: Answer = first;
  while (page) {
    for (const thread of page.data) seen.add(thread.id);
    page = page.paging.next ? await (await fetch(page.paging.next)).json() : null;
  }
  expect(seen.size).toBe(5);
  const one = (await scene.graph(`/me/conversations?user_id=${scene.psid}`)).body.data;
  expect(one).toHaveLength(1);
  for (let i = 0; i < 24; i++) await scene.send(scene.psid, { text: String(i) });
  const { messages } = (await scene.graph(`/${one[0].id}?fields=messages{id,created_time,from,to,message}`))
    .body;
  expect(messages.data).toHaveLength(20);
  expect(messages.data[0]).toMatchObject({
    message: '23',
    from: { id: scene.page.id },
    to: { data: [{ id: scene.psid }] },
  });
  const { data } = (
    await scene.control('GET', `/sandbox/messages?page_id=${scene.page.id}&psid=${scene.psid}`)
  ).body;
  expectRefused(
    (await scene.graph(`/${data[0].mid}?fields=message`)).body,
    [9000001],
    'older than the twenty newest',
  );
});

test('a utility message reads as text, or as a template when it has a header or buttons', async () => {
  const scene = await openScene();
  const create = (name: string, more: unknown[]) =>
    scene.graph('/me/message_templates', {
      name,
      language: 'en',
      category: 'UTILITY',
      components: [
        { type: 'BODY', text: 'Your order {{1}} was sent.', example: { body_text: [['1']] } },
        ...more,
      ],
    });
  await create('plain', []);
  await create('rich', [
    { type: 'HEADER', format: 'TEXT', text: 'Shipping' },
    { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Track', url: 'https://shop.example.org/t' }] },
  ]);
  const read = async (name: string): Promise<Answer> => {
    const components = [{ type: 'body', parameters: [{ type: 'text', text: '77' }] }];
    const message = { template: { name, language: { code: 'en' }, components } };
    const { message_id } = (await scene.send(scene.psid, message, { messaging_type: 'UTILITY' })).body;
    return (await scene.graph(`/${message_id}?fields=message,attachments`)).body;
  };
  expect(await read('plain')).toMatchObject({ message: 'Your order 77 was sent.' });
  const rich = await read('rich');
  expect(rich.message).toBe('');
  expect(rich.attachments.data[0].generic_template).toMatchObject({
    title: 'Shipping',
    subtitle: 'Your order 77 was sent.',
  });
});

test('the Messenger Profile answers as documented', async () => {
  const scene = await openScene();
  const profile = (body?: unknown, method?: string) =>
    scene.graph(
      `/v26.0/me/messenger_profile${body ? '' : '?fields=get_started,greeting,ice_breakers,subject_to_new_eu_privacy_rules'}`,
      body,
      method ? { method } : {},
    );
  expect((await profile({ get_started: { payload: 'GET_STARTED' } })).body).toEqual({ result: 'success' });
  await profile({
    ice_breakers: [{ call_to_actions: [{ question: 'Where?', payload: 'W' }], locale: 'default' }],
  });
  expect((await profile()).body).toEqual({
    data: [
      {
        get_started: { payload: 'GET_STARTED' },
        ice_breakers: [{ call_to_actions: [{ question: 'Where?', payload: 'W' }], locale: 'default' }],
        subject_to_new_eu_privacy_rules: false,
      },
    ],
  });
  expect((await profile({ fields: ['ice_breakers'] }, 'DELETE')).body).toEqual({ result: 'success' });
});

test('insights: name, period and values with their end', async () => {
  const scene = await openScene();
  for (const metric of [
    'page_messages_total_messaging_connections',
    'page_messages_new_conversations_unique',
    'page_messages_blocked_conversations_unique',
    'page_messages_reported_conversations_unique',
    'page_messages_sent',
    'page_messages_read_ratio',
    'page_messages_engagement',
    'recurring_notifications_tokens',
  ]) {
    for (const period of ['day', 'week', 'month', 'days_28', 'total_over_range']) {
      const { data } = (await scene.graph(`/v26.0/me/insights?metric=${metric}&period=${period}`)).body;
      expect(data[0], `${metric} ${period}`).toMatchObject({ name: metric, period });
      expect(data[0].values.at(-1)).toEqual({
        value: expect.anything(),
        end_time: expect.stringMatching(/\+0000$/),
      });
    }
  }
  expectRefused(
    (await scene.graph('/me/insights?metric=page_impressions')).body,
    [100],
    'a metric that was pruned',
  );
});

test('personas, labels and routing answer as documented', async () => {
  const scene = await openScene();
  const persona = { name: 'Anna', profile_picture_url: 'https://shop.example.org/a.png' };
  const { id } = (await scene.graph('/v26.0/me/personas', persona)).body;
  expect((await scene.graph(`/${id}`, undefined, { method: 'DELETE' })).body).toEqual({ success: true });
  const label = (await scene.graph('/me/custom_labels?page_label_name=VIP', {})).body;
  expect(label).toEqual({ id: expect.any(String) });
  expect((await scene.graph(`/${label.id}/label?user=${scene.psid}`, {})).body).toEqual({ success: true });
  expect((await scene.graph(`/${scene.psid}/custom_labels`)).body.data).toEqual([
    { page_label_name: 'VIP', id: label.id },
  ]);
  const pass = { recipient: { id: scene.psid }, target_app_id: '263902037430900', metadata: 'x' };
  expect((await scene.graph('/me/pass_thread_control', pass)).body).toEqual({ success: true });
  expect((await scene.graph(`/me/thread_owner?recipient=${scene.psid}`)).body).toEqual({
    data: [{ thread_owner: { app_id: '263902037430900', expiration: expect.any(Number) } }],
  });
  expectRefused(
    (await scene.send(scene.psid, { text: 'x' })).body,
    [10, 2018300],
    'another app owns the thread',
  );
});

test('account linking: the token tells who logs in, for five minutes', async () => {
  const scene = await openScene();
  const { token } = await scene.act(scene.psid, { type: 'account_link', authorization_code: 'CODE' });
  const read = async (one: string) =>
    (await scene.graph(`/v26.0/me?fields=recipient&account_linking_token=${one}`)).body;
  expect(await read(token)).toEqual({ id: scene.page.id, recipient: scene.psid });
  expectRefused(await read(`${token}x`), [10303], 'a forged token');
  await scene.advance(301);
  expectRefused(await read(token), [10303], 'after five minutes');
  expect((await scene.graph('/me/unlink_accounts', { psid: scene.psid })).status).toBe(200);
});
