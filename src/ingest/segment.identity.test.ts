// Segment's dialect: visitors who say who they are, ids that are one person.

import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { many } from '../kit/db.ts';
import { describeAttribute } from '../profiles/attributes.ts';
import { type Edge, NOW, openEdge } from './testing/edge.ts';

let edge: Edge;
beforeAll(async () => {
  edge = await openEdge();
});
afterAll(() => edge.close());

test('a visitor keeps what they did when they say who they are', async () => {
  const { segment, people, events } = await edge.makeWorkspace();
  await segment('batch', {
    batch: [
      { type: 'page', anonymousId: 'v1', name: 'Home' },
      { type: 'identify', anonymousId: 'v1', traits: { city: 'Brno', plan: 'free' } },
    ],
  });
  expect(await people()).toEqual([{ customer_id: null, attributes: { city: 'Brno', plan: 'free' } }]);
  await segment('identify', { anonymousId: 'v1', userId: 'u1', traits: { plan: 'pro' } });
  await segment('track', { anonymousId: 'v1', event: 'Later' });
  await segment('identify', { anonymousId: 'v1', traits: { city: 'Praha' } });
  expect(await people()).toEqual([{ customer_id: 'u1', attributes: { city: 'Praha', plan: 'pro' } }]);
  expect((await events()).map(({ customer_id, name }) => [customer_id, name])).toEqual([
    ['u1', 'Page Viewed'],
    ['u1', 'Later'],
  ]);
});

test('in a batch, what is said later wins, whoever it was said of', async () => {
  const { segment, people } = await edge.makeWorkspace();
  await segment('batch', {
    batch: [
      { type: 'identify', anonymousId: 'v', traits: { a: 1, b: 1, c: 1 } },
      { type: 'identify', anonymousId: 'v', userId: 'u', traits: { a: 2, b: 2 } },
      { type: 'identify', anonymousId: 'v', traits: { a: 3 } },
    ],
  });
  expect(await people()).toEqual([{ customer_id: 'u', attributes: { a: 3, b: 2, c: 1 } }]);
});

test('an anonymous id on a device that several people use stays with the first', async () => {
  const { segment, people } = await edge.makeWorkspace();
  await segment('identify', { anonymousId: 'tablet', userId: 'u1' });
  await segment('identify', { anonymousId: 'tablet', userId: 'u2' });
  expect((await people()).map((person) => person.customer_id)).toEqual(['u1', 'u2']);
});

test('a visitor has no ps_id, and a refused call leaves no visitor behind', async () => {
  const { segment, people } = await edge.makeWorkspace();
  const { status, body } = await segment('identify', { anonymousId: 'v', traits: { ps_id: '123', a: 1 } });
  expect([status, body.field]).toEqual([400, 'traits.ps_id']);
  expect(await people()).toEqual([]);
});

test.each(['send', 'track'] as const)('alias makes a visitor the customer (key: %s)', async (key) => {
  const { segment, events } = await edge.makeWorkspace();
  await segment('track', { anonymousId: 'v1', event: 'Before' });
  expect((await segment('alias', { previousId: 'v1', userId: 'u1' }, key)).status).toBe(200);
  await segment('track', { anonymousId: 'v1', event: 'After' });
  expect((await events()).map(({ customer_id }) => customer_id)).toEqual(['u1', 'u1']);
});

