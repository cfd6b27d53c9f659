// Facebook Login through the sandbox's dialog: from the button to Pages that receive, and every way it can end early.
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { type Answer, openStory, type Reply, type Story } from '../../test/support/messenger-story.ts';
import { execute } from '../kit/db.ts';
import { deleteExpiredLogins } from './page.login.queries.ts';

/** A service that knows the sandbox's app, as one does that is configured with it. */
async function openLogin(options: Parameters<typeof openStory>[0] = {}): Promise<Story> {
  const story = await openStory(options);
  const { app_id: id, app_secret: secret, verify_token: verifyToken } = story.page;
  story.needs.facebookApp = { id, secret, verifyToken };
  return story;
}

const begin = (story: Story, body: object = {}): Promise<Reply> =>
  story.api('POST', '/api/pages/login', body);

/** The person's side: what the dialog sends the browser back with. `answer` is what the sandbox's dialog is told. */
async function throughDialog(
  story: Story,
  answer: Record<string, string> = {},
): Promise<Record<string, string>> {
  const url = new URL((await begin(story)).body.url);
  for (const [name, value] of Object.entries({ auto: 'continue', ...answer }))
    url.searchParams.set(name, value);
  const response = await fetch(url, { redirect: 'manual' });
  const back = new URL(response.headers.get('location')!);
  expect(`${back.origin}${back.pathname}`).toBe(`${story.needs.publicUrl}/pages/login`);
  return Object.fromEntries(back.searchParams);
}
const finish = (story: Story, { code, state }: Record<string, string>): Promise<Reply> =>
  story.api('POST', '/api/pages/login/code', { code, state });
const login = async (story: Story, answer: Record<string, string> = {}): Promise<Reply> =>
  finish(story, await throughDialog(story, answer));
const choose = (story: Story, { login_id }: Answer, page_ids: string[]): Promise<Reply> =>
  story.api('POST', `/api/pages/login/${login_id}/connect`, { page_ids });
const addPage = async (story: Story, name: string, setup: object = {}): Promise<Answer> => {
  const page = (await story.control('POST', '/sandbox/pages', { name, app_id: story.page.app_id })).body;
  await story.control('PUT', `/sandbox/pages/${page.id}`, { setup });
  return page;
};

it('asks for what is needed, and connects, subscribes and checks the Pages that were chosen', async () => {
  const story = await openLogin();
  const other = await addPage(story, 'A second Page');
  const unchosen = await addPage(story, 'Not wanted');
  const { url, scopes } = (await begin(story)).body;
  expect(new URL(url).searchParams.get('scope')).toBe(scopes.join(','));
  expect(scopes).toEqual(
    expect.arrayContaining(['pages_messaging', 'business_management', 'pages_utility_messaging']),
  );

  const offer = (await login(story)).body;
  expect(offer.pages.map((page: Answer) => [page.name, page.connected, page.problem])).toEqual([
    ['A second Page', false, null],
    ['Not wanted', false, null],
    [story.page.name, false, null],
  ]);
  expect((await story.api('GET', `/api/pages/login/${offer.login_id}`)).body).toEqual(offer);
  const { pages } = (await choose(story, offer, [other.id, story.page.id])).body;
  expect(pages).toMatchObject([
    { id: other.id, connected: true, problem: null },
    { id: story.page.id, connected: true, problem: null },
  ]);
  const connected = (await story.api('GET', '/api/pages')).body.pages;
  expect(connected.map((page: Answer) => page.id)).not.toContain(unchosen.id);
  for (const page of connected) {
    const states = page.checks.map((check: Answer) => [check.key, check.state]);
    expect(states.filter(([, state]: [string, string]) => state !== 'ok')).toEqual([['app_mode', 'unknown']]);
  }
  // The tokens of a login do not expire, and they are gone from where they waited.
  const expiry = connected[0].checks.find((check: Answer) => check.key === 'token_expiry');
  expect(expiry.detail).not.toMatch(/The token ends/);
  expect(await story.rows(sql`select 1 from page_logins`)).toEqual([]);
  expect((await choose(story, offer, [unchosen.id])).status).toBe(404);
});

it('keeps no user token, and Page tokens only sealed and for minutes', async () => {
  const story = await openLogin();
  const offer = (await login(story)).body;
  const tokens = [
    ...story.sandbox.world.items.list('user_token', story.page.id),
    ...story.sandbox.world.items.list('page_token', story.page.id),
  ];
  const stored = await story.rows<{ text: string }>(sql`select p::text as text from page_logins p`);
  expect(tokens.length).toBeGreaterThan(0);
  for (const { id } of tokens) expect(JSON.stringify([stored, offer])).not.toContain(id);
  await execute(story.db, sql`update page_logins set expires_at = now() - interval '1 s'`);
  const late = await choose(story, offer, [story.page.id]);
  expect(late).toMatchObject({
    status: 404,
    body: { error: { remedy: expect.stringMatching(/Begin again/) } },
  });
  expect(await deleteExpiredLogins(story.db, new Date())).toBe(1);
});

