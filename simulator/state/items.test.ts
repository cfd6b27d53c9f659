// What a Page or app owns is there again after a restart: templates, uploads, personas, labels, menus, tokens, campaigns. And
// a file of an older sandbox, which knew less, is still read.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Answer, openStory, type Story, someoneWhoWrote } from '../testing/story.ts';

function newStatePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-items-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'sandbox.json');
}

const TEMPLATE = {
  name: 'order_update',
  language: 'en',
  category: 'UTILITY',
  components: [{ type: 'BODY', text: 'Your order is on its way.' }],
};

const createTemplate = async (story: Story, more: object = {}): Promise<Answer> =>
  (await story.graph('/me/message_templates', { ...TEMPLATE, ...more })).body;

async function logIn(story: Story): Promise<string> {
  const redirect_uri = 'http://localhost:3000/back';
  const client = { client_id: story.page.app_id, redirect_uri };
  const query = new URLSearchParams({ ...client, scope: 'pages_show_list,pages_messaging', auto: '1' });
  const { headers } = await fetch(`${story.sandbox.url}/v26.0/dialog/oauth?${query}`, { redirect: 'manual' });
  const code = new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
  const exchange = new URLSearchParams({ ...client, client_secret: story.page.app_secret, code });
  return (await story.graph(`/oauth/access_token?${exchange}`, undefined, { token: null })).body.access_token;
}

test('everything a Page owns is the same after a restart, and reviews go on', async () => {
  const statePath = newStatePath();
  const first = await openStory({ statePath });
  const psid = await someoneWhoWrote(first);
  const userToken = await logIn(first);
  const accounts = async (story: Story) =>
    (await story.graph('/me/accounts', undefined, { token: userToken })).body.data;
  const [{ access_token: pageToken }] = await accounts(first);
  await createTemplate(first);
  await first.control('PUT', '/sandbox/settings', {
    platform: { template_review: 'delayed', template_review_seconds: 3600 },
  });
  const { id: pending } = await createTemplate(first, { language: 'de' });
  const image = { type: 'image', payload: { url: 'https://shop.example.org/a.png', is_reusable: true } };
  const { attachment_id } = (await first.graph('/me/message_attachments', { message: { attachment: image } }))
    .body;
  const persona = { name: 'Anna', profile_picture_url: 'https://shop.example.org/a.png' };
  const { id: persona_id } = (await first.graph('/me/personas', persona)).body;
  const { id: label } = (await first.graph('/me/custom_labels?page_label_name=VIP', {})).body;
  const { id: gone } = (await first.graph('/me/custom_labels?page_label_name=Gone', {})).body;
  await first.graph(`/${label}/label?user=${psid}`, {});
  await first.graph(`/${gone}`, undefined, { method: 'DELETE' });
  const { token } = await first.act(psid, { type: 'optin', kind: 'marketing', payload: 'P' });
  await first.graph('/me/pass_thread_control', { recipient: { id: psid }, target_app_id: '263902037430900' });
  await first.control('PUT', `/sandbox/pages/${first.page.id}`, {
    setup: { country: 'DE', via_business: true },
  });
  const paths = [
    '/me/message_templates',
    '/me/personas',
    '/me/custom_labels',
    `/${psid}/custom_labels`,
    `/me/thread_owner?recipient=${psid}`,
    `/notification_messages_${token}`,
  ];
  const look = async (story: Story): Promise<Answer[]> =>
    Promise.all(paths.map(async (path) => (await story.graph(path)).body));
  const steady = (answers: Answer[]) =>
    JSON.stringify(answers).replaceAll(/"next_eligible_time\w*":\d+/g, '');
  const before = await look(first);
  await first.sandbox.close();
  const second = await openStory({ statePath });
  expect(steady(await look(second))).toBe(steady(before));
  expect(await accounts(second)).toEqual([]);
  expect((await second.graph('/me', undefined, { token: pageToken })).body.id).toBe(second.page.id);
  await second.graph('/me/release_thread_control', { recipient: { id: psid } });
  await second.advance(3601);
  const status = async () => (await second.graph(`/${pending}?fields=status`)).body.status;
  await expect.poll(status).toBe('APPROVED');
  await second.control('PUT', `/sandbox/pages/${second.page.id}`, {
    setup: { default_app_id: second.page.app_id },
  });
  await second.graph('/me/take_thread_control', { recipient: { id: psid } });
  const reused = { attachment: { type: 'image', payload: { attachment_id } } };
  expect((await second.send(psid, reused, { persona_id })).body.recipient_id).toBe(psid);
});

test('a file of an older sandbox is read: templates stood in the Page, settings and set-up were fewer', async () => {
  const statePath = newStatePath();
  const first = await openStory({ statePath });
  await first.sandbox.close();
  const older = readFileSync(statePath, 'utf8')
    .trimEnd()
    .split('\n')
    .map((text) => {
      const line = JSON.parse(text) as Answer;
      if (line.t === 'page') {
        delete line.setup;
        const { category: _category, ...rest } = TEMPLATE;
        line.templates = [{ id: '12000', parameterFormat: 'POSITIONAL', ...rest }];
      }
      if (line.t === 'world') delete line.settings.platform;
      return JSON.stringify(line);
    });
  writeFileSync(statePath, `${older.join('\n')}\n`);
  const second = await openStory({ statePath });
  expect(second.page.id).toBe(first.page.id);
  expect((await second.graph('/me/message_templates')).body.data).toMatchObject([
    { id: '12000', name: 'order_update', status: 'APPROVED' },
  ]);
  expect((await second.control('GET', '/sandbox/settings')).body.platform.template_review).toBe('instant');
});
