// Versions, tokens, permissions and subscriptions (messenger-platform §1, §2, §3.1).
import { createHmac } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { WEBHOOK_FIELDS } from '../graph/webhook-fields.ts';
import { startReceiver } from '../testing/receiver.ts';
import type { Answer } from '../testing/story.ts';
import { expectRefused, openScene, type Refusal, type Scene } from './scene.ts';

const asApp = async (scene: Scene, path: string, body?: unknown, method?: string): Promise<Answer> =>
  (await scene.graph(path, body, { token: scene.appToken, ...(method ? { method } : {}) })).body;

test('live versions, expired ones and none are served; what never was is refused', async () => {
  const scene = await openScene();
  for (const version of ['v26.0', 'v25.0', 'v24.0', 'v23.0', 'v22.0', 'v21.0', 'v12.0', 'v2.6', ''])
    expect((await scene.graph(`${version && `/${version}`}/me`)).body.id, version).toBe(scene.page.id);
  expectRefused((await scene.graph('/v27.0/me')).body, [2500], 'v27.0');
  const ids = await scene.graph(`/v22.0/?ids=${scene.page.id}`);
  expect(ids.status).toBe(500);
  expectRefused(ids.body, [100], '?ids=');
});

/** [state of the token, subcode of 190] */
const DEATHS: [string, number][] = [
  ['app_removed', 458],
  ['checkpoint', 459],
  ['password_changed', 460],
  ['expired', 463],
  ['unconfirmed', 464],
  ['invalidated', 467],
  ['role_lost', 492],
];

test('a token dies with its subcode, on sends too, and debug_token tells', async () => {
  const scene = await openScene();
  for (const [token_state, subcode] of DEATHS) {
    await scene.control('PUT', `/sandbox/pages/${scene.page.id}`, { token_state });
    expectRefused((await scene.send(scene.psid, { text: 'x' })).body, [190, subcode], token_state);
    const { data } = await asApp(scene, `/debug_token?input_token=${scene.page.access_token}`);
    expect(data).toMatchObject({ is_valid: false, error: { code: 190, subcode } });
  }
  await scene.control('PUT', `/sandbox/pages/${scene.page.id}`, { token_state: 'valid' });
  const { data } = await asApp(scene, `/debug_token?input_token=${scene.page.access_token}`);
  expect(Object.keys(data).toSorted()).toEqual([
    'app_id',
    'application',
    'data_access_expires_at',
    'expires_at',
    'granular_scopes',
    'is_valid',
    'issued_at',
    'profile_id',
    'scopes',
    'type',
    'user_id',
  ]);
});

test('me/accounts has the documented fields', async () => {
  const scene = await openScene();
  const { body } = await scene.graph('/v26.0/me/accounts', undefined, { token: scene.userToken });
  expect(body.data[0]).toEqual({
    access_token: scene.page.access_token,
    category: expect.any(String),
    category_list: [{ id: expect.any(String), name: expect.any(String) }],
    name: scene.page.name,
    id: scene.page.id,
    tasks: ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MESSAGING', 'MODERATE', 'MANAGE'],
  });
  expect(scene.page.id).toMatch(/^\d{15,17}$/);
  expect(Number.isSafeInteger(Number(scene.psid))).toBe(false);
});

test('the proof of the app secret is checked when given, and demanded when set', async () => {
  const scene = await openScene();
  const proof = createHmac('sha256', scene.page.app_secret).update(scene.page.access_token).digest('hex');
  const withProof = `/me?appsecret_proof=${proof}`;
  expect((await scene.graph(withProof)).body.id).toBe(scene.page.id);
  expectRefused((await scene.graph('/me?appsecret_proof=ab')).body, [100], 'a wrong proof');
  await scene.control('PUT', `/sandbox/pages/${scene.page.id}`, { require_app_secret: true });
  expectRefused((await scene.graph('/me')).body, [100], 'no proof');
  expect((await scene.graph(withProof)).body.id).toBe(scene.page.id);
});

