// Requests of people about their data, in both forms.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { many } from '../kit/db.ts';
import { type Edge, openEdge } from './testing/edge.ts';

let edge: Edge;
beforeAll(async () => {
  edge = await openEdge();
});
afterAll(() => edge.close());

/** A workspace where two customers share an e-mail address. */
async function setUp() {
  const workspace = await edge.makeWorkspace();
  for (const customer_id of ['a', 'b', 'c']) {
    const attributes = customer_id === 'c' ? {} : { email: 'Both@example.com' };
    await workspace.post('customer/:workspace', { type: 'customer', customer_id, attributes });
  }
  const countOrdered = async () =>
    (await many(edge.database.db, sql`select from erasure_people where workspace_id = ${workspace.id}`))
      .length;
  return { ...workspace, countOrdered };
}

test('an erasure in MoEngage’s form whose e-mail address several have waits for an operator', async () => {
  const { post, get, countOrdered } = await setUp();
  const { status, body } = await post('opengdpr_requests/:workspace', {
    request_type: 'erasure',
    submitted_time: '2018-10-05T15:00:00Z',
    identities: [{ identity_type: 'email', identity_value: 'both@example.com' }],
    api_version: '1.0',
  });
  expect([status, body]).toEqual([
    200,
    {
      status: 'success',
      message: 'Your request has been accepted and will be processed soon.',
      request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
  ]);
  expect(await countOrdered()).toBe(0);
  expect((await get(`opengdpr_requests/${body.request_id}`)).body).toMatchObject({
    request_status: 'pending',
    subject_request_id: body.request_id,
  });
});

test('OpenGDPR’s form is answered in its own, and the same request again is the same request', async () => {
  const { id, post, get, countOrdered } = await setUp();
  const request = {
    subject_request_id: 'a7551968-d5d6-44b2-9831-815ac9017798',
    subject_request_type: 'erasure',
    submitted_time: '2018-10-02T15:00:00Z',
    subject_identities: [
      { identity_type: 'controller_customer_id', identity_value: 'c', identity_format: 'raw' },
    ],
    api_version: '0.1',
  };
  const first = await post('opengdpr_requests', request);
  expect([first.status, first.body]).toEqual([
    201,
    {
      controller_id: id,
      expected_completion_time: '2026-12-22T10:00:00.000Z',
      received_time: '2026-11-22T10:00:00.000Z',
      encoded_request: Buffer.from(JSON.stringify(request)).toString('base64'),
      subject_request_id: request.subject_request_id,
    },
  ]);
  expect((await post('opengdpr_requests', request)).status).toBe(201);
  expect(await countOrdered()).toBe(1);
  const status = await get(`opengdpr_requests/${request.subject_request_id}`);
  expect(status.body).toMatchObject({ controller_id: id, request_status: 'in_progress', api_version: '0.1' });
});

test('a request for access is answered by the address of the copy', async () => {
  const { post, get } = await setUp();
  const { body } = await post('opengdpr_requests/:workspace', {
    request_type: 'access',
    identities: [{ identity_type: 'customer_id', identity_value: 'a' }],
  });
  const status = await get(`opengdpr_requests/${body.request_id}`);
  expect(status.body).toMatchObject({
    request_status: 'completed',
    results_url: expect.stringMatching(/\/api\/people\/prf_\d+\/export$/),
  });
});

test('somebody nobody knows is done at once, and what was looked for is kept by its kind alone', async () => {
  const { id, post, get } = await setUp();
  const { body } = await post('opengdpr_requests/:workspace', {
    request_type: 'erasure',
    identities: [{ identity_type: 'email', identity_value: 'nobody@example.com' }],
  });
  expect((await get(`opengdpr_requests/${body.request_id}`)).body).toMatchObject({
    request_status: 'completed',
  });
  const kept = await many(
    edge.database.db,
    sql`select subject from privacy_requests where workspace_id = ${id}`,
  );
  expect(kept).toEqual([{ subject: { looked_for: ['email'] } }]);
});

test.each([
  [{ request_type: 'rectification', identities: [] }, 'request_type'],
  [{ request_type: 'erasure' }, 'identities'],
  [{ request_type: 'erasure', identities: [] }, 'identities'],
  [
    { request_type: 'erasure', identities: [{ identity_type: 'phone', identity_value: '1' }] },
    'identities.0.identity_type',
  ],
  [
    {
      request_type: 'erasure',
      identities: [{ identity_type: 'email', identity_value: 'x', identity_format: 'sha256' }],
    },
    'identities.0.identity_format',
  ],
])('%j is refused', async (request, attribute) => {
  const { post, get } = await setUp();
  const { status, body } = await post('opengdpr_requests/:workspace', request);
  expect([status, body.error.attribute]).toEqual([400, attribute]);
  expect((await get('opengdpr_requests/unknown')).status).toBe(404);
});

test('texts that cannot be stored are refused in the dialect, and are no failure of ours', async () => {
  const { post, get } = await setUp();
  const identities = [{ identity_type: 'email', identity_value: 'a\0b' }];
  const request = { request_type: 'erasure', identities };
  expect((await post('opengdpr_requests/:workspace', request)).status).toBe(400);
  const subject = {
    subject_request_type: 'erasure',
    subject_identities: [{ ...identities[0], identity_value: 'a@b.c' }],
  };
  expect((await post('opengdpr_requests', { ...subject, subject_request_id: 'x\0' })).status).toBe(400);
  expect((await get('opengdpr_requests/x%00')).status).toBe(404);
});
