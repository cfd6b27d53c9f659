// The Messenger Profile against the sandbox: read once, saved by as few calls as possible, and ten of them in ten minutes.
import { expect, it } from 'vitest';
import { openStory } from '../../test/support/messenger-story.ts';
import { addMs, MINUTE_MS } from '../kit/clock.ts';

const PROFILE = {
  get_started: { payload: 'GET_STARTED' },
  greeting: [{ locale: 'default', text: 'Hello {{user_first_name}}!' }],
  ice_breakers: [
    { locale: 'default', call_to_actions: [{ question: 'Where is my order?', payload: 'ORDER' }] },
  ],
  persistent_menu: [
    {
      locale: 'default',
      composer_input_disabled: false,
      call_to_actions: [
        { type: 'postback', title: 'Talk to us', payload: 'TALK' },
        { type: 'web_url', title: 'Shop', url: 'https://shop.example/' },
      ],
    },
  ],
  commands: [{ locale: 'default', commands: [{ name: 'orders', description: 'My orders' }] }],
};

async function openConnected(faults: object[] = []) {
  let now = new Date('2026-11-22T10:00:00Z');
  const story = await openStory({ clock: { now: () => now } });
  const steer = {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  };
  await fetch(`${story.sandbox.url}/sandbox/faults`, steer);
  expect((await story.connect()).status).toBe(200);
  const path = `/api/pages/${story.page.id}/messenger-profile`;
  return {
    ...story,
    path,
    pass: (ms: number) => {
      now = addMs(now, ms);
    },
    /** What the platform itself holds. */
    atFacebook: async (fields: string) => {
      const url = `${story.sandbox.url}/v26.0/me/messenger_profile?fields=${fields}&access_token=${story.page.access_token}`;
      return ((await (await fetch(url)).json()) as { data: Record<string, unknown>[] }).data[0];
    },
  };
}

it('is read when the Page is connected, unless Facebook does not tell', async () => {
  const isHere = await openConnected();
  expect((await isHere.api('GET', isHere.path)).body).toMatchObject({
    ...{
      profile: { get_started: { payload: 'GET_STARTED' } },
      read_at: '2026-11-22T10:00:00.000Z',
      calls_left: 9,
    },
  });
  const isAway = await openConnected([
    {
      match: { kind: 'graph', path: '*/messenger_profile' },
      probability: 1,
      action: { type: 'error', code: 2 },
    },
  ]);
  expect((await isAway.api('GET', isAway.path)).body).toMatchObject({ profile: null, read_at: null });
});

it('is saved by one call, changed and removed by the calls that takes', async () => {
  const { api, path, atFacebook } = await openConnected();
  expect((await api('GET', path)).body).toMatchObject({ calls_left: 9, next_call_at: null });

  const saved = await api('PUT', path, PROFILE);
  expect(saved).toMatchObject({ status: 200, body: { profile: PROFILE, calls_left: 8, unreadable: [] } });
  expect(await atFacebook('greeting,persistent_menu')).toEqual({
    greeting: PROFILE.greeting,
    persistent_menu: PROFILE.persistent_menu,
  });
  expect((await api('PUT', path, PROFILE)).body.calls_left).toBe(8); // the same costs no call

  const less = { ...PROFILE, ice_breakers: [], greeting: [{ locale: 'default', text: 'Hi!' }] };
  expect((await api('PUT', path, less)).body).toMatchObject({ profile: less, calls_left: 6 });
  expect(await atFacebook('greeting,ice_breakers')).toEqual({ greeting: less.greeting });
  const again = await api('POST', `${path}/read`);
  expect(again.body).toMatchObject({ profile: less, unreadable: [] });
});

it('says when ten minutes with ten calls are over', async () => {
  const { api, path, pass } = await openConnected();
  pass(2 * MINUTE_MS); // since the Page was connected, which took one
  for (let call = 0; call < 9; call += 1) expect((await api('POST', `${path}/read`)).status).toBe(200);
  const refused = await api('POST', `${path}/read`);
  expect(refused).toMatchObject({
    status: 429,
    body: { error: { kind: 'limited', remedy: expect.stringContaining('in 8 minutes, from 10:10 UTC') } },
  });
  expect((await api('GET', path)).body).toMatchObject({
    calls_left: 0,
    next_call_at: '2026-11-22T10:10:00.000Z',
  });
  pass(8 * MINUTE_MS);
  expect((await api('GET', path)).body).toMatchObject({ calls_left: 1, next_call_at: null });
});

it.each<[string, object, string]>([
  [
    'a greeting of 161 characters',
    { greeting: [{ locale: 'default', text: 'x'.repeat(161) }] },
    'greeting.0.text',
  ],
  ['no entry for everybody', { greeting: [{ locale: 'th_TH', text: 'x' }] }, 'greeting'],
  ['a locale twice', { greeting: [1, 2].map(() => ({ locale: 'default', text: 'x' })) }, 'greeting'],
  [
    'five ice breakers',
    {
      ice_breakers: [
        { locale: 'default', call_to_actions: Array(5).fill({ question: 'Why?', payload: 'p' }) },
      ],
    },
    'ice_breakers.0.call_to_actions',
  ],
  ['a menu without Get Started', { get_started: null }, 'get_started'],
  [
    '21 items',
    {
      persistent_menu: [
        {
          locale: 'default',
          call_to_actions: Array(21).fill({ type: 'postback', title: 'x', payload: 'p' }),
        },
      ],
    },
    'persistent_menu.0.call_to_actions',
  ],
  [
    'no text field and no item',
    { persistent_menu: [{ locale: 'default', composer_input_disabled: true, call_to_actions: [] }] },
    'persistent_menu.0.call_to_actions',
  ],
  [
    'a command with a slash',
    { commands: [{ locale: 'default', commands: [{ name: '/orders', description: 'x' }] }] },
    'commands.0.commands.0.name',
  ],
])('refuses %s, naming the field', async (_name, changes, field) => {
  const { api, path } = await openConnected();
  const refused = await api('PUT', path, { ...PROFILE, ...changes });
  expect(refused.status).toBe(400);
  expect(refused.body.error.issues.map((issue: { field: string }) => issue.field)).toContain(field);
});
