// The less usual forms of webhooks: shared entries, several Pages, odd timestamps, unknown kinds, standby copies, and how long
// changes of the feed are tried.
import { expect, test } from 'vitest';
import { type Answer, openStoryWithReceiver, type Story, someoneWhoWrote } from '../testing/story.ts';

const set = (story: Story, patch: unknown) => story.control('PUT', '/sandbox/settings', patch);

test('events of two Pages share a post, and events of one Page an entry', async () => {
  const story = await openStoryWithReceiver();
  const sibling = (
    await story.control('POST', '/sandbox/pages', { name: 'Sibling', app_id: story.page.app_id })
  ).body;
  await story.control('PUT', `/sandbox/pages/${sibling.id}`, { subscribed_fields: ['messages'] });
  const other = (await story.control('POST', '/sandbox/people', { page_id: sibling.id, count: 1 })).body
    .psids[0];
  const psids = await story.people(3);
  story.receiver.status = 500;
  await set(story, { webhooks: { entries_per_post: 100, concurrency: 1 }, oddities: { shared_entry: 1 } });
  await story.act(psids[0]!, { type: 'message', text: 'first' });
  await story.receiver.until(() => story.receiver.received.length >= 1);
  for (const psid of psids) await story.act(psid, { type: 'message', text: 'x' });
  await story.act(psids[1]!, { type: 'comment' });
  await story.control('POST', `/sandbox/people/${other}/actions`, {
    page_id: sibling.id,
    type: 'message',
    text: 'y',
  });
  story.receiver.status = 200;
  await story.advance(60);
  await story.receiver.until(() => story.receiver.events('message').length === 5);
  const entries = story.receiver.entries();
  expect(new Set(entries.map((entry) => entry.id))).toEqual(new Set([story.page.id, sibling.id]));
  expect(entries.some((entry) => (entry.messaging?.length ?? 0) > 1)).toBe(true);
  expect(entries.some((entry) => entry.messaging && entry.changes)).toBe(true);
});

const ODD: [string, (event: Answer) => unknown, unknown][] = [
  ['seconds_timestamp', (event) => event.timestamp < 1e11, true],
  ['text_timestamp', (event) => typeof event.timestamp, 'string'],
  ['unknown_key', (event) => event.something_new, { version: 2, list: [1, null, 'x'] }],
  ['text_sticker_id', (event) => event.message.attachments[0].payload.sticker_id, '369239263222822'],
  [
    'sticker_beside_image',
    (event) => event.message.attachments.map((one: Answer) => one.type),
    ['sticker', 'image'],
  ],
];

test.each(ODD)('%s', async (name, look, expected) => {
  const story = await openStoryWithReceiver();
  await set(story, { oddities: { [name]: 1 } });
  const [psid] = await story.people(1);
  await story.act(psid!, { type: 'message', attachments: [{ type: 'sticker' }] });
  await story.receiver.until(() => story.receiver.events('message').length === 1);
  expect(look(story.receiver.events('message')[0])).toEqual(expected);
});

test('unknown events go ahead of known ones; copies of an event look alike', async () => {
  const story = await openStoryWithReceiver();
  await set(story, { oddities: { unknown_event: 1, text_timestamp: 0.5 } });
  await story.control('PUT', '/sandbox/faults', [
    { match: { kind: 'webhook' }, action: { type: 'duplicate', times: 3 } },
  ]);
  const [psid] = await story.people(1);
  await story.act(psid!, { type: 'message', text: 'x' });
  await story.receiver.until(() => story.receiver.received.length === 5);
  expect(story.receiver.events()[0]).toHaveProperty('messaging_something_new');
  const copies = story.receiver.events('message').map((event) => JSON.stringify(event));
  expect(copies).toHaveLength(4);
  expect(new Set(copies).size).toBe(1);
});

