// Record and replay: what a recording holds and leaves out, its limits, webhooks sent again, and Graph calls as fixtures.
import { expect, test } from 'vitest';
import { expectedSignature } from '../testing/receiver.ts';
import {
  type Answer,
  openStory,
  openStoryWithReceiver,
  type Story,
  someoneWhoWrote,
} from '../testing/story.ts';

async function record(story: Story, query = ''): Promise<{ text: string; lines: Answer[] }> {
  const response = await fetch(`${story.sandbox.url}/sandbox/recording${query}`);
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  const text = await response.text();
  return {
    text,
    lines: text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}

/** Puts or posts a body that is not JSON. */
async function upload(story: Story, method: string, path: string, text: string): Promise<Answer> {
  const response = await fetch(`${story.sandbox.url}${path}`, { method, body: text });
  return response.json();
}

test('every call and every webhook is recorded, and no token', async () => {
  const story = await openStoryWithReceiver();
  const psid = await someoneWhoWrote(story);
  await story.send(psid, { text: 'Hello', metadata: 'm' });
  await story.graph('/v26.0/nobody', undefined, { token: 'stolen-secret' });
  const { user_access_token: user } = (await story.control('GET', '/sandbox/apps')).body[0];
  const app = `${story.page.app_id}|${story.page.app_secret}`;
  await story.graph('/v26.0/me/accounts', undefined, { token: user });
  await story.graph(`/v26.0/debug_token?input_token=${story.page.access_token}&access_token=${app}`);
  const batch = [{ method: 'GET', relative_url: `v26.0/me?access_token=${story.page.access_token}` }];
  await story.graph('/', { batch });
  await story.receiver.until(() => story.receiver.events('read').length === 1);
  const all = async (): Promise<Answer[]> => (await record(story)).lines;
  await expect.poll(async () => (await all()).filter(({ kind }) => kind === 'webhook').length).toBe(4);
  const { text, lines } = await record(story);
  expect(text).not.toContain(story.page.access_token);
  for (const secret of ['stolen-secret', user, story.page.app_secret]) expect(text).not.toContain(secret);
  const calls = lines.filter(({ kind }) => kind === 'graph');
  expect(calls).toMatchObject([
    {
      method: 'POST',
      path: `/v26.0/${story.page.id}/messages`,
      params: { recipient: { id: psid }, message: { text: 'Hello', metadata: 'm' } },
      page_id: story.page.id,
      outcome: 'json',
      status: 200,
      answer: { recipient_id: psid, message_id: expect.any(String) },
    },
    { path: '/v26.0/nobody', page_id: null, answer: { error: { code: 190 } } },
    { path: '/v26.0/me/accounts', answer: { data: [{ access_token: '(left out)' }] } },
    { path: '/v26.0/debug_token', params: { input_token: '(left out)' } },
    { path: '/', params: { batch: [{ relative_url: 'v26.0/me?access_token=(left out)' }] } },
  ]);
  const posted = lines.filter(({ kind }) => kind === 'webhook');
  const bodies = story.receiver.received.map((post) => post.raw.toString());
  expect(posted.map(({ body }) => body).toSorted()).toEqual(bodies.toSorted());
  expect(posted[0]).toMatchObject({ page_ids: [story.page.id], result: 'delivered' });
  expect((await record(story, `?after=${lines[1].n}&limit=1`)).lines).toEqual([lines[2]]);
});

test('a recording keeps the newest lines only, or none', async () => {
  const story = await openStory();
  await story.control('PUT', '/sandbox/recording', { limit: 3 });
  for (let i = 0; i < 5; i++) await story.graph(`/v26.0/me?fields=id&i=${i}`);
  expect((await record(story)).lines.map(({ params }) => params.i)).toEqual(['2', '3', '4']);
  expect((await story.control('PUT', '/sandbox/recording', { limit: 0 })).body).toEqual({
    limit: 0,
    lines: 0,
  });
  await story.graph('/v26.0/me');
  expect((await record(story)).lines).toEqual([]);
});

test('webhooks are sent again with a new signature, as fast as is asked', async () => {
  const story = await openStoryWithReceiver();
  const psid = await someoneWhoWrote(story);
  await story.advance(3600);
  await story.act(psid, { type: 'message', text: 'an hour later' });
  await story.receiver.until(() => story.receiver.received.length === 2);
  const { text } = await record(story);
  const other = await openStoryWithReceiver({ seed: 'another' });
  expect(other.page.id).not.toBe(story.page.id);
  const begun = await upload(other, 'POST', '/sandbox/replay?speed=60&move_times=true', text);
  expect(begun).toMatchObject({ total: 2, left: expect.any(Number) });
  await other.receiver.until(() => other.receiver.received.length === 1);
  expect((await other.control('GET', '/sandbox/replay')).body).toMatchObject({ left: 1 });
  await other.advance(60);
  await other.receiver.until(() => other.receiver.received.length === 2);
  for (const { raw, headers } of other.receiver.received)
    expect(headers['x-hub-signature-256']).toBe(expectedSignature(raw, other.page.app_secret));
  const [first, second] = other.receiver.events('message') as Answer[];
  expect(first).toMatchObject({ sender: { id: psid }, recipient: { id: other.page.id } });
  const original = story.receiver.events('message') as Answer[];
  const gap = original[1].timestamp - original[0].timestamp;
  expect(second.timestamp - first.timestamp).toBe(gap);
  expect((await other.control('DELETE', '/sandbox/replay')).body).toMatchObject({ total: 2 });
});

test('a replay without a body uses the own recording', async () => {
  const story = await openStoryWithReceiver();
  await someoneWhoWrote(story);
  await story.receiver.until(() => story.receiver.received.length === 1);
  await expect.poll(async () => (await record(story)).lines.length).toBe(1);
  await upload(story, 'POST', '/sandbox/replay?speed=0', '');
  await story.receiver.until(() => story.receiver.received.length === 2);
  const [once, again] = story.receiver.received;
  expect(again!.raw.equals(once!.raw)).toBe(true);
});

test('recorded calls answer as they did, in their order, without the world', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const sends = [await story.send(psid, { text: 'one' }), await story.send(psid, { text: 'two' })];
  const profile = await story.graph(`/v26.0/${psid}?fields=first_name`);
  const { text } = await record(story);
  const other = await openStory({ seed: 'another' });
  expect(await upload(other, 'PUT', '/sandbox/fixtures', text)).toEqual({ fixtures: 3 });
  const path = `/v25.0/${story.page.id}/messages`;
  const send = (): Promise<Answer> => other.graph(path, { recipient: { id: psid }, message: { text: 'x' } });
  expect((await send()).body).toEqual(sends[0]!.body);
  expect((await send()).body).toEqual(sends[1]!.body);
  expect((await send()).body).toEqual(sends[1]!.body);
  expect((await other.graph(`/v26.0/${psid}?fields=first_name`)).body).toEqual(profile.body);
  expect((await other.graph(`/v26.0/${psid}?fields=last_name`)).body.error.code).toBe(100);
  const used = (await other.control('GET', '/sandbox/fixtures')).body.map((one: Answer) => one.used);
  expect(used).toEqual([1, 2, 1]);
  await upload(other, 'PUT', '/sandbox/fixtures', '[]');
  expect((await send()).status).not.toBe(200);
});

test('a fixture by hand answers the calls it fits', async () => {
  const story = await openStory();
  const error = { error: { code: 80006, message: 'slow down' } };
  const fixture = { method: 'GET', path: '/me', params: { fields: 'id' }, status: 400, answer: error };
  await story.control('PUT', '/sandbox/fixtures', [fixture]);
  expect(await story.graph('/v26.0/me?fields=id')).toMatchObject({ status: 400, body: error });
  expect((await story.graph('/v26.0/me?fields=name')).status).toBe(200);
});

const BAD: [string, string, string, string][] = [
  ['PUT', '/sandbox/fixtures', '[{"method":"GET","path":"me"}]', '0.path'],
  ['PUT', '/sandbox/fixtures', 'hello', 'body'],
  ['POST', '/sandbox/replay', '{"kind":"webhook"}', 'body'],
  ['POST', '/sandbox/replay?speed=-1', '', 'speed'],
  ['PUT', '/sandbox/recording', '{"limit":-1}', 'limit'],
];

test.each(BAD)('%s %s with %s is refused', async (method, path, text, field) => {
  const story = await openStory();
  expect((await upload(story, method, path, text)).error.field).toBe(field);
});
