// Webhooks that are malformed, hostile or of a kind nobody knows, through the real receiver over HTTP and the apply worker:
// nothing crashes, nothing is held up, and what was accepted is never lost: its bytes lie in the inbox until every event of
// it stands in a table.
import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { parseWebhook } from '../../src/messenger/webhook-events.ts';
import { webhook } from '../support/hostile/bend.ts';
import { CHANGES, HOSTILE, MESSAGING, PAGE } from '../support/hostile/events.ts';
import { envelope, fromPerson, insertPage, openStory, type Story } from '../support/messenger-story.ts';

async function open(): Promise<Story> {
  const story = await openStory({ configured: true });
  await insertPage(story, PAGE);
  return story;
}

const MOST_STEPS = 200;

/** Applies what is due; a worker that would go on for ever is caught. */
async function applyAll(story: Story): Promise<void> {
  for (let steps = 0; steps < MOST_STEPS; steps += 1)
    if ((await story.worker.step(new AbortController().signal)) !== 'again') return;
  throw new Error(`still not done after ${MOST_STEPS} steps`);
}

const waiting = (story: Story) =>
  story.rows<{ body: Buffer; error: string | null; tries: number; page: string | null }>(
    sql`select body, error, tries, waits_for_page as page from inbox order by inbox_id`,
  );

/** Which events of the given bytes stand nowhere: neither on a timeline, nor with the Page, nor in the inbox any more. */
async function listLost(story: Story, accepted: readonly Buffer[]): Promise<string[]> {
  const inInbox = new Set((await waiting(story)).map(({ body }) => body.toString('base64')));
  const keys = accepted
    .filter((body) => !inInbox.has(body.toString('base64')))
    .flatMap((body) => {
      const parsed = parseWebhook(body, new Date());
      return parsed.ok ? parsed.events.map((event) => event.dedupeKey) : [`unread: ${body}`];
    });
  const stored = await story.rows<{ key: string }>(
    sql`select dedupe_key as key from events union select dedupe_key from page_events`,
  );
  const known = new Set(stored.map((row) => row.key));
  return keys.filter((key) => !known.has(key));
}

/** A person writes after all that: known at once, or something is in the way. */
async function expectOpen(story: Story, number: number): Promise<void> {
  const psid = `88${number}`;
  const hello = fromPerson(psid, Date.now(), { message: { mid: `m_ok_${number}`, text: 'still there?' } });
  expect((await story.deliver(envelope([hello], PAGE))).status).toBe(200);
  await applyAll(story);
  const known = await story.rows(sql`select 1 from identities where psid = ${psid}`);
  expect(known, 'a person who writes afterwards is known').toHaveLength(1);
}

test('every documented kind is taken and applied, alone and all in one POST', async () => {
  const story = await open();
  const posts = [
    ...MESSAGING.map((event) => ({
      object: 'page',
      entry: [{ id: PAGE, time: 1_790_000_000_000, messaging: [event] }],
    })),
    ...CHANGES.map((change) => ({
      object: 'page',
      entry: [{ id: PAGE, time: 1_790_000_000, changes: [change] }],
    })),
    {
      object: 'page',
      entry: [{ id: PAGE, time: 1, messaging: MESSAGING, standby: MESSAGING, changes: CHANGES }],
    },
  ].map((body) => Buffer.from(JSON.stringify(body)));
  for (const body of posts) expect((await story.deliver(body)).status).toBe(200);
  await applyAll(story);
  expect(await waiting(story)).toEqual([]);
  expect(await listLost(story, posts)).toEqual([]);
  await expectOpen(story, 1);
});

test('each hostile value at each place of a message changes nothing but that message', async () => {
  const story = await open();
  const places = [
    'mid',
    'text',
    'quick_reply',
    'attachments',
    'referral',
    'reply_to',
    'is_echo',
    'metadata',
    'app_id',
  ];
  const accepted: Buffer[] = [];
  for (const [index, value] of HOSTILE.entries()) {
    const messages = places.map((place) => ({ mid: `m_${index}_${place}`, text: 'hi', [place]: value }));
    const events = [
      ...messages.map((message) => fromPerson('7000000000000000002', 1_790_000_000_000, { message })),
      fromPerson('7000000000000000002', value as number, { message: value }),
      { sender: { id: value }, recipient: value, timestamp: value, postback: { payload: value } },
      { sender: value, read: { watermark: value }, delivery: { watermark: value, mids: [value] } },
    ];
    const body = Buffer.from(JSON.stringify(envelope(events, PAGE)));
    expect((await story.deliver(body)).status).toBe(200);
    accepted.push(body);
  }
  await applyAll(story);
  expect((await waiting(story)).filter((row) => row.tries > 0)).toEqual([]);
  expect(await listLost(story, accepted)).toEqual([]);
  await expectOpen(story, 2);
});

test('whatever comes signed is answered, kept and applied, and the next person is served', async () => {
  const story = await open();
  let round = 10;
  await fc.assert(
    fc.asyncProperty(fc.array(webhook, { minLength: 1, maxLength: 8 }), async (posts) => {
      const bodies = posts.map((post) => Buffer.from(JSON.stringify(post)));
      const replies = await Promise.all(bodies.map((body) => story.deliver(body)));
      expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([200]));
      const stored = (await waiting(story)).map(({ body }) => body.toString());
      for (const body of bodies) expect(stored).toContain(body.toString());
      await applyAll(story);
      const failed = (await waiting(story)).filter((row) => row.tries > 0);
      expect(failed.map((row) => `${row.error} in ${row.body}`)).toEqual([]);
      expect(await listLost(story, bodies)).toEqual([]);
      round += 1;
      await expectOpen(story, round);
    }),
    { numRuns: 60 },
  );
}, 120_000);

test('bytes that are no webhook are refused with a sentence, signed or not, and nothing is stored', async () => {
  const story = await open();
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .constantFrom(
        '',
        '{',
        'null',
        '[]',
        '{"object":"page"}',
        '{"object":"page","entry":{}}',
        '{"object":["page"],"entry":[]}',
        '{"object":"instagram","entry":[]}',
        `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
        `{"object":"page","entry":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`,
        '{"object":"page","entry":[1e400,]}',
        '\ufeff{"object":"page","entry":[]}',
      )
      .map((text) => Buffer.from(text)),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.boolean(), async (body, isSigned) => {
      const reply = await story.deliver(body, isSigned ? undefined : null);
      expect([400, 401, 404]).toContain(reply.status);
      expect(reply.body.error.message).toMatch(/\w+.*\.$/s);
    }),
    { numRuns: 150 },
  );
  expect(await waiting(story)).toEqual([]);
  await expectOpen(story, 3);
}, 60_000);

test('an endless nesting that is a webhook all the same is kept, and holds nobody up', async () => {
  const story = await open();
  const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  for (const depth of [100, 5_000, 100_000]) {
    const event = `{"sender":{"id":"7000000000000000003"},"recipient":{"id":"${PAGE}"},"timestamp":1790000000000,"surprise":${deep(depth)}}`;
    const body = Buffer.from(`{"object":"page","entry":[{"id":"${PAGE}","time":1,"messaging":[${event}]}]}`);
    const { status } = await story.deliver(body);
    expect([200, 400]).toContain(status);
  }
  await applyAll(story);
  await expectOpen(story, 4);
});
