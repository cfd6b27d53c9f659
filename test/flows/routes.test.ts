// The ways a message takes: within the window, by a utility template, held until the person writes, in the order a campaign
// lists them; who closes first goes first; and nobody who asked for no more gets any.
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { many, withTransaction } from '../../src/kit/db.ts';
import { saveCustomer } from '../../src/profiles/customers.ts';
import { until } from '../support/until.ts';
import {
  createCampaign,
  everybodyWithPsid,
  peopleWrite,
  publishAndFinish,
  report,
  startWorld,
  summary,
  type World,
} from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world?.close());

const act = (psid: string, type: string, more: object = {}) =>
  world.sand('POST', `/sandbox/people/${psid}/actions`, { page_id: world.page.id, type, ...more });

const composed = (text: string) => ({ message: { text } });
const compose = async (over: object) => ({
  segment_id: await everybodyWithPsid(world),
  page_id: world.page.id,
  message: composed("Hi {{ first_name | default: 'there' }}"),
  ...over,
});

async function approveTemplate(): Promise<void> {
  const path = `/v26.0/${world.page.id}/message_templates?access_token=${world.page.access_token}`;
  await world.sand('POST', path, {
    name: 'order_update',
    language: 'en',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Your order {{1}} has left.', example: { body_text: [['566701']] } }],
  });
  await world.api('POST', `/api/pages/${world.page.id}/templates/sync`);
}
const utility = {
  kind: 'utility',
  template: { name: 'order_update', language: 'en', body: [{ value: "{{ order | default: '1' }}" }] },
};
const MESSAGE = { kind: 'message' };
const hold = (hours: number) => ({ kind: 'hold', hours });

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const sent = async () =>
  (
    await world.sand<{ data: { psid: string; body: Record<string, unknown> }[] }>(
      'GET',
      `/sandbox/messages?page_id=${world.page.id}&limit=1000`,
    )
  ).data;

/** At the platform the windows close; the service goes by what the platform says. */
const closeWindows = () => world.sand('PUT', '/sandbox/clock', { advance_seconds: 25 * 3600 });

describe('routes in their order', () => {
  test('whose window is closed gets the utility template; the others the message', async () => {
    const [closed] = await peopleWrite(world, 3);
    await approveTemplate();
    await sql`update identities set last_user_action_at = now() - interval '2 days' where psid = ${closed}`.execute(
      world.database.db,
    );
    const id = await createCampaign(world, await compose({ routes: [MESSAGE, utility, hold(24)] }));
    expect(await publishAndFinish(world, id)).toMatchObject({ accepted: 3, adds_up: true });
    const bodies = await sent();
    const types = Object.fromEntries(bodies.map(({ psid, body }) => [psid, body['messaging_type']]));
    expect(types[closed!]).toBe('UTILITY');
    expect(Object.values(types).toSorted()).toEqual(['UPDATE', 'UPDATE', 'UTILITY']);
    const called = await sql<{ language: string }>`select language from attempts order by language`.execute(
      world.database.db,
    );
    expect(called.rows.map(({ language }) => language)).toEqual(['', '', 'en']);
  });

  test('what the platform calls closed goes on to the hold, and leaves when the person writes', async () => {
    const [one, other] = await peopleWrite(world, 2);
    await closeWindows();
    const id = await createCampaign(world, await compose({ routes: [MESSAGE, hold(24)] }));
    await world.api('POST', `/api/campaigns/${id}/publish`);
    await until('both are held', async () => (await report(world, id)).held === 2);
    expect((await summary(world)).total).toBe(0);
    await act(one!, 'message', { text: 'Here I am' });
    await until('one left', async () => (await report(world, id)).accepted === 1);
    expect(await report(world, id)).toMatchObject({ held: 1, accepted: 1 });
    await act(other!, 'message', { text: 'Me too' });
    await until('it is over', async () => (await report(world, id)).campaign.state === 'finished');
    expect(await summary(world)).toMatchObject({ total: 2, distinct_psids: 2, repeated: [] });
  });

  test('whoever does not write in time gets what stands behind the hold', async () => {
    await peopleWrite(world, 2);
    await approveTemplate();
    await closeWindows();
    const id = await createCampaign(world, await compose({ routes: [MESSAGE, hold(24), utility] }));
    await world.api('POST', `/api/campaigns/${id}/publish`);
    await until('both are held', async () => (await report(world, id)).held === 2);
    await sql`update deliveries set due_at = now() - interval '1 second' where state = 'held'`.execute(
      world.database.db,
    );
    await until('it is over', async () => (await report(world, id)).campaign.state === 'finished');
    expect(await report(world, id)).toMatchObject({ accepted: 2, adds_up: true });
    for (const { body } of await sent()) expect(body['messaging_type']).toBe('UTILITY');
  });

  test('a template that is not approved is no route, and publishing says so', async () => {
    await peopleWrite(world, 1);
    const id = await createCampaign(world, await compose({ routes: [MESSAGE, utility] }));
    const refused = await world.ask('POST', `/api/campaigns/${id}/publish`);
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ error: { field: 'routes.1.template.name' } });
  });

  test('a campaign may send templates alone', async () => {
    await peopleWrite(world, 2);
    await approveTemplate();
    const id = await createCampaign(world, await compose({ message: null, routes: [utility] }));
    expect(await publishAndFinish(world, id)).toMatchObject({ accepted: 2, adds_up: true });
  });
});

