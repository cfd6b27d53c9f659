// The login: dialog, code, short and long user tokens, and the Pages they show.
import { expect, test } from 'vitest';
import { type Answer, openStory, type Story } from '../../testing/story.ts';

const REDIRECT = 'http://localhost:3000/back?x=1';
const SCOPE = 'pages_show_list,pages_messaging,pages_manage_metadata';

async function dialog(story: Story, more: Record<string, string> = {}, body?: Record<string, string>) {
  const query = new URLSearchParams({
    client_id: story.page.app_id,
    redirect_uri: REDIRECT,
    state: 'S',
    scope: SCOPE,
    response_type: 'code',
    ...more,
  });
  const response = await fetch(`${story.sandbox.url}/v26.0/dialog/oauth?${query}`, {
    redirect: 'manual',
    ...(body ? { method: 'POST', body: new URLSearchParams(body) } : {}),
  });
  const location = response.headers.get('location');
  return {
    status: response.status,
    html: await response.text(),
    back: location === null ? new URLSearchParams() : new URL(location).searchParams,
  };
}

const exchange = async (story: Story, fields: Record<string, string>): Promise<Answer> =>
  (
    await story.graph(
      `/v26.0/oauth/access_token?${new URLSearchParams({ client_id: story.page.app_id, client_secret: story.page.app_secret, ...fields })}`,
      undefined,
      { token: null },
    )
  ).body;

const accounts = async (story: Story, token: string, query = ''): Promise<Answer> =>
  (await story.graph(`/v26.0/me/accounts?${query}`, undefined, { token })).body;

test('the dialog shows Pages and permissions, and goes back with what was ticked', async () => {
  const story = await openStory();
  const other = (
    await story.control('POST', '/sandbox/pages', { name: '<b>Two</b>', app_id: story.page.app_id })
  ).body;
  const shown = await dialog(story);
  expect(shown.status).toBe(200);
  expect(shown.html).toContain(`name="page_${other.id}"`);
  expect(shown.html).not.toContain('<b>Two');
  const ticked = { decision: 'continue', [`page_${other.id}`]: 'on', scope_pages_show_list: 'on' };
  const { status, back } = await dialog(story, {}, ticked);
  expect({ status, state: back.get('state'), x: back.get('x') }).toEqual({ status: 302, state: 'S', x: '1' });
  const short = await exchange(story, { code: back.get('code')!, redirect_uri: REDIRECT });
  expect(short).toMatchObject({ token_type: 'bearer', expires_in: 7200 });
  const { data } = await accounts(story, short.access_token);
  expect(data.map((page: Answer) => page.id)).toEqual([other.id]);
  // pages_messaging was not granted, so the Page token made from it cannot send.
  const refused = await story.graph('/me/messages', {}, { token: data[0].access_token });
  expect(refused.body.error.code).toBe(200);
  expect((await story.graph('/me/permissions', undefined, { token: short.access_token })).body.data).toEqual([
    { permission: 'pages_show_list', status: 'granted' },
    { permission: 'public_profile', status: 'granted' },
  ]);
});

test('cancelling, wrong apps, addresses and scopes', async () => {
  const story = await openStory();
  for (const answer of [
    await dialog(story, {}, { decision: 'cancel' }),
    await dialog(story, { auto: 'cancel' }),
  ]) {
    expect(answer.back.get('error')).toBe('access_denied');
    expect(answer.back.get('state')).toBe('S');
  }
  const mistakes = [
    { client_id: '1' },
    { redirect_uri: 'javascript:1' },
    { scope: 'pages_everything' },
    { response_type: 'token' },
  ];
  for (const mistake of mistakes) expect((await dialog(story, mistake)).status).toBe(400);
  await story.control('PUT', '/sandbox/settings', {
    platform: { utility_permission: 'pages_utility_messaging' },
  });
  expect((await dialog(story, { scope: 'page_utility_messaging' })).html).toContain('Invalid Scopes');
  expect((await dialog(story, { scope: 'pages_utility_messaging' })).status).toBe(200);
});

test('a code works once, for its address, for ten minutes', async () => {
  const story = await openStory();
  const code = async () => (await dialog(story, { auto: '1' })).back.get('code')!;
  const first = await code();
  expect(
    (await exchange(story, { code: first, redirect_uri: 'http://localhost:3000/other' })).error.code,
  ).toBe(100);
  expect((await exchange(story, { code: first, redirect_uri: REDIRECT })).access_token).toBeTruthy();
  expect((await exchange(story, { code: first, redirect_uri: REDIRECT })).error.code).toBe(100);
  const second = await code();
  await story.advance(601);
  expect((await exchange(story, { code: second, redirect_uri: REDIRECT })).error.code).toBe(100);
});

test('Page tokens of a short token die with it, those of a long one do not', async () => {
  const story = await openStory();
  const { back } = await dialog(story, {
    auto: 'continue',
    pages: story.page.id,
    decline: 'pages_manage_metadata',
  });
  const short = (await exchange(story, { code: back.get('code')!, redirect_uri: REDIRECT })).access_token;
  const long = await exchange(story, { grant_type: 'fb_exchange_token', fb_exchange_token: short });
  expect(long.expires_in).toBe(5183944);
  const [brief] = (await accounts(story, short)).data;
  const [lasting] = (await accounts(story, long.access_token)).data;
  expect((await accounts(story, long.access_token)).data[0].access_token).toBe(lasting.access_token);
  const debugged = await story.graph(`/debug_token?input_token=${lasting.access_token}`, undefined, {
    token: `${story.page.app_id}|${story.page.app_secret}`,
  });
  expect(debugged.body.data).toMatchObject({
    type: 'PAGE',
    expires_at: 0,
    profile_id: story.page.id,
    scopes: ['pages_show_list', 'pages_messaging'],
    granular_scopes: [
      { scope: 'pages_show_list', target_ids: [story.page.id] },
      { scope: 'pages_messaging' },
    ],
  });
  await story.advance(7201);
  const me = (token: string) => story.graph('/me', undefined, { token });
  expect((await me(brief.access_token)).body.error).toMatchObject({ code: 190, error_subcode: 463 });
  expect((await me(lasting.access_token)).body.id).toBe(story.page.id);
  await story.advance(60 * 86_400);
  expect((await me(long.access_token)).body.error.error_subcode).toBe(463);
});

test('Pages of a business portfolio need business_management; the list is paged', async () => {
  const story = await openStory();
  for (const name of ['B', 'C', 'D'])
    await story.control('POST', '/sandbox/pages', { name, app_id: story.page.app_id });
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, { setup: { via_business: true } });
  const login = async (scope: string) => {
    const { back } = await dialog(story, { auto: '1', scope });
    return (await exchange(story, { code: back.get('code')!, redirect_uri: REDIRECT })).access_token;
  };
  expect((await accounts(story, await login(SCOPE))).data).toHaveLength(3);
  const token = await login(`${SCOPE} business_management`);
  const first = await accounts(story, token, 'limit=3');
  expect(first.data).toHaveLength(3);
  const rest = (await (await fetch(first.paging.next)).json()) as Answer;
  expect(rest.data).toHaveLength(1);
  expect(rest.paging.next).toBeUndefined();
});
