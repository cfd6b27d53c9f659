// The mission in one story: people write, PSIDs arrive, customers are known, a segment is chosen, a connector campaign is
// previewed, tested and published, and its report agrees with the sandbox's own record, row by row.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import {
  createCampaign,
  everybodyWithPsid,
  peopleWrite,
  publishAndFinish,
  sendApiRequest,
  startWorld,
  summary,
  type World,
} from '../support/world.ts';

let world: World;
let psids: string[];
beforeAll(async () => {
  world = await startWorld();
  psids = await peopleWrite(world, 60);
});
afterAll(() => world?.close());

test('whoever writes is an anonymous profile with ps_id, window and timeline', async () => {
  const { people, total } = await world.api<{ people: Record<string, string>[]; total: number }>(
    'GET',
    '/api/people?limit=200',
  );
  expect(total).toBe(60);
  expect(people.map((person) => person['ps_id']).sort()).toEqual(psids);
  const [person] = people;
  expect(person?.['customer_id']).toBeNull();
  expect(Date.parse(person?.['window_closes_at'] ?? '')).toBeGreaterThan(Date.now());
  const { entries } = await world.api<{ entries: { name: string }[] }>(
    'GET',
    `/api/people/${person?.['id']}/timeline`,
  );
  expect(entries.map((entry) => entry.name)).toContain('messenger_message');
});

test('a customer saved with that ps_id takes over what was known', async () => {
  const [psid] = psids;
  const before = await world.count('events');
  const saved = await world.api<{ id: string; identities: unknown[] }>('POST', '/api/people', {
    customer_id: 'cust-1',
    attributes: { ps_id: psid, first_name: 'Zoë "Zo"\nO’Neil', plan: 'gold', visits: 3 },
  });
  expect(saved.identities).toHaveLength(1);
  expect(await world.count('profiles')).toBe(60);
  expect(await world.count('events')).toBe(before);
});

test('the wizard: check, preview, test, publish, report', async () => {
  const segment = await everybodyWithPsid(world);
  const definition = {
    segment_id: segment,
    request: sendApiRequest(world.page.id, "Hi {{ UserAttribute['first_name'] | default: 'there' }}"),
  };
  const check = await world.api<{ destination: unknown; problems: unknown[] }>(
    'POST',
    '/api/campaigns/check',
    { definition },
  );
  expect(check.problems).toEqual([]);
  expect(check.destination).toMatchObject({ kind: 'send_api', page_id: world.page.id });

  const preview = await world.api<{ message: { text: string }; verdict: { outcome: string } }>(
    'POST',
    '/api/campaigns/preview',
    {
      definition,
      recipient: { by: 'customer_id', customer_id: 'cust-1' },
    },
  );
  expect(preview.message.text).toBe('Hi Zoë "Zo"\nO’Neil');
  expect(preview.verdict.outcome).toBe('send');

  const tested = await world.api<{
    outcome: { state: string };
    request: { url: string; headers: Record<string, string> };
  }>('POST', '/api/campaigns/test', {
    definition,
    recipient: { by: 'psid', psid: psids[1] },
  });
  expect(tested.outcome.state).toBe('accepted');
  expect(JSON.stringify(tested)).not.toContain(world.page.access_token);
  expect(JSON.stringify(tested)).not.toContain(world.page.app_secret);

  const id = await createCampaign(world, definition, 'Journey');
  const report = await publishAndFinish(world, id);
  expect(report).toMatchObject({
    in_segment: 60,
    attempted: 60,
    accepted: 60,
    skipped: [],
    failed: [],
    adds_up: true,
  });
  const record = await summary(world);
  expect(record).toMatchObject({ total: 61, repeated: [] }); // and the one test

  // Receipts come back by webhook. Not everybody reads; the sandbox knows who did.
  await until(
    'all echoes are in',
    async () => (await world.count('deliveries where echoed_at is not null')) === 60,
  );
  await until(
    'everything is delivered',
    async () => (await world.count('deliveries where delivered_at is not null')) >= 50,
  );
});

test('every recipient has an answer with the rendered request and the response', async () => {
  const { rows } = await sql<{
    id: number;
  }>`select delivery_id as id from deliveries order by 1 limit 1`.execute(world.database.db);
  const delivery = await world.api<{
    state: string;
    attempt_log: { request: { body: string }; response: string; outcome: string }[];
  }>('GET', `/api/deliveries/dlv_${rows[0]?.id}`);
  expect(delivery.state).toBe('accepted');
  const [attempt] = delivery.attempt_log;
  expect(JSON.parse(attempt?.request.body ?? '')).toMatchObject({ messaging_type: 'RESPONSE' });
  expect(JSON.parse(attempt?.response ?? '')).toHaveProperty('message_id');
  expect(JSON.stringify(delivery)).not.toContain(world.page.access_token);
});
