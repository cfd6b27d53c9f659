// Approval by two people who really sign in: the owner adds the second one, switches approval on, asks, and the second publishes
// exactly that. And every way in which one person would be both, or something else would be published.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resetOwnerPassword } from '../../src/access/owner.ts';
import type { Campaign } from '../../src/campaigns/campaign.contract.ts';
import { createCampaign, everybodyWithPsid, startWorld, type World } from '../support/world.ts';

let world: World;
let owner: Desk;
let second: Desk;
let secondId: string;
let segment: string;

type Desk = (method: string, path: string, body?: object) => Promise<{ status: number; text: string }>;

const request = async (headers: object, method: string, path: string, body?: object): Promise<Response> =>
  fetch(world.url + path, {
    method,
    headers: { origin: world.url, ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
const deskWith =
  (headers: object): Desk =>
  async (method, path, body) => {
    const reply = await request(headers, method, path, body);
    return { status: reply.status, text: await reply.text() };
  };

/** Somebody at the dashboard: requests with the cookie of their sign-in, as our own pages make them. */
async function sitDown(email: string, password: string): Promise<Desk> {
  const answer = await request({}, 'POST', '/api/auth/sign-in/email', { email, password });
  expect(answer.status).toBe(200);
  const cookies = answer.headers.getSetCookie().map((one) => one.split(';')[0]);
  return deskWith({ cookie: cookies.join('; ') });
}

const BEN = { name: 'Ben', email: 'ben@example.org', permission: 'send' };
const requireApproval = async (approval_required: boolean) =>
  owner('PUT', '/api/sending-rules', {
    ...JSON.parse((await owner('GET', '/api/sending-rules')).text),
    approval_required,
  });

beforeAll(async () => {
  world = await startWorld({ workers: false });
  segment = await everybodyWithPsid(world);
  const first = await resetOwnerPassword(world.database.db);
  owner = await sitDown(first.email, first.oneTimePassword);
  const alone = await requireApproval(true);
  expect([alone.status, alone.text]).toEqual([400, expect.stringContaining('Add a second operator first')]);
  const added = JSON.parse((await owner('POST', '/api/operators', BEN)).text);
  secondId = added.id;
  second = await sitDown(BEN.email, added.one_time_password);
  expect((await requireApproval(true)).status).toBe(200);
});
afterAll(() => world?.close());

const draft = (text = 'Hello') =>
  createCampaign(world, {
    segment_id: segment,
    page_id: world.page.id,
    schedule: { kind: 'at', local_time: '2099-12-24T09:00', time_zone: 'UTC' },
    message: { message: { text } },
  });
const look = (id: string) => world.api<Campaign>('GET', `/api/campaigns/${id}`);
const act = (desk: Desk, id: string, verb: string, body: object = {}) =>
  desk('POST', `/api/campaigns/${id}/${verb}`, body);
const ask = async (desk: Desk, id: string) =>
  expect((await act(desk, id, 'request-approval', { note: '' })).status).toBe(200);
/** Of what stands there now, unless they looked at it earlier. */
const approve = async (desk: Desk, id: string, revision?: number) =>
  act(desk, id, 'approve', { revision: revision ?? (await look(id)).revision });
const waits = async (id: string) => expect(await look(id)).toMatchObject({ state: 'awaiting_approval' });

test('one operator asks, another publishes', async () => {
  const id = await draft();
  expect((await act(owner, id, 'publish')).status).toBe(409);
  const edits = () => world.api('GET', `/api/campaigns/${id}/edits`);
  expect(await edits()).toMatchObject({ may_edit: true });
  await ask(owner, id);
  expect(await edits()).toMatchObject({ state: 'awaiting_approval', may_edit: false });
  expect((await approve(owner, id)).status).toBe(403);
  expect((await approve(second, id)).status).toBe(200);
  expect(await look(id)).toMatchObject({ state: 'scheduled', live_version: 1 });
});

describe('a program asks', () => {
  test('with a key: whoever made the key is whoever asked', async () => {
    const made = JSON.parse((await owner('POST', '/api/keys', { name: 'ci' })).text);
    expect(made).toMatchObject({ made_by: 'owner@example.org' });
    const id = await draft();
    await ask(deskWith({ authorization: `Bearer ${made.secret}` }), id);
    expect((await look(id)).approval).toMatchObject({
      requested_by: 'key:ci',
      responsible: 'owner@example.org',
    });
    const refused = await approve(owner, id);
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('key that you made')]);
    await waits(id);
    expect((await approve(second, id)).status).toBe(200);
  });

  test('with a key that nobody is known to have made: nobody approves it, until somebody asks', async () => {
    const id = await draft();
    await ask(deskWith({ authorization: `Bearer ${world.apiKey}` }), id);
    expect((await look(id)).approval).toMatchObject({ responsible: null });
    for (const desk of [owner, second]) {
      const refused = await approve(desk, id);
      expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('Take the request back')]);
    }
    expect((await act(second, id, 'withdraw')).status).toBe(200);
    await ask(second, id);
    expect((await approve(owner, id)).status).toBe(200);
  });
});

