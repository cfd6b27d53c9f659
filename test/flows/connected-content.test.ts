// Connected content: fetched for each person, kept, guarded; an outage makes people wait and skips nobody at once.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Preflight } from '../../src/campaigns/preflight.contract.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';
import {
  everybodyWithPsid,
  peopleWrite,
  publishAndFinish,
  report,
  startWorld,
  type World,
} from '../support/world.ts';

const PEOPLE = 6;
let world: World;
let shop: Receiver;
let segment: string;
beforeAll(async () => {
  shop = await startReceiver();
  world = await startWorld({ env: { ALLOW_PRIVATE_ADDRESSES: 'true' } });
  await peopleWrite(world, PEOPLE);
  segment = await everybodyWithPsid(world);
});
afterAll(async () => {
  await world.close();
  await shop.close();
});
beforeEach(() => {
  shop.calls.length = 0;
});

const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) });
const source = (path: string, rest: object = {}) => ({ name: 'offer', url: `${shop.url}${path}`, ...rest });
const create = async (text: string, content: object[]) => {
  const { id } = await world.api<{ id: string }>('POST', '/api/campaigns', {
    name: 'With content',
    definition: {
      ...{ segment_id: segment, page_id: world.page.id, content },
      message: { message: { text }, track_links: false },
    },
  });
  return id;
};
const lastTexts = async (count: number) => {
  const { data } = await world.sand<{ data: { body: { message: { text: string } } }[] }>(
    'GET',
    `/sandbox/messages?page_id=${world.page.id}&limit=500`,
  );
  return data.slice(-count).map(({ body }) => body.message.text);
};

test('each address is asked once, with its secret header, and everybody gets their answer', async () => {
  shop.answerBy(({ url }) => json({ title: `for ${url}`, price: 12.5 }));
  const id = await create(
    "{{ Content.offer.title }} {{ Content.offer.price | currency: 'EUR', locale: 'de' }}",
    [
      source('/o?w={{ locale | default: "none" }}', {
        headers: [{ name: 'X-Key', value: 'the secret', secret: true }],
      }),
    ],
  );
  const seen = await world.api<{ definition: { content: { headers: { value: string }[] }[] } }>(
    'GET',
    `/api/campaigns/${id}`,
  );
  expect(JSON.stringify(seen)).not.toContain('the secret');
  expect((await publishAndFinish(world, id)).accepted).toBe(PEOPLE);
  expect(new Set(shop.calls.map(({ url }) => url)).size).toBe(shop.calls.length);
  expect(shop.calls[0]?.headers['x-key']).toBe('the secret');
  for (const text of await lastTexts(PEOPLE))
    expect(text.replaceAll('\u00a0', ' ')).toMatch(/^for \/o\?w=.* 12,50 €$/);
});

test('a value in the address cannot change it, and a preview shows request and answer', async () => {
  shop.answerBy(() => json({ a: { b: '' } }));
  const preview = await world.api<{
    content: { request: { url: string }; status: number; answer: string }[];
    verdict: object;
  }>('POST', '/api/campaigns/preview', {
    definition: {
      ...{ segment_id: segment, page_id: world.page.id },
      content: [source("/p/{{ 'a/../b?x=1&y' }}")],
      message: { message: { text: 'x {{ Content.offer.a.b }}' } },
    },
    recipient: { by: 'any' },
  });
  expect(preview.content).toMatchObject([{ status: 200, answer: '{"a":{"b":""}}' }]);
  expect(preview.content[0]?.request.url).toBe(`${shop.url}/p/a%2F..%2Fb%3Fx%3D1%26y`);
  expect(preview.verdict).toMatchObject({ outcome: 'skip', reason: 'missing_attribute:Content.offer.a.b' });
});

test.each([
  ['no JSON', { status: 200, body: '<html>' }, /not JSON/],
  ['not there', json({}, 404), /404/],
  ['too long', json({ x: 'y'.repeat(300_000) }), /longer than 256 KB/],
  ['too deep', { status: 200, body: `${'['.repeat(50_000)}${']'.repeat(50_000)}` }, /nested/],
])('an answer that is %s skips the person, or leaves a blank', async (_name, answer, why) => {
  shop.answerBy(() => answer);
  const preview = (on_failure: string) =>
    world.api<{ content: { why: string }[]; message: { text: string } | null; verdict: { reason: string } }>(
      'POST',
      '/api/campaigns/preview',
      {
        definition: {
          ...{ segment_id: segment, page_id: world.page.id },
          content: [source(`/bad?${_name.length}`, { on_failure })],
          message: { message: { text: 'x{{ Content.offer.a }}y' } },
        },
        recipient: { by: 'any' },
      },
    );
  const skipped = await preview('skip');
  expect(skipped.verdict.reason).toBe('content_failed:offer');
  expect(skipped.content[0]?.why).toMatch(why);
  expect((await preview('blank')).message?.text).toBe('xy');
});

