// The rest of the Graph side: versions, tokens and their deaths, reading, paging, batches and faults.
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Answer, openStory, someoneWhoWrote } from '../testing/story.ts';

test('live, expired, missing and unknown versions', async () => {
  const { graph, page } = await openStory();
  for (const version of ['/v22.0', '/v26.0', '/v19.0', '/v2.6', '']) {
    expect((await graph(`${version}/me`)).body).toEqual({ id: page.id, name: page.name });
  }
  for (const version of ['/v27.0', '/v99.0'])
    expect((await graph(`${version}/me`)).body.error.code).toBe(2500);
});

test('every way a token dies, in the answer and in debug_token', async () => {
  const { graph, control, page } = await openStory();
  const appToken = `${page.app_id}|${page.app_secret}`;
  const states: [string, number][] = [
    ['expired', 463],
    ['password_changed', 460],
    ['app_removed', 458],
    ['checkpoint', 459],
    ['invalidated', 467],
    ['role_lost', 492],
  ];
  for (const [token_state, subcode] of states) {
    await control('PUT', `/sandbox/pages/${page.id}`, { token_state });
    const { status, body } = await graph('/v26.0/me');
    expect(status).toBe(401);
    expect(body.error).toMatchObject({ code: 190, error_subcode: subcode });
    const debugged = await graph(`/debug_token?input_token=${page.access_token}`, undefined, {
      token: appToken,
    });
    expect(debugged.body.data).toMatchObject({ is_valid: false, error: { code: 190, subcode } });
  }
  await control('PUT', `/sandbox/pages/${page.id}`, { token_state: 'valid' });
  const { data } = (
    await graph(`/debug_token?input_token=${page.access_token}`, undefined, { token: appToken })
  ).body;
  expect(data).toMatchObject({
    is_valid: true,
    type: 'PAGE',
    app_id: page.app_id,
    profile_id: page.id,
    expires_at: 0,
  });
  expect((await graph('/v26.0/me', undefined, { token: 'EAAnonsense' })).body.error.code).toBe(190);
  expect((await graph('/v26.0/me', undefined, { token: null })).body.error.code).toBe(104);
});

test('from a user token to Page tokens', async () => {
  const { graph, control, page } = await openStory();
  const [app] = (await control('GET', '/sandbox/apps')).body;
  const exchange = (fields: Record<string, string>) =>
    graph(`/oauth/access_token?${new URLSearchParams(fields)}`, undefined, { token: null });
  const client = { client_id: page.app_id, client_secret: page.app_secret };
  const long = await exchange({
    ...client,
    grant_type: 'fb_exchange_token',
    fb_exchange_token: app.user_access_token,
  });
  expect(long.body).toMatchObject({ token_type: 'bearer', expires_in: 5183944 });
  const accounts = await graph('/v26.0/me/accounts', undefined, { token: long.body.access_token });
  expect(accounts.body.data[0]).toMatchObject({ id: page.id, access_token: page.access_token });
  expect((await exchange({ ...client, grant_type: 'client_credentials' })).body.access_token).toBe(
    `${page.app_id}|${page.app_secret}`,
  );
  expect((await exchange({ ...client, client_secret: 'no', grant_type: 'client_credentials' })).status).toBe(
    400,
  );
});

test('permissions and the proof of the app secret', async () => {
  const { graph, control, page } = await openStory();
  const proof = createHmac('sha256', page.app_secret).update(page.access_token).digest('hex');
  expect((await graph(`/me?appsecret_proof=${proof}`)).status).toBe(200);
  expect((await graph('/me?appsecret_proof=00')).body.error.code).toBe(100);
  await control('PUT', `/sandbox/pages/${page.id}`, {
    require_app_secret: true,
    scopes: ['pages_show_list'],
  });
  expect((await graph('/me')).body.error.code).toBe(100);
  expect((await graph(`/me?appsecret_proof=${proof}`)).status).toBe(200);
  expect((await graph(`/me/messages?appsecret_proof=${proof}`, {})).body.error.code).toBe(200);
});

test('all threads can be paged through, each once, and a thread read', async () => {
  const story = await openStory();
  const psids = await story.people(25);
  await story.control('PUT', '/sandbox/settings', { limits: { conversations_per_second: 1000 } });
  await story.control('POST', '/sandbox/people/actions', {
    page_id: story.page.id,
    type: 'message',
    text: 'hello',
  });
  const found: string[] = [];
  let next: string | undefined =
    `${story.sandbox.url}/v26.0/me/conversations?platform=messenger&fields=id,participants&limit=10&access_token=${story.page.access_token}`;
  let last: Answer;
  while (next !== undefined) {
    const body = (await (await fetch(next)).json()) as Answer;
    for (const thread of body.data)
      found.push(thread.participants.data.find((one: Answer) => one.id !== story.page.id).id);
    last = body.data.at(-1);
    next = body.paging.next;
  }
  expect(found.toSorted()).toEqual(psids.toSorted());
  await story.send(found.at(-1)!, { text: 'answer' });
  const thread = (await story.graph(`/v26.0/${last.id}?fields=messages{id,message,from}`)).body;
  expect(thread.messages.data.map((message: Answer) => message.message)).toEqual(['answer', 'hello']);
  const message = (await story.graph(`/v26.0/${thread.messages.data[0].id}?fields=id,message,to`)).body;
  expect(message).toMatchObject({ message: 'answer', to: { data: [{ id: found.at(-1) }] } });
});

