// Who is whom: visitors that turn out to be customers, customers that turn out to be one, and the way back.
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { addMs, DAY_MS } from '../kit/clock.ts';
import { type Database, execute, many, one, type Tx, withTransaction } from '../kit/db.ts';
import { ensureVisitors } from './anonymous-ids.ts';
import { saveCustomer } from './customers.ts';
import { recordEvents } from './events.ts';
import { aliasCustomer, mergeCustomers } from './merge.customers.ts';
import { thinMerges, undoMerge } from './merge.undo.ts';
import { findPersonBy } from './person.ts';
import type { PersonRef } from './person-refs.ts';
import { applySightings } from './sightings.ts';

let database: Database;
let workspaceId = '';
let workspaces = 0;
const now = new Date('2026-11-22T10:00:00Z');
const later = addMs(now, DAY_MS);

beforeAll(async () => {
  database = await createTestDatabase({ max: 8 });
});
afterAll(() => database.close());
beforeEach(async () => {
  workspaces += 1;
  workspaceId = `w${workspaces}`;
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values (${workspaceId}, 'w')`);
});

const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => withTransaction(database.db, work);
const save = (customerId: string, attributes: Record<string, unknown> = {}, anonymousId?: string) =>
  inTx((tx) => saveCustomer(tx, workspaceId, { customerId, attributes, anonymousId, now }));
const merge = (from: PersonRef, into: PersonRef) =>
  inTx((tx) => mergeCustomers(tx, workspaceId, { from, into, reason: 'same person', actor: 'me', at: now }));
const undo = (fromId: number, at = later) =>
  inTx((tx) => undoMerge(tx, workspaceId, { fromId, actor: 'me', now: at }));

const record = (tx: Tx, profileId: number, name: string) => {
  const event = { profileId, name, occurredAt: now, pageId: null, dedupeKey: null, attributes: {} };
  return recordEvents(tx, workspaceId, [{ ...event, source: 'api' }]);
};
/** A visitor does something, as the tracking API stores it. */
const visit = (anonymousId: string, name = 'Viewed') =>
  inTx(async (tx) => {
    const visitors = await ensureVisitors(tx, workspaceId, [anonymousId], now);
    const { profileId } = visitors.get(anonymousId)!;
    await record(tx, profileId, name);
    return profileId;
  });
const write = (psid: string) =>
  inTx(async (tx) => {
    const seen = { pageId: 'p', psid, seenAt: now, source: 'webhook', userAction: null } as const;
    const profileId = [...(await applySightings(tx, workspaceId, [seen])).values()][0]!;
    await record(tx, profileId, 'Wrote');
    return profileId;
  });

const people = () =>
  many(
    database.db,
    sql`select p.profile_id as id, p.customer_id as customer, p.attributes,
               (select coalesce(array_agg(a.anonymous_id order by 1), '{}') from anonymous_ids a where a.profile_id = p.profile_id) as visitors,
               (select coalesce(array_agg(i.psid order by 1), '{}') from identities i where i.profile_id = p.profile_id) as psids,
               (select coalesce(jsonb_object_agg(t.name, t.times), '{}') from event_totals t
                 where t.workspace_id = p.workspace_id and t.profile_id = p.profile_id) as events
          from profiles p where p.workspace_id = ${workspaceId} order by p.profile_id`,
  );

test('a visitor keeps one profile, and becomes the customer when a call names both', async () => {
  const visitor = await visit('a1');
  expect(await visit('a1')).toBe(visitor);
  const customer = await save('c1', { name: 'Anna' }, 'a1');
  expect(await visit('a1', 'Bought')).toBe(customer);
  await save('c1', {}, 'a2');
  expect(await visit('a2')).toBe(customer);
  expect(await people()).toEqual([
    {
      id: customer,
      customer: 'c1',
      attributes: { name: 'Anna' },
      visitors: ['a1', 'a2'],
      psids: [],
      events: { Viewed: 3, Bought: 1 },
    },
  ]);
});

test('a visitor who is a customer already is not taken by another one', async () => {
  const first = await save('c1', {}, 'shared tablet');
  const second = await save('c2', {}, 'shared tablet');
  expect(second).not.toBe(first);
  expect(await visit('shared tablet')).toBe(first);
});

test('an alias is a visitor’s id or another customer’s; both lead to who remains', async () => {
  const visitor = await visit('old device');
  const alias = (previousId: string, userId: string) =>
    inTx((tx) => aliasCustomer(tx, workspaceId, { previousId, userId, actor: 'key:app', now }));
  const customer = await alias('old device', 'c1');
  expect(customer).not.toBe(visitor);
  await save('c0', { city: 'Brno' });
  expect(await alias('c0', 'c1')).toBe(customer);
  expect(await alias('c0', 'c1')).toBe(customer);
  expect(await save('c0', { plan: 'pro' })).toBe(customer);
  expect(await findPersonBy(database.db, workspaceId, { customerId: 'c0' })).toMatchObject({
    customerId: 'c1',
  });
  expect((await people()).map((person) => [(person as { customer: string }).customer])).toEqual([['c1']]);
  expect(await people()).toMatchObject([
    { attributes: { city: 'Brno', plan: 'pro' }, events: { Viewed: 1 } },
  ]);
});

test('in one batch a customer under the old and the new id is one', async () => {
  const into = await save('new');
  await save('old');
  await merge({ customerId: 'old' }, { customerId: 'new' });
  await save('old', { a: 1 });
  await save('new', { b: 2 });
  expect(await people()).toMatchObject([{ id: into, attributes: { a: 1, b: 2 } }]);
});

test('who remains must be a customer, and both must exist', async () => {
  const visitor = await visit('a');
  await save('c');
  await expect(merge({ customerId: 'c' }, { profileId: visitor })).rejects.toMatchObject({ field: 'into' });
  await expect(merge({ customerId: 'nobody' }, { customerId: 'c' })).rejects.toMatchObject({
    kind: 'not_found',
  });
  expect(await merge({ customerId: 'c' }, { customerId: 'c' })).toMatchObject({ merged: false });
});

test('an undone merge gives back what was its own; what happened since stays', async () => {
  const from = await write('100');
  await execute(
    database.db,
    sql`update profiles set attributes = attributes || '{"locale":"cs","city":"Brno"}' where profile_id = ${from}`,
  );
  const into = await save('c1', { name: 'Anna' });
  await merge({ profileId: from }, { customerId: 'c1' });
  expect(await people()).toMatchObject([
    {
      attributes: { name: 'Anna', locale: 'cs', city: 'Brno', ps_id: '100' },
      psids: ['100'],
      events: { Wrote: 1 },
    },
  ]);
  await save('c1', { city: 'Praha' });
  await write('100');
  await expect(undo(from)).resolves.toBe(into);
  expect(await people()).toEqual([
    {
      id: from,
      customer: null,
      attributes: { locale: 'cs', city: 'Brno', ps_id: '100' },
      visitors: [],
      psids: ['100'],
      events: { Wrote: 1 },
    },
    {
      id: into,
      customer: 'c1',
      attributes: { name: 'Anna', city: 'Praha' },
      visitors: [],
      psids: [],
      events: { Wrote: 1 },
    },
  ]);
  const trail = await many(
    database.db,
    sql`select actor, action, subject from audit where workspace_id = ${workspaceId} order by audit_id`,
  );
  expect(trail).toEqual([
    { actor: 'me', action: 'person.merged', subject: `prf_${into}` },
    { actor: 'me', action: 'person.merge_undone', subject: `prf_${into}` },
  ]);
});

test('undoing the merge of a ps_id that an app claimed takes the claim away: nobody is messaged as another', async () => {
  const from = await write('200');
  const into = await save('c1', { ps_id: '200' });
  await undo(from);
  expect(await people()).toMatchObject([
    { id: from, attributes: { ps_id: '200' }, psids: ['200'] },
    { id: into, attributes: {}, psids: [] },
  ]);
});

test('a customer that was merged gets its id back, with its own visitors and aliases', async () => {
  await save('oldest');
  const old = await save('old', {}, 'a');
  await merge({ customerId: 'oldest' }, { customerId: 'old' });
  const into = await save('new');
  await merge({ customerId: 'old' }, { customerId: 'new' });
  expect([await save('oldest'), await save('old'), await visit('a')]).toEqual([into, into, into]);
  await undo(old);
  expect([await save('oldest'), await save('old'), await visit('a')]).toEqual([old, old, old]);
});

test('an attribute that is being renamed comes back under its new name', async () => {
  const [from, into] = [await save('from', { old_name: 'mine' }), await save('into', { old_name: 'theirs' })];
  await merge({ profileId: from }, { profileId: into });
  await execute(
    database.db,
    sql`insert into attributes (workspace_id, name, type) values (${workspaceId}, 'new_name', 'string')`,
  );
  await execute(
    database.db,
    sql`insert into attribute_changes (workspace_id, name, kind, new_name, actor, started_at)
        values (${workspaceId}, 'old_name', 'rename', 'new_name', 'tests', ${now})`,
  );
  await undo(from);
  expect(await people()).toMatchObject([{ attributes: { new_name: 'mine' } }, {}]);
});

test('a merge below another is undone after that one, and then leads where it did', async () => {
  const [a, b, c] = [await save('a'), await save('b'), await save('c')];
  await merge({ customerId: 'a' }, { customerId: 'b' });
  await merge({ customerId: 'b' }, { customerId: 'c' });
  await expect(undo(a)).rejects.toMatchObject({
    kind: 'conflict',
    remedy: `Undo the merge of prf_${b} first.`,
  });
  await undo(b);
  expect(await save('a')).toBe(b);
  await undo(a);
  expect([await save('a'), await save('b'), await save('c')]).toEqual([a, b, c]);
});

test('no undo where the PSID is somebody else’s by now, or after 30 days, when the snapshot goes', async () => {
  const from = await write('300');
  await save('c1', { ps_id: '300' });
  await save('c1', { ps_id: null });
  await save('c2', { ps_id: '300' });
  await expect(undo(from)).rejects.toMatchObject({
    kind: 'conflict',
    message: expect.stringContaining('300'),
  });

  const other = await write('301');
  await save('c3', { ps_id: '301' });
  const after = addMs(now, 30 * DAY_MS);
  await execute(
    database.db,
    sql`insert into profile_merges (workspace_id, from_profile_id, into_profile_id, reason, merged_at, snapshot)
        values (${workspaceId}, 999999, ${other}, 'of an earlier version', ${now}, '{}')`,
  );
  await expect(undo(999_999)).rejects.toMatchObject({ message: expect.stringContaining('did not keep') });
  await expect(undo(other, after)).rejects.toMatchObject({ kind: 'conflict' });
  expect(await thinMerges(database.db, addMs(after, 1))).toBeGreaterThan(0);
  const kept = await one(
    database.db,
    sql`select count(snapshot) + count(moved) as kept, count(*) > 0 as leads from profile_merges
         where workspace_id = ${workspaceId}`,
  );
  expect(kept).toEqual({ kept: 0, leads: true });
});

test('of every table with a profile id it is decided what a merge does with it', async () => {
  const moved = [
    ...['identities', 'anonymous_ids', 'customer_aliases', 'events', 'event_totals', 'deliveries', 'entries'],
    ...['list_members', 'segment_members', 'segment_changes', 'profiles'],
  ];
  const staying: Record<string, string> = {
    entry_invites: 'opened under the old id, they lead to who remains',
    import_changes:
      'an undo of the import finds the profile gone and says so; an undone merge brings it back',
    import_kept: 'the same',
    admitted_values: 'the id leads to who remains, and is looked up so',
    preflight_people: 'gone with the profile: who remains is checked with the next preflight',
    erasure_people: 'whoever has the id by then is erased',
    privacy_requests: 'the id leads to who remains',
  };
  const tables = await many<{ name: string }>(
    database.db,
    sql`select distinct table_name as name from information_schema.columns
         where table_schema = 'public' and column_name = 'profile_id'`,
  );
  const undecided = tables
    .map(({ name }) => name)
    .filter((name) => !moved.includes(name) && !(name in staying));
  expect(undecided).toEqual([]);
});
