// Rate limits and the headers that tell of them (messenger-platform §6), with smaller numbers in the place of the documented
// ones, which are the defaults.
import { expect, test } from 'vitest';
import { type Answer, openStory, type Story, someoneWhoWrote } from '../testing/story.ts';
import { expectRefused } from './scene.ts';

const limit = (story: Story, limits: Record<string, number>) =>
  story.control('PUT', '/sandbox/settings', { limits });

test('the defaults are the documented numbers', async () => {
  const story = await openStory();
  expect((await story.control('GET', '/sandbox/settings')).body.limits).toMatchObject({
    messages_per_second: 300,
    media_per_second: 10,
    conversations_per_second: 2,
    daily_calls_per_person: 200,
    profile_calls_per_10_minutes: 10,
    user_settings_calls_per_10_minutes: 10,
    private_replies_per_hour: 750,
    token_list_calls_per_hour: 1000,
  });
});

const usageOf = (headers: Headers, page: string): Answer =>
  JSON.parse(headers.get('x-business-use-case-usage') ?? '{}')[page]?.[0];

test('sends: audio and video have less; headers come after some calls, rise, and say when access is back', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  await limit(story, { messages_per_second: 50, media_per_second: 2, daily_calls_per_person: 100_000 });
  const first = await story.send(psid, { text: 'x' });
  expect(usageOf(first.headers, story.page.id)).toBeUndefined();
  const audio = { attachment: { type: 'audio', payload: { url: 'https://shop.example.org/a.mp3' } } };
  const media = await Promise.all(Array.from({ length: 6 }, () => story.send(psid, audio)));
  expect(media.filter(({ status }) => status === 200).length).toBeLessThan(6);
  const texts = await Promise.all(Array.from({ length: 120 }, () => story.send(psid, { text: 'x' })));
  const refused = texts.find(({ status }) => status !== 200)!;
  expectRefused(refused.body, [613], 'above the second');
  expect(usageOf(refused.headers, story.page.id)).toMatchObject({
    type: 'messenger',
    call_count: expect.any(Number),
    total_cputime: expect.any(Number),
    total_time: expect.any(Number),
    estimated_time_to_regain_access: 1,
  });
  const counts = texts.map(({ headers }) => usageOf(headers, story.page.id)?.call_count ?? 0);
  expect(Math.max(...counts)).toBeGreaterThanOrEqual(100);
});

test('the rolling day: 80006, with the minutes until the oldest calls are forgotten', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  await limit(story, { daily_calls_per_person: 4 });
  for (let i = 0; i < 4; i++) expect((await story.send(psid, { text: 'x' })).status).toBe(200);
  const over = await story.send(psid, { text: 'x' });
  expectRefused(over.body, [80006], 'the fifth of four');
  const minutes = usageOf(over.headers, story.page.id).estimated_time_to_regain_access;
  expect(minutes).toBeGreaterThan(22 * 60);
  expect(minutes).toBeLessThanOrEqual(24 * 60);
  await story.act(psid, { type: 'message', text: 'hi' });
  await story.advance(minutes * 60);
  await story.act(psid, { type: 'message', text: 'hi' });
  expect((await story.send(psid, { text: 'x' })).status).toBe(200);
});

test('conversations, private replies, one thread, the token list, app tokens', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  await limit(story, {
    private_replies_per_hour: 1,
    thread_messages_per_minute: 3,
    token_list_calls_per_hour: 1,
    app_calls_per_hour: 20,
    page_calls_per_person: 20,
  });
  const conversations = await Promise.all(Array.from({ length: 8 }, () => story.graph('/me/conversations')));
  expectRefused(conversations.find(({ status }) => status !== 200)!.body, [80006], 'conversations');
  const reply = async () => {
    const { comment_id } = await story.act(psid, { type: 'comment' });
    return (await story.graph('/me/messages', { recipient: { comment_id }, message: { text: 'x' } })).body;
  };
  expect((await reply()).recipient_id).toBe(psid);
  expectRefused(await reply(), [613], 'private replies');
  const thread = await Promise.all(Array.from({ length: 6 }, () => story.send(psid, { text: 'x' })));
  expectRefused(thread.find(({ status }) => status !== 200)!.body, [613], 'one thread');
  expect((await story.graph('/me/notification_message_tokens')).status).toBe(200);
  expectRefused((await story.graph('/me/notification_message_tokens')).body, [2300080], 'token list');
  for (let i = 0; i < 10; i++) await story.graph('/me');
  expectRefused((await story.graph('/me')).body, [80001], 'other calls of the Page');
  const [app] = (await story.control('GET', '/sandbox/apps')).body;
  const accounts = () => story.graph('/me/accounts', undefined, { token: app.user_access_token });
  let last = await accounts();
  expect(JSON.parse(last.headers.get('x-app-usage') ?? 'null')).toMatchObject({ call_count: 5 });
  for (let i = 0; i < 20; i++) last = await accounts();
  expectRefused(last.body, [4], 'an app token');
});

test('calls while blocked lengthen the block', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  await limit(story, { messages_per_second: 5, thread_messages_per_minute: 1_000_000 });
  const burst = async (count: number): Promise<number[]> => {
    const answers = await Promise.all(Array.from({ length: count }, () => story.send(psid, { text: 'x' })));
    return answers.map(({ headers }) => usageOf(headers, story.page.id)?.call_count ?? 0);
  };
  const short = Math.max(...(await burst(10)));
  const long = Math.max(...(await burst(40)));
  expect(long).toBeGreaterThan(short);
});
