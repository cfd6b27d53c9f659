// The controls: people in bulk, searching, acting, the record and its summary, the clock, and what bad input gets.
import { expect, test } from 'vitest';
import { type Answer, openStory, someoneWhoWrote } from '../testing/story.ts';

test('pages are listed with exactly what a client needs, and more can be made', async () => {
  const { control } = await openStory();
  const [page] = (await control('GET', '/sandbox/pages')).body;
  expect(Object.keys(page).toSorted()).toEqual([
    'access_token',
    'app_id',
    'app_secret',
    'id',
    'name',
    'verify_token',
  ]);
  expect(page.id).toMatch(/^\d{17}$/);
  expect(BigInt(page.id) > 2n ** 53n).toBe(true);
  const sibling = (await control('POST', '/sandbox/pages', { name: 'Sibling', app_id: page.app_id })).body;
  const stranger = (await control('POST', '/sandbox/pages', {})).body;
  expect(sibling.app_id).toBe(page.app_id);
  expect(stranger.app_id).not.toBe(page.app_id);
});

test('the same seed makes the same Page and people', async () => {
  const [first, second] = [await openStory(), await openStory()];
  expect(first.page).toEqual(second.page);
  expect(await first.people(3)).toEqual(await second.people(3));
});

test('a hundred thousand people are made, paged and searched', async () => {
  const { control, page } = await openStory();
  const made = (await control('POST', '/sandbox/people', { page_id: page.id, count: 100_000 })).body;
  expect(made.created).toBe(100_000);
  await control('POST', '/sandbox/people', {
    page_id: page.id,
    count: 1,
    names: ['Klára Zdarová'],
    locale: 'cs_CZ',
  });
  const list = async (query: string) =>
    (await control('GET', `/sandbox/people?page_id=${page.id}&${query}`)).body;
  const first = await list('limit=2');
  const second = await list(`limit=2&after=${first.data[1].psid}`);
  expect(first.data[0].psid).toBe(made.first_psid);
  expect(new Set([...first.data, ...second.data].map((person: Answer) => person.psid)).size).toBe(4);
  expect((await list('q=zdarova')).data).toMatchObject([
    { name: 'Klára Zdarová', locale: 'cs_CZ', window: { open: false } },
  ]);
});

test('people act; the list and the thread show it', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const sent = (
    await story.send(psid, {
      text: 'Hello',
      quick_replies: [{ content_type: 'text', title: 'Yes', payload: 'Y' }],
    })
  ).body;
  await story.act(psid, { type: 'quick_reply', payload: 'Y', title: 'Yes' });
  await story.act(psid, { type: 'reaction', reaction: 'love' });
  const { person, messages } = (
    await story.control('GET', `/sandbox/people/${psid}/thread?page_id=${story.page.id}`)
  ).body;
  expect(person).toMatchObject({ window: { open: true }, last_action: { type: 'reaction' }, blocked: false });
  expect(messages.map((message: Answer) => message.from)).toEqual(['person', 'page', 'person']);
  expect(messages[1]).toMatchObject({ mid: sent.message_id, reaction: '❤️' });
  const [newest] = (
    await story.control('GET', `/sandbox/people?page_id=${story.page.id}&order=recent&limit=1`)
  ).body.data;
  expect(newest.psid).toBe(psid);
  await story.act(psid, { type: 'block' });
  expect(
    (await story.control('POST', `/sandbox/people/${psid}/actions`, { type: 'message', text: 'x' })).status,
  ).toBe(409);
});

test('two thousand people write at once', async () => {
  const story = await openStory();
  await story.people(2000);
  const done = (
    await story.control('POST', '/sandbox/people/actions', {
      page_id: story.page.id,
      type: 'message',
      text: 'hi',
    })
  ).body;
  expect(done).toEqual({ performed: 2000, refused: 0, webhooks: { app_not_subscribed: 2000 } });
});

test('some people are drawn by lot, each at most once', async () => {
  const story = await openStory();
  await story.people(50);
  const draw = async (sample: number) =>
    (await story.control('POST', '/sandbox/people/actions', { type: 'message', text: 'hi', sample })).body;
  expect((await draw(20)).performed).toBe(20);
  const recent = (await story.control('GET', '/sandbox/people?order=recent&limit=50')).body.data;
  const wrote = recent.filter((person: Answer) => person.last_action !== null);
  expect(new Set(wrote.map((person: Answer) => person.psid)).size).toBe(20);
  expect((await draw(100)).performed).toBe(50);
});

