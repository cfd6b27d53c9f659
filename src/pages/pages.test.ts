// Connecting, checking and subscribing a Page against the sandbox, with every way it can be refused.
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { type Answer, openStory } from '../../test/support/messenger-story.ts';
import { ALL_FIELDS } from './page.checks.ts';
import { createPageCheckWorker } from './page.workers.ts';
import { findPageByToken, getPageAccess, markNeedsToken } from './pages.ts';

const states = (page: Answer): Record<string, string> =>
  Object.fromEntries(page.checks.map((check: Answer) => [check.key, check.state]));

it('connects a Page, says what is missing, subscribes with a real handshake, and then receives', async () => {
  const story = await openStory();
  const connected = await story.connect({ verify_token: undefined });
  expect(connected.status).toBe(200);
  expect(states(connected.body)).toEqual({
    token_valid: 'ok',
    token_type: 'ok',
    token_expiry: 'ok',
    scopes: 'ok',
    app_secret: 'ok',
    page_reachable: 'ok',
    webhook_callback: 'failed',
    page_subscription: 'failed',
    message_echoes: 'warning',
    page_standing: 'ok',
    app_mode: 'unknown',
  });
  expect(connected.body).toMatchObject({
    id: story.page.id,
    name: story.page.name,
    echoes_subscribed: false,
  });

  const subscribed = await story.api('POST', `/api/pages/${story.page.id}/subscribe`);
  expect(states(subscribed.body)).toMatchObject({
    webhook_callback: 'ok',
    page_subscription: 'ok',
    message_echoes: 'ok',
  });
  expect(subscribed.body.echoes_subscribed).toBe(true);

  const [psid] = await story.people(1);
  await story.act(psid!, { type: 'message', text: 'Zdravím 😀 a/b' });
  await story.until(async () => (await story.rows(sql`select 1 from inbox`)).length > 0);
  await story.applyAll();
  const [page] = (await story.api('GET', '/api/pages')).body.pages;
  expect(page).toMatchObject({ people: 1, in_window: 1, waiting_webhooks: 0 });
  expect(page.last_event_at).not.toBeNull();
});

it('never shows or stores a secret in the clear', async () => {
  const story = await openStory();
  const replies = [await story.connect(), await story.api('GET', '/api/pages')];
  const secrets = [story.page.access_token, story.page.app_secret, story.page.verify_token];
  for (const secret of secrets) {
    expect(JSON.stringify(replies)).not.toContain(secret);
    const stored = await story.rows(
      sql`select 1 from pages p, apps a where p::text || a::text like ${`%${secret}%`}`,
    );
    expect(stored).toEqual([]);
  }
  const access = await getPageAccess(story.db, story.secrets, 'default', story.page.id);
  expect(access).toMatchObject({ accessToken: story.page.access_token, appSecret: story.page.app_secret });
  expect(await findPageByToken(story.db, story.secrets, 'default', story.page.access_token)).toBe(
    story.page.id,
  );
  expect(await findPageByToken(story.db, story.secrets, 'default', 'another')).toBeUndefined();
});

it('learns the app from the token, and remembers its secret', async () => {
  const story = await openStory();
  expect((await story.connect({ app_id: undefined })).status).toBe(200);
  const again = await story.connect({ app_id: undefined, app_secret: undefined, verify_token: undefined });
  expect(again.status).toBe(200);
});

it.each([
  ['an expired token', { token_state: 'expired' }, {}, 'access_token', /expired \(190\/463\)/],
  ['a token after a password change', { token_state: 'password_changed' }, {}, 'access_token', /password/],
  ['a wrong app secret', {}, { app_secret: 'wrong' }, 'app_secret', /does not accept this app id and secret/],
  ['an app id that is none', {}, { app_id: '123' }, 'app_secret', /does not accept this app id/],
  ['no app secret', {}, { app_secret: undefined }, 'app_secret', /not known yet/],
  ['a made-up token', {}, { access_token: 'EAAmadeup' }, 'access_token', /not valid/],
  [
    'a made-up token without an app',
    {},
    { access_token: 'EAAmadeup', app_id: undefined },
    'access_token',
    /not valid/,
  ],
])('refuses %s with field and remedy', async (_what, pageState, input, field, message) => {
  const story = await openStory();
  if (Object.keys(pageState).length > 0)
    await story.control('PUT', `/sandbox/pages/${story.page.id}`, pageState);
  const { status, body } = await story.connect(input);
  expect({ status, field: body.error.field }).toEqual({ status: 400, field });
  expect(body.error.message).toMatch(message);
  expect(body.error.remedy).toBeTruthy();
  expect(await story.rows(sql`select 1 from pages`)).toEqual([]);
});

it('refuses a user token and the token of another app', async () => {
  const story = await openStory();
  const [app] = story.sandbox.world.apps;
  const user = await story.connect({ access_token: app!.userToken });
  expect(user.body.error).toMatchObject({
    field: 'access_token',
    message: expect.stringMatching(/user access token/),
  });
  await story.control('POST', '/sandbox/pages', { name: 'Other' });
  const other = (await story.control('GET', '/sandbox/pages')).body[1];
  const foreign = await story.connect({ access_token: other.access_token });
  expect(foreign.body.error).toMatchObject({
    field: 'access_token',
    message: expect.stringMatching(/another app/),
  });
});