test('while the service is away people wait, and get their message when it is back', async () => {
  shop.answerBy(() => json({}, 503));
  const id = await create('{{ Content.offer.title }}', [source('/away')]);
  await world.api('POST', `/api/campaigns/${id}/publish`);
  await until(
    'everybody waits for content',
    async () =>
      (await world.count("deliveries where state = 'pending' and reason = 'content_failed:offer'")) ===
      PEOPLE,
  );
  expect(await world.count("deliveries where expires_at is null and state = 'pending'")).toBe(0);
  expect((await report(world, id)).skipped).toEqual([]);
  shop.answerBy(() => json({ title: 'back' }));
  await world.database.db
    .updateTable('deliveries' as never)
    .set({ due_at: new Date() } as never)
    .where('state' as never, '=', 'pending' as never)
    .execute();
  await until('it is finished', async () => (await report(world, id)).campaign.state === 'finished');
  expect((await report(world, id)).accepted).toBe(PEOPLE);
});

test('a preflight says which service fails, of everybody whose message needs it, and where', async () => {
  shop.answerBy(({ url }) => json({ title: 'x' }, url.startsWith('/broken') ? 500 : 200));
  const id = await create('{{ Content.offer.title }}{{ Content.well.title }}', [
    source('/broken'),
    source('/well', { name: 'well' }),
    source('/broken/unused', { name: 'unused' }),
  ]);
  await world.api('POST', `/api/campaigns/${id}/preflight`, {});
  const look = async () =>
    (await world.api<{ preflight: Preflight }>('GET', `/api/campaigns/${id}/preflight`)).preflight;
  await until('it is finished', async () => (await look()).state === 'finished');
  const { findings, affected } = await look();
  expect(affected).toBe(PEOPLE);
  expect(findings).toMatchObject([
    {
      ...{ kind: 'other', reason: 'content_failed:offer', people: PEOPLE, fields: ['content.0.url'] },
      title: 'Connected content could not be fetched: offer. It answered 500.',
      remedy: expect.stringContaining('Preview the message'),
    },
  ]);
});

test('who looks at many addresses within a minute is not served them all, but still what was fetched', async () => {
  shop.answerBy(() => json({ a: 'kept' }));
  const look = async (path: string) =>
    (
      await world.api<{ content: { status: number | null; why: string | null }[] }>(
        'POST',
        '/api/campaigns/preview',
        {
          definition: {
            ...{ segment_id: segment, page_id: world.page.id },
            content: [source(path, { cache_seconds: 600 })],
            message: { message: { text: 'x {{ Content.offer.a }}' } },
          },
          recipient: { by: 'any' },
        },
      )
    ).content[0]!;
  expect((await look('/first')).status).toBe(200);
  const looks = [];
  for (let n = 0; n < 70; n += 1) looks.push(await look(`/many/${n}`));
  expect(shop.calls.length).toBeLessThanOrEqual(60);
  expect(looks.at(-1)).toMatchObject({
    status: null,
    why: expect.stringContaining('Look again in a minute'),
  });
  expect(await look('/first')).toMatchObject({ status: 200, why: null });
});

test('what cannot work is refused with its field', async () => {
  const { problems } = await world.api<{ problems: { field: string; message: string }[] }>(
    'POST',
    '/api/campaigns/check',
    {
      definition: {
        ...{ segment_id: segment, page_id: world.page.id },
        content: [
          source('/a'),
          source('/b'),
          { name: 'host', url: 'https://{{ host }}/x' },
          { name: 'pass', url: 'https://me:secret@example.org/x' },
          { name: 'nested', url: 'https://example.org/{{ Content.offer.id }}' },
        ],
        message: {
          message: { text: '{{ Content.nobody.x }} {{ Campaign.subject }} {{ EventAttribute.x }}' },
        },
      },
    },
  );
  expect(problems.map(({ field }) => field)).toEqual(
    expect.arrayContaining([
      'content.1.name',
      'content.2.url',
      'content.3.url',
      'content.4.url',
      'message.message.text',
    ]),
  );
  expect(problems.map(({ message }) => message).join('\n')).toMatch(
    /no connected content called nobody[\s\S]*no subject[\s\S]*Nothing happens before/,
  );
});
