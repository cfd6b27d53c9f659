// Collecting the people of existing conversations from the sandbox, across interruptions.
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openStory, type Story } from '../../test/support/messenger-story.ts';
import { execute } from '../kit/db.ts';
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
const makeDue = (story: Story) =>
  execute(story.db, sql`update backfills set due_at = now() - interval '1 s'`);

it('goes on where it stopped, with another worker each time, and finds everybody once', async () => {
  const story = await openWithThreads(250);
  const found: number[] = [];
  for (let calls = 0; calls < 3; calls += 1) {
    await makeDue(story);
    await step(story);
    found.push((await backfill(story)).found);
  }
  expect(found).toEqual([100, 200, 250]);
  expect(await backfill(story)).toEqual({ state: 'finished', found: 250, error: null });
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
    expect(await backfill(story)).toEqual({
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
  await step(story);
  expect(await backfill(story)).toMatchObject({ state: 'running', found: 100, error: null });
});
