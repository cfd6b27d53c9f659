// Merging: nothing of a person is lost, and no run of a campaign reaches them twice.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type Database, execute, many, one, withTransaction } from '../kit/db.ts';
import { saveCustomer } from './customers.ts';
import { recordEvents } from './events.ts';
import { applySightings } from './sightings.ts';

let database: Database;
let campaigns = 0;
beforeAll(async () => {
  database = await createTestDatabase({ max: 8 });
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values ('w', 'w')`);
});
afterAll(() => database.close());

const now = new Date('2026-11-22T10:00:00Z');
const save = (customerId: string, attributes: Record<string, unknown>) =>
  withTransaction(database.db, (tx) => saveCustomer(tx, 'w', { customerId, attributes, now }));

/** Somebody writes to a Page, and an event of it is stored in the same transaction, as the webhook worker does. */
const write = (psid: string, pageId = 'p1', key = `${pageId}:${psid}`) =>
  withTransaction(database.db, async (tx) => {
    const userAction = { at: now, kind: 'message' };
    const ids = await applySightings(tx, 'w', [{ pageId, psid, seenAt: now, source: 'webhook', userAction }]);
    const profileId = [...ids.values()][0]!;
    const event = {
      profileId,
      name: 'wrote',
      occurredAt: now,
      source: 'messenger',
      pageId,
      attributes: {},
    } as const;
    await recordEvents(tx, 'w', [{ ...event, dedupeKey: key }]);
    return profileId;
  });

async function makeRun(): Promise<number> {
  campaigns += 1;
  const { campaign_id: id } = await one<{ campaign_id: number }>(
    database.db,
    sql`insert into campaigns (workspace_id, name, definition) values ('w', 'Sale', '{}') returning campaign_id`,
  );
  await execute(
    database.db,
    sql`insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, plan, filter, lane_id)
        values ('w', ${id}, 1, 'sending', now(), '{}', '{}', 'page:p1')`,
  );
  return id;
}

const deliver = (campaignId: number, profileId: number, state: string, entryId = 0) =>
  execute(
    database.db,
    sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, state, entry_id)
        values ('w', ${campaignId}, 1, ${profileId}, 'page:p1', 'p1', ${state}, ${entryId})`,
  );

const deliveriesOf = (campaignId: number) =>
  many<{ profile_id: number; state: string; reason: string | null }>(
    database.db,
    sql`select profile_id, state, reason from deliveries
         where workspace_id = 'w' and campaign_id = ${campaignId} order by delivery_id`,
  );

test('claiming a ps_id brings identities, events and attributes along; the customer’s values win', async () => {
  const anonymous = [await write('100', 'p1'), await write('100', 'p2')];
  await execute(
    database.db,
    sql`update profiles set attributes = attributes || '{"first_name":"Anonymous","locale":"cs"}'
         where profile_id = ${anonymous[0]}`,
  );
  const customer = await save('c1', { first_name: 'Anna' });
  expect(await save('c1', { ps_id: '100' })).toBe(customer);

  const person = await one(
    database.db,
    sql`select attributes, (select count(*) from identities i where i.profile_id = p.profile_id) as identities,
               (select count(*) from events e where e.profile_id = p.profile_id) as events
          from profiles p where profile_id = ${customer}`,
  );
  expect(person).toEqual({
    attributes: { first_name: 'Anna', locale: 'cs', ps_id: '100' },
    identities: 2,
    events: 2,
  });
  const merges = await many(
    database.db,
    sql`select from_profile_id, into_profile_id, snapshot -> 'attributes' ->> 'first_name' as name
          from profile_merges where into_profile_id = ${customer} order by from_profile_id`,
  );
  expect(merges).toEqual([
    { from_profile_id: anonymous[0], into_profile_id: customer, name: 'Anonymous' },
    { from_profile_id: anonymous[1], into_profile_id: customer, name: null },
  ]);
});

test('deliveries move along', async () => {
  const run = await makeRun();
  const anonymous = await write('200');
  await deliver(run, anonymous, 'accepted');
  const customer = await save('c2', { ps_id: '200' });
  expect(await deliveriesOf(run)).toEqual([{ profile_id: customer, state: 'accepted', reason: null }]);
});

test.each([
  ['accepted', 'pending', 'accepted', 'skipped'],
  ['pending', 'accepted', 'skipped', 'accepted'],
  ['pending', 'pending', 'skipped', 'pending'],
  ['held', 'sending', 'skipped', 'sending'],
  ['unknown', 'held', 'unknown', 'skipped'],
  ['failed', 'pending', 'failed', 'pending'],
  ['accepted', 'accepted', 'accepted', 'accepted'],
])(
  'both in one run, the anonymous one %s and the customer %s: %s and %s, and no row is lost',
  async (...states) => {
    const [before, customerBefore, after, customerAfter] = states;
    const run = await makeRun();
    const psid = String(300 + campaigns);
    const anonymous = await write(psid);
    const customer = await save(`run ${campaigns}`, {});
    await deliver(run, anonymous, before);
    await deliver(run, customer, customerBefore);
    await save(`run ${campaigns}`, { ps_id: psid });
    // Also of who had failed before: the other row stands for the person, and this one is never sent again.
    const reason = (is: string) => (is === 'failed' || is === 'skipped' ? 'person_gone' : null);
    expect(await deliveriesOf(run)).toEqual([
      { profile_id: anonymous, state: after, reason: reason(after) },
      { profile_id: customer, state: customerAfter, reason: reason(customerAfter) },
    ]);
  },
);

