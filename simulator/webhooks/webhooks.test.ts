// Webhooks as a receiver sees them: bytes and signature, receipts, retries, the end after an hour, faults, modes.
import { expect, test } from 'vitest';
import { expectedSignature } from '../testing/receiver.ts';
import { type Answer, openStoryWithReceiver, someoneWhoWrote } from '../testing/story.ts';

test('the body is escaped, and signed as the bytes it is', async () => {
  const story = await openStoryWithReceiver();
  const [psid] = await story.people(1);
  await story.act(psid!, { type: 'message', text: 'čau 😀 https://example.org/x' });
  await story.receiver.until(() => story.receiver.received.length === 1);
  const { raw, headers } = story.receiver.received[0]!;
  const text = raw.toString('latin1');
  expect(text).toContain('\\u010dau \\ud83d\\ude00 https:\\/\\/example.org\\/x');
  expect([...raw].every((byte) => byte < 0x80)).toBe(true);
  expect(headers['x-hub-signature-256']).toBe(expectedSignature(raw, story.page.app_secret));
  expect(headers['x-hub-signature']).toMatch(/^sha1=[0-9a-f]{40}$/);
  const again = Buffer.from(JSON.stringify(JSON.parse(raw.toString())));
  expect(expectedSignature(again, story.page.app_secret)).not.toBe(headers['x-hub-signature-256']);
  expect(story.receiver.events('message')[0]).toMatchObject({
    sender: { id: psid },
    recipient: { id: story.page.id },
  });
});

test('an accepted send is followed by its echo, its delivery and a read', async () => {
  const story = await openStoryWithReceiver();
  const psid = await someoneWhoWrote(story);
  const { body } = await story.send(psid, { text: 'Hello', metadata: 'talaria:i:c:d:1' });
  await story.receiver.until(() => story.receiver.events('read').length === 1);
  await story.receiver.until(() => story.receiver.events('message').length === 2);
  const echo = story.receiver.events('message').at(-1) as Answer;
  expect(echo.message).toMatchObject({
    is_echo: true,
    mid: body.message_id,
    metadata: 'talaria:i:c:d:1',
    text: 'Hello',
  });
  expect(echo).toMatchObject({ sender: { id: story.page.id }, recipient: { id: psid } });
  expect(story.receiver.received.some((post) => post.raw.includes(`"app_id":${story.page.app_id},`))).toBe(
    true,
  );
  const [delivery] = story.receiver.events('delivery') as Answer[];
  expect(delivery.delivery.watermark).toBe(echo.timestamp);
  expect((story.receiver.events('read') as Answer[])[0].read.watermark).toBeGreaterThanOrEqual(
    echo.timestamp,
  );
});

test('echoes can be made to arrive before the Send API answers', async () => {
  const story = await openStoryWithReceiver();
  await story.control('PUT', '/sandbox/settings', { receipts: { echo_first_probability: 1 } });
  const psid = await someoneWhoWrote(story);
  await story.send(psid, { text: 'first?' });
  expect(story.receiver.events('message').some((event) => (event as Answer).message.is_echo)).toBe(true);
});

test('events of one thread arrive in order, whatever the number of connections', async () => {
  const story = await openStoryWithReceiver();
  const [psid] = await story.people(1);
  for (let i = 0; i < 30; i++) await story.act(psid!, { type: 'message', text: `n${i}` });
  await story.receiver.until(() => story.receiver.events('message').length === 30);
  const texts = story.receiver.events('message').map((event) => (event as Answer).message.text);
  expect(texts).toEqual(Array.from({ length: 30 }, (_, i) => `n${i}`));
});

test('a failing receiver gets the event again, first at once and then after a while', async () => {
  const story = await openStoryWithReceiver();
  story.receiver.status = 500;
  const psid = await someoneWhoWrote(story);
  await story.receiver.until(() => story.receiver.received.length >= 3);
  story.receiver.status = 200;
  await story.advance(60);
  await story.receiver.until(() => story.receiver.events('message').length === 1);
  expect(story.receiver.events('message')[0]).toMatchObject({ sender: { id: psid } });
  const bodies = new Set(
    story.receiver.received.map(
      (post) => (JSON.parse(post.raw.toString()) as Answer).entry[0].messaging[0].message.mid,
    ),
  );
  expect(bodies.size).toBe(1);
});

test('after an hour of failures the app is unsubscribed from the Page, and a new subscription brings events back', async () => {
  const story = await openStoryWithReceiver();
  story.receiver.status = 503;
  const psid = await someoneWhoWrote(story);
  await story.receiver.until(() => story.receiver.received.length >= 3);
  await story.advance(3601);
  const state = async () => (await story.control('GET', `/sandbox/pages/${story.page.id}`)).body;
  await expect.poll(async () => (await state()).subscribed_fields, { timeout: 5000 }).toBeNull();
  expect((await state()).webhooks.disabled_at).not.toBeNull();
  expect((await story.graph('/v26.0/me/subscribed_apps')).body).toEqual({ data: [] });
  story.receiver.status = 200;
  expect(await story.act(psid, { type: 'message', text: 'anyone?' })).toMatchObject({
    webhook: 'page_not_subscribed',
  });
  await story.graph('/v26.0/me/subscribed_apps', { subscribed_fields: 'messages' });
  expect(await story.act(psid, { type: 'message', text: 'now' })).toMatchObject({ webhook: 'queued' });
  await story.receiver.until(() => story.receiver.events('message').length === 1);
});

