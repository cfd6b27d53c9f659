// Conversation Routing, the Messenger Profile and the menu of one person.
import { expect, test } from 'vitest';
import { type Answer, openStory, type Story, someoneWhoWrote } from '../testing/story.ts';

const INBOX = '263902037430900';

async function openThread(): Promise<{
  story: Story;
  psid: string;
  control(verb: string, more?: object): Promise<Answer>;
  owner(): Promise<Answer>;
}> {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  return {
    story,
    psid,
    control: async (verb, more = {}) =>
      (await story.graph(`/me/${verb}_thread_control`, { recipient: { id: psid }, ...more })).body,
    owner: async () => (await story.graph(`/me/thread_owner?recipient=${psid}`)).body.data,
  };
}

test('a thread is passed on, belongs to the other app, and is taken back only with a default app', async () => {
  const { story, psid, control, owner } = await openThread();
  expect(await owner()).toEqual([]);
  expect(await control('pass', { target_app_id: INBOX, metadata: 'x' })).toEqual({ success: true });
  expect(await owner()).toMatchObject([{ thread_owner: { app_id: INBOX, expiration: expect.any(Number) } }]);
  expect((await story.send(psid, { text: 'x' })).body.error).toMatchObject({
    code: 10,
    error_subcode: 2018300,
  });
  expect((await control('release')).error.error_subcode).toBe(2534037);
  expect((await control('take')).error.error_subcode).toBe(2018171);
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, {
    setup: { default_app_id: story.page.app_id },
  });
  expect(await control('take')).toEqual({ success: true });
  expect((await story.send(psid, { text: 'x' })).status).toBe(200);
  expect(await control('extend', { duration: 604_800 })).toEqual({ success: true });
  expect((await control('extend', { duration: 604_801 })).error.code).toBe(100);
  expect(await control('request')).toEqual({ success: true });
  expect((await control('pass', { target_app_id: 'x' })).error.error_subcode).toBe(2018164);
});

test('idle threads belong to the default app, and a send can pass the thread on', async () => {
  const { story, psid, control, owner } = await openThread();
  const pass = { control_type: 'pass', app_id: INBOX };
  expect((await story.send(psid, { text: 'x' }, { thread_control: pass })).status).toBe(200);
  expect((await owner())[0].thread_owner.app_id).toBe(INBOX);
  await story.advance(86_410);
  expect(await owner()).toEqual([]);
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, {
    setup: { default_app_id: '999999999999' },
  });
  await story.act(psid, { type: 'message', text: 'hi' });
  expect((await story.send(psid, { text: 'x' })).body.error.error_subcode).toBe(2018300);
  await control('take');
  expect(
    (await story.send(psid, { text: 'x' }, { thread_control: { control_type: 'release' } })).status,
  ).toBe(200);
  expect((await owner())[0].thread_owner).toEqual({ app_id: '999999999999' });
});

const item = (more: object = {}) => ({ type: 'postback', title: 'Menu', payload: 'M', ...more });
const menu = (items: unknown[]) => [{ locale: 'default', call_to_actions: items }];
const breaker = { question: 'Where are you?', payload: 'W' };

test('the limits of the Messenger Profile', async () => {
  const story = await openStory();
  await story.control('PUT', '/sandbox/settings', { limits: { profile_calls_per_10_minutes: 1000 } });
  const set = async (body: unknown): Promise<Answer> =>
    (await story.graph('/me/messenger_profile', body)).body;
  const text = (length: number) => 'x'.repeat(length);
  const right = [
    {
      greeting: [
        { locale: 'default', text: text(160) },
        { locale: 'de_DE', text: 'Hallo {{user_first_name}}' },
      ],
    },
    { ice_breakers: [{ locale: 'default', call_to_actions: Array(4).fill(breaker) }] },
    { ice_breakers: [breaker] },
    { persistent_menu: menu(Array(20).fill(item({ title: text(30) }))) },
    { commands: [{ locale: 'default', commands: [{ name: text(32), description: text(64) }] }] },
    { whitelisted_domains: ['https://e.org'], account_linking_url: 'https://e.org/link' },
  ];
  for (const body of right) expect(await set(body), JSON.stringify(body)).toEqual({ result: 'success' });
  const wrong = [
    {},
    { get_started: { payload: text(1001) } },
    { greeting: [{ locale: 'default', text: text(161) }] },
    {
      greeting: [
        { locale: 'default', text: 'a' },
        { locale: 'default', text: 'b' },
      ],
    },
    { greeting: [{ locale: 'English', text: 'a' }] },
    { ice_breakers: [{ locale: 'default', call_to_actions: Array(5).fill(breaker) }] },
    { persistent_menu: menu(Array(21).fill(item())) },
    { persistent_menu: menu([item({ title: text(31) })]) },
    { persistent_menu: menu([item({ type: 'nested' })]) },
    { persistent_menu: [{ locale: 'default', composer_input_disabled: true, call_to_actions: [] }] },
    { commands: [{ locale: 'default', commands: Array(101).fill({ name: 'a' }) }] },
    { commands: [{ locale: 'default', commands: [{ name: '/a' }] }] },
    { commands: [{ locale: 'default', commands: [{ name: text(33) }] }] },
    { commands: [{ locale: 'default', commands: [{ name: 'a', description: text(65) }] }] },
    { whitelisted_domains: ['e.org'] },
    { account_linking_url: 'x' },
  ];
  for (const body of wrong) expect((await set(body)).error?.code, JSON.stringify(body)).toBe(100);
  const remove = (fields: string[]) => story.graph('/me/messenger_profile', { fields }, { method: 'DELETE' });
  expect((await remove(['get_started'])).body.error.code).toBe(100);
  expect((await remove(['get_started', 'persistent_menu'])).body).toEqual({ result: 'success' });
  expect((await set({ persistent_menu: menu([item()]) })).error.code).toBe(100);
});

test('ten profile calls in ten minutes, and ten for the menu of each person', async () => {
  const { story, psid } = await openThread();
  const profile = () => story.graph('/me/messenger_profile?fields=greeting');
  for (let i = 0; i < 10; i++) expect((await profile()).status).toBe(200);
  expect((await profile()).body.error.code).toBe(613);
  const settings = (body?: unknown, method?: string) =>
    story.graph(
      `/me/custom_user_settings?psid=${psid}&params=["persistent_menu"]`,
      body,
      method ? { method } : {},
    );
  expect((await settings()).body.data).toEqual([]);
  expect((await settings({ persistent_menu: menu([item()]) })).body).toEqual({ result: 'success' });
  expect((await settings()).body.data).toEqual([{ user_level_persistent_menu: menu([item()]) }]);
  expect((await settings(undefined, 'DELETE')).body).toEqual({ result: 'success' });
  expect((await settings()).body.data).toEqual([]);
  for (let i = 0; i < 5; i++) await settings();
  expect((await settings()).body.error.code).toBe(613);
});
