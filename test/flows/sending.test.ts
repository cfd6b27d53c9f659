// What the lane does when the world is not kind: refusals, closed windows, holds, pauses, stops, dead tokens, connectors.
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

const act = (psid: string, type: string, more: object = {}) =>
  world.sand('POST', `/sandbox/people/${psid}/actions`, { page_id: world.page.id, type, ...more });

const closeWindow = (psid: string) =>
  sql`update identities set last_user_action_at = now() - interval '2 days' where psid = ${psid}`.execute(
    world.database.db,
  );

describe('people', () => {
  test('one who blocked the Page fails with the platform’s meaning, and is skipped the next time', async () => {
    const [blocked] = await peopleWrite(world, 3);
    await act(blocked!, 'block');
    const segment_id = await everybodyWithPsid(world);
    const definition = { segment_id, request: sendApiRequest(world.page.id) };
    const first = await publishAndFinish(world, await createCampaign(world, definition));
    expect(first).toMatchObject({ accepted: 2, attempted: 3, adds_up: true });
    expect(first.failed.reduce((sum, one) => sum + one.count, 0)).toBe(1);
    const second = await publishAndFinish(world, await createCampaign(world, definition));
    expect(second.accepted).toBe(2);
    expect(second.attempted).toBe(2);
    expect(second.skipped).toMatchObject([{ count: 1 }]);
  });

  test('a closed window skips, or holds until the person writes', async () => {
    const [closed] = await peopleWrite(world, 2);
    await closeWindow(closed!);
    const segment_id = await everybodyWithPsid(world);
    const request = sendApiRequest(world.page.id);
    const skipping = await publishAndFinish(world, await createCampaign(world, { segment_id, request }));
    expect(skipping).toMatchObject({ accepted: 1, skipped: [{ reason: 'window_closed', count: 1 }] });

    const holding = await createCampaign(world, {
      segment_id,
      request,
      routes: [{ kind: 'message' }, { kind: 'hold', hours: 72 }],
    });
    await world.api('POST', `/api/campaigns/${holding}/publish`);
    await until('one is held', async () => (await report(world, holding)).held === 1);
    await act(closed!, 'message', { text: 'Here I am' });
    await until('it left', async () => (await report(world, holding)).campaign.state === 'finished');
    expect(await report(world, holding)).toMatchObject({ accepted: 2, held: 0, adds_up: true });
  });

  test('without the attribute and without a fallback nobody gets half a message', async () => {
    await peopleWrite(world, 2);
    await sql`update profiles set attributes = attributes - 'first_name'`.execute(world.database.db);
    const segment_id = await everybodyWithPsid(world);
    const request = sendApiRequest(world.page.id, "Your voucher {{ UserAttribute['voucher'] }}");
    const { skipped, attempted } = await publishAndFinish(
      world,
      await createCampaign(world, { segment_id, request }),
    );
    expect(skipped).toMatchObject([{ reason: 'missing_attribute:voucher', count: 2 }]);
    expect(attempted).toBe(0);
  });

  test('a message addressed to somebody else is never sent', async () => {
    const [first] = await peopleWrite(world, 3);
    const segment_id = await everybodyWithPsid(world);
    const request = sendApiRequest(world.page.id);
    request.body.text = request.body.text.replace("{{ UserAttribute['ps_id'] }}", first!);
    const { failed, accepted } = await publishAndFinish(
      world,
      await createCampaign(world, { segment_id, request }),
    );
    expect(accepted).toBe(1);
    expect(failed).toMatchObject([{ reason: 'wrong_recipient', count: 2 }]);
  });
});

