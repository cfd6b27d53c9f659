// Who may be written to, when, and by which route (messenger-platform §5).
import { expect, test } from 'vitest';
import { expectAccepted, expectRefused, openScene, type Refusal, type Scene, template } from './scene.ts';

const DAY = 86_400;
const CLOSED: Refusal = [10, 2018278];
const HUMAN = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };

const afterwards = async (scene: Scene, psid: string, seconds: number): Promise<unknown> => {
  await scene.advance(seconds);
  return (await scene.send(psid, { text: 'x' })).body;
};

/** [act, whether it opens the window] for somebody whose window is closed. */
const ACTS: [Record<string, unknown>, boolean][] = [
  [{ type: 'message', text: 'hi' }, true],
  [{ type: 'message', attachments: [{ type: 'sticker' }] }, true],
  [{ type: 'quick_reply', payload: 'P', title: 'T' }, true],
  [{ type: 'postback' }, true],
  [{ type: 'referral', ref: 'R' }, true],
  [{ type: 'reaction' }, true],
  [{ type: 'referral', ref: 'R', ad_id: '6302' }, false],
  [{ type: 'reaction', action: 'unreact' }, false],
  [{ type: 'read' }, false],
  [{ type: 'comment', text: 'How much?' }, false],
  [{ type: 'optin', kind: 'marketing', payload: 'P' }, false],
  [{ type: 'edit', text: 'hello again' }, false],
];

test('which acts open the window, for a day', async () => {
  for (const [act, opens] of ACTS) {
    const scene = await openScene();
    const { psid } = scene;
    await scene.send(psid, { text: 'something to react to' });
    expectRefused((await afterwards(scene, psid, DAY + 1)) as never, CLOSED, 'before');
    await scene.act(psid, act);
    const { body } = await scene.send(psid, { text: 'x' });
    if (opens) {
      expectAccepted(body, JSON.stringify(act));
      expectAccepted(await afterwards(scene, psid, DAY - 10), 'almost a day later');
      expectRefused((await afterwards(scene, psid, 20)) as never, CLOSED, 'a day later');
    } else expectRefused(body, CLOSED, JSON.stringify(act));
  }
});

test('a first message after a Click-to-Messenger ad: seven days, or one, as the setting says', async () => {
  const scene = await openScene();
  const write = async (): Promise<string> => {
    const [psid] = await scene.people(1);
    await scene.act(psid!, { type: 'message', text: 'hi', referral: { ad_id: '6302' } });
    return psid!;
  };
  const first = await write();
  expectAccepted(await afterwards(scene, first, 7 * DAY - 10), 'almost seven days');
  expectRefused((await afterwards(scene, first, 20)) as never, CLOSED, 'seven days');
  await scene.control('PUT', '/sandbox/settings', { ad_window_hours: 24 });
  expectRefused((await afterwards(scene, await write(), DAY + 1)) as never, CLOSED, 'one day');
});

const feedback = template({
  template_type: 'customer_feedback',
  title: 'T',
  feedback_screens: [{ questions: [{ id: 'q', type: 'csat', title: 'How was it?' }] }],
  business_privacy: { url: 'https://shop.example.org/privacy' },
});

test('tags: two are left, the dead ones are a bad parameter', async () => {
  const scene = await openScene();
  const { psid } = scene;
  await scene.advance(6 * DAY);
  const survey = { messaging_type: 'MESSAGE_TAG', tag: 'CUSTOMER_FEEDBACK' };
  expectAccepted((await scene.send(psid, { text: 'x' }, HUMAN)).body, 'HUMAN_AGENT');
  expectAccepted((await scene.send(psid, feedback, survey)).body, 'CUSTOMER_FEEDBACK');
  expectRefused((await scene.send(psid, { text: 'x' }, survey)).body, [100], 'feedback without its template');
  for (const tag of [
    'CONFIRMED_EVENT_UPDATE',
    'ACCOUNT_UPDATE',
    'POST_PURCHASE_UPDATE',
    'SHIPPING_UPDATE',
    'PAIRING_UPDATE',
  ])
    expectRefused((await scene.send(psid, { text: 'x' }, { ...HUMAN, tag })).body, [100], tag);
  const news = { ...HUMAN, tag: 'NON_PROMOTIONAL_SUBSCRIPTION' };
  expectRefused((await scene.send(psid, { text: 'x' }, news)).body, [10, 2018065], 'news');
  await scene.control('PUT', `/sandbox/pages/${scene.page.id}`, { setup: { human_agent: false } });
  expectRefused((await scene.send(psid, { text: 'x' }, HUMAN)).body, [10], 'HUMAN_AGENT without review');
  await scene.control('PUT', `/sandbox/pages/${scene.page.id}`, { setup: { human_agent: true } });
  await scene.advance(DAY + 1);
  expectRefused((await scene.send(psid, { text: 'x' }, HUMAN)).body, CLOSED, 'after seven days');
  expectRefused((await scene.send(psid, feedback, survey)).body, CLOSED, 'after seven days');
});

