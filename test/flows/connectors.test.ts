// A connector in the wizard, over the real HTTP API: what a check finds, what is kept and shown, what a test sends.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { createCampaign, startWorld, type World } from '../support/world.ts';

let world: World;
let guarded: World;
let receiver: Receiver;
let tokens: Receiver;
beforeAll(async () => {
  [world, guarded, receiver, tokens] = await Promise.all([
    startWorld({ env: { ALLOW_PRIVATE_ADDRESSES: 'true' }, workers: false, connected: false }),
    startWorld({ workers: false, connected: false }),
    startReceiver(),
    startReceiver(),
  ]);
  await world.api('POST', '/api/people', { customer_id: 'c1', attributes: { email: 'a@example.org' } });
});
afterAll(() => Promise.all([world, guarded, receiver, tokens].map((one) => one?.close())));

const auth = (tokenUrl: string) => ({
  kind: 'oauth2_client_credentials',
  token_url: tokenUrl,
  client_id: 'shop',
  client_secret: 'hush-hush-hush',
});

interface Checked {
  problems: { field: string; message: string; remedy: string | null }[];
  destination: { kind: string; explanation: string };
}
const check = (of: World, request: object) =>
  of.api<Checked>('POST', '/api/campaigns/check', { definition: { request } });

interface Tested {
  request: { headers: Record<string, string> };
  response: { status: number | null; body: string; earlier: string[] };
  outcome: { state: string; reason: string | null; title: string; remedy: string | null };
}
const sendTest = (request: object, campaignId: string | null = null) =>
  world.api<Tested>('POST', '/api/campaigns/test', {
    campaign_id: campaignId,
    definition: { request },
    recipient: { by: 'customer_id', customer_id: 'c1' },
  });

describe('a check', () => {
  test.each([
    'http://127.0.0.1:9/hook',
    'http://localhost/hook',
    'http://[::ffff:10.0.0.1]/',
    'http://169.254.169.254/',
  ])('refuses %s, and says how to allow it', async (url) => {
    const { problems } = await check(guarded, { url, auth: auth('http://10.0.0.1/token') });
    const remedy = expect.stringContaining('ALLOW_PRIVATE_ADDRESSES=true');
    for (const field of ['request.url', 'request.auth.token_url'])
      expect(problems).toContainEqual(expect.objectContaining({ field, severity: 'error', remedy }));
    expect((await check(world, { url })).problems.map((problem) => problem.field)).toEqual(['segment_id']);
  });

  test('refuses a password in the address, does not repeat it, and does not keep it', async () => {
    const url = 'https://boss:hush-hush@crm.example.org/hook';
    const { problems, destination } = await check(world, { url });
    const found = problems.filter((problem) => problem.field === 'request.url');
    expect(found).toEqual([
      expect.objectContaining({ remedy: expect.stringContaining('secret Authorization header') }),
    ]);
    expect(destination.explanation).not.toContain('hush');
    for (const request of [{ url }, { url: 'https://crm.example.org', auth: auth(url) }]) {
      const { status, json } = await world.ask('POST', '/api/campaigns', {
        name: 'x',
        definition: { request },
      });
      expect(status).toBe(400);
      expect(JSON.stringify(json)).not.toContain('hush');
    }
  });

  test('finds what is left open, each at its field; a draft may be', async () => {
    const request = {
      url: 'https://crm.example.org/',
      success: { statuses: [], body: { path: '', op: 'one_of', values: [] } },
      auth: { ...auth('https://'), client_id: '', client_secret: '' },
    };
    const { problems } = await check(world, request);
    expect(problems.map((problem) => problem.field)).toEqual(
      expect.arrayContaining([
        'request.success.statuses',
        'request.success.body.path',
        'request.success.body.values',
        'request.auth.token_url',
        'request.auth.client_id',
        'request.auth.client_secret',
      ]),
    );
    await createCampaign(world, { request });
  });
});

