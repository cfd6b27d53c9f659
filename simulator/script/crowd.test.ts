// People who follow a script: what they do, how often, that they can be repeated, and that it stops.
import { expect, test } from 'vitest';
import { type Answer, openStoryWithReceiver, type Story } from '../testing/story.ts';
import { createRandom } from '../world/random.ts';
import { decide } from './crowd.ts';
import { scriptSchema } from './script.contract.ts';

const AT_ONCE = { min_ms: 0, max_ms: 0 };

async function script(story: Story, rates: Record<string, unknown>): Promise<Answer> {
  const body = { read_rate: 1, read_delay: AT_ONCE, answer_delay: AT_ONCE, ...rates };
  return (await story.control('PUT', '/sandbox/script', { page_id: story.page.id, ...body })).body;
}

/** Sends one message to each of `count` people who wrote, and lets them answer. */
async function broadcast(story: Story, count: number, message: unknown): Promise<string[]> {
  const psids = await story.people(count);
  await story.control('POST', '/sandbox/people/actions', { type: 'message', text: 'hi', psids });
  for (const psid of psids) await story.send(psid, message);
  return psids;
}

async function done(story: Story, deed: string): Promise<number> {
  return (await story.control('GET', '/sandbox/script')).body.done[deed] ?? 0;
}

test('everybody who reads answers, taps, reacts and then blocks when the rates say so', async () => {
  const story = await openStoryWithReceiver();
  await script(story, { reply_rate: 1, tap_rate: 1, react_rate: 1, block_rate: 1, replies: ['Gladly'] });
  const quick_replies = [{ content_type: 'text', title: 'Yes', payload: 'Y' }];
  const [psid] = await broadcast(story, 1, { text: 'Shall we?', quick_replies });
  await expect.poll(() => done(story, 'react'), { timeout: 10_000 }).toBe(1);
  await story.advance(60);
  await expect.poll(() => done(story, 'block'), { timeout: 10_000 }).toBe(1);
  await story.receiver.until(() => story.receiver.events('reaction').length === 1);
  const texts = (): unknown[] =>
    story.receiver
      .events('message')
      .map((event) => (event as Answer).message)
      .filter((message) => !message.is_echo)
      .map((message) => [message.text, message.quick_reply?.payload]);
  await story.receiver.until(() => texts().length === 3);
  expect(texts()).toEqual([
    ['hi', undefined],
    ['Yes', 'Y'],
    ['Gladly', undefined],
  ]);
  expect((await story.send(psid!, { text: 'x' })).body.error.code).toBe(551);
});

test('about as many block as the rate says, and the same ones in a second sandbox', async () => {
  const blocked = async (): Promise<string[]> => {
    const story = await openStoryWithReceiver();
    await script(story, { block_rate: 0.3 });
    await broadcast(story, 200, { text: 'Hello' });
    await story.receiver.until(() => story.receiver.events('read').length === 200);
    await story.advance(1);
    // The last of them may still be at it.
    await expect.poll(async () => (await story.control('GET', '/sandbox/webhooks')).body.scheduled).toBe(0);
    const list = (await story.control('GET', '/sandbox/people?limit=200')).body.data;
    return list.filter((person: Answer) => person.blocked).map((person: Answer) => person.psid);
  };
  const first = await blocked();
  expect(first.length).toBeGreaterThan(35);
  expect(first.length).toBeLessThan(85);
  expect(await blocked()).toEqual(first);
});

test('without a script nobody does anything', async () => {
  const story = await openStoryWithReceiver();
  await script(story, { reply_rate: 1 });
  const removed = await story.control('DELETE', `/sandbox/script?page_id=${story.page.id}`);
  expect(removed.body.script).toBeNull();
  await broadcast(story, 1, { text: 'Hello' });
  await story.receiver.until(() => story.receiver.events('read').length === 1);
  await story.advance(3600);
  expect((await story.control('GET', '/sandbox/script')).body.done).toEqual({});
});

test('bad rates are refused by name', async () => {
  const story = await openStoryWithReceiver();
  expect((await script(story, { tap_rate: 2 })).error.field).toBe('tap_rate');
  expect((await script(story, { taps: 1 })).error.message).toContain('taps');
  expect((await script(story, { read_delay: { min_ms: 2, max_ms: 1 } })).error.field).toBe(
    'read_delay.min_ms',
  );
});

const FORMS: [string, Record<string, unknown>][] = [
  ['customer_feedback', { type: 'feedback' }],
  ['notification_messages', { type: 'optin', kind: 'marketing' }],
  ['one_time_notif_req', { type: 'optin', kind: 'one_time' }],
  ['coupon', { type: 'coupon' }],
  ['instant_form', { type: 'lead_form' }],
];

test.each(FORMS)('a tap on %s answers it', (template, act) => {
  const offers = { template, quickReplies: [], postbacks: [], links: [] };
  const steps = decide(scriptSchema.parse({ tap_rate: 1 }), offers, { dice: createRandom('x'), mid: 'm' });
  expect(steps).toMatchObject([{ deed: 'tap', act }]);
});