it('a new token for one Page cannot be the token of another', async () => {
  const story = await openStory();
  await story.connect();
  await story.control('POST', '/sandbox/pages', { name: 'Other', app_id: story.page.app_id });
  const other = (await story.control('GET', '/sandbox/pages')).body[1];
  const { access_token, app_id, app_secret } = other;
  const refused = await story.connect({ access_token, app_id, app_secret, page_id: story.page.id });
  expect(refused.body.error).toMatchObject({
    field: 'access_token',
    message: `This is the token of the Page Other (${other.id}), not of ${story.page.id}.`,
    remedy: expect.stringMatching(/token of this Page/),
  });
  expect((await story.api('GET', '/api/pages')).body.pages).toHaveLength(1);
  expect((await story.connect({ page_id: story.page.id })).status).toBe(200);
});

it('refuses a Page of another workspace, and a Graph API that is not there', async () => {
  const story = await openStory();
  expect((await story.connect()).status).toBe(200);
  await story.enter('second');
  const taken = await story.connect();
  expect(taken).toMatchObject({
    status: 409,
    body: { error: { message: expect.stringMatching(/another workspace/) } },
  });
  expect((await story.api('GET', `/api/pages/${story.page.id}`)).status).toBe(404);
  await story.sandbox.close();
  const down = await story.connect();
  expect(down).toMatchObject({
    status: 502,
    body: { error: { message: expect.stringMatching(/could not be reached/) } },
  });
});

it('warns of missing permissions by what each is for', async () => {
  const story = await openStory();
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, {
    scopes: ['pages_messaging', 'pages_manage_metadata'],
  });
  const scopes = async () =>
    (await story.connect()).body.checks.find((check: Answer) => check.key === 'scopes');
  expect(await scopes()).toMatchObject({
    state: 'warning',
    detail: expect.stringMatching(/pages_read_engagement/),
  });
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, { scopes: ['pages_manage_metadata'] });
  expect(await scopes()).toMatchObject({ state: 'failed', detail: expect.stringMatching(/pages_messaging/) });
});

it('notices a dead token by itself, stops the lane, and a new token lets it go on', async () => {
  const story = await openStory();
  await story.connect();
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, { token_state: 'invalidated' });
  const later = { now: () => new Date(Date.now() + 11 * 60_000) };
  const worker = createPageCheckWorker({ ...story.needs, clock: later });
  expect(await worker.step(new AbortController().signal)).toBe('again');
  expect(await worker.step(new AbortController().signal)).not.toBe('again');
  const dead = (await story.api('GET', `/api/pages/${story.page.id}`)).body;
  expect(dead).toMatchObject({ state: 'needs_token', lane: { paused_because: 'needs_token: 190/467' } });
  expect(await markNeedsToken(story.db, 'default', story.page.id, '190')).toBe(false);

  await story.control('PUT', `/sandbox/pages/${story.page.id}`, { token_state: 'valid' });
  const alive = (await story.connect()).body;
  expect(alive).toMatchObject({ state: 'connected', lane: { paused_until: null, paused_because: null } });
});

it('sees that Facebook dropped the subscription', async () => {
  const story = await openStory();
  await story.connect();
  await story.api('POST', `/api/pages/${story.page.id}/subscribe`);
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, { subscribed_fields: null });
  const page = (await story.api('POST', `/api/pages/${story.page.id}/check`)).body;
  expect(states(page).page_subscription).toBe('failed');
  expect(page.echoes_subscribed).toBe(false);
});

it('says what is lost without echoes, and one click brings them back', async () => {
  const story = await openStory();
  await story.connect();
  await story.api('POST', `/api/pages/${story.page.id}/subscribe`);
  const withoutEchoes = ALL_FIELDS.filter((field) => field !== 'message_echoes');
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, { subscribed_fields: withoutEchoes });
  const page = (await story.api('POST', `/api/pages/${story.page.id}/check`)).body;
  const lost = page.checks.find((check: Answer) => check.key === 'message_echoes');
  expect(lost).toMatchObject({ state: 'warning', remedy: 'Press "Subscribe".' });
  expect(lost.detail).toMatch(/reading conversations, one a second/);
  const mended = (await story.api('POST', `/api/pages/${story.page.id}/subscribe`)).body;
  expect(states(mended).message_echoes).toBe('ok');
});

it('says why Facebook did not accept the callback', async () => {
  const story = await openStory();
  await story.connect();
  story.needs.publicUrl = 'http://127.0.0.1:9';
  const reply = await story.api('POST', `/api/pages/${story.page.id}/subscribe`);
  expect(reply).toMatchObject({
    status: 502,
    body: {
      error: { message: expect.stringMatching(/did not accept the webhook address http:\/\/127.0.0.1:9/) },
    },
  });
  expect(reply.body.error.remedy).toMatch(/PUBLIC_URL/);
});

it('disconnects: forgets the token, unsubscribes, keeps people; connecting again is all it takes', async () => {
  const story = await openStory();
  await story.connect();
  await story.api('POST', `/api/pages/${story.page.id}/subscribe`);
  expect((await story.api('DELETE', `/api/pages/${story.page.id}`)).body).toEqual({ disconnected: true });
  await expect(getPageAccess(story.db, story.secrets, 'default', story.page.id)).rejects.toThrow(
    /disconnected/,
  );
  expect(story.sandbox.world.pages.get(story.page.id)?.subscribedFields).toBeNull();
  expect((await story.api('POST', `/api/pages/${story.page.id}/backfill`)).status).toBe(409);
  expect((await story.connect()).body).toMatchObject({ state: 'connected', lane: { paused_because: null } });
  const deeds = await story.rows<{ action: string }>(sql`select action from audit order by audit_id`);
  expect(deeds.map((deed) => deed.action)).toEqual([
    'page.connected',
    'page.subscribed',
    'page.disconnected',
    'page.connected',
  ]);
});
