// MoEngage's dialect: bulk calls, lists, and attributes that are unset.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Edge, openEdge } from './testing/edge.ts';

let edge: Edge;
beforeAll(async () => {
  edge = await openEdge();
});
afterAll(() => edge.close());

const CUSTOMER = { type: 'customer', customer_id: 'c1' };

test('a bulk call as the documents show it is stored, devices left out', async () => {
  const { post, people, events } = await edge.makeWorkspace();
  const { status, body } = await post('transition/:workspace', {
    type: 'transition',
    elements: [
      { ...CUSTOMER, attributes: { name: 'John', platforms: [{ platform: 'ANDROID', active: 'true' }] } },
      { type: 'device', customer_id: 'c1', device_id: 'd', attributes: { push_id: 'x' } },
      {
        type: 'event',
        customer_id: 'c1',
        device_id: 'd',
        actions: [
          {
            action: 'Added to Cart',
            attributes: { product: 'Mobile' },
            current_time: '2020-05-31T16:33:35Z',
          },
          { action: 'Purchase', attributes: { product: 'MacBook Air' }, user_time: '1712567385726' },
        ],
      },
    ],
  });
  expect([status, body.status, body.errors]).toEqual([200, 'success', undefined]);
  expect(await people()).toEqual([{ customer_id: 'c1', attributes: { name: 'John' } }]);
  expect((await events()).map((event) => event.name)).toEqual(['Added to Cart', 'Purchase']);
});

test('a bulk call keeps its good elements and names the bad ones', async () => {
  const { post, people, events } = await edge.makeWorkspace();
  await post('customer/:workspace', { ...CUSTOMER, attributes: { age: 31 } });
  const { status, body } = await post('transition/:workspace', {
    type: 'transition',
    elements: [
      { ...CUSTOMER, attributes: { age: 'forty' } },
      { type: 'customer', customer_id: 'guest', attributes: {} },
      { type: 'Customer', customer_id: 'c2' },
      'nothing',
      { type: 'event', customer_id: 'c3', actions: [{ action: 'Good' }] },
      {
        type: 'event',
        customer_id: 'c3',
        actions: [{ action: 'Good' }, { action: 'x', user_time: 'never' }],
      },
      { type: 'event', customer_id: 'c3', actions: [{ action: 'x', attributes: { constructor: 1 } }] },
      { type: 'customer', customer_id: 'c4', attributes: { city: 'Brno' } },
      { type: 'customer', customer_id: 'c5', update_existing_only: true, attributes: { city: 'Brno' } },
    ],
  });
  expect([status, body.status]).toEqual([200, 'success']);
  expect(
    body.errors.map((error: { index: number; attribute?: string; type: string }) => [
      error.index,
      error.attribute,
    ]),
  ).toEqual([
    [0, 'attributes.age'],
    [1, 'customer_id'],
    [2, 'type'],
    [3, undefined],
    [5, 'actions.1.user_time'],
    [6, 'actions.0.attributes'],
  ]);
  expect((await people()).map((person) => person.customer_id)).toEqual(['c1', 'c4', 'c3']);
  expect((await events()).map((event) => event.name)).toEqual(['Good']);
});

test('a bulk call that is no bulk call is refused as a whole', async () => {
  const { post } = await edge.makeWorkspace();
  for (const body of [
    { type: 'transition' },
    { type: 'bulk', elements: [] },
    { type: 'transition', elements: [] },
  ])
    expect((await post('transition/:workspace', body)).status).toBe(400);
});

test('a repeated bulk call with an Idempotency-Key stores its events once', async () => {
  const { post, events } = await edge.makeWorkspace();
  const event = { type: 'event', customer_id: 'c1', actions: [{ action: 'Bought' }] };
  const call = { type: 'transition', elements: [event, event] };
  await post('transition/:workspace', call, { 'idempotency-key': 'import-1' });
  await post('transition/:workspace', call, { 'idempotency-key': 'import-1' });
  expect(await events()).toHaveLength(2);
});

test('items are added to lists and taken from them', async () => {
  const { post, people } = await edge.makeWorkspace();
  const change = (attributes: object) => post('customer/:workspace', { ...CUSTOMER, attributes });
  expect((await change({ sizes: ['S', 'M'] })).status).toBe(200);
  const both = {
    addValueToArrayField: { sizes: ['L'], tags: ['new'] },
    removeValueFromArrayField: { sizes: ['S'] },
  };
  expect((await change({ ...both, city: 'Brno' })).status).toBe(200);
  expect(await people()).toEqual([
    { customer_id: 'c1', attributes: { sizes: ['M', 'L'], tags: ['new'], city: 'Brno' } },
  ]);
  const wrong = await change({ addValueToArrayField: { city: ['Praha'] } });
  expect([wrong.status, wrong.body.error.attribute]).toEqual([400, 'attributes.city']);
  const shape = await change({ addValueToArrayField: { tags: 'one' } });
  expect([shape.status, shape.body.error.attribute]).toEqual([400, 'attributes.addValueToArrayField.tags']);
});

test('attributes are unset by name or by a part of it', async () => {
  const { post, people } = await edge.makeWorkspace();
  const attributes = { city: 'Brno', utm_source: 'x', utm_medium: 'y', Plan: 'pro', age: 31 };
  await post('customer/:workspace', { ...CUSTOMER, attributes });
  await post('customer/:workspace', {
    ...CUSTOMER,
    unset_attributes: [
      { type: 'equals', attr: 'city' },
      { type: 'prefix', attr: 'utm_' },
      { type: 'equals', attr: 'plan', case_sensitive: false },
    ],
  });
  expect(await people()).toEqual([{ customer_id: 'c1', attributes: { age: 31 } }]);
});

test('neither address nor header may name another workspace', async () => {
  const { post } = await edge.makeWorkspace();
  const other = await edge.makeWorkspace();
  expect((await post('customer/:workspace', CUSTOMER, { 'moe-appkey': other.id })).status).toBe(403);
  expect((await post(`customer/:workspace?app_id=${other.id}`, CUSTOMER)).status).toBe(403);
  expect((await post(`customers/export?app_id=${other.id}`, {})).status).toBe(403);
});

test('hostile names and values do no harm', async () => {
  const { post, people } = await edge.makeWorkspace();
  const attributes = (json: string) => `{"type":"customer","customer_id":"c","attributes":${json}}`;
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const many = Array.from({ length: 5_000 }, (_, index) => `"k${index}":1`).join();
  const elements = [
    attributes('{"__proto__":{"polluted":true},"ok":1}'),
    attributes('{"addValueToArrayField":{"__proto__":["x"]}}'),
    attributes('{"constructor":"x"}'),
    attributes(`{"'; drop table profiles; --":"x"}`),
    attributes('{"nul":"\\u0000","half":"\\ud800"}'),
    attributes('{"huge":1e400}'),
    attributes(deep(40)),
    attributes(`{${many}}`),
    '{"type":"customer","customer_id":"a\\u0000b"}',
  ];
  const { status, body } = await post(
    'transition/:workspace',
    `{"type":"transition","elements":[${elements}]}`,
  );
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect([status, body.errors.map((error: { index: number }) => error.index)]).toEqual([
    200,
    [2, 5, 6, 7, 8],
  ]);
  expect(await people()).toEqual([
    {
      customer_id: 'c',
      attributes: { ok: 1, "'; drop table profiles; --": 'x', nul: '\ufffd', half: '\ufffd' },
    },
  ]);
  const nested = await post('customer/:workspace', attributes(deep(200)));
  expect([nested.status, nested.body.error.type]).toEqual([400, 'Malformed JSON']);
});
