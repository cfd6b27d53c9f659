// The receiver over real HTTP: what is stored before 200, and what is refused with which words.
import { sql } from 'kysely';
import pg from 'pg';
import { expect, inject, it, onTestFinished } from 'vitest';
import {
  APP,
  envelope,
  fromPerson,
  insertPage,
  openStory,
  sign,
} from '../../test/support/messenger-story.ts';

const hello = envelope([
  fromPerson('7000000000000000001', 1_790_000_000_000, { message: { mid: 'm_1', text: 'hi' } }),
]);
const stored = (story: Awaited<ReturnType<typeof openStory>>) =>
  story.rows<{ body: Buffer; app_id: string }>(sql`select body, app_id from inbox order by inbox_id`);

it('stores the bytes as they came, and answers 200', async () => {
  const story = await openStory({ configured: true });
  const raw = Buffer.from('{"object":"page", "entry":[{"id":"1","messaging":[{"text":"\\u00e9 \\/"}]}]}');
  expect((await story.deliver(raw)).status).toBe(200);
  expect(await stored(story)).toEqual([{ body: raw, app_id: APP.id }]);
  expect(story.receiver.counters.stored).toBe(1);
});

it('many at once are each stored once', async () => {
  const story = await openStory({ configured: true });
  const replies = await Promise.all(Array.from({ length: 200 }, (_, n) => story.deliver({ ...hello, n })));
  expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([200]));
  expect(await stored(story)).toHaveLength(200);
});

it.each([
  ['no signature', null, 401],
  ['the signature of another secret', 'another secret', 403],
])('%s: refused, and nothing stored', async (_what, secret, status) => {
  const story = await openStory({ configured: true });
  expect((await story.deliver(hello, secret)).status).toBe(status);
  expect(await stored(story)).toEqual([]);
});

it('a signature over other bytes, of SHA-1, or cut short is refused', async () => {
  const story = await openStory({ configured: true });
  const raw = Buffer.from(JSON.stringify(hello));
  const good = sign(raw, APP.secret);
  for (const signature of [
    sign(Buffer.from(`${raw} `), APP.secret),
    good.replace('sha256', 'sha1'),
    good.slice(0, -2),
    'sha256=',
    '',
  ]) {
    const reply = await fetch(`${story.url}/webhooks/messenger`, {
      method: 'POST',
      headers: { 'x-hub-signature-256': signature },
      body: raw,
    });
    expect(reply.status).toBe(403);
  }
  expect(await stored(story)).toEqual([]);
});

it.each([
  ['malformed JSON', '{"object":"page","entry":[}', 400, 'body', /character 27 of 27/],
  ['a cut body', '{"object":"page"', 400, 'body', /at character 17 of 16/],
  ['no object', '[1]', 400, 'body', /object/],
  ['no entries', '{"object":"page"}', 400, 'entry', /list/],
  ['another object', '{"object":"user","entry":[]}', 404, undefined, /user/],
])('%s with a right signature: refused with the place', async (_what, body, status, field, message) => {
  const story = await openStory({ configured: true });
  const reply = await story.deliver(body);
  expect({ status: reply.status, field: reply.body.error.field }).toEqual({ status, field });
  expect(reply.body.error.message).toMatch(message);
  expect(await stored(story)).toEqual([]);
});

it('an app added a moment ago, in another process, works at once', async () => {
  const story = await openStory();
  expect((await story.deliver(hello)).status).toBe(403);
  await insertPage(story);
  expect((await story.deliver(hello)).status).toBe(200);
});

it('shakes hands with a known verify token only, and repeats the challenge as plain text', async () => {
  const story = await openStory({ configured: true });
  const shake = async (query: Record<string, string>) => {
    const reply = await fetch(`${story.url}/webhooks/messenger?${new URLSearchParams(query)}`);
    return { status: reply.status, type: reply.headers.get('content-type'), text: await reply.text() };
  };
  const right = {
    'hub.challenge': '1158201444',
    'hub.verify_token': APP.verifyToken,
    'hub.mode': 'subscribe',
  };
  expect(await shake(right)).toEqual({ status: 200, type: 'text/plain; charset=utf-8', text: '1158201444' });
  for (const wrong of [
    { ...right, 'hub.verify_token': 'guess' },
    { ...right, 'hub.mode': 'unsubscribe' },
    { ...right, 'hub.challenge': '<script>' },
    {},
  ])
    expect((await shake(wrong)).status).toBe(403);
});

it('while the database is away it answers 503, and then goes on', async () => {
  const story = await openStory({ configured: true });
  expect((await story.deliver(hello)).status).toBe(200);
  const name = new URL(story.database.url).pathname.slice(1);
  const admin = new pg.Client({ connectionString: inject('serverUrl') });
  await admin.connect();
  onTestFinished(() => admin.end());
  await admin.query(`alter database ${name} allow_connections false`);
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  expect((await story.deliver(hello)).status).toBe(503);
  expect((await story.deliver(hello)).status).toBe(503);
  await admin.query(`alter database ${name} allow_connections true`);
  expect((await story.deliver(hello)).status).toBe(200);
  expect(await stored(story)).toHaveLength(2);
});

it('a storm while the database restarts: what got 200 is stored, and the rest gets another answer', async () => {
  const story = await openStory({ configured: true });
  const name = new URL(story.database.url).pathname.slice(1);
  const admin = new pg.Client({ connectionString: inject('serverUrl') });
  await admin.connect();
  onTestFinished(() => admin.end());
  const accepted: number[] = [];
  const send = async (n: number): Promise<void> => {
    if ((await story.deliver({ ...hello, n })).status === 200) accepted.push(n);
  };
  for (let wave = 0; wave < 12; wave += 1) {
    const storm = Array.from({ length: 40 }, (_, n) => send(wave * 40 + n));
    if (wave % 3 === 1)
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    await Promise.all(storm);
  }
  const kept = (await stored(story)).map(({ body }) => (JSON.parse(body.toString()) as { n: number }).n);
  // More may be stored than was acknowledged (the answer of a commit was lost), never less.
  expect(accepted.filter((n) => !kept.includes(n))).toEqual([]);
  expect(accepted.length).toBeGreaterThan(0);
});

it('keeps its own body parser to itself', async () => {
  const story = await openStory({ configured: true });
  const reply = await story.api('POST', '/api/pages', { access_token: '' });
  expect(reply.body.error.field).toBe('access_token');
});