test.each([
  ['never', 'pending', 'pending', 'skipped', 'pending'],
  ['never', 'accepted', 'pending', 'accepted', 'skipped'],
  ['never', 'held', 'accepted', 'skipped', 'accepted'],
  ['when_done', 'pending', 'held', 'pending', 'skipped'],
  ['when_done', 'accepted', 'pending', 'accepted', 'pending'],
  ['after', 'pending', 'pending', 'pending', 'pending'],
  ['always', 'pending', 'pending', 'pending', 'pending'],
])(
  'both came in one by one, again %s, the anonymous one %s and the customer %s: %s and %s, all with the customer',
  async (kind, before, customerBefore, after, customerAfter) => {
    const campaign = await makeRun();
    const definition = JSON.stringify({ trigger: { reentry: { kind } } });
    await execute(
      database.db,
      sql`insert into campaign_versions (workspace_id, campaign_id, version, definition, published_at, published_by)
          values ('w', ${campaign}, 1, ${definition}::jsonb, now(), 'me')`,
    );
    const psid = String(400 + campaigns);
    const anonymous = await write(psid);
    const customer = await save(`entries ${campaigns}`, {});
    await deliver(campaign, anonymous, before, 1);
    await deliver(campaign, customer, customerBefore, 2);
    await save(`entries ${campaigns}`, { ps_id: psid });
    expect((await deliveriesOf(campaign)).map((row) => [row.profile_id, row.state])).toEqual([
      [customer, after],
      [customer, customerAfter],
    ]);
  },
);

test.each([
  ['out', 'pending', 'control_group', 'control_group'],
  ['out', 'accepted', 'control_group', 'accepted'],
  ['pending', 'out', 'pending', 'control_group'],
  ['held', 'out', 'held', 'control_group'],
  ['out', 'held', 'control_group', 'control_group'],
])(
  'drawn twice for a control group, first %s, then %s: the first draw stands, and nothing reaches who it left out',
  async (first, second, firstAfter, secondAfter) => {
    const campaign = await makeRun();
    await execute(
      database.db,
      sql`insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, plan, filter, lane_id)
          values ('w', ${campaign}, 2, 'sending', now(), '{}', '{}', 'page:p1')`,
    );
    const psid = String(800 + campaigns);
    const anonymous = await write(psid);
    const customer = await save(`drawn ${campaigns}`, {});
    // Of one run and of a later one.
    for (const [run, profileId, drawn] of [
      [1, anonymous, first],
      [1, customer, second],
      [2, customer, second],
    ] as const)
      await execute(
        database.db,
        sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, state, reason)
            values ('w', ${campaign}, ${run}, ${profileId}, 'page:p1', 'p1', ${drawn === 'out' ? 'skipped' : drawn},
                    ${drawn === 'out' ? 'control_group' : null})`,
      );
    await save(`drawn ${campaigns}`, { ps_id: psid });
    const rows = await deliveriesOf(campaign);
    expect(rows.map(({ state, reason }) => reason ?? state)).toEqual([firstAfter, secondAfter, secondAfter]);
  },
);

test('of a campaign that drew for one of them alone, what waits stays with whom it was drawn for', async () => {
  const run = await makeRun();
  const anonymous = await write('900');
  await deliver(run, anonymous, 'held');
  const customer = await save('c9', { ps_id: '900' });
  expect(await deliveriesOf(run)).toEqual([{ profile_id: customer, state: 'held', reason: null }]);
});

test('events recorded while the person is being claimed end with the customer', async () => {
  const psids = Array.from({ length: 30 }, (_, index) => String(5000 + index));
  await Promise.all(psids.map((psid) => write(psid)));
  await Promise.all(
    psids.flatMap((psid) => [
      write(psid, 'p1', `${psid} a`),
      save(`late ${psid}`, { ps_id: psid }),
      write(psid, 'p1', `${psid} b`),
    ]),
  );
  const lost = await one<{ events: number; strays: number }>(
    database.db,
    sql`select count(*) as events, count(*) filter (where p.customer_id is null) as strays
          from events e left join profiles p using (workspace_id, profile_id)
         where e.dedupe_key ~ '^(p1:)?50[0-9][0-9]'`,
  );
  expect(lost).toEqual({ events: 90, strays: 0 });
});

test('a customer that gives up its ps_id leaves an anonymous profile with the identity, and keeps its events', async () => {
  await write('700');
  const customer = await save('c7', { ps_id: '700' });
  await save('c7', { ps_id: null });
  const rows = await many(
    database.db,
    sql`select p.customer_id, p.attributes, i.psid, i.last_user_action_at
          from identities i join profiles p using (workspace_id, profile_id) where i.psid = '700'`,
  );
  expect(rows).toEqual([
    { customer_id: null, attributes: { ps_id: '700' }, psid: '700', last_user_action_at: now },
  ]);
  const events = await one(database.db, sql`select count(*) from events where profile_id = ${customer}`);
  expect(events).toEqual({ count: 1 });
});