test('profiles: empty before the person wrote, then the asked fields; unknown ones are named', async () => {
  const story = await openStory();
  const [psid] = await story.people(1);
  expect((await story.graph(`/v26.0/${psid}`)).body).toEqual({});
  await story.act(psid!, { type: 'message', text: 'hi' });
  const profile = (await story.graph(`/v26.0/${psid}?fields=first_name,locale,timezone,profile_pic`)).body;
  expect(profile).toMatchObject({ id: psid, first_name: expect.any(String), timezone: expect.any(Number) });
  expect((await fetch(profile.profile_pic)).headers.get('content-type')).toBe('image/svg+xml');
  expect((await story.graph(`/v26.0/${psid}?fields=shoe_size`)).body.error.message).toContain('shoe_size');
  expect((await story.graph('/v26.0/24000000000000001')).body.error).toMatchObject({
    code: 100,
    error_subcode: 33,
  });
});

test('a batch answers each item, and ?ids= is gone', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const body = new URLSearchParams({
    recipient: JSON.stringify({ id: psid }),
    message: '{"text":"x"}',
  }).toString();
  const batch = [
    { method: 'POST', relative_url: 'v26.0/me/messages', body },
    { method: 'GET', relative_url: 'v26.0/nothing' },
  ];
  const answers = (await story.graph('/', { batch })).body;
  expect(answers.map((item: Answer) => item.code)).toEqual([200, 400]);
  expect(JSON.parse(answers[0].body).recipient_id).toBe(psid);
  expect((await story.graph('/', { batch: Array(51).fill(batch[0]) })).body.error.code).toBe(100);
  expect(await story.graph(`/?ids=${psid}`)).toMatchObject({ status: 500, body: { error: { code: 100 } } });
});

test('reset_after_accept loses the answer but keeps the send', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const arm = (action: unknown) =>
    story.control('PUT', '/sandbox/faults', [
      { match: { kind: 'graph', method: 'POST', path: '*/messages', psid }, action, times: 1 },
    ]);
  const total = async () => (await story.control('GET', '/sandbox/messages/summary')).body.total;
  await arm({ type: 'reset_after_accept' });
  await expect(story.send(psid, { text: 'x' })).rejects.toThrow();
  expect(await total()).toBe(1);
  await arm({ type: 'reset' });
  await expect(story.send(psid, { text: 'x' })).rejects.toThrow();
  await arm({ type: 'truncate' });
  await expect(story.send(psid, { text: 'x' })).rejects.toThrow();
  expect(await total()).toBe(2);
  await arm({ type: 'html', status: 502 });
  await expect(story.send(psid, { text: 'x' })).rejects.toThrow(/JSON/);
  await arm({ type: 'error', code: 551, subcode: 1545041 });
  expect((await story.send(psid, { text: 'x' })).body.error).toMatchObject({
    code: 551,
    error_subcode: 1545041,
  });
  await arm({ type: 'delay', ms: 1 });
  expect((await story.send(psid, { text: 'x' })).status).toBe(200);
  expect(await total()).toBe(3);
});

test('a throttle can be made to come with its usage header', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const usage = { percent: 104, regain_minutes: 2 };
  await story.control('PUT', '/sandbox/faults', [
    { match: { kind: 'graph', path: '*/messages' }, action: { type: 'error', code: 80006, usage } },
  ]);
  const { status, body, headers } = await story.send(psid, { text: 'x' });
  expect({ status, code: body.error.code }).toEqual({ status: 400, code: 80006 });
  expect(JSON.parse(headers.get('x-business-use-case-usage') ?? '')[story.page.id]).toMatchObject([
    { type: 'messenger', call_count: 104, estimated_time_to_regain_access: 2 },
  ]);
});

test('bodies that are broken or too large get an envelope, not a crash', async () => {
  const { sandbox, page } = await openStory();
  const post = (body: string, type = 'application/json') =>
    fetch(`${sandbox.url}/me/messages?access_token=${page.access_token}`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
  for (const body of ['{"recipient":', '[]', '"x"', 'null']) {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 100 } });
  }
  expect((await post('x'.repeat(1_100_000))).status).toBe(413);
  expect((await post('--x', 'multipart/form-data; boundary=x')).status).toBe(400);
});

test('the Messenger profile is kept, with its rules', async () => {
  const { graph } = await openStory();
  expect(
    (await graph('/me/messenger_profile', { greeting: [{ locale: 'default', text: 'Hello' }] })).body,
  ).toEqual({ result: 'success' });
  expect((await graph('/me/messenger_profile?fields=get_started,greeting')).body.data[0]).toMatchObject({
    get_started: { payload: 'GET_STARTED' },
  });
  expect(
    (await graph('/me/messenger_profile', { fields: ['get_started'] }, { method: 'DELETE' })).body,
  ).toEqual({ result: 'success' });
  const menu = [{ locale: 'default', call_to_actions: [] }];
  expect((await graph('/me/messenger_profile', { persistent_menu: menu })).body.error.code).toBe(100);
});
