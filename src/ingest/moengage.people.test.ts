// MoEngage's dialect: people are merged, deleted and read.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { execute, one } from '../kit/db.ts';
import { type Edge, openEdge } from './testing/edge.ts';

let edge: Edge;
beforeAll(async () => {
  edge = await openEdge();
});
afterAll(() => edge.close());

/** A workspace with these customers, each with an attribute of its own and the event 'Seen'. */
async function setUp(...customerIds: string[]) {
  const workspace = await edge.makeWorkspace();
  for (const customer_id of customerIds) {
    const attributes = { city: 'Brno', [`of_${customer_id}`]: true };
    await workspace.post('customer/:workspace', { type: 'customer', customer_id, attributes });
    const actions = [{ action: 'Seen' }];
    await workspace.post('event/:workspace', { type: 'event', customer_id, actions });
  }
  return workspace;
}

test('two customers become one, and the old id goes on working', async () => {
  const { id, post, people, events } = await setUp('old', 'new');
  const pairs = { merge_data: [{ merged_user: 'old', retained_user: 'new' }] };
  expect(await post(`customer/merge?app_id=${id}`, pairs)).toEqual({
    status: 200,
    body: { status: 'success', operation: 'created' },
  });
  expect(await people()).toEqual([
    { customer_id: 'new', attributes: { city: 'Brno', of_old: true, of_new: true } },
  ]);
  expect((await events()).map((event) => event.customer_id)).toEqual(['new', 'new']);
  await post('customer/:workspace', { type: 'customer', customer_id: 'old', attributes: { later: 1 } });
  expect(await people()).toMatchObject([{ customer_id: 'new', attributes: { later: 1 } }]);
});

test('pairs that cannot be merged are named, the others are merged', async () => {
  const { post, people } = await setUp('a', 'b');
  const mixed = await post('customer/merge', {
    merge_data: [
      { merged_user: 'nobody', retained_user: 'b' },
      { merged_user: 'a', retained_user: 'b' },
    ],
  });
  expect(mixed).toMatchObject({
    status: 200,
    body: {
      status: 'success',
      errors: [{ index: 0, type: 'NotFound', message: expect.stringContaining('nobody') }],
    },
  });
  expect(await people()).toHaveLength(1);
  const none = await post('customer/merge', { merge_data: [{ merged_user: 'x', retained_user: 'b' }] });
  expect([none.status, none.body.error.type]).toEqual([404, 'NotFound']);
  expect((await post('customer/merge', { merge_data: [] })).status).toBe(400);
});

test.each(['customer/delete', 'customer/delete/bulk'])('%s orders the person’s erasure', async (path) => {
  const { id, post } = await setUp('gone');
  const call = { identity_type: 'customer_id', identity_value: 'gone' };
  const { status, body } = await post(`${path}?app_id=${id}`, call);
  expect([status, body]).toEqual([
    200,
    { status: 'success', message: 'Your request has been accepted and will be processed soon.' },
  ]);
  const count = sql<{ n: number }>`select count(*) as n from erasure_people where workspace_id = ${id}`;
  expect(await one(edge.database.db, count)).toEqual({ n: 1 });
  expect((await post(path, { ...call, identity_value: 'nobody' })).status).toBe(200);
  expect((await post(path, { identity_type: 'email', identity_value: 'a@b.cz' })).status).toBe(400);
  expect((await post(path, { identity_type: 'moengage_id', identity_value: '62e79f' })).status).toBe(400);
});

test('what is known of people is read, without what is sensitive', async () => {
  const { id, post } = await setUp('a');
  await post('customer/:workspace', { type: 'customer', customer_id: 'a', attributes: { secret: 'x' } });
  await execute(
    edge.database.db,
    sql`update attributes set sensitive = true where workspace_id = ${id} and name = 'secret'`,
  );
  const nobody = { identifier_type: 'customer_id', identifier: 'nobody' };
  const known = { identifier_type: 'customer_id', identifier: 'a' };
  const { status, body } = await post(`customers/export?app_id=${id}`, { identifiers: [known, nobody] });
  const own = body.data.users[0].user_attributes.id;
  expect([status, body]).toEqual([
    200,
    {
      status: 'success',
      type: 'export_users',
      data: {
        users_not_found: [nobody],
        users: [
          {
            user_attributes: {
              city: 'Brno',
              of_a: true,
              customer_id: 'a',
              id: expect.stringMatching(/^prf_/),
            },
          },
        ],
      },
    },
  ]);
  const some = await post('customers/export', {
    identifiers: [{ identifier_type: 'id', identifier: own }],
    user_fields_to_export: ['city', 'customer_id', 'secret', 'nothing'],
  });
  expect(some.body.data.users).toEqual([{ user_attributes: { city: 'Brno', customer_id: 'a' } }]);
  expect(
    (await post('customers/export', { identifiers: Array.from({ length: 21 }, () => known) })).status,
  ).toBe(400);
});
