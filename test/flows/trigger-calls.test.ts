// Messages started by calls of the API: whom they name, what they say, once for each key; and new versions of what waits.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { createCampaign, peopleWrite, startWorld, type World } from '../support/world.ts';

let world: World;
let psids: string[];
beforeAll(async () => {
  world = await startWorld();
  psids = await peopleWrite(world, 4);
  for (const [index, psid] of psids.entries())
    await world.api('POST', '/api/people', {
      customer_id: `c${index + 1}`,
      attributes: { ps_id: psid, order: index < 2 ? 'same' : `o${index + 1}` },
    });
});
afterAll(() => world?.close());

const define = (over: object = {}) => ({
  delivery_type: 'api',
  page_id: world.page.id,
  message: { message: { text: "Order {{ EventAttribute['order'] }} is {{ EventAttribute['state'] }}" } },
  controls: { quiet_hours: 'none' },
  ...over,
});
async function publish(definition: object): Promise<string> {
  const id = await createCampaign(world, definition as Record<string, unknown>);
  await world.api('POST', `/api/campaigns/${id}/publish`);
  return id;
}
const call = (id: string, body: object) => world.ask('POST', `/api/campaigns/${id}/trigger`, body);

async function texts(): Promise<string[]> {
  const { data } = await world.sand<{ data: { body: { message: { text: string } } }[] }>(
    'GET',
    `/sandbox/messages?page_id=${world.page.id}&limit=100`,
  );
  return data.map(({ body }) => body.message.text).sort();
}

test('people are named in four ways, each with data of their own; who is not known, or meant, is named in the answer', async () => {
  const id = await publish(define());
  const { id: personId } = await world.api<{ id: string }>('POST', '/api/people', { customer_id: 'c2' });
  const body = {
    idempotency_key: 'first',
    data: { state: 'here' },
    recipients: [
      { customer_id: 'c1', data: { order: 'A' } },
      { person_id: personId, data: { order: 'B', state: 'late' } },
      { psid: psids[2], data: { order: 'C' } },
      { attribute: { name: 'order', value: 'o4' }, data: { order: 'D' } },
      { attribute: { name: 'order', value: 'same' } },
      { customer_id: 'nobody' },
    ],
  };
  const first = await call(id, body);
  expect(first).toMatchObject({
    status: 200,
    json: {
      accepted: 4,
      run: null,
      recipients: [
        ...[0, 1, 2, 3].map((index) => ({ index, state: 'accepted', reason: null })),
        { index: 4, state: 'unknown', reason: 'ambiguous' },
        { index: 5, state: 'unknown', reason: 'unknown' },
      ],
    },
  });
  expect(await call(id, { ...body, recipients: body.recipients.map((one) => ({ ...one })) })).toEqual(first);
  expect(await call(id, { ...body, data: { state: 'gone' } })).toMatchObject({
    status: 409,
    json: { error: { field: 'idempotency_key', remedy: expect.any(String) } },
  });
  await until('four are sent', async () => (await texts()).length === 4);
  expect(await texts()).toEqual(['Order A is here', 'Order B is late', 'Order C is here', 'Order D is here']);
  expect(await world.count('entries')).toBe(4);
});

test('many calls with one key at once write one message', async () => {
  const id = await publish(define({ message: { message: { text: 'Once' } } }));
  const body = { idempotency_key: 'once', recipients: [{ customer_id: 'c1' }] };
  const answers = await Promise.all(Array.from({ length: 8 }, () => call(id, body)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await world.count(`deliveries where campaign_id = ${id.slice(4)}`)).toBe(1);
});

test('re-entry rules and a pause hold for calls; one for the whole segment starts a run', async () => {
  const { id: segment_id } = await world.api<{ id: string }>('POST', '/api/segments', {
    name: 'Ordered the same',
    filter: {
      kind: 'group',
      match: 'all',
      filters: [{ kind: 'attribute', attribute: 'order', op: 'is', value: 'same' }],
    },
  });
  const id = await publish(define({ segment_id, trigger: { reentry: { kind: 'never' } } }));
  const ask = (key: string, recipients: object[]) => call(id, { idempotency_key: key, recipients });
  expect(await ask('1', [{ customer_id: 'c1' }, { customer_id: 'c1' }, { customer_id: 'c3' }])).toMatchObject(
    {
      json: {
        accepted: 1,
        recipients: [
          { state: 'accepted' },
          { state: 'turned_away', reason: 'entered_before' },
          { state: 'turned_away', reason: 'not_in_segment' },
        ],
      },
    },
  );
  const whole = (key: string) =>
    call(id, { idempotency_key: key, whole_segment: true, data: { order: 'all', state: 'sale' } });
  expect(await whole('2')).toMatchObject({ status: 200, json: { run: 2 } });
  expect(await whole('2')).toMatchObject({ status: 200, json: { run: 2 } });
  expect(await whole('3')).toMatchObject({ status: 409 });
  await until(
    'the run is written',
    async () => (await texts()).filter((text) => text === 'Order all is sale').length === 2,
  );
  await world.api('POST', `/api/campaigns/${id}/pause`);
  expect(await ask('4', [{ customer_id: 'c2' }])).toMatchObject({ status: 409 });
});

test.each([
  [{ recipients: [{ customer_id: 'c1' }] }, 'idempotency_key'],
  [{ idempotency_key: 'x' }, 'recipients'],
  [{ idempotency_key: 'x', recipients: [{ customer_id: 'c1' }], whole_segment: true }, 'recipients'],
  [{ idempotency_key: 'x', recipients: [{ customer_id: 'c1', psid: '1' }] }, 'recipients.0'],
  [{ idempotency_key: 'x', recipients: [{ customer_id: 'c1' }], data: { 'a.b': 1 } }, 'data'],
])('a call that cannot be understood names the field: %o', async (body, field) => {
  const id = await publish(define());
  expect(await call(id, body)).toMatchObject({ status: 400, json: { error: { field } } });
});

test('calls for what takes none say why', async () => {
  const body = { idempotency_key: 'x', recipients: [{ customer_id: 'c1' }] };
  const draft = await createCampaign(world, define());
  expect(await call(draft, body)).toMatchObject({
    status: 409,
    json: { error: { remedy: 'Publish it first.' } },
  });
  expect(await call('cmp_999999', body)).toMatchObject({ status: 404 });
  const stopped = await publish(define());
  await world.api('POST', `/api/campaigns/${stopped}/stop`);
  expect(await call(stopped, body)).toMatchObject({ status: 409 });
});

test('calls are remembered for three days', async () => {
  const id = await publish(define({ message: { message: { text: 'Again' } } }));
  const body = { idempotency_key: 'k', recipients: [{ customer_id: 'c1' }] };
  await call(id, body);
  await sql`update trigger_calls set called_at = called_at - interval '71 hours'`.execute(world.database.db);
  await call(id, body);
  expect(await world.count(`deliveries where campaign_id = ${id.slice(4)}`)).toBe(1);
  await sql`update trigger_calls set called_at = called_at - interval '2 hours'`.execute(world.database.db);
  await until('they are forgotten', async () => (await world.count('trigger_calls')) === 0);
});
