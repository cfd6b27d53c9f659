// The Health screen's numbers: insights as the platform tells them, gaps and refusals in words, what was said and done.
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { type Answer, openStory, type Story } from '../../test/support/messenger-story.ts';
import { execute } from '../kit/db.ts';
import { readNextInsights } from './page.insights.ts';

const health = async (story: Story): Promise<Answer> =>
  (await story.api('GET', `/api/pages/${story.page.id}/health`)).body;

it('asks for the insights of each Page twice a day, and shows every day of the last four weeks', async () => {
  let now = new Date();
  const story = await openStory({ clock: { now: () => now } });
  const psids = await story.people(5);
  for (const psid of psids) await story.act(psid, { type: 'message', text: 'hi' });
  await story.act(psids[0]!, { type: 'block' });
  await story.connect();
  // Insights are asked for by whole seconds: a little later everything has happened before the last of them.
  now = new Date(Date.now() + 2_000);
  expect(await readNextInsights(story.needs)).toBe(true);
  expect(await readNextInsights(story.needs)).toBe(false);
  const { days, insights_error, pause_at } = await health(story);
  expect(days).toHaveLength(28);
  expect(days.at(-1)).toEqual({
    day: now.toISOString().slice(0, 10),
    sent: 0,
    blocked: 0,
    connections: 4,
    new_conversations: 5,
    blocked_conversations: 1,
    reported_conversations: 0,
  });
  expect({ insights_error, pause_at }).toEqual({ insights_error: null, pause_at: { count: 20, percent: 3 } });
});

it('says in words why there are no numbers, keeps what it has, and asks again within the hour', async () => {
  const story = await openStory();
  await story.connect();
  await readNextInsights(story.needs);
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, { scopes: ['pages_messaging'] });
  await execute(story.db, sql`update pages set insights_due_at = '-infinity'`);
  await readNextInsights(story.needs);
  const { days, insights_error } = await health(story);
  expect(insights_error).toMatch(/permission is missing \(200\).*read_insights/);
  expect(days.at(-1).connections).toBe(0);
  const [due] = await story.rows<{ soon: boolean }>(
    sql`select insights_due_at between now() + interval '50 min' and now() + interval '1 h' as soon from pages`,
  );
  expect(due).toEqual({ soon: true });
});

it('a metric the platform has retired takes no other with it', async () => {
  const story = await openStory();
  await story.connect();
  await story.control('PUT', '/sandbox/faults', [
    { match: { kind: 'graph', path: '*/insights' }, action: { type: 'error', code: 100 }, times: 1 },
  ]);
  await readNextInsights(story.needs);
  const { days, insights_error } = await health(story);
  expect(insights_error).toMatch(/\(100\)/);
  expect(days.at(-1)).toMatchObject({ connections: null, new_conversations: 0, reported_conversations: 0 });
});

it('shows a restriction that the next check finds, and lets it go', async () => {
  const story = await openStory();
  await story.connect();
  const stand = async (setup: object): Promise<Answer> => {
    await story.control('PUT', `/sandbox/pages/${story.page.id}`, { setup: { standing: setup } });
    const page = (await story.api('POST', `/api/pages/${story.page.id}/check`)).body;
    const check = page.checks.find((one: Answer) => one.key === 'page_standing');
    return { check, standing: (await health(story)).standing };
  };
  const seconds = Math.floor(Date.now() / 1000);
  const restriction = {
    feature: 'page_messaging_api',
    status: 'RESTRICTED',
    description: '…',
    applied_time: seconds,
    expiration_time: seconds + 86_400,
  };
  const violations = [{ type: 'SPAM', description: 'Too many messages', url: 'https://example.com' }];
  expect(await stand({ status: 'restricted', restrictions: [restriction], violations })).toMatchObject({
    check: {
      state: 'failed',
      detail: expect.stringMatching(
        /restricted\. Restricted: messages sent by apps\. SPAM: Too many messages/,
      ),
      remedy: expect.stringMatching(/Page quality/),
    },
    standing: {
      state: 'restricted',
      stops_sending: true,
      until: new Date((seconds + 86_400) * 1000).toISOString(),
    },
  });
  expect(await stand({ status: 'warning', restrictions: [], violations })).toMatchObject({
    check: { state: 'warning' },
    standing: { state: 'warning', stops_sending: false },
  });
  expect(await stand({ status: 'ok', restrictions: [], violations: [] })).toMatchObject({
    check: { state: 'ok' },
    standing: { state: 'ok' },
  });
  const { history } = await health(story);
  expect(history).toMatchObject([{ action: 'page.connected', actor: 'tester' }]);
  expect((await story.api('GET', '/api/pages/999/health')).status).toBe(404);
});
