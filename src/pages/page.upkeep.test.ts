// A connected Page is looked after: what Facebook drops is put back, what an operator ended is left alone, and what the
// platform says of the Page is kept.
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { type Answer, openStory, type Story } from '../../test/support/messenger-story.ts';
import { execute, withTransaction } from '../kit/db.ts';
import { parseWebhook } from '../messenger/webhook-events.ts';
import { applyPageStandings } from '../webhooks/page-standing.ts';
import { ALL_FIELDS } from './page.checks.ts';
import { createPageCheckWorker } from './page.workers.ts';

async function openSubscribed(): Promise<Story> {
  const story = await openStory();
  await story.connect();
  await story.api('POST', `/api/pages/${story.page.id}/subscribe`);
  return story;
}
/** The recheck, as if ten minutes had passed. */
async function recheck(story: Story): Promise<void> {
  await execute(story.db, sql`update pages set checked_at = null`);
  await createPageCheckWorker(story.needs).step(new AbortController().signal);
}
const look = async (story: Story): Promise<Answer> =>
  (await story.api('GET', `/api/pages/${story.page.id}`)).body;
const stateOf = (page: Answer, key: string): string =>
  page.checks.find((check: Answer) => check.key === key).state;
const deeds = async (story: Story): Promise<unknown[]> =>
  (
    await story.rows<{ details: unknown }>(sql`select details from audit where action = 'page.resubscribed'`)
  ).map((row) => row.details);

it('puts a dropped subscription of the Page back, with a line in the audit', async () => {
  const story = await openSubscribed();
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, { subscribed_fields: null });
  await recheck(story);
  const page = await look(story);
  expect(stateOf(page, 'page_subscription')).toBe('ok');
  expect(page.echoes_subscribed).toBe(true);
  expect(await deeds(story)).toEqual([{ fields: ALL_FIELDS, callback: false }]);
  await recheck(story);
  expect(await deeds(story)).toHaveLength(1);
});

it('puts the app’s own subscription back, with the handshake', async () => {
  const story = await openSubscribed();
  story.sandbox.world.apps[0]!.callback = null;
  await recheck(story);
  expect(stateOf(await look(story), 'webhook_callback')).toBe('ok');
  expect(await deeds(story)).toEqual([{ fields: [], callback: true }]);
});

it('leaves alone what was moved to another address, was never subscribed, or is disconnected', async () => {
  const moved = await openSubscribed();
  moved.sandbox.world.apps[0]!.callback = { url: 'https://example.com/hook', fields: new Set(ALL_FIELDS) };
  await recheck(moved);
  expect(stateOf(await look(moved), 'webhook_callback')).toBe('failed');

  const fresh = await openStory();
  await fresh.connect();
  await recheck(fresh);
  expect(stateOf(await look(fresh), 'page_subscription')).toBe('failed');

  const gone = await openSubscribed();
  await gone.api('DELETE', `/api/pages/${gone.page.id}`);
  await recheck(gone);
  expect(gone.sandbox.world.pages.get(gone.page.id)?.subscribedFields).toBeNull();
  await gone.connect();
  await recheck(gone);
  expect((await look(gone)).subscribed_at).toBeNull();
  for (const story of [moved, fresh, gone]) expect(await deeds(story)).toEqual([]);
});

it('says in words why a token died', async () => {
  const story = await openSubscribed();
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, { token_state: 'role_lost' });
  await recheck(story);
  expect((await look(story)).lane.title).toBe(
    'The person behind the token lost their role on the Page (190/492)',
  );
});

it('keeps the newest statement of each source, and shows the worst that holds', async () => {
  const story = await openSubscribed();
  const say = async (event: object): Promise<void> => {
    const body = Buffer.from(
      JSON.stringify({
        object: 'page',
        entry: [{ id: story.page.id, time: Date.now(), messaging: [event] }],
      }),
    );
    const parsed = parseWebhook(body, new Date());
    if (!parsed.ok) throw new Error(parsed.message);
    await withTransaction(story.db, (tx) => applyPageStandings(tx, 'default', parsed.events));
  };
  const seconds = Math.floor(Date.now() / 1000);
  const restricted = {
    timestamp: seconds + 60,
    status: 'restricted',
    violations: [{ type: 'SPAM', description: 'Too many' }],
    restrictions: [{ feature: 'page_messaging', expiration_time: seconds + 3600 }],
  };
  await say(restricted);
  await say({ timestamp: seconds + 30, status: 'ok', violations: [] }); // late: older than what is known
  expect((await look(story)).standing).toMatchObject({
    state: 'restricted',
    stops_sending: true,
    until: new Date((seconds + 3600) * 1000).toISOString(),
    because: 'Restricted: messages. SPAM: Too many',
  });
  await say({ timestamp: seconds + 61, policy_enforcement: { action: 'warning', reason: 'Careful' } });
  expect((await look(story)).standing.state).toBe('restricted');
  await say({ timestamp: seconds + 90, status: 'ok', violations: [], restrictions: [] });
  expect((await look(story)).standing).toMatchObject({ state: 'warning', because: 'Careful' });
  await say({ timestamp: seconds + 91, policy_enforcement: { action: 'unblock' } });
  expect((await look(story)).standing).toMatchObject({ state: 'ok', stops_sending: false });
});

it('reads what the platform sends when it restricts a Page and frees it again', async () => {
  const story = await openSubscribed();
  const act = async (action: object): Promise<void> => {
    await execute(story.db, sql`delete from inbox`);
    await story.control('POST', `/sandbox/pages/${story.page.id}/actions`, action);
    const rows = await story.until(async () => {
      const found = await story.rows<{ body: Buffer }>(sql`select body from inbox`);
      return found.length >= 2 && found;
    });
    const events = rows.flatMap(({ body }) => {
      const parsed = parseWebhook(body, new Date());
      return parsed.ok ? parsed.events : [];
    });
    await withTransaction(story.db, (tx) => applyPageStandings(tx, 'default', events));
  };
  await act({ type: 'restrict', hours: 24, violation: 'SPAM', reason: 'Many reports' });
  expect((await look(story)).standing).toMatchObject({ state: 'restricted', stops_sending: true });
  await execute(story.db, sql`update page_standings set said_at = said_at - interval '5 s'`);
  await act({ type: 'unrestrict' });
  expect((await look(story)).standing).toMatchObject({ state: 'ok', stops_sending: false });
});

it('knows the country of the business', async () => {
  const story = await openSubscribed();
  const set = (country: unknown) => story.api('PATCH', `/api/pages/${story.page.id}`, { country });
  expect((await set('DE')).body.country).toBe('DE');
  expect((await set('Germany')).body.error).toMatchObject({ field: 'country' });
  expect((await set(null)).body.country).toBeNull();
  expect((await story.api('PATCH', '/api/pages/123', { country: 'DE' })).status).toBe(404);
});