test('two thousand people are named one by one', async () => {
  const story = await openStory();
  await story.people(3000);
  const { data } = (await story.control('GET', '/sandbox/people?limit=2000')).body;
  const psids = data.map((person: Answer) => person.psid);
  const done = await story.control('POST', '/sandbox/people/actions', {
    page_id: story.page.id,
    type: 'message',
    text: 'hi',
    psids,
  });
  expect(done).toMatchObject({ status: 200, body: { performed: 2000, refused: 0 } });
  const unknown = { page_id: story.page.id, type: 'message', text: 'again', psids: [...psids, '1'] };
  expect((await story.control('POST', '/sandbox/people/actions', unknown)).status).toBe(404);
  const thread = (await story.control('GET', `/sandbox/people/${psids[0]}/thread`)).body;
  expect(thread.messages).toHaveLength(1);
});

test('the summary counts people and names those messaged twice by a campaign', async () => {
  const story = await openStory();
  const [a, b] = [await someoneWhoWrote(story), await someoneWhoWrote(story)];
  const send = (psid: string, metadata?: string) =>
    story.send(psid, { text: 'x', ...(metadata === undefined ? {} : { metadata }) });
  await send(a, 'talaria:i:spring:1:1');
  await send(b, 'talaria:i:spring:2:1');
  await send(b, 'talaria:i:summer:3:1');
  const summary = async () =>
    (await story.control('GET', `/sandbox/messages/summary?page_id=${story.page.id}`)).body;
  expect(await summary()).toMatchObject({ total: 3, distinct_psids: 2, repeated: [] });
  await send(a, 'talaria:i:spring:1:2');
  await send(a);
  expect((await summary()).repeated).toEqual([{ campaign: 'talaria:i:spring', psid: a, sends: 2 }]);
  const paged = (await story.control('GET', `/sandbox/messages?page_id=${story.page.id}&limit=4`)).body;
  expect(paged.data).toHaveLength(4);
  const rest = (
    await story.control('GET', `/sandbox/messages?page_id=${story.page.id}&limit=4&after=${paged.next_after}`)
  ).body;
  expect(rest.data).toMatchObject([{ psid: a, metadata: null }]);
});

test('the clock can be set and moved', async () => {
  const { control } = await openStory();
  const set = (await control('PUT', '/sandbox/clock', { now: '2027-03-01T00:00:00Z' })).body;
  expect(set.now).toMatch(/^2027-03-01T00:00:0/);
  const moved = (await control('PUT', '/sandbox/clock', { advance_seconds: 3600 })).body;
  expect(moved.now).toMatch(/^2027-03-01T01:00:0/);
});

const BAD: [string, string, unknown, string][] = [
  ['PUT', '/sandbox/clock', { now: 'tomorrow' }, 'now'],
  ['PUT', '/sandbox/clock', {}, 'now'],
  ['PUT', '/sandbox/faults', [{ match: { kind: 'graph' }, action: { type: 'explode' } }], '0.action.type'],
  ['PUT', '/sandbox/faults', [{ match: { kind: 'mail' }, action: { type: 'drop' } }], '0.match.kind'],
  [
    'PUT',
    '/sandbox/faults',
    [{ match: { kind: 'webhook' }, probability: 2, action: { type: 'drop' } }],
    '0.probability',
  ],
  [
    'PUT',
    '/sandbox/settings',
    { receipts: { echo: { probability: 1, min_ms: 9, max_ms: 1 } } },
    'receipts.echo.min_ms',
  ],
  ['POST', '/sandbox/people', { count: 0 }, 'count'],
  ['POST', '/sandbox/people', { count: 1, locale: 'english' }, 'locale'],
  ['POST', '/sandbox/people/actions', { type: 'dance' }, 'type'],
  ['GET', '/sandbox/people?limit=0', undefined, 'limit'],
];

test('bad input is answered with 400 and the field', async () => {
  const { control, page, sandbox } = await openStory();
  for (const [method, path, body, field] of BAD) {
    const answer = await control(method, path, body);
    expect(answer.status, path).toBe(400);
    expect(answer.body.error.field, path).toBe(field);
  }
  expect((await control('GET', '/sandbox/people?page_id=1')).status).toBe(404);
  expect((await control('PUT', `/sandbox/pages/${page.id}`, { roles: ['1'] })).body.error.field).toBe(
    'roles',
  );
  expect((await fetch(`${sandbox.url}/sandbox/people`, { method: 'POST', body: '{' })).status).toBe(400);
  const foreign = await fetch(`${sandbox.url}/sandbox/people`, {
    method: 'POST',
    body: '{"count":1}',
    headers: { origin: 'https://evil.example' },
  });
  expect(foreign.status).toBe(403);
});

test('live notes name the thread that changed', async () => {
  const story = await openStory();
  const response = await fetch(`${story.sandbox.url}/sandbox/events?page_id=${story.page.id}`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const psid = await someoneWhoWrote(story);
  let seen = '';
  while (!seen.includes(psid)) seen += (await reader.read()).value ?? '';
  expect(seen).toContain('event: threads');
  await reader.cancel();
});
