// Comments answered in private: exactly one message a comment, whatever the network does, and a reason for each that is not.
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { execute } from '../../src/kit/db.ts';
import { until } from '../support/until.ts';
import { startWorld, summary, type World } from '../support/world.ts';

interface Reply {
  comment_id: string;
  state: string;
  reason: string | null;
  title: string | null;
  message: { text: string } | null;
  mid: string | null;
  person_id: string | null;
}

let world: World;
let psids: string[];
beforeAll(async () => {
  world = await startWorld();
  ({ psids } = await world.sand<{ psids: string[] }>('POST', '/sandbox/people', {
    page_id: world.page.id,
    count: 9,
  }));
  await world.api('POST', `/api/pages/${world.page.id}/comment-rules`, {
    name: 'Prices',
    keywords: ['price', 'how much'],
    message: { text: 'Hi {{ from.name | default: "there" }}, it is 20 €.' },
  });
});
afterEach(() => world.sand('PUT', '/sandbox/faults', []));
afterAll(() => world?.close());

const comment = async (psid: string | undefined, text: string, more: Record<string, unknown> = {}) => {
  const action = { page_id: world.page.id, type: 'comment', text, ...more };
  return (await world.sand<{ comment_id: string }>('POST', `/sandbox/people/${psid}/actions`, action))
    .comment_id;
};
const replies = async () =>
  (await world.api<{ replies: Reply[] }>('GET', `/api/pages/${world.page.id}/private-replies?limit=200`))
    .replies;
const replyTo = async (commentId: string) =>
  (await replies()).find((reply) => reply.comment_id === commentId);
const becomes = async (commentId: string, state: string): Promise<Reply> => {
  await until(`${commentId} is ${state}`, async () => (await replyTo(commentId))?.state === state);
  return (await replyTo(commentId))!;
};
const fault = (action: Record<string, unknown>, times: number) =>
  world.sand('PUT', '/sandbox/faults', [
    { match: { kind: 'graph', path: '*/messages' }, probability: 1, action, times },
  ]);
const sent = async () => (await summary(world)).total;

test('a comment with a keyword gets one message; the person is known from then on, without a window', async () => {
  const id = await comment(psids[0], 'PRÍCE, please?');
  const reply = await becomes(id, 'accepted');
  expect(reply.message?.text).toMatch(/^Hi .+, it is 20 €\.$/);
  await until('the person is known', async () => (await replyTo(id))?.person_id !== null);
  const { rows } = await sql<{ psid: string; last_user_action_at: Date | null }>`
    select psid, last_user_action_at from identities`.execute(world.database.db);
  expect(rows).toEqual([{ psid: psids[0], last_user_action_at: null }]);
  expect(await sent()).toBe(1);
});

test('other comments, and those of the Page itself, get none', async () => {
  await comment(psids[1], 'Nice!');
  await world.sand('POST', `/sandbox/pages/${world.page.id}/actions`, {
    type: 'comment',
    text: 'The price is 20 €',
  });
  const last = await comment(psids[1], 'how   MUCH is it');
  await becomes(last, 'accepted');
  expect(await replies()).toHaveLength(2);
});

test('the same comment, reported twice or changed afterwards, is not answered again', async () => {
  const before = await sent();
  await world.sand('PUT', '/sandbox/faults', [
    { match: { kind: 'webhook', field: 'feed' }, probability: 1, action: { type: 'duplicate', times: 3 } },
  ]);
  const id = await comment(psids[2], 'price');
  await becomes(id, 'accepted');
  await comment(psids[2], 'how much is the price', { verb: 'edited', comment_id: id });
  const marker = await comment(psids[2], 'how much?');
  await becomes(marker, 'accepted');
  expect(await sent()).toBe(before + 2);
});

test('a connection that breaks after the message was taken: the echo tells, nobody gets two', async () => {
  const before = await sent();
  await fault({ type: 'reset_after_accept' }, 1);
  const reply = await becomes(await comment(psids[3], 'price'), 'accepted');
  expect(reply.mid).not.toBeNull();
  expect(await sent()).toBe(before + 1);
});

test('… and when the echo is lost, asking again tells: it was replied already', async () => {
  const before = await sent();
  await world.sand('PUT', '/sandbox/faults', [
    {
      match: { kind: 'graph', path: '*/messages' },
      probability: 1,
      action: { type: 'reset_after_accept' },
      times: 1,
    },
    { match: { kind: 'webhook', field: 'message_echoes' }, probability: 1, action: { type: 'drop' } },
  ]);
  await becomes(await comment(psids[4], 'price'), 'accepted');
  expect(await sent()).toBe(before + 1);
});