it('a Page of a business portfolio is missing without business_management, and that is said', async () => {
  const story = await openLogin();
  await addPage(story, 'Owned by a portfolio', { via_business: true });
  const without = (await login(story, { decline: 'business_management' })).body;
  expect(without.pages).toHaveLength(1);
  expect(without.notes[0].title).toMatch(/business portfolio may be missing/);
  const withIt = (await login(story)).body;
  expect(withIt.pages).toHaveLength(2);
  expect(withIt.notes).toEqual([]);
});

it('lists more Pages than fit into one answer', async () => {
  const story = await openLogin();
  for (let count = 0; count < 120; count += 1)
    await story.control('POST', '/sandbox/pages', { name: `Page ${count}`, app_id: story.page.app_id });
  expect((await login(story)).body.pages).toHaveLength(121);
});

it.each([
  [
    'a declined permission',
    { decline: 'pages_messaging' },
    'permissions',
    /not granted: pages_messaging \(to send/,
  ],
  ['no Page list', { decline: 'pages_show_list' }, 'permissions', /pages_show_list/],
])('refuses %s by name', async (_what, answer, field, message) => {
  const story = await openLogin();
  const { status, body } = await login(story, answer);
  expect({ status, field: body.error.field }).toEqual({ status: 400, field });
  expect(body.error.message).toMatch(message);
  expect(body.error.remedy).toMatch(/leave every permission switched on/);
});

it('says that no Page was ticked', async () => {
  const story = await openLogin();
  const offer = (await login(story, { pages: '' })).body;
  expect(offer.pages).toEqual([]);
  expect(offer.notes.map((note: Answer) => note.title)).toEqual([expect.stringMatching(/lists no Page/)]);
});

it('refuses a code twice, a code that is too old, and a state that is not ours', async () => {
  const story = await openLogin();
  const back = await throughDialog(story);
  expect((await finish(story, { ...back, state: 'forged' })).body.error).toMatchObject({
    field: 'state',
    message: expect.stringMatching(/not begun here/),
  });
  expect((await finish(story, back)).status).toBe(200);
  const used = await finish(story, back);
  expect(used.body.error).toMatchObject({
    field: 'code',
    message: expect.stringMatching(/used already or is too old/),
  });
  const late = await throughDialog(story);
  await story.control('PUT', '/sandbox/clock', { advance_seconds: 3600 });
  expect((await finish(story, late)).body.error.field).toBe('code');
});

it('only the workspace that began a login can finish it or choose', async () => {
  const story = await openLogin();
  const back = await throughDialog(story);
  const offer = (await login(story)).body;
  await story.enter('second');
  expect((await finish(story, back)).body.error).toMatchObject({ field: 'state' });
  expect((await story.api('GET', `/api/pages/login/${offer.login_id}`)).status).toBe(404);
  expect((await choose(story, offer, [story.page.id])).status).toBe(404);
});

it('takes only Pages of the list', async () => {
  const story = await openLogin();
  const offer = (await login(story)).body;
  const { error } = (await choose(story, offer, [story.page.id, '123'])).body;
  expect(error).toMatchObject({ field: 'page_ids.1', message: 'The login did not bring the Page 123.' });
  expect((await choose(story, offer, [])).body.error.field).toBe('page_ids');
  expect((await choose(story, offer, [story.page.id])).status).toBe(200);
});

it('one Page that cannot be connected keeps none beside it from it', async () => {
  const story = await openLogin();
  const other = await addPage(story, 'A second Page');
  await story.enter('second');
  await story.connect();
  await story.enter('default');
  const offer = (await login(story)).body;
  const { pages } = (await choose(story, offer, [story.page.id, other.id])).body;
  expect(pages).toMatchObject([
    { connected: false, problem: expect.stringMatching(/another workspace/) },
    { connected: true, problem: null },
  ]);
});

it('needs an app: given once and tried, or known from before', async () => {
  const story = await openStory();
  const { app_id, app_secret } = story.page;
  expect(await begin(story)).toMatchObject({
    status: 409,
    body: { error: { message: expect.stringMatching(/No Facebook app is known/) } },
  });
  expect((await begin(story, { app_id })).body.error.field).toBe('app_secret');
  const wrong = await begin(story, { app_id, app_secret: 'wrong' });
  expect(wrong.body.error).toMatchObject({ field: 'app_secret' });
  expect((await begin(story, { app_id, app_secret })).status).toBe(200);
  expect((await login(story)).status).toBe(200);
});

it('says that Facebook cannot be reached', async () => {
  const story = await openLogin();
  const back = await throughDialog(story);
  await story.sandbox.close();
  expect(await finish(story, back)).toMatchObject({
    status: 502,
    body: { error: { message: expect.stringMatching(/could not be reached/) } },
  });
});
