// What the record says of receipts: when the platform told the client, and nothing that the client could not know.
import { expect, test } from 'vitest';
import {
  type Answer,
  openStory,
  openStoryWithReceiver,
  type Story,
  someoneWhoWrote,
} from '../testing/story.ts';

const CAMPAIGN = 'talaria:i:spring';
const never = { probability: 0, min_ms: 0, max_ms: 0 };

const sendOf = (story: Story, psid: string) => story.send(psid, { text: 'x', metadata: `${CAMPAIGN}:1:1` });

async function recorded(story: Story): Promise<Answer[]> {
  return (await story.control('GET', '/sandbox/messages')).body.data;
}

async function campaigns(story: Story): Promise<Answer[]> {
  return (await story.control('GET', '/sandbox/messages/summary')).body.campaigns;
}

/** Waits until the phone shows every message of the Page as delivered. */
async function shownAsDelivered(story: Story, psid: string): Promise<void> {
  const all = async () =>
    (await story.control('GET', `/sandbox/people/${psid}/thread`)).body.messages.every(
      (message: Answer) => message.delivered,
    );
  await expect.poll(all, { timeout: 10_000 }).toBe(true);
}

test('a send is noted as echoed, delivered and read, and counted', async () => {
  const story = await openStoryWithReceiver();
  const psid = await someoneWhoWrote(story);
  await sendOf(story, psid);
  await story.receiver.until(() => story.receiver.events('read').length === 1);
  await expect.poll(async () => (await recorded(story))[0].echoed_at).not.toBeNull();
  const [send] = await recorded(story);
  for (const at of [send.echoed_at, send.delivered_at, send.read_at]) {
    expect(new Date(at).toISOString()).toBe(at);
    expect(Date.parse(at)).toBeGreaterThanOrEqual(send.at_ms);
  }
  expect(await campaigns(story)).toEqual([
    { campaign: CAMPAIGN, sends: 1, people: 1, delivered: 1, read: 1 },
  ]);
});

test('a read makes all earlier sends of the thread read, and delivered', async () => {
  const story = await openStoryWithReceiver();
  const psid = await someoneWhoWrote(story);
  const other = await someoneWhoWrote(story);
  await story.control('PUT', '/sandbox/settings', { receipts: { read: never } });
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, {
    subscribed_fields: ['messages', 'message_echoes', 'message_reads'],
  });
  for (const to of [psid, psid, other]) await sendOf(story, to);
  await shownAsDelivered(story, psid);
  expect((await recorded(story)).map((send) => send.delivered_at)).toEqual([null, null, null]);
  await story.act(psid, { type: 'read' });
  const [first, second, third] = await recorded(story);
  for (const send of [first, second]) {
    expect(send.read_at).not.toBeNull();
    expect(send.delivered_at).toBe(send.read_at);
  }
  expect(third).toMatchObject({ delivered_at: null, read_at: null });
  expect(await campaigns(story)).toMatchObject([{ sends: 3, people: 2, delivered: 2, read: 2 }]);
});

test('a delivery covers the sends before it', async () => {
  const story = await openStoryWithReceiver();
  const psid = await someoneWhoWrote(story);
  await story.control('PUT', '/sandbox/settings', { receipts: { delivery: never } });
  await sendOf(story, psid);
  await story.control('PUT', '/sandbox/settings', {
    receipts: { delivery: { probability: 1, min_ms: 0, max_ms: 0 }, read: never },
  });
  await sendOf(story, psid);
  await story.receiver.until(() => story.receiver.events('delivery').length === 1);
  const [first, second] = await recorded(story);
  expect(first.delivered_at).not.toBeNull();
  expect(first.delivered_at).toBe(second.delivered_at);
  expect(await campaigns(story)).toMatchObject([{ delivered: 2, read: 0 }]);
});

test('what was sent but lost on the way is noted; without a subscription nothing is', async () => {
  const story = await openStoryWithReceiver();
  const psid = await someoneWhoWrote(story);
  await story.control('PUT', '/sandbox/faults', [{ match: { kind: 'webhook' }, action: { type: 'drop' } }]);
  await sendOf(story, psid);
  await expect.poll(async () => (await campaigns(story))[0].read, { timeout: 10_000 }).toBe(1);
  const deaf = await openStory();
  const soon = { probability: 1, min_ms: 0, max_ms: 5 };
  await deaf.control('PUT', '/sandbox/settings', { receipts: { echo: soon, delivery: soon, read: soon } });
  const listener = await someoneWhoWrote(deaf);
  await sendOf(deaf, listener);
  await shownAsDelivered(deaf, listener);
  await deaf.act(listener, { type: 'read' });
  expect(await recorded(deaf)).toMatchObject([{ echoed_at: null, delivered_at: null, read_at: null }]);
});

test('receipts of sends from before the record was emptied count nowhere', async () => {
  const story = await openStoryWithReceiver();
  const psid = await someoneWhoWrote(story);
  const slow = { probability: 1, min_ms: 60_000, max_ms: 60_000 };
  await story.control('PUT', '/sandbox/settings', { receipts: { delivery: slow } });
  await sendOf(story, psid);
  await story.control('DELETE', '/sandbox/messages');
  await story.control('PUT', '/sandbox/settings', { receipts: { delivery: never } });
  await story.advance(1);
  await sendOf(story, psid);
  await story.advance(61);
  await story.receiver.until(() => story.receiver.events('read').length === 1);
  expect(await campaigns(story)).toMatchObject([{ sends: 1, delivered: 0, read: 0 }]);
  expect(await recorded(story)).toMatchObject([{ psid, delivered_at: null, read_at: null }]);
});

test('an echo names attachments and stickers by number', async () => {
  const story = await openStoryWithReceiver();
  const psid = await someoneWhoWrote(story);
  const upload = {
    attachment: { type: 'image', payload: { url: 'https://cdn.example/x.png', is_reusable: true } },
  };
  const { attachment_id } = (
    await story.graph(`/v26.0/${story.page.id}/message_attachments`, { message: upload })
  ).body;
  await story.send(psid, { attachment: { type: 'image', payload: { attachment_id } } });
  await story.send(psid, { sticker_id: '369239263222822' });
  const raws = (): string[] => story.receiver.received.map((post) => post.raw.toString());
  await story.receiver.until(() => raws().some((raw) => raw.includes('"sticker_id":369239263222822')));
  await story.receiver.until(() => raws().some((raw) => raw.includes(`"attachment_id":${attachment_id}`)));
});
