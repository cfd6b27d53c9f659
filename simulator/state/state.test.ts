// A sandbox that is stopped and started again: the same people, the same record, and what was on its way still arrives.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  type Answer,
  openStory,
  openStoryWithReceiver,
  type Story,
  someoneWhoWrote,
} from '../testing/story.ts';

function newStatePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'not-there-yet', 'sandbox.json');
}

async function restart(story: Story, statePath: string): Promise<Story> {
  await story.sandbox.close();
  return openStory({ statePath });
}

/** Everything that the controls show and that must be the same after a restart. */
async function look(story: Story, psids: string[]): Promise<Answer> {
  const paths = [
    '/sandbox/pages',
    '/sandbox/apps',
    '/sandbox/settings',
    `/sandbox/pages/${story.page.id}`,
    '/sandbox/people?limit=1000',
    '/sandbox/people?limit=3&order=recent',
    '/sandbox/messages',
    '/sandbox/messages/summary',
    '/sandbox/script',
  ];
  const seen: Record<string, Answer> = {};
  for (const path of paths) seen[path] = (await story.control('GET', path)).body;
  for (const psid of psids) {
    const { person, messages } = (await story.control('GET', `/sandbox/people/${psid}/thread`)).body;
    seen[psid] = { person, messages };
  }
  seen['offset'] = (await story.control('GET', '/sandbox/clock')).body.offset_seconds;
  return seen;
}

test('the world is the same after a restart', async () => {
  const statePath = newStatePath();
  const story = await openStory({ statePath });
  const { control, page } = story;
  const psids = await story.people(20);
  const [a, b, c, d] = psids as [string, string, string, string];
  await control('POST', '/sandbox/people', { count: 1, names: ['Klára Zdarová'], locale: 'cs_CZ' });
  await control('POST', '/sandbox/pages', { name: 'Second' });
  const never = { probability: 0, min_ms: 0, max_ms: 0 };
  await control('PUT', '/sandbox/settings', {
    receipts: { echo: never, delivery: never, read: never },
    oddities: { unknown_key: 0.5 },
    blocks: { '2': 3 },
  });
  await control('PUT', '/sandbox/script', { reply_rate: 0.5, replies: ['Ano'] });
  await story.advance(5000);
  for (const psid of [a, b, c]) await story.act(psid, { type: 'message', text: 'čau 😀' });
  await story.act(d, { type: 'comment' });
  await story.send(a, { text: 'one', metadata: 'talaria:i:spring:1:1' });
  await story.send(a, { text: 'two', metadata: 'talaria:i:spring:2:1' });
  await story.send(b, { text: 'three' });
  await story.act(a, { type: 'reaction' });
  await story.act(b, { type: 'edit', text: 'ahoj' });
  await story.act(c, { type: 'report', variant: '2' });
  await control('PUT', `/sandbox/pages/${page.id}`, {
    app_mode: 'development',
    roles: [a, b],
    scopes: ['pages_messaging'],
    barred: true,
    callback_url: 'http://127.0.0.1:9/webhooks',
  });
  const before = await look(story, [a, b, c]);
  const later = await restart(story, statePath);
  expect(await look(later, [a, b, c])).toEqual(before);
  expect(before['/sandbox/messages/summary'].repeated).toHaveLength(1);
  const again = await restart(later, statePath);
  expect(await look(again, [a, b, c])).toEqual(before);
});

test('a restriction ends on time after a restart, and an edit counts on', async () => {
  const statePath = newStatePath();
  const story = await openStory({ statePath });
  const psid = await someoneWhoWrote(story);
  for (let i = 0; i < 4; i++) await story.act(psid, { type: 'edit', text: `v${i}` });
  await story.control('POST', `/sandbox/pages/${story.page.id}/actions`, { type: 'restrict', hours: 1 });
  const later = await restart(story, statePath);
  expect((await later.send(psid, { text: 'x' })).body.error).toMatchObject({ error_subcode: 1893063 });
  expect(await later.act(psid, { type: 'edit', text: 'v4' })).toMatchObject({ mid: expect.any(String) });
  expect(await later.act(psid, { type: 'edit', text: 'v5' })).toMatchObject({ error: { field: 'mid' } });
  await later.advance(3600);
  await expect.poll(async () => (await later.send(psid, { text: 'x' })).status).toBe(200);
});

test('what is made after a restart collides with nothing from before', async () => {
  const statePath = newStatePath();
  const story = await openStory({ statePath });
  const psid = await someoneWhoWrote(story);
  const old = [psid, ...(await story.people(500))];
  await story.send(psid, { text: 'before' });
  const later = await restart(story, statePath);
  const made = await later.people(500);
  expect(new Set([...old, ...made]).size).toBe(1001);
  const other = (await later.control('POST', '/sandbox/pages', {})).body;
  expect([other.access_token, other.app_secret]).not.toContain(story.page.access_token);
  expect(other.app_secret).not.toBe(story.page.app_secret);
  expect((await later.send(psid, { text: 'after' })).status).toBe(200);
  const { data } = (await later.control('GET', '/sandbox/messages')).body;
  expect(data.map((send: Answer) => [send.sequence, send.body.message.text])).toEqual([
    [1, 'before'],
    [2, 'after'],
  ]);
  expect(data[0].mid).not.toBe(data[1].mid);
});

