// Deliveries of a connector by the rules of its request: success, retries, access tokens, and a host that is left alone.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';
import { createCampaign, publishAndFinish, report, startWorld, type World } from '../support/world.ts';

let world: World;
let receiver: Receiver;
let tokens: Receiver;
beforeEach(async () => {
  [world, receiver, tokens] = await Promise.all([
    startWorld({ env: { ALLOW_PRIVATE_ADDRESSES: 'true' }, connected: false }),
    startReceiver(),
    startReceiver(),
  ]);
});
afterEach(() => Promise.all([world, receiver, tokens].map((one) => one?.close())));

async function campaignFor(people: number, request: object, more: object = {}): Promise<string> {
  for (let n = 0; n < people; n += 1)
    await world.api('POST', '/api/people', {
      customer_id: `c${n}`,
      attributes: { email: `${n}@example.org` },
    });
  const filter = {
    kind: 'group',
    match: 'all',
    filters: [{ kind: 'attribute', attribute: 'email', op: 'exists' }],
  };
  const { id: segment_id } = await world.api<{ id: string }>('POST', '/api/segments', {
    name: 'All',
    filter,
  });
  return createCampaign(world, {
    segment_id,
    ...more,
    request: { params: [{ name: 'who', value: '{{ customer_id }}' }], ...request },
  });
}

const attempts = async (): Promise<{ status: number | null; text: string }[]> => {
  const found = await sql<{ status: number | null; text: string }>`
    select status, request::text || ' ' || coalesce(response, '') as text from attempts order by delivery_id, number`.execute(
    world.database.db,
  );
  return found.rows;
};

test('what the body says decides; a refusal is not repeated', async () => {
  receiver.answerBy(({ url }) => ({ status: 200, body: JSON.stringify({ ok: !url.includes('c1') }) }));
  const success = { statuses: ['200'], body: { path: 'ok', op: 'equals', value: 'true' } };
  const result = await publishAndFinish(world, await campaignFor(3, { url: receiver.url, success }));
  expect(result).toMatchObject({
    accepted: 2,
    failed: [{ reason: 'answer_condition:ok', count: 1 }],
    adds_up: true,
  });
  expect(receiver.calls).toHaveLength(3);
});

test('no more calls than allowed', async () => {
  receiver.answerBy(() => ({ status: 503 }));
  const retry = { max_attempts: 2, within_minutes: 60 };
  const result = await publishAndFinish(world, await campaignFor(1, { url: receiver.url, retry }));
  expect(result).toMatchObject({ accepted: 0, failed: [{ reason: 'http_503', count: 1 }] });
  expect(receiver.calls).toHaveLength(2);
  expect(new Set(receiver.calls.map((call) => call.headers['idempotency-key'])).size).toBe(1);
});

test('a wait that ends after the time for trying is not waited for', async () => {
  receiver.answerBy(() => ({ status: 429, headers: { 'retry-after': '120' } }));
  const retry = { max_attempts: 5, within_minutes: 1 };
  const result = await publishAndFinish(world, await campaignFor(1, { url: receiver.url, retry }));
  expect(result).toMatchObject({ failed: [{ reason: 'http_429', count: 1 }] });
  expect(receiver.calls).toHaveLength(1);
});

test('an access token is fetched once and stands nowhere in the ledger', async () => {
  tokens.answerBy(() => ({ status: 200, body: '{"access_token":"the-access-token"}' }));
  receiver.answerBy(({ headers }) => ({ status: 200, body: JSON.stringify(headers) }));
  const auth = {
    kind: 'oauth2_client_credentials',
    token_url: tokens.url,
    client_id: 'shop',
    client_secret: 'hush-hush-hush',
  };
  const result = await publishAndFinish(world, await campaignFor(5, { url: receiver.url, auth }));
  expect(result).toMatchObject({ accepted: 5, adds_up: true });
  expect(tokens.calls).toHaveLength(1);
  expect(receiver.calls.every((call) => call.headers.authorization === 'Bearer the-access-token')).toBe(true);
  for (const { text } of await attempts()) {
    expect(text).toContain('Bearer ••••••');
    expect(text).not.toMatch(/the-access-token|hush-hush/);
  }
});

test('a host that fails is left alone: deliveries wait for it, and lose no tries', async () => {
  let isDown = true;
  receiver.answerBy(() => ({ status: isDown ? 503 : 200 }));
  const retry = { max_attempts: 1, within_minutes: 60 };
  const id = await campaignFor(60, { url: receiver.url, retry }, { per_second: 20 });
  await world.api('POST', `/api/campaigns/${id}/publish`);
  await until('the lane says that the host fails', async () => (await findTrouble()) !== null);
  expect(await findTrouble()).toContain(`${receiver.url} fails: `);
  isDown = false;
  await until('the campaign is over', async () => (await report(world, id)).campaign.state === 'finished');
  const failed = receiver.calls.filter((call) => call.status === 503).length;
  expect(failed).toBeLessThan(40);
  expect(await report(world, id)).toMatchObject({
    accepted: 60 - failed,
    failed: [{ reason: 'http_503', count: failed }],
    adds_up: true,
  });
});

async function findTrouble(): Promise<string | null> {
  const found = await sql<{
    trouble: string | null;
  }>`select pace ->> 'trouble' as trouble from lanes`.execute(world.database.db);
  return found.rows[0]?.trouble ?? null;
}