test('whose window closes soonest goes first', async () => {
  const psids = await peopleWrite(world, 6);
  const hours = [3, 20, 1, 23, 12, 8];
  for (const [index, psid] of psids.entries())
    await sql`update identities set last_user_action_at = now() - make_interval(hours => ${hours[index]}) where psid = ${psid}`.execute(
      world.database.db,
    );
  const id = await createCampaign(world, await compose({ per_second: 5 }));
  await publishAndFinish(world, id);
  const order = await many<{ psid: string }>(
    world.database.db,
    sql<{ psid: string }>`select psid from deliveries order by started_at`,
  );
  const soonest = psids
    .map((psid, index) => ({ psid, hours: hours[index] ?? 0 }))
    .toSorted((a, b) => b.hours - a.hours)
    .map(({ psid }) => psid);
  expect(order.map(({ psid }) => psid)).toEqual(soonest);
});

describe('whoever asked for no more', () => {
  test('is left out of everything that waits, at once, and of what comes later', async () => {
    const [one, other] = await peopleWrite(world, 2);
    await closeWindows();
    const id = await createCampaign(world, await compose({ routes: [MESSAGE, hold(24)] }));
    await world.api('POST', `/api/campaigns/${id}/publish`);
    await until('both are held', async () => (await report(world, id)).held === 2);
    await act(one!, 'message', { text: ' Stop! ' });
    await until('one is left out', async () => (await report(world, id)).held === 1);
    expect((await report(world, id)).skipped).toMatchObject([{ reason: 'opted_out', count: 1 }]);
    expect(await world.count("consents where says = 'no' and words = ' Stop! '")).toBe(1);
    await act(other!, 'message', { text: 'Hello' });
    await until('it is over', async () => (await report(world, id)).campaign.state === 'finished');

    const later = await publishAndFinish(world, await createCampaign(world, await compose({})));
    expect(later).toMatchObject({ accepted: 1, skipped: [{ reason: 'opted_out', count: 1 }] });
  });

  test('is not held for what they lack', async () => {
    const [one] = await peopleWrite(world, 1);
    await act(one!, 'message', { text: 'STOP' });
    await until('it is known', async () => (await world.count('consents')) === 1);
    const message = composed('Order {{ order_number }} is here');
    const id = await createCampaign(world, await compose({ message, routes: [MESSAGE, hold(24)] }));
    expect(await publishAndFinish(world, id)).toMatchObject({ skipped: [{ reason: 'opted_out', count: 1 }] });
  });

  test('is written to again after START, and both receipts are kept', async () => {
    const [one] = await peopleWrite(world, 1);
    await act(one!, 'message', { text: 'STOP' });
    await until('it is known', async () => (await world.count('consents')) === 1);
    await act(one!, 'message', { text: 'start' });
    await until('it is known', async () => (await world.count('consents')) === 2);
    expect(await world.count('identities where opted_out_at is null')).toBe(1);
    const { accepted } = await publishAndFinish(world, await createCampaign(world, await compose({})));
    expect(accepted).toBe(1);
  });
});