test('faults drop, double and badly sign chosen events', async () => {
  const story = await openStoryWithReceiver();
  const [a, b, c] = await story.people(3);
  const fault = (psid: string, action: Record<string, unknown>) => ({
    match: { kind: 'webhook', field: 'messages', psid },
    action,
  });
  await story.control('PUT', '/sandbox/faults', [
    fault(a!, { type: 'drop' }),
    fault(b!, { type: 'duplicate', times: 2 }),
    fault(c!, { type: 'bad_signature' }),
  ]);
  expect(await story.act(a!, { type: 'message', text: 'lost' })).toMatchObject({
    webhook: 'dropped_by_fault',
  });
  await story.act(b!, { type: 'message', text: 'thrice' });
  await story.act(c!, { type: 'message', text: 'forged' });
  await story.receiver.until(() => story.receiver.received.length === 4);
  const forged = story.receiver.received.find((post) => post.raw.includes('forged'))!;
  expect(forged.headers['x-hub-signature-256']).not.toBe(
    expectedSignature(forged.raw, story.page.app_secret),
  );
  expect(story.receiver.received.filter((post) => post.raw.includes('thrice'))).toHaveLength(3);
  expect((await story.control('GET', '/sandbox/faults')).body.map((item: Answer) => item.fired)).toEqual([
    1, 1, 1,
  ]);
});

test('late events come when the virtual clock gets there', async () => {
  const story = await openStoryWithReceiver();
  const [psid] = await story.people(1);
  await story.control('PUT', '/sandbox/faults', [
    { match: { kind: 'webhook' }, action: { type: 'late', ms: 3_000_000 }, times: 1 },
  ]);
  await story.act(psid!, { type: 'message', text: 'late' });
  await story.act(psid!, { type: 'message', text: 'punctual' });
  await story.receiver.until(() => story.receiver.received.length === 1);
  await story.advance(3000);
  await story.receiver.until(() => story.receiver.received.length === 2);
  expect(story.receiver.events('message').map((event) => (event as Answer).message.text)).toEqual([
    'punctual',
    'late',
  ]);
  expect((await story.control('GET', '/sandbox/webhooks')).body.slowest_ms).toBeGreaterThanOrEqual(3_000_000);
});

test('in development mode only people with a role cause events', async () => {
  const story = await openStoryWithReceiver();
  const [tester, stranger] = await story.people(2);
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, { app_mode: 'development', roles: [tester] });
  expect(await story.act(stranger!, { type: 'message', text: 'hi' })).toMatchObject({
    webhook: 'development_mode',
  });
  expect(await story.act(tester!, { type: 'message', text: 'hi' })).toMatchObject({ webhook: 'queued' });
  await story.receiver.until(() => story.receiver.events('message').length === 1);
  expect((await story.send(stranger!, { text: 'x' })).body.error).toMatchObject({
    code: 200,
    error_subcode: 2018028,
  });
  expect((await story.send(tester!, { text: 'x' })).status).toBe(200);
});

test('a subscription needs a handshake that holds, and both levels', async () => {
  const story = await openStoryWithReceiver();
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, {
    callback_url: null,
    subscribed_fields: null,
  });
  const [psid] = await story.people(1);
  const token = `${story.page.app_id}|${story.page.app_secret}`;
  const subscribe = (verify: string) =>
    story.graph(
      `/v26.0/${story.page.app_id}/subscriptions`,
      {
        object: 'page',
        callback_url: story.receiver.url,
        verify_token: verify,
        fields: 'messages',
        include_values: true,
      },
      { token },
    );
  const refused = await subscribe('wrong');
  expect(refused.body.error.code).toBe(2200);
  expect(refused.body.error.message).toContain('HTTP Status Code = 403');
  expect((await subscribe(story.page.verify_token)).body).toEqual({ success: true });
  expect(await story.act(psid!, { type: 'message', text: 'x' })).toMatchObject({
    webhook: 'page_not_subscribed',
  });
  await story.graph(
    `/v26.0/${story.page.id}/subscribed_apps?subscribed_fields=messages,messaging_postbacks`,
    {},
  );
  expect(await story.act(psid!, { type: 'message', text: 'x' })).toMatchObject({ webhook: 'queued' });
  expect(await story.act(psid!, { type: 'postback' })).toMatchObject({ webhook: 'field_not_subscribed' });
});

test('several entries can share a post', async () => {
  const story = await openStoryWithReceiver();
  await story.control('PUT', '/sandbox/settings', { webhooks: { entries_per_post: 100, concurrency: 1 } });
  await story.people(200);
  await story.control('POST', '/sandbox/people/actions', {
    page_id: story.page.id,
    type: 'message',
    text: 'all of us',
  });
  await story.receiver.until(() => story.receiver.events('message').length === 200);
  expect(story.receiver.received.length).toBeLessThan(10);
});