test('webhooks and receipts that were on their way arrive after a restart', async () => {
  const statePath = newStatePath();
  const story = await openStoryWithReceiver({ statePath });
  const { receiver } = story;
  const psid = await someoneWhoWrote(story);
  await receiver.until(() => receiver.events('message').length === 1);
  receiver.status = 500;
  const inAnHour = { probability: 1, min_ms: 3_600_000, max_ms: 3_600_000 };
  await story.control('PUT', '/sandbox/settings', { receipts: { delivery: inAnHour } });
  const { body } = await story.send(psid, { text: 'Hello', metadata: 'm' });
  await receiver.until(() => receiver.received.length >= 3);
  await story.sandbox.close();
  receiver.status = 200;
  const later = await openStory({ statePath });
  await receiver.until(() => receiver.events('message').length === 2);
  const post = receiver.received.findLast(({ status }) => status === 200)!;
  expect(post.raw.toString()).toContain(`"app_id":${story.page.app_id},`);
  expect((receiver.events('message')[1] as Answer).message).toMatchObject({
    mid: body.message_id,
    text: 'Hello',
  });
  expect(receiver.events('delivery')).toHaveLength(0);
  const pending = async () => (await later.control('GET', '/sandbox/webhooks')).body.pending;
  await expect.poll(pending, { timeout: 10_000 }).toBe(0);
  const again = await restart(later, statePath);
  await again.advance(3600);
  await receiver.until(() => receiver.events('read').length === 1);
  expect(receiver.events('message')).toHaveLength(2);
  const [send] = (await again.control('GET', '/sandbox/messages')).body.data;
  for (const at of [send.echoed_at, send.delivered_at, send.read_at]) expect(at).not.toBeNull();
});

test('a record that was emptied stays empty', async () => {
  const statePath = newStatePath();
  const story = await openStory({ statePath });
  const psid = await someoneWhoWrote(story);
  await story.send(psid, { text: 'x', metadata: 'old' });
  await story.sandbox.close();
  const saved = statSync(statePath).ino;
  const later = await openStory({ statePath });
  // Another file than before: from now on changes are appended to it.
  await expect.poll(() => statSync(statePath).ino, { timeout: 10_000 }).not.toBe(saved);
  await later.control('DELETE', '/sandbox/messages');
  await later.send(psid, { text: 'y', metadata: 'new' });
  const again = await restart(later, statePath);
  expect((await again.control('GET', '/sandbox/messages/summary')).body).toMatchObject({
    total: 1,
    campaigns: [{ campaign: 'new', sends: 1 }],
  });
  const { messages } = (await again.control('GET', `/sandbox/people/${psid}/thread`)).body;
  expect(messages).toHaveLength(3);
});

const DAMAGE: [string, (text: string) => string][] = [
  ['a line in the middle is broken', (text) => text.replace('"psid":', '"psid"')],
  ['it is cut off in its first batch', (text) => text.slice(0, text.length / 2)],
  ['it is of another version', (text) => text.replace('"version":1', '"version":0')],
  ['it is something else', () => 'hello\n'],
  ['it is empty', () => ''],
  ['a Page is missing', (text) => text.replace(/^\{"t":"page".*\n/m, '')],
];

test.each(DAMAGE)('a damaged file is set aside: %s', async (_name, damage) => {
  const statePath = newStatePath();
  const story = await openStory({ statePath });
  await someoneWhoWrote(story);
  await story.sandbox.close();
  const damaged = damage(readFileSync(statePath, 'utf8'));
  writeFileSync(statePath, damaged);
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const fresh = await openStory({ statePath });
  expect(said).toHaveBeenCalledTimes(1);
  expect(said.mock.calls[0]![0]).toMatch(
    /^The sandbox state .+ cannot be used: .+sandbox\.json\.bad; a new world begins\.$/,
  );
  said.mockRestore();
  expect(readFileSync(`${statePath}.bad`, 'utf8')).toBe(damaged);
  expect((await fresh.control('GET', '/sandbox/people')).body.total).toBe(0);
  const psid = await someoneWhoWrote(fresh);
  const later = await restart(fresh, statePath);
  expect((await later.control('GET', '/sandbox/people')).body.data).toMatchObject([{ psid }]);
});

test('what a killed process had half written does no harm', async () => {
  const statePath = newStatePath();
  const story = await openStory({ statePath });
  const psid = await someoneWhoWrote(story);
  await story.sandbox.close();
  const whole = readFileSync(statePath, 'utf8');
  writeFileSync(statePath, `${whole}{"t":"settled","number":1}\n{"t":"person","psid":"24`);
  const later = await openStory({ statePath });
  expect((await later.control('GET', '/sandbox/people')).body.data).toMatchObject([{ psid }]);
});
