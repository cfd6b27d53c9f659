// Collecting the people of existing conversations from the sandbox, across interruptions.
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openStory, type Story } from '../../test/support/messenger-story.ts';
import { execute } from '../kit/db.ts';
import { takeConversationTurn } from '../pages/page.conversations.ts';
import { createBackfillWorker } from './backfill.workers.ts';
import { conversationsReply, nextCursor, toSightings } from './conversations.ts';

/** A Page whose conversations were there before it was connected. */
async function openWithThreads(count: number): Promise<Story & { psids: string[] }> {
  const story = await openStory();
  const psids = await story.people(count);
  await story.control('POST', '/sandbox/people/actions', {
    page_id: story.page.id,
    psids,
    type: 'message',
    text: 'hi',
  });
  await story.control('PUT', '/sandbox/settings', { limits: { conversations_per_second: 100_000 } });
  await story.connect();
  await story.api('POST', `/api/pages/${story.page.id}/backfill`);
  return { ...story, psids };
}
const step = (story: Story) => createBackfillWorker(story.needs).step(new AbortController().signal);
const backfill = async (story: Story) =>
  (await story.api('GET', `/api/pages/${story.page.id}`)).body.backfill;
/** Instead of waiting for the next call's turn. */
async function makeDue(story: Story): Promise<void> {
  await execute(story.db, sql`update backfills set due_at = now() - interval '1 s'`);
  await execute(story.db, sql`update pages set conversations_free_at = '-infinity'`);
}

it('goes on where it stopped, with another worker each time, and finds everybody once', async () => {
  const story = await openWithThreads(250);
  const found: number[] = [];
  for (let calls = 0; calls < 3; calls += 1) {
    await makeDue(story);
    await step(story);
    found.push((await backfill(story)).found);
  }
  expect(found).toEqual([100, 200, 250]);
  expect(await backfill(story)).toMatchObject({ state: 'finished', found: 250, calls: 3, error: null });
  const people = await story.rows<{ psid: string }>(
    sql`select psid from identities where source = 'backfill' and last_user_action_at is not null order by psid`,
  );
  expect(people.map(({ psid }) => psid)).toEqual([...story.psids].sort());
});

it('the thread of somebody who never wrote opens no window', async () => {
  const story = await openStory();
  const [psid] = await story.people(1);
  await story.act(psid!, { type: 'message', text: 'hi' });
  await story.connect();
  const answer = {
    data: [
      {
        updated_time: '2026-11-01T10:00:00+0000',
        participants: { data: [{ id: psid }, { id: story.page.id }] },
        messages: { data: [{ from: { id: story.page.id }, created_time: '2026-11-01T10:00:00+0000' }] },
      },
    ],
  };
  const parsed = conversationsReply.parse(answer);
  expect(nextCursor(parsed)).toBeNull();
  expect(toSightings(parsed, story.page.id, new Date())).toEqual([
    {
      pageId: story.page.id,
      psid,
      seenAt: new Date('2026-11-01T10:00:00Z'),
      source: 'backfill',
      userAction: null,
    },
  ]);
});

it('waits when the platform asks to, stays at its place while it is unreachable, and fails with a remedy', async () => {
  const story = await openWithThreads(150);
  const fault = (action: object) =>
    story.control('PUT', '/sandbox/faults', [{ match: { kind: 'graph', path: '*/conversations' }, action }]);
  for (const [action, error] of [
    [{ type: 'error', code: 80006 }, /too many Messenger calls/],
    [{ type: 'html' }, /could not be reached/],
    [{ type: 'error', code: 2 }, /right now/],
  ] as const) {
    await fault(action);
    await makeDue(story);
    await step(story);
    expect(await backfill(story)).toMatchObject({
      state: 'running',
      found: 0,
      error: expect.stringMatching(error),
    });
  }
  const [{ waits }] = (await story.rows<{ waits: boolean }>(
    sql`select due_at > now() + interval '30 s' as waits from backfills`,
  )) as [{ waits: boolean }];
  expect(waits).toBe(true);
  await fault({ type: 'error', code: 200 });
  await makeDue(story);
  await step(story);
  expect(await backfill(story)).toMatchObject({
    state: 'failed',
    error: expect.stringMatching(/permission/),
  });
  await story.control('PUT', '/sandbox/faults', []);
  await story.api('POST', `/api/pages/${story.page.id}/backfill`);
  await makeDue(story);
  await step(story);
  expect(await backfill(story)).toMatchObject({ state: 'running', found: 100, error: null });
});