describe('nothing else is published than what was looked at', () => {
  test('asked for anew with another text while the old one is on the screen', async () => {
    const id = await draft();
    await ask(owner, id);
    const { revision: seen } = await look(id);
    expect((await act(owner, id, 'withdraw')).status).toBe(200);
    const { name, definition, revision } = await look(id);
    const message = { ...definition.message, message: { text: 'Something else' } };
    const saved = { name, revision, definition: { ...definition, message } };
    expect((await owner('PUT', `/api/campaigns/${id}`, saved)).status).toBe(200);
    await ask(owner, id);
    const refused = await approve(second, id, seen);
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('Load it again')]);
    await waits(id);
  });

  test('its segment, or a block in its text, changed since', async () => {
    const block = { name: 'greeting', body: 'Good morning' };
    let stored = JSON.parse((await owner('POST', '/api/content-blocks', block)).text);
    const own = await everybodyWithPsid(world);
    const id = await draft('{{ ContentBlock.greeting }}!');
    const { name, revision, definition } = await look(id);
    const ofOwn = { name, revision, definition: { ...definition, segment_id: own } };
    expect((await owner('PUT', `/api/campaigns/${id}`, ofOwn)).status).toBe(200);
    await ask(owner, id);
    const refusedFor = async (what: string) => {
      const refused = await approve(second, id);
      expect([refused.status, refused.text]).toEqual([409, expect.stringContaining(what)]);
      await waits(id);
    };
    const changeBlock = async (body: string) => {
      const { id: blockId, updated_at } = stored;
      const answer = await owner('PUT', `/api/content-blocks/${blockId}`, { ...block, body, updated_at });
      expect(answer.status).toBe(200);
      stored = JSON.parse(answer.text);
    };
    await changeBlock('Buy now');
    await refusedFor('A content block in its texts has changed');
    await changeBlock(block.body);
    const everybody = { name: 'Everybody', filter: { kind: 'group', match: 'all', filters: [] } };
    expect((await owner('PUT', `/api/segments/${own}`, everybody)).status).toBe(200);
    await refusedFor('Its segment has changed');
    await act(owner, id, 'withdraw');
    await ask(owner, id);
    expect((await approve(second, id)).status).toBe(200);
  });

  test('its tags stay: caps count by them', async () => {
    const id = await draft();
    await ask(owner, id);
    const tag = { ids: [id], action: 'tag', tag: 'Service' };
    const answer = JSON.parse((await owner('POST', '/api/campaigns/bulk', tag)).text);
    expect(answer).toMatchObject({
      done: 0,
      results: [{ message: expect.stringContaining('keeps its tags') }],
    });
    expect((await approve(second, id)).status).toBe(200);
    expect(JSON.parse((await owner('POST', '/api/campaigns/bulk', tag)).text)).toMatchObject({ done: 1 });
  });
});

test('what is live and has a next version that waits is found among what waits', async () => {
  const id = await draft();
  await ask(owner, id);
  await approve(second, id);
  const { revision, definition } = await look(id);
  await world.api('PUT', `/api/campaigns/${id}`, {
    ...{ name: 'Next', revision },
    definition: { ...(definition as object), message: { message: { text: 'Next' } } },
  });
  const listed = async () => {
    const path = '/api/campaigns?state=awaiting_approval';
    const { campaigns } = await world.api<{ campaigns: { id: string; state: string }[] }>('GET', path);
    return campaigns.find((one) => one.id === id)?.state;
  };
  expect(await listed()).toBeUndefined();
  await ask(owner, id);
  expect(await listed()).toBe('scheduled');
});

test('whoever is needed to approve stays, until approval is switched off', async () => {
  const demoted = { name: BEN.name, permission: 'edit' };
  const worse = [
    await owner('PUT', `/api/operators/${secondId}`, demoted),
    await owner('DELETE', `/api/operators/${secondId}`),
  ];
  expect(worse.map(({ status }) => status)).toEqual([400, 409]);
  for (const { text } of worse) expect(text).toContain('switch approval off under Settings, Sending rules');
  expect((await requireApproval(false)).status).toBe(200);
  expect((await owner('PUT', `/api/operators/${secondId}`, demoted)).status).toBe(200);
  expect((await owner('DELETE', `/api/operators/${secondId}`)).status).toBe(200);
});
