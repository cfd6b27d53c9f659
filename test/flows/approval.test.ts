// Approval by two people who really sign in: the owner adds the second one, switches approval on, asks, and the second publishes.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resetOwnerPassword } from '../../src/access/owner.ts';
import type { Campaign } from '../../src/campaigns/campaign.contract.ts';
import { createCampaign, everybodyWithPsid, startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ workers: false });
});
afterAll(() => world?.close());

type Desk = (method: string, path: string, body?: object) => Promise<{ status: number; text: string }>;

/** Somebody at the dashboard: requests with the cookie of their sign-in, as our own pages make them. */
async function sitDown(email: string, password: string): Promise<Desk> {
  const send = (method: string, path: string, cookie: string, body?: object) =>
    fetch(world.url + path, {
      method,
      headers: { cookie, origin: world.url, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  const answer = await send('POST', '/api/auth/sign-in/email', '', { email, password });
  expect(answer.status).toBe(200);
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return async (method, path, body) => {
    const reply = await send(method, path, cookie, body);
    return { status: reply.status, text: await reply.text() };
  };
}

test('one operator asks, another publishes; with one alone approval is not switched on', async () => {
  const first = await resetOwnerPassword(world.database.db);
  const owner = await sitDown(first.email, first.oneTimePassword);
  const rules = { approval_required: true };
  const alone = await owner('PUT', '/api/sending-rules', rules);
  expect(alone.status).toBe(400);
  expect(alone.text).toContain('Add a second operator first');

  const ben = { name: 'Ben', email: 'ben@example.org', permission: 'send' };
  const added = JSON.parse((await owner('POST', '/api/operators', ben)).text);
  const second = await sitDown(ben.email, added.one_time_password);
  expect((await owner('PUT', '/api/sending-rules', rules)).status).toBe(200);

  const id = await createCampaign(world, {
    segment_id: await everybodyWithPsid(world),
    page_id: world.page.id,
    schedule: { kind: 'at', local_time: '2099-12-24T09:00', time_zone: 'UTC' },
    message: { message: { text: 'Hello' } },
  });
  const act = (desk: Desk, verb: string) => desk('POST', `/api/campaigns/${id}/${verb}`, {});
  expect((await act(owner, 'publish')).status).toBe(409);
  expect((await owner('POST', `/api/campaigns/${id}/request-approval`, { note: '' })).status).toBe(200);
  expect((await act(owner, 'approve')).status).toBe(403);
  expect((await act(second, 'approve')).status).toBe(200);
  const campaign = await world.api<Campaign>('GET', `/api/campaigns/${id}`);
  expect(campaign).toMatchObject({ state: 'scheduled', live_version: 1 });
});