test('whose PSID is not the customer’s any more gets nothing that was meant for the customer', async () => {
  const [one, other] = await peopleWrite(world, 2);
  await approveTemplate();
  const save = (psid: string | null) =>
    withTransaction(world.database.db, (tx) =>
      saveCustomer(tx, 'default', { customerId: 'c1', attributes: { ps_id: psid }, now: new Date() }),
    );
  await save(one!);
  await closeWindows();
  const id = await createCampaign(world, await compose({ routes: [MESSAGE, hold(24), utility] }));
  await world.api('POST', `/api/campaigns/${id}/publish`);
  await until('both are held', async () => (await report(world, id)).held === 2);
  await save(null);
  for (const psid of [one!, other!]) await act(psid, 'message', { text: 'Hello' });
  await until('it is over', async () => (await report(world, id)).campaign.state === 'finished');
  expect(await report(world, id)).toMatchObject({ accepted: 1, skipped: [{ reason: 'no_psid', count: 1 }] });
  expect((await sent()).map(({ psid }) => psid)).toEqual([other]);
});

test('the person sees somebody typing first', async () => {
  await peopleWrite(world, 3);
  const message = { ...composed('Your order is here'), typing_seconds: 1 };
  const result = await publishAndFinish(world, await createCampaign(world, await compose({ message })));
  expect(result).toMatchObject({ accepted: 3, adds_up: true });
  expect(await summary(world)).toMatchObject({ total: 3, repeated: [] });
  const rows = await many<{ waited: boolean }>(
    world.database.db,
    sql<{
      waited: boolean;
    }>`select d.started_at >= o.started_at + interval '1 second' as waited from deliveries d join occurrences o using (workspace_id, campaign_id)`,
  );
  expect(rows.map(({ waited }) => waited)).toEqual([true, true, true]);
});

test('a file of the library goes out as an attachment of the Page', async () => {
  await peopleWrite(world, 2);
  const answer = await fetch(`${world.url}/api/media?name=dot.png`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.apiKey}`, 'content-type': 'image/png' },
    body: PNG,
  });
  const { id } = (await answer.json()) as { id: string };
  const message = {
    message: { attachment: { type: 'image', payload: { attachment_id: id } } },
  };
  const result = await publishAndFinish(world, await createCampaign(world, await compose({ message })));
  expect(result).toMatchObject({ accepted: 2, failed: [], adds_up: true });
  const missing = await createCampaign(
    world,
    await compose({
      message: { message: { attachment: { type: 'image', payload: { attachment_id: 'med_999' } } } },
    }),
  );
  const refused = await world.ask('POST', `/api/campaigns/${missing}/publish`);
  expect(refused).toMatchObject({
    status: expect.any(Number),
    json: { error: { message: expect.stringContaining('med_999') } },
  });
});

test('a message waits while a file of it is uploaded anew', async () => {
  const [psid] = await peopleWrite(world, 1);
  const answer = await fetch(`${world.url}/api/media?name=dot.png`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.apiKey}`, 'content-type': 'image/png' },
    body: PNG,
  });
  const { id: media } = (await answer.json()) as { id: string };
  const message = { message: { attachment: { type: 'image', payload: { attachment_id: media } } } };
  await closeWindows();
  const id = await createCampaign(world, await compose({ message, routes: [MESSAGE, hold(24)] }));
  await world.api('POST', `/api/campaigns/${id}/publish`);
  await until('it is held', async () => (await report(world, id)).held === 1);
  const { db } = world.database;
  await sql`update page_attachments set expires_at = now(), renew_at = now() + interval '1 hour'`.execute(db);
  await sql`update lanes set leased_until = '-infinity'`.execute(db); // the next holder remembers no file
  await act(psid!, 'message', { text: 'Hello' });
  const waits = `deliveries where state = 'pending' and reason = 'media_missing:${media}'`;
  await until('it waits', async () => (await world.count(waits)) === 1);
  await sql`update page_attachments set expires_at = now() + interval '1 day'`.execute(db);
  const isSent = async () => {
    await sql`update deliveries set due_at = now() where state = 'pending'`.execute(db);
    return (await report(world, id)).accepted === 1;
  };
  await until('it is sent', isSent);
});