test('a call that never left is made again', async () => {
  const before = await sent();
  await fault({ type: 'reset' }, 1);
  await becomes(await comment(psids[5], 'price'), 'accepted');
  expect(await sent()).toBe(before + 1);
});

test('a process that dies between the record and the answer leaves nothing to chance', async () => {
  const before = await sent();
  const id = await comment(psids[6], 'price');
  await becomes(id, 'accepted');
  // As the row stood when the process died: begun long ago, and nothing known of it.
  await execute(
    world.database.db,
    sql`update private_replies set state = 'sending', started_at = now() - interval '1 hour', mid = null, psid = null
         where comment_id = ${id}`,
  );
  await becomes(id, 'accepted');
  expect(await sent()).toBe(before + 1);
});

test('somebody else replied first: skipped with words', async () => {
  const commented = await comment(psids[7], 'hello');
  await fetch(`${world.sandbox.url}/v26.0/me/messages?access_token=${world.page.access_token}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ recipient: { comment_id: commented }, message: { text: 'By hand' } }),
  });
  await comment(psids[7], 'the price?', { verb: 'edited', comment_id: commented });
  const reply = await becomes(commented, 'skipped');
  expect(reply).toMatchObject({ reason: 'comment_already_replied' });
  expect(reply.title).toMatch(/answered privately already/);
});

test('a comment that waits and is removed, or is a week old, is skipped; a removal counts before its comment too', async () => {
  const before = await sent();
  const { page } = world;
  await execute(
    world.database.db,
    sql`insert into lanes (workspace_id, lane_id, paused_until, paused_because)
        values ('default', ${`page:${page.id}`}, now() + interval '1 hour', '613')
        on conflict (workspace_id, lane_id) do update set paused_until = excluded.paused_until`,
  );
  const [removed, old] = [await comment(psids[8], 'price'), await comment(psids[8], 'price!')];
  await becomes(old, 'pending');
  await comment(psids[8], 'price', { verb: 'remove', comment_id: removed });
  expect(await becomes(removed, 'skipped')).toMatchObject({ reason: 'comment_removed' });
  await comment(psids[8], 'price', { verb: 'hide', comment_id: '1_never_seen' });
  await comment(psids[8], 'price', { comment_id: '1_never_seen' });
  await execute(
    world.database.db,
    sql`update private_replies set commented_at = now() - interval '8 days' where comment_id = ${old}`,
  );
  await execute(world.database.db, sql`update lanes set paused_until = null`);
  expect(await becomes(old, 'skipped')).toMatchObject({ reason: 'comment_too_old' });
  expect(await replyTo('1_never_seen')).toBeUndefined();
  expect(await world.count(`private_replies where comment_id = '1_never_seen' and state = 'skipped'`)).toBe(
    1,
  );
  expect(await sent()).toBe(before);
});

test('no more than the platform allows in an hour', async () => {
  const { page } = world;
  await execute(
    world.database.db,
    sql`insert into private_replies (workspace_id, page_id, comment_id, rule_id, comment, commented_at, state, due_at, started_at)
        select 'default', ${page.id}, 'filler_' || n, null, '', now(), 'accepted', now(), now() - interval '30 minutes'
          from generate_series(1, 750) n`,
  );
  const id = await comment(psids[8], 'price?');
  await becomes(id, 'pending');
  await execute(
    world.database.db,
    sql`update private_replies set started_at = now() - interval '61 minutes' where comment_id like 'filler_%'`,
  );
  await becomes(id, 'accepted');
});

test('a rule the platform would refuse is not saved, and says where it is wrong', async () => {
  const { status, json } = await world.ask('POST', `/api/pages/${world.page.id}/comment-rules`, {
    name: 'Wrong',
    message: { text: 'Hi {{ city }}' },
  });
  expect(status).toBe(400);
  expect(json).toMatchObject({ error: { field: 'message.text', message: expect.stringContaining('city') } });
  const trial = await world.api('POST', '/api/comment-rules/preview', {
    keywords: ['price'],
    message: { text: 'Hi {{ from.name }}' },
    comment: 'Price?',
    from_name: null,
  });
  expect(trial).toMatchObject({ matches: true, message: null, problems: [{ severity: 'warning' }] });
});