test('a client secret is stored sealed, shown as dots, and kept when the dots come back', async () => {
  tokens.answerBy(() => ({ status: 200, body: '{"access_token":"the-access-token"}' }));
  receiver.answerBy(({ headers }) => ({ status: 200, body: JSON.stringify(headers) }));
  const request = { url: receiver.url, auth: auth(`${tokens.url}/token`) };
  const id = await createCampaign(world, { request });
  const shown = await world.api<{ definition: { request: typeof request } }>('GET', `/api/campaigns/${id}`);
  expect(shown.definition.request.auth.client_secret).toBe('••••••••');
  const tested = await sendTest(shown.definition.request, id);
  expect(tested.outcome.state).toBe('accepted');
  expect(tested.request.headers['authorization']).toBe('Bearer ••••••');
  expect(receiver.calls.at(-1)?.headers.authorization).toBe('Bearer the-access-token');
  expect(JSON.stringify(tested)).not.toMatch(/the-access-token|hush-hush/);
});

test('a draft stored before there were rules has the default ones, and can be changed and copied', async () => {
  const id = await createCampaign(world, { request: { url: 'https://crm.example.org/' } });
  await sql`
    update campaigns set definition = jsonb_set(definition, '{request}', (definition -> 'request')
      - '{success,retry,timeouts,follow_redirects,max_response_kb,auth}'::text[])`.execute(world.database.db);
  const path = `/api/campaigns/${id}`;
  const draft = await world.api<{ name: string; definition: object; revision: number }>('GET', path);
  const rules = { retry: { max_attempts: 6, within_minutes: 60 }, auth: null };
  expect(draft.definition).toMatchObject({ request: rules });
  const { name, definition, revision } = draft;
  await world.api('PUT', path, { name, definition, revision });
  expect(await world.api('POST', `${path}/duplicate`)).toMatchObject({ definition: { request: rules } });
});

describe('a test', () => {
  test('judges by the campaign’s own rule of success', async () => {
    const success = { statuses: ['200'], body: { path: 'ok', op: 'equals', value: 'true' } };
    receiver.answerBy(() => ({ status: 200, body: '{"ok":false}' }));
    expect((await sendTest({ url: receiver.url, success })).outcome).toMatchObject({
      state: 'failed',
      reason: 'answer_condition:ok',
      remedy: expect.stringContaining('Answer and retries'),
    });
    receiver.answerBy(() => ({ status: 200, body: '{"ok":true}' }));
    expect((await sendTest({ url: receiver.url, success })).outcome).toMatchObject({ state: 'accepted' });
  });

  test('follows redirects when the request does, and tells them', async () => {
    receiver.answerBy(({ url }) =>
      url === '/a' ? { status: 307, headers: { location: '/b' } } : { status: 200, body: 'here' },
    );
    const url = `${receiver.url}/a`;
    expect((await sendTest({ url })).outcome).toMatchObject({ state: 'failed', reason: 'http_307' });
    const { outcome, response } = await sendTest({ url, follow_redirects: 1 });
    expect(outcome.state).toBe('accepted');
    expect(response).toMatchObject({
      status: 200,
      body: 'here',
      earlier: [`POST ${url} answered 307; it was followed to ${receiver.url}/b`],
    });
  });

  test('says when the token endpoint refuses', async () => {
    tokens.answerBy(() => ({ status: 400, body: '{"error":"invalid_scope"}' }));
    const before = receiver.calls.length;
    const { outcome, response } = await sendTest({
      url: receiver.url,
      auth: { ...auth(`${tokens.url}/token`), scope: 'nonsense' },
    });
    expect(outcome).toMatchObject({
      state: 'failed',
      reason: 'oauth_token_refused',
      title: expect.stringContaining('token endpoint'),
    });
    expect(response.body).toContain('answered 400: invalid_scope');
    expect(receiver.calls).toHaveLength(before);
  });
});