test('restrictions beside messaging, seconds in entries', async () => {
  const story = await openStoryWithReceiver();
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, {
    callback_url: story.receiver.url,
    subscribed_fields: ['business_integrity'],
  });
  await set(story, { oddities: { restrictions_beside: 1, entry_seconds: 1 } });
  await story.control('POST', `/sandbox/pages/${story.page.id}/actions`, { type: 'restrict' });
  await story.receiver.until(() => story.receiver.received.length === 1);
  const [entry] = story.receiver.entries() as Answer[];
  expect(entry.restrictions).toHaveLength(1);
  expect(entry.messaging[0]).not.toHaveProperty('restrictions');
  expect(entry.time).toBeLessThan(1e11);
});

test('an app that does not own the thread gets copies as standby, without the payload of postbacks', async () => {
  const story = await openStoryWithReceiver();
  const [psid] = await story.people(1);
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, {
    callback_url: story.receiver.url,
    subscribed_fields: ['messages', 'messaging_postbacks', 'messaging_handovers', 'standby'],
  });
  await story.act(psid!, { type: 'handover', app_id: '1234' });
  await story.act(psid!, { type: 'postback' });
  await story.act(psid!, { type: 'handover', kind: 'take' });
  await story.act(psid!, { type: 'postback' });
  await story.receiver.until(() => story.receiver.received.length === 4);
  const [passed, copied, taken, own] = story.receiver.entries() as Answer[];
  expect(passed.messaging[0].pass_thread_control.new_owner_app_id).toBe('1234');
  expect(copied).not.toHaveProperty('messaging');
  expect(copied.standby[0].postback).toEqual({ mid: expect.any(String), title: 'Get Started' });
  expect(taken.messaging[0].take_thread_control.previous_owner_app_id).toBe('1234');
  expect(own.messaging[0].postback.payload).toBe('GET_STARTED');
});

test('a change of the feed is tried for 36 hours and never unsubscribes the app', async () => {
  const story = await openStoryWithReceiver();
  story.receiver.status = 500;
  const [psid] = await story.people(1);
  await story.act(psid!, { type: 'comment' });
  const pending = async (): Promise<number> => (await story.control('GET', '/sandbox/webhooks')).body.pending;
  await story.receiver.until(() => story.receiver.received.length >= 3);
  await story.advance(2 * 3600);
  await story.receiver.until(() => story.receiver.received.length >= 4);
  await expect.poll(pending).toBe(1);
  const state = (await story.control('GET', `/sandbox/pages/${story.page.id}`)).body;
  expect(state.subscribed_fields).toContain('feed');
  expect(state.webhooks).toMatchObject({ failing: false, disabled_at: null });
  await story.advance(35 * 3600);
  await expect.poll(pending, { timeout: 10_000 }).toBe(0);
});

test('after a quarter of an hour of failures an alert is noted', async () => {
  const story = await openStoryWithReceiver();
  story.receiver.status = 500;
  await someoneWhoWrote(story);
  await story.receiver.until(() => story.receiver.received.length >= 3);
  await story.advance(16 * 60);
  const webhooks = async (): Promise<Answer> =>
    (await story.control('GET', `/sandbox/pages/${story.page.id}`)).body.webhooks;
  await expect.poll(async () => (await webhooks()).alerted_at, { timeout: 10_000 }).not.toBeNull();
  expect((await webhooks()).disabled_at).toBeNull();
});

test('blocks are answered by the weights of the settings', async () => {
  const story = await openStoryWithReceiver();
  await set(story, { blocks: { '551/1545041': 0, '10/2018108': 1, '2': 1 } });
  const codes = new Set<number>();
  for (const psid of await story.people(12)) {
    await story.act(psid, { type: 'message', text: 'x' });
    await story.act(psid, { type: 'block' });
    codes.add((await story.send(psid, { text: 'x' })).body.error.code);
  }
  expect(codes).toEqual(new Set([2, 10]));
  const none = { '551/1545041': 0, '200/1545041': 0, '10/2018108': 0, '2': 0 };
  expect((await set(story, { blocks: none })).body.error.field).toBe('blocks');
});