test('each call needs its permission', async () => {
  const scene = await openScene();
  await scene.control('PUT', `/sandbox/pages/${scene.page.id}`, { scopes: ['pages_show_list'] });
  const paths: [string, unknown?][] = [
    ['messages', { recipient: { id: scene.psid }, message: { text: 'x' } }],
    ['messenger_profile?fields=greeting'],
    ['personas'],
    ['subscribed_apps'],
    ['custom_labels'],
    ['page_status'],
    ['conversations'],
    ['insights?metric=page_messages_sent'],
    ['message_templates'],
    ['message_attachments', {}],
    ['notification_message_tokens'],
  ];
  for (const [path, body] of paths) expectRefused((await scene.graph(`/me/${path}`, body)).body, [200], path);
  expectRefused((await scene.graph('/me', undefined, { token: null })).body, [104], 'no token');
});

test('in development mode only people with a role are reached', async () => {
  const scene = await openScene();
  await scene.control('PUT', `/sandbox/pages/${scene.page.id}`, { app_mode: 'development' });
  expectRefused((await scene.send(scene.psid, { text: 'x' })).body, [200, 2018028], 'no role');
  expect((await scene.graph(`/${scene.psid}?fields=first_name`)).body).toEqual({});
  await scene.control('PUT', `/sandbox/pages/${scene.page.id}`, { roles: [scene.psid] });
  expect((await scene.send(scene.psid, { text: 'x' })).status).toBe(200);
});

test('the app subscription makes a real handshake; the Page subscription replaces its list', async () => {
  const scene = await openScene();
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  receiver.verifyToken = scene.page.verify_token;
  const subscribe = (more: object = {}) =>
    asApp(scene, `/${scene.page.app_id}/subscriptions`, {
      object: 'page',
      callback_url: receiver.url,
      verify_token: scene.page.verify_token,
      fields: 'messages,messaging_postbacks',
      include_values: true,
      ...more,
    });
  expectRefused(await subscribe({ verify_token: 'wrong' }), [2200], 'a wrong verify token');
  expectRefused(await subscribe({ callback_url: 'http://127.0.0.1:1/' }), [2200], 'nobody there');
  expect(await subscribe()).toEqual({ success: true });
  const own = `/${scene.page.id}/subscribed_apps`;
  const post = (fields: string) => scene.graph(`${own}?subscribed_fields=${fields}`, {});
  expect((await scene.graph(own)).body).toEqual({ data: [] });
  expect((await post('messages,messaging_postbacks')).body).toEqual({ success: true });
  await post('messages');
  expect((await scene.graph(own)).body.data).toEqual([
    {
      category: expect.any(String),
      link: expect.any(String),
      name: expect.any(String),
      id: scene.page.app_id,
      subscribed_fields: ['messages'],
    },
  ]);
  expectRefused((await post('likes')).body, [100], 'a field that is none');
  expect((await post([...WEBHOOK_FIELDS].join(','))).body).toEqual({ success: true });
  expect((await scene.graph(own, undefined, { method: 'DELETE' })).body).toEqual({ success: true });
});

test('tokens of another kind, app or Page', async () => {
  const scene = await openScene();
  const other = (await scene.control('POST', '/sandbox/pages', { name: 'Other' })).body;
  const cases: [string, string, Refusal][] = [
    [`/${other.id}/messages`, scene.page.access_token, [10]],
    ['/me/messages', scene.userToken, [210]],
    ['/me/accounts', scene.page.access_token, [102]],
    [`/${scene.page.app_id}/subscriptions`, scene.page.access_token, [15]],
    ['/me', 'EAAnonsense', [190]],
    [`/debug_token?input_token=${other.access_token}`, scene.appToken, [100]],
  ];
  for (const [path, token, refusal] of cases) {
    const post = path.endsWith('messages') ? {} : undefined;
    expectRefused((await scene.graph(path, post, { token })).body, refusal, path);
  }
});