describe('the platform', () => {
  test('temporary errors are tried again, and nobody is messaged twice', async () => {
    await peopleWrite(world, 20);
    await world.sand('PUT', '/sandbox/faults', [
      {
        match: { kind: 'graph', path: '*/messages' },
        probability: 1,
        action: { type: 'error', code: 1200 },
        times: 5,
      },
    ]);
    const segment_id = await everybodyWithPsid(world);
    const result = await publishAndFinish(
      world,
      await createCampaign(world, { segment_id, request: sendApiRequest(world.page.id) }),
    );
    expect(result).toMatchObject({ accepted: 20, failed: [], adds_up: true });
    expect(await summary(world)).toMatchObject({ total: 20, repeated: [] });
  });

  test('a connection reset after acceptance is settled by the echo, not by sending again', async () => {
    await peopleWrite(world, 10);
    await world.sand('PUT', '/sandbox/faults', [
      {
        match: { kind: 'graph', path: '*/messages' },
        probability: 1,
        action: { type: 'reset_after_accept' },
        times: 4,
      },
    ]);
    const segment_id = await everybodyWithPsid(world);
    const result = await publishAndFinish(
      world,
      await createCampaign(world, { segment_id, request: sendApiRequest(world.page.id) }),
    );
    expect(result).toMatchObject({ accepted: 10, failed: [], unknown: 0, adds_up: true });
    expect(await summary(world)).toMatchObject({ total: 10, distinct_psids: 10, repeated: [] });
  });

  test('a reset before acceptance is sent again once echoes of later messages prove its absence', async () => {
    await peopleWrite(world, 12);
    await world.sand('PUT', '/sandbox/faults', [
      { match: { kind: 'graph', path: '*/messages' }, probability: 1, action: { type: 'reset' }, times: 3 },
    ]);
    const segment_id = await everybodyWithPsid(world);
    const result = await publishAndFinish(
      world,
      await createCampaign(world, { segment_id, request: sendApiRequest(world.page.id), per_second: 6 }),
    );
    expect(result).toMatchObject({ accepted: 12, failed: [], unknown: 0, adds_up: true });
    expect(await summary(world)).toMatchObject({ total: 12, distinct_psids: 12, repeated: [] });
  });

  test('a dead token pauses the Page with nothing lost; a new one lets it go on', async () => {
    await peopleWrite(world, 5);
    await world.sand('PUT', '/sandbox/faults', [
      {
        match: { kind: 'graph', path: '*/messages' },
        probability: 1,
        action: { type: 'error', code: 190, subcode: 463, http_status: 401 },
      },
    ]);
    const segment_id = await everybodyWithPsid(world);
    const id = await createCampaign(world, { segment_id, request: sendApiRequest(world.page.id) });
    await world.api('POST', `/api/campaigns/${id}/publish`);
    await until(
      'the Page needs a token',
      async () => (await world.count("pages where state = 'needs_token'")) === 1,
    );
    expect(await report(world, id)).toMatchObject({ accepted: 0, failed: [] });
    await world.sand('PUT', '/sandbox/faults', []);
    const { connectPage } = await import('../../src/pages/page.connect.ts');
    const { access_token, app_id, app_secret } = world.page;
    await connectPage(world.app.pages, 'default', { access_token, app_id, app_secret });
    await until('it is finished', async () => (await report(world, id)).campaign.state === 'finished');
    expect(await report(world, id)).toMatchObject({ accepted: 5, failed: [], adds_up: true });
  });
});

