// What happens to a Page: restriction and its end, the inbox, labels, reviews, events of paid marketing messages.
import { expect, test } from 'vitest';
import { newest, openScene } from '../testing/scene.ts';
import type { Answer, Story } from '../testing/story.ts';

const any = expect.any(String);
const number = expect.any(Number);

const happen = async (story: Story, act: Record<string, unknown>): Promise<Answer> =>
  (await story.control('POST', `/sandbox/pages/${story.page.id}/actions`, act)).body;

test('a restricted Page cannot send until the restriction ends, and both webhooks tell of it', async () => {
  const scene = await openScene();
  const told = await happen(scene, { type: 'restrict', hours: 2 });
  expect(told.webhooks).toEqual({ business_integrity: 'queued', policy_enforcement: 'queued' });
  await scene.receiver.until(() => scene.receiver.received.length === 3);
  const [integrity, enforcement] = scene.receiver
    .entries()
    .slice(1)
    .map((entry) => entry.messaging![0] as Answer);
  expect(integrity).toEqual({
    timestamp: number,
    status: 'restricted',
    violations: [{ type: 'SPAM', description: any, url: any }],
    restrictions: [
      {
        feature: 'page_messaging_api',
        status: 'RESTRICTED',
        description: any,
        applied_time: number,
        expiration_time: integrity.timestamp + 7200,
      },
    ],
  });
  expect(integrity.timestamp).toBeLessThan(1e11);
  expect(enforcement).toEqual({
    recipient: { id: scene.page.id },
    timestamp: number,
    policy_enforcement: { action: 'block', reason: any },
  });
  const refused = (await scene.send(scene.psid, { text: 'x' })).body.error;
  expect(refused).toMatchObject({ code: 10, error_subcode: 1893063 });
  await scene.advance(7201);
  await scene.receiver.until(() => scene.receiver.received.length === 5);
  expect(scene.receiver.events('policy_enforcement').at(-1)).toMatchObject({
    policy_enforcement: { action: 'unblock' },
  });
  expect((await scene.send(scene.psid, { text: 'x' })).status).toBe(200);
});

test('a warning changes nothing but how the Page stands', async () => {
  const scene = await openScene();
  await happen(scene, { type: 'warn', reason: 'Careful.' });
  await scene.receiver.until(() => scene.receiver.received.length === 3);
  expect(scene.receiver.events('policy_enforcement')).toMatchObject([
    { policy_enforcement: { action: 'warning', reason: 'Careful.' } },
  ]);
  expect((await scene.send(scene.psid, { text: 'x' })).status).toBe(200);
});

test('a message from the Page Inbox echoes with the id of the inbox and without metadata', async () => {
  const scene = await openScene();
  const { mid } = await happen(scene, { type: 'inbox_message', psid: scene.psid, text: 'A person here' });
  expect((await newest(scene)).messaging).toEqual([
    {
      sender: { id: scene.page.id },
      recipient: { id: scene.psid },
      timestamp: number,
      message: { mid, is_echo: true, app_id: 263902037430900, text: 'A person here' },
    },
  ]);
});

test("the Page's own comments carry its id", async () => {
  const scene = await openScene();
  await happen(scene, { type: 'comment', text: 'Thanks!' });
  expect((await newest(scene)).changes[0].value).toMatchObject({
    item: 'comment',
    from: { id: scene.page.id },
    message: 'Thanks!',
  });
});

test('labels given at the inbox come as a change', async () => {
  const scene = await openScene();
  const { label_id } = await happen(scene, { type: 'label', psid: scene.psid, label: 'VIP' });
  expect((await newest(scene)).changes).toEqual([
    {
      field: 'inbox_labels',
      value: {
        user: { id: scene.psid },
        action: 'add',
        label: { id: label_id, page_label_name: 'VIP' },
      },
    },
  ]);
});

test('a person decides about a template that is pending', async () => {
  const scene = await openScene();
  await scene.control('PUT', '/sandbox/settings', { platform: { template_review: 'manual' } });
  const created = await scene.graph(`/v26.0/${scene.page.id}/message_templates`, {
    name: 'order_update',
    language: 'en',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Your order is on its way.' }],
  });
  expect(created.body.status).toBe('PENDING');
  const decision = {
    type: 'template',
    template_id: created.body.id,
    status: 'REJECTED',
    reason: 'INCORRECT_PARAMS',
  };
  expect(await happen(scene, decision)).toMatchObject({ webhook: 'queued' });
  expect((await newest(scene)).changes).toMatchObject([
    { field: 'message_template_status_update', value: { event: 'REJECTED', reason: 'INCORRECT_PARAMS' } },
  ]);
  const unknown = await happen(scene, { ...decision, template_id: '1' });
  expect(unknown.error.field).toBe('template_id');
});

test('events of paid marketing messages are flat, and name the PSID as a number', async () => {
  const scene = await openScene();
  const paid = { type: 'marketing_message', event: 'delivery_failed', tracking_id: 'uuid' };
  await happen(scene, { ...paid, psid: scene.psid });
  await happen(scene, { ...paid, psid: null });
  await scene.receiver.until(() => scene.receiver.received.length === 3);
  expect(scene.receiver.received[1]!.raw.toString()).toContain(`"recipient_id":${scene.psid},`);
  expect(scene.receiver.entries().at(-1)!.messaging![0]).toEqual({
    field: 'marketing_message_delivery_failed',
    page_id: scene.page.id,
    recipient_id: null,
    app_id: scene.page.app_id,
    timestamp: number,
    mid: any,
    marketing_message_tracking_id: 'uuid',
    message_id: any,
    business_id: any,
    error_message: any,
  });
});

test('any other event can be sent as it is', async () => {
  const scene = await openScene();
  await happen(scene, { type: 'raw', field: 'mention', event: { post_id: 'x' } });
  expect((await newest(scene)).changes).toEqual([{ field: 'mention', value: { post_id: 'x' } }]);
  const messaging = { type: 'raw', field: 'messages', head: true, event: { hop: 1 } };
  await happen(scene, messaging);
  expect((await newest(scene, 3)).messaging).toEqual([
    { recipient: { id: scene.page.id }, timestamp: number, hop: 1 },
  ]);
});