it('pauses at its place, goes on there, and is cancelled for good', async () => {
  const story = await openWithThreads(250);
  const steer = (verb: string) => story.api('POST', `/api/pages/${story.page.id}/backfill/${verb}`);
  const advance = async () => {
    await makeDue(story);
    await step(story);
    return backfill(story);
  };
  expect(await advance()).toMatchObject({ state: 'running', found: 100 });
  expect((await steer('pause')).body.backfill).toMatchObject({ state: 'paused', running_since: null });
  expect(await advance()).toMatchObject({ state: 'paused', found: 100 });
  expect((await steer('pause')).status).toBe(409);
  await story.api('POST', `/api/pages/${story.page.id}/backfill`); // starting is not a way to lose the place
  expect(await backfill(story)).toMatchObject({ state: 'paused', found: 100 });
  expect((await steer('resume')).body.backfill).toMatchObject({ state: 'running', error: null });
  expect(await advance()).toMatchObject({ state: 'running', found: 200, calls: 2 });
  expect((await steer('cancel')).body.backfill).toMatchObject({ state: 'cancelled', found: 200 });
  expect(await advance()).toMatchObject({ state: 'cancelled', found: 200 });
  expect((await steer('resume')).body.error.remedy).toMatch(/Collect people/);
  expect((await steer('cancel')).status).toBe(409);
});

it('shares two calls a second of a Page with the look-ups of other processes', async () => {
  const story = await openWithThreads(150);
  const turn = (withinMs: number) => takeConversationTurn(story.db, 'default', story.page.id, withinMs);
  expect(await turn(0)).toBe(0);
  const HOUR_MS = 3_600_000;
  const free = (inHours: number) =>
    execute(story.db, sql`update pages set conversations_free_at = now() + ${inHours} * interval '1 hour'`);
  await free(1);
  await execute(story.db, sql`update backfills set due_at = now() - interval '1 s'`);
  await step(story);
  expect(await backfill(story)).toMatchObject({ state: 'running', found: 0, calls: 0, error: null });
  // Turns that are taken at once lie half a second apart, and none beyond what the caller would wait for is given.
  const freeAt = async () => {
    const [page] = await story.rows<{ ms: number }>(
      sql`select (extract(epoch from conversations_free_at) * 1000)::float8 as ms from pages`,
    );
    return page!.ms;
  };
  const before = await freeAt();
  expect(await turn(1_400)).toBeNull();
  const waits = await Promise.all(Array.from({ length: 5 }, () => turn(2 * HOUR_MS)));
  expect(waits).not.toContain(null);
  expect((await freeAt()) - before).toBeCloseTo(2_500, 0);
  await free(0);
  await makeDue(story);
  await step(story);
  expect(await backfill(story)).toMatchObject({ found: 100, calls: 1 });
});

it('lets go what was held for somebody whose message had not been noticed', async () => {
  const story = await openWithThreads(1);
  const [psid = ''] = story.psids;
  await execute(
    story.db,
    sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, psid, state, due_at)
        values ('default', 1, 1, 1, ${`page:${story.page.id}`}, ${story.page.id}, ${psid}, 'held', now() + interval '1 hour')`,
  );
  await makeDue(story);
  await step(story);
  expect(await story.rows(sql`select state, route from deliveries`)).toEqual([
    { state: 'pending', route: 0 },
  ]);
});