describe('the operator', () => {
  test('pauses, resumes and stops: whoever was not sent to is skipped', async () => {
    await peopleWrite(world, 40);
    const segment_id = await everybodyWithPsid(world);
    const id = await createCampaign(world, {
      segment_id,
      request: sendApiRequest(world.page.id),
      per_second: 10,
    });
    await world.api('POST', `/api/campaigns/${id}/publish`);
    await until('some are sent', async () => (await report(world, id)).accepted > 2);
    expect((await report(world, id)).limited_by).toBe('The campaign’s own limit of 10 a second.');
    await world.api('POST', `/api/campaigns/${id}/pause`);
    await until(
      'nothing is in the air',
      async () => (await world.count("deliveries where state = 'sending'")) === 0,
    );
    const atPause = (await report(world, id)).accepted;
    await world.api('POST', `/api/campaigns/${id}/resume`);
    await until('it goes on', async () => (await report(world, id)).accepted > atPause);
    await world.api('POST', `/api/campaigns/${id}/stop`);
    await until(
      'all are settled',
      async () => (await world.count('occurrences where finished_at is not null')) === 1,
    );
    const end = await report(world, id);
    expect(end.campaign.state).toBe('stopped');
    expect(end).toMatchObject({ waiting: 0, adds_up: true });
    expect(end.skipped).toMatchObject([{ reason: 'campaign_stopped', count: 40 - end.accepted }]);
    expect((await summary(world)).total).toBe(end.accepted);
  });

  test('schedules it for later in a time zone', async () => {
    await peopleWrite(world, 1);
    const segment_id = await everybodyWithPsid(world);
    const schedule = { kind: 'at', local_time: '2030-06-01T09:00', time_zone: 'Europe/Prague' };
    const id = await createCampaign(world, { segment_id, request: sendApiRequest(world.page.id), schedule });
    const published = await world.api<{ state: string; scheduled_at: string }>(
      'POST',
      `/api/campaigns/${id}/publish`,
    );
    expect(published).toMatchObject({ state: 'scheduled', scheduled_at: '2030-06-01T07:00:00.000Z' });
    await sql`update occurrences set due_at = now()`.execute(world.database.db);
    await until('it is finished', async () => (await report(world, id)).campaign.state === 'finished');
  });

  test('two operators do not overwrite each other unseen', async () => {
    const id = await createCampaign(world, { request: sendApiRequest(world.page.id) });
    const change = { name: 'Changed', definition: { request: sendApiRequest(world.page.id) }, revision: 1 };
    await world.api('PUT', `/api/campaigns/${id}`, change);
    const second = await world.ask('PUT', `/api/campaigns/${id}`, { ...change, name: 'Changed otherwise' });
    expect(second).toMatchObject({
      status: 409,
      json: { error: { conflict: { fields: [{ field: 'name', theirs: 'Changed' }] } } },
    });
    expect((await world.api<{ name: string }>('GET', `/api/campaigns/${id}`)).name).toBe('Changed');
  });

  test.each([
    ['a retired tag', '"messaging_type":"MESSAGE_TAG","tag":"ACCOUNT_UPDATE","message":{"text":"Hi"}'],
    ['a text over the limit', `"message":{"text":"${'x'.repeat(2001)}"}`],
    ['no message', '"messaging_type":"RESPONSE"'],
  ])('cannot publish what the platform would refuse for everybody: %s', async (_what, rest) => {
    await peopleWrite(world, 1);
    const request = sendApiRequest(world.page.id);
    request.body.text = `{"recipient":{"id":"{{ ps_id }}"},${rest}}`;
    const segment_id = await everybodyWithPsid(world);
    const id = await createCampaign(world, { segment_id, request });
    const { status, json } = await world.ask('POST', `/api/campaigns/${id}/publish`);
    expect(status).toBe(400);
    expect((json as { error: { field: string } }).error.field).toMatch(/^request\.body/);
  });

  test('cannot publish what is incomplete, and is told every gap by field', async () => {
    const id = await createCampaign(world, { request: { url: 'ftp://nowhere' } });
    const { status, json } = await world.ask('POST', `/api/campaigns/${id}/publish`);
    expect(status).toBe(400);
    const fields = (json as { error: { issues: { field: string }[] } }).error.issues.map(
      (issue) => issue.field,
    );
    expect(fields).toEqual(expect.arrayContaining(['segment_id', 'request.url']));
  });
});

describe('a connector that is not Messenger', () => {
  test('gets the rendered request, retries on 503, and one key per recipient', async () => {
    const receiver = await startReceiver();
    try {
      await world.api('POST', '/api/people', { customer_id: 'c1', attributes: { email: 'a@example.org' } });
      await world.api('POST', '/api/people', { customer_id: 'c2', attributes: { email: 'b@example.org' } });
      receiver.answerNext(503);
      const { id: segment_id } = await world.api<{ id: string }>('POST', '/api/segments', {
        name: 'With e-mail',
        filter: {
          kind: 'group',
          match: 'all',
          filters: [{ kind: 'attribute', attribute: 'email', op: 'exists' }],
        },
      });
      const request = {
        method: 'POST',
        url: `${receiver.url}/hook`,
        params: [{ name: 'who', value: '{{ customer_id }}' }],
        headers: [{ name: 'X-Api-Key', value: 'hush-hush', secret: true }],
        body: { kind: 'json_rows', rows: [{ name: 'user.mail', value: '{{ email }}' }] },
      };
      const id = await createCampaign(world, { segment_id, request });
      expect(JSON.stringify(await world.api('GET', `/api/campaigns/${id}`))).not.toContain('hush-hush');
      const result = await publishAndFinish(world, id);
      expect(result).toMatchObject({ accepted: 2, failed: [], adds_up: true });
      expect(receiver.calls).toHaveLength(3);
      const taken = receiver.calls.filter((call) => call.status === 200);
      expect(taken.map((call) => call.url).sort()).toEqual(['/hook?who=c1', '/hook?who=c2']);
      expect(taken.map((call) => call.headers['x-api-key'])).toEqual(['hush-hush', 'hush-hush']);
      expect(JSON.parse(taken.find((call) => call.url.endsWith('c1'))?.body ?? '')).toEqual({
        user: { mail: 'a@example.org' },
      });
      expect(new Set(receiver.calls.map((call) => call.headers['idempotency-key'])).size).toBe(2);
      const stored = await sql<{
        text: string;
      }>`select request::text || response as text from attempts`.execute(world.database.db);
      expect(stored.rows.map((row) => row.text).join()).not.toContain('hush-hush');
    } finally {
      await receiver.close();
    }
  });
});