test('a website sets what a website was the first to say, on anybody; anything else is left out and counted', async () => {
  const { id, segment, post, people } = await edge.makeWorkspace();
  await segment('identify', { userId: 'u1', traits: { firstName: 'Ana', city: 'Brno' } });
  await segment('identify', { userId: 'u1', traits: { plan: 'free' } }, 'track');
  const said = { firstName: 'Visit evil.example', city: null, plan: 'pro', nothing: null };
  const { status, body } = await segment(
    'identify',
    { userId: 'u1', anonymousId: 'v1', traits: said },
    'track',
  );
  expect([status, body]).toEqual([200, { success: true }]);
  expect(await people()).toEqual([
    { customer_id: 'u1', attributes: { first_name: 'Ana', city: 'Brno', plan: 'pro' } },
  ]);
  // Nor by way of a visitor, whose attributes fill the gaps of the customer they turn out to be.
  await segment('identify', { userId: 'u2', traits: { plan: 'free' } });
  await segment(
    'identify',
    { anonymousId: 'v2', traits: { firstName: 'Visit evil.example', hat: 'red' } },
    'track',
  );
  await segment('alias', { previousId: 'v2', userId: 'u2' }, 'track');
  expect((await people())[1]).toEqual({ customer_id: 'u2', attributes: { plan: 'free', hat: 'red' } });
  const known = () =>
    many(
      edge.database.db,
      sql`select name, from_websites as open, left_out as "leftOut" from attributes where workspace_id = ${id} order by name`,
    );
  expect(await known()).toEqual([
    { name: 'city', open: false, leftOut: 1 },
    { name: 'first_name', open: false, leftOut: 2 },
    { name: 'hat', open: true, leftOut: 0 },
    { name: 'plan', open: true, leftOut: 0 },
  ]);
  const deed = { workspaceId: id, name: 'city', actor: 'me', now: NOW };
  await describeAttribute(edge.database.db, { ...deed, fromWebsites: true });
  await segment('identify', { userId: 'u1', traits: { city: 'Praha' } }, 'track');
  expect((await people())[0]).toMatchObject({ attributes: { city: 'Praha' } });
  expect((await known())[0]).toEqual({ name: 'city', open: true, leftOut: 0 });
  await expect(
    describeAttribute(edge.database.db, { ...deed, name: 'ps_id', fromWebsites: true }),
  ).rejects.toMatchObject({ kind: 'not_found' });
  await post('customer/:workspace', {
    type: 'customer',
    customer_id: 'u1',
    attributes: { ps_id: '5', plan: 'x' },
  });
  await expect(
    describeAttribute(edge.database.db, { ...deed, name: 'ps_id', fromWebsites: true }),
  ).rejects.toMatchObject({ field: 'from_websites' });
});

test('an event remembers which kind of key brought it, and a website uses up no key of the server’s', async () => {
  const { id, segment } = await edge.makeWorkspace();
  const bought = { userId: 'u', event: 'Bought', messageId: 'order-1' };
  for (const key of ['track', 'track', 'send', 'send'] as const) await segment('track', bought, key);
  const rows = await many(
    edge.database.db,
    sql`select source from events where workspace_id = ${id} order by event_id`,
  );
  expect(rows).toEqual([{ source: 'website' }, { source: 'api' }]);
});

test('alias merges two customers, but not with a key for websites', async () => {
  const { segment, people } = await edge.makeWorkspace();
  await segment('identify', { userId: 'old', traits: { a: 1, b: 1 } });
  await segment('identify', { userId: 'new', traits: { b: 2 } });
  const refused = await segment('alias', { previousId: 'old', userId: 'new' }, 'track');
  expect([refused.status, refused.body.field]).toEqual([403, 'previousId']);
  expect(await people()).toHaveLength(2);
  expect((await segment('alias', { previousId: 'old', userId: 'new' })).status).toBe(200);
  expect((await segment('alias', { previousId: 'old', userId: 'new' })).status).toBe(200);
  expect(await people()).toEqual([{ customer_id: 'new', attributes: { a: 1, b: 2 } }]);
  await segment('identify', { userId: 'old', traits: { c: 3 } });
  expect(await people()).toEqual([{ customer_id: 'new', attributes: { a: 1, b: 2, c: 3 } }]);
});

test('visitors who come at once are each one person', async () => {
  const { segment, people } = await edge.makeWorkspace();
  const said = Array.from({ length: 30 }, (_, index) => index);
  await Promise.all(
    said.map((index) =>
      index % 3 === 0
        ? segment('identify', { anonymousId: `v${index % 5}`, userId: `u${index % 5}` })
        : segment('identify', { anonymousId: `v${index % 5}`, traits: { [`t${index}`]: index } }),
    ),
  );
  const found = await people();
  expect(found.map((person) => person.customer_id).sort()).toEqual(['u0', 'u1', 'u2', 'u3', 'u4']);
  expect(found.flatMap((person) => Object.keys(person.attributes))).toHaveLength(20);
});
