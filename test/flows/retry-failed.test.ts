// Sending again, at an operator's word, to those for whom it can succeed now: exactly them, and nobody twice.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';
import {
  createCampaign,
  everybodyWithPsid,
  peopleWrite,
  publishAndFinish,
  report,
  sendApiRequest,
  startWorld,
  summary,
  type World,
} from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld({ env: { ALLOW_PRIVATE_ADDRESSES: 'true' } });
});
afterEach(() => world?.close());

const retry = (id: string) =>
  world.api<{ retried: number; campaign: { state: string } }>('POST', `/api/campaigns/${id}/retry-failed`);
const finished = (id: string) =>
  until('it is finished again', async () => (await report(world, id)).campaign.state === 'finished');
interface Refusal {
  status: number;
  json: { error: { message: string; remedy?: string } };
}
const deeds = async (id: string) =>
  (await world.api<{ history: { action: string }[] }>('GET', `/api/campaigns/${id}`)).history.filter(
    ({ action }) => action === 'campaign.sent_again',
  ).length;

test('a receiver that was mended gets exactly what it refused, pressed twice at once or not', async () => {
  const receiver = await startReceiver();
  try {
    for (const name of ['c1', 'c2', 'c3', 'c4', 'c5'])
      await world.api('POST', '/api/people', {
        customer_id: name,
        attributes: { email: `${name}@example.org` },
      });
    const filter = {
      kind: 'group',
      match: 'all',
      filters: [{ kind: 'attribute', attribute: 'email', op: 'exists' }],
    };
    const segment = await world.api<{ id: string }>('POST', '/api/segments', { name: 'E-mail', filter });
    const request = {
      method: 'POST',
      url: `${receiver.url}/hook`,
      body: { kind: 'raw', text: '{{ customer_id }}' },
    };
    const id = await createCampaign(world, { segment_id: segment.id, request });
    for (const status of [404, 404, 404, 422]) receiver.answerNext(status);
    const first = await publishAndFinish(world, id);
    expect(first).toMatchObject({
      accepted: 1,
      retryable: 3,
      failed: [
        { reason: 'http_404', count: 3, retryable: 3, again: 'once_mended' },
        { reason: 'http_422', count: 1, retryable: 0, again: 'no' },
      ],
    });

    const pressed = await Promise.all([retry(id), retry(id)]);
    expect(pressed.map(({ retried }) => retried).sort()).toEqual([0, 3]);
    await finished(id);
    const last = await report(world, id);
    expect(last).toMatchObject({ accepted: 4, attempted: 5, retryable: 0, adds_up: true });
    expect(last.failed).toMatchObject([{ reason: 'http_422', count: 1 }]);
    const taken = receiver.calls.filter((call) => call.status === 200).map((call) => call.body);
    expect([taken.length, new Set(taken).size]).toEqual([4, 4]);
    expect(await retry(id)).toMatchObject({ retried: 0, campaign: { state: 'finished' } });
    expect(await deeds(id)).toBe(1);
  } finally {
    await receiver.close();
  }
});

test('on Messenger: who wrote since and whom a setting stopped, not who blocked us or has it', async () => {
  const [blocked, away, silent, refused] = await peopleWrite(world, 6);
  const act = (psid: string, type: string, more: object = {}) =>
    world.sand('POST', `/sandbox/people/${psid}/actions`, { page_id: world.page.id, type, ...more });
  await act(blocked!, 'block');
  await sql`update identities set last_user_action_at = now() - interval '2 days'
             where psid in (${sql.join([away, silent])})`.execute(world.database.db);
  const segment_id = await everybodyWithPsid(world);
  const id = await createCampaign(world, { segment_id, request: sendApiRequest(world.page.id) });
  await world.sand('PUT', '/sandbox/faults', [
    {
      match: { kind: 'graph', path: '*/messages', psid: refused },
      probability: 1,
      action: { type: 'error', code: 200, subcode: 2018028 },
      times: 1,
    },
  ]);
  const first = await publishAndFinish(world, id);
  expect(first).toMatchObject({ skipped: [{ reason: 'window_closed', count: 2, retryable: 0 }] });
  const settings = first.failed.find(({ reason }) => reason === '200/2018028');
  expect(settings).toMatchObject({ count: 1, retryable: 1, who: 'app_developer', again: 'once_mended' });
  expect(first.failed).toHaveLength(2);

  await act(away!, 'message', { text: 'Here I am' });
  await until('the window is open', async () => (await report(world, id)).retryable === 2);
  expect(await retry(id)).toMatchObject({ retried: 2, campaign: { state: 'sending' } });
  await finished(id);
  expect(await report(world, id)).toMatchObject({
    accepted: 4,
    skipped: [{ reason: 'window_closed', count: 1 }],
    failed: [{ count: 1, again: 'no' }],
    retryable: 0,
    adds_up: true,
  });
  expect(await summary(world)).toMatchObject({ total: 4, distinct_psids: 4, repeated: [] });
});

test('the old calls stay in the record, and the tries begin anew', async () => {
  await peopleWrite(world, 1);
  const segment_id = await everybodyWithPsid(world);
  const id = await createCampaign(world, { segment_id, request: sendApiRequest(world.page.id) });
  const fault = { type: 'error', code: 200, subcode: 2018028 };
  await world.sand('PUT', '/sandbox/faults', [
    { match: { kind: 'graph', path: '*/messages' }, probability: 1, action: fault, times: 2 },
  ]);
  await publishAndFinish(world, id);
  for (const expected of ['refused', 'accepted']) {
    await retry(id);
    await finished(id);
    const { rows } = await sql<{
      outcome: string;
    }>`select outcome from attempts order by number desc limit 1`.execute(world.database.db);
    expect(rows).toEqual([{ outcome: expected }]);
  }
  const { rows } = await sql`select number, outcome from attempts order by number`.execute(world.database.db);
  expect(rows).toEqual([
    { number: 1, outcome: 'refused' },
    { number: 2, outcome: 'refused' },
    { number: 3, outcome: 'accepted' },
  ]);
});

test('a campaign that was stopped or waits is not sent again, and says what to do', async () => {
  await peopleWrite(world, 5);
  const segment_id = await everybodyWithPsid(world);
  const definition = { segment_id, request: sendApiRequest(world.page.id), per_second: 1 };
  const id = await createCampaign(world, definition);
  const ask = () => world.ask('POST', `/api/campaigns/${id}/retry-failed`) as Promise<Refusal>;
  expect((await ask()).json.error.message).toBe('A campaign that is draft cannot be sent again.');
  await world.api('POST', `/api/campaigns/${id}/publish`);
  await world.api('POST', `/api/campaigns/${id}/pause`);
  expect((await ask()).json.error.remedy).toBe('Resume it first.');
  await world.api('POST', `/api/campaigns/${id}/stop`);
  const stopped = await ask();
  expect([stopped.status, stopped.json.error.remedy]).toEqual([
    409,
    'Duplicate it for those who did not get it.',
  ]);
});
