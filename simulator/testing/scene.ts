// A scene for tests of events: one person wrote, the Page answered, everything is subscribed and receipts are off, so that each
// act is followed by exactly its own posts.
import { WEBHOOK_FIELDS } from '../graph/webhook-fields.ts';
import { type Answer, openStoryWithReceiver } from './story.ts';

export type Receiving = Awaited<ReturnType<typeof openStoryWithReceiver>>;
export type ActScene = Receiving & { psid: string; mid: string; sent: string };

/** `mid` is the person's message, `sent` the Page's. */
export async function openScene(): Promise<ActScene> {
  const story = await openStoryWithReceiver();
  const never = { probability: 0, min_ms: 0, max_ms: 0 };
  await story.control('PUT', '/sandbox/settings', {
    receipts: { echo: never, delivery: never, read: never },
  });
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, {
    callback_url: story.receiver.url,
    subscribed_fields: [...WEBHOOK_FIELDS],
  });
  const [psid] = await story.people(1);
  const { mid } = await story.act(psid!, { type: 'message', text: 'hello' });
  const sent = (await story.send(psid!, { text: 'How was it?' })).body.message_id;
  await story.receiver.until(() => story.receiver.received.length === 1);
  return { ...story, psid: psid!, mid, sent };
}

/** The newest entry, once there are `count` posts; the first was before the act. */
export async function newest({ receiver }: Receiving, count = 2): Promise<Answer> {
  await receiver.until(() => receiver.received.length === count);
  return JSON.parse(receiver.received.at(-1)!.raw.toString()).entry[0];
}