test('utility: the three shapes, the template, its state and its parameters', async () => {
  const scene = await openScene();
  const { psid } = scene;
  const text = 'Your order {{1}} has left our house.';
  const components = [
    { type: 'HEADER', format: 'TEXT', text: 'Order' },
    { type: 'BODY', text, example: { body_text: [['566701']] } },
    { type: 'BUTTONS', buttons: [{ type: 'POSTBACK', text: 'Thanks' }] },
  ];
  const create = async (name: string, language: string) =>
    (await scene.graph('/me/message_templates', { name, language, category: 'UTILITY', components })).body;
  expect(await create('order_update_us', 'en')).toEqual({
    id: expect.any(String),
    status: 'APPROVED',
    category: 'UTILITY',
  });
  const body = { type: 'body', parameters: [{ type: 'text', text: '566701' }] };
  const buttons = { type: 'buttons', parameters: [{ type: 'POSTBACK', payload: '12345' }] };
  const button = {
    type: 'button',
    sub_type: 'postback',
    index: 0,
    parameters: [{ type: 'text', text: 'ref' }],
  };
  const named = { name: 'order_update_us', language: { code: 'en' } };
  const recipient = { id: psid };
  await scene.advance(30 * DAY);
  const shapes = [
    {
      recipient,
      messaging_type: 'UTILITY',
      message: { template: { ...named, components: [body, buttons] } },
    },
    { recipient, template: { ...named, components: [body, buttons] } },
    {
      recipient,
      messaging_type: 'UTILITY',
      message: template({ template_type: 'utility_messages', ...named, components: [body, button] }),
    },
  ];
  for (const shape of shapes)
    expectAccepted((await scene.graph('/v26.0/me/messages', shape)).body, JSON.stringify(shape));
  const wrong = [
    { ...named, components: [] },
    { ...named, name: 'nothing', components: [body] },
    { ...named, language: { code: 'de' }, components: [body] },
    { ...named, components: [body, body] },
    {
      ...named,
      components: [{ type: 'body', parameters: [{ type: 'text', text: '1', parameter_name: 'x' }] }],
    },
  ];
  for (const one of wrong)
    expectRefused(
      (await scene.send(psid, { template: one }, { messaging_type: 'UTILITY' })).body,
      [100],
      JSON.stringify(one),
    );
  await scene.control('PUT', '/sandbox/settings', { platform: { template_review: 'manual' } });
  const { id, status } = await create('order_update_us', 'de');
  expect(status).toBe('PENDING');
  const german = { ...named, language: { code: 'de' }, components: [body] };
  const send = async () => (await scene.send(psid, { template: german }, { messaging_type: 'UTILITY' })).body;
  for (const state of ['PENDING', 'REJECTED', 'PAUSED', 'DISABLED']) {
    await scene.control('POST', `/sandbox/pages/${scene.page.id}/actions`, {
      type: 'template',
      template_id: id,
      status: state,
    });
    expectRefused(await send(), [100], state);
  }
  await scene.control('POST', `/sandbox/pages/${scene.page.id}/actions`, {
    type: 'template',
    template_id: id,
    status: 'APPROVED',
  });
  expectAccepted(await send(), 'approved');
});

test('a private reply: one, of any kind, within seven days, to the author', async () => {
  const scene = await openScene();
  const [psid] = await scene.people(1);
  const reply = async (recipient: unknown) =>
    (await scene.graph('/me/messages', { recipient, message: { text: 'x' } })).body;
  const { comment_id } = await scene.act(psid!, { type: 'comment', text: 'How much?' });
  const { post_id } = await scene.act(psid!, { type: 'post' });
  expect(await reply({ comment_id })).toMatchObject({ recipient_id: psid });
  expectRefused(await reply({ comment_id }), [10900], 'a second reply');
  expect(await reply({ post_id })).toMatchObject({ recipient_id: psid });
  expectRefused((await scene.send(psid!, { text: 'x' })).body, CLOSED, 'a comment opens no window');
  const late = await scene.act(psid!, { type: 'comment' });
  await scene.advance(7 * DAY + 1);
  expectRefused(await reply({ comment_id: late.comment_id }), [10903], 'after seven days');
});

test('people who turned messages off, and a Page that may not send', async () => {
  const scene = await openScene();
  for (const [variant, refusal] of [
    ['551/1545041', [551, 1545041]],
    ['200/1545041', [200, 1545041]],
    ['10/2018108', [10, 2018108]],
    ['2', [2]],
  ] as const) {
    await scene.act(scene.psid, { type: 'block', variant });
    expectRefused((await scene.send(scene.psid, { text: 'x' })).body, refusal, variant);
    await scene.act(scene.psid, { type: 'unblock' });
  }
  await scene.control('POST', `/sandbox/pages/${scene.page.id}/actions`, { type: 'restrict', hours: 1 });
  expectRefused((await scene.send(scene.psid, { text: 'x' })).body, [10, 1893063], 'restricted');
  expect((await scene.graph('/me/page_status')).body.status).toBe('restricted');
  await scene.advance(3601);
  await expect.poll(async () => (await scene.send(scene.psid, { text: 'x' })).status).toBe(200);
});
