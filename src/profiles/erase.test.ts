// Erasure, proved: a person with something in every table is erased, and no column of any table holds a trace of them.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { fillEveryTable, MARK, MARKED_PSID } from '../../test/support/marked-person.ts';
import { addMs, SECOND_MS } from '../kit/clock.ts';
import { type Database, execute, many, one, withTransaction } from '../kit/db.ts';
import { saveCustomer } from './customers.ts';
import { withoutPeople } from './erase.inbox.ts';
import { withoutErased } from './erased-ids.ts';
import { type ErasureNeeds, eraseNext, erasePeople, getErasure } from './erasures.ts';
import { undoMerge } from './merge.undo.ts';
import { exportPerson } from './person-export.ts';
import { NOT_PERSONAL, PERSON_TABLES } from './person-tables.ts';
import { applySightings } from './sightings.ts';

let database: Database;
let now = new Date('2026-11-22T10:00:00Z');
const erasedKey = Buffer.from('a key for digests');
const needs = (): ErasureNeeds => ({ db: database.db, clock: { now: () => now }, erasedKey });
const order = (profileIds: number[]) =>
  ({ profileIds, source: 'operator', actor: 'me@shop.example' }) as const;

beforeAll(async () => {
  database = await createTestDatabase();
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values ('w', 'w')`);
});
afterAll(() => database.close());

interface Column {
  table: string;
  column: string;
  type: string;
}

const listColumns = () =>
  many(
    database.db,
    sql<Column>`
      select c.table_name as table, c.column_name as column, c.data_type as type
        from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
       where table_schema = 'public' and t.table_type = 'BASE TABLE' order by 1, 2`,
  );

/** Every column whose text holds the mark, as table.column. */
async function findTraces(mark: string): Promise<string[]> {
  const traces: string[] = [];
  for (const { table, column, type } of await listColumns()) {
    const text = type === 'bytea' ? sql`encode(${sql.ref(column)}, 'escape')` : sql`${sql.ref(column)}::text`;
    const { count } = await one<{ count: number }>(
      database.db,
      sql`select count(*) from ${sql.table(table)} where position(${mark} in ${text}) > 0`,
    );
    if (count > 0) traces.push(`${table}.${column}`);
  }
  return traces;
}

test('every table is known to the eraser, or known to hold nobody', async () => {
  const tables = [...new Set((await listColumns()).map((column) => column.table))];
  const known = [...PERSON_TABLES.map((one) => one.table), ...Object.keys(NOT_PERSONAL)];
  expect(tables.filter((table) => !known.includes(table))).toEqual([]);
  expect(known.filter((table) => !tables.includes(table))).toEqual([]);
});

test('a person with something in every table is gone from all of them; the campaign’s numbers stay', async () => {
  const { profileId, mergedId } = await fillEveryTable(database.db, 'w', now);
  expect((await findTraces(MARK)).length).toBeGreaterThan(20);

  const exported = await readExport(profileId);
  for (const { title, order: isExported } of PERSON_TABLES)
    if (isExported !== null) expect(exported[title], title).not.toEqual([]);

  const erasure = await erasePeople(needs(), 'w', order([profileId]));
  expect(erasure).toMatchObject({ people: 1, erased: 1, finishedAt: now, requestedBy: 'me@shop.example' });
  expect(PERSON_TABLES.map(({ table }) => table).filter((table) => !erasure.counts[table])).toEqual([]);
  expect(erasure.counts['inbox']).toBe(1);
  expect(await findTraces(MARK)).toEqual([]);
  expect(await findTraces(MARKED_PSID)).toEqual([]);
  const ledger = await many(
    database.db,
    sql`select state, reason, psid, mid from deliveries where profile_id = ${profileId} order by delivery_id`,
  );
  expect(ledger).toEqual([
    { state: 'accepted', reason: null, psid: null, mid: null },
    { state: 'skipped', reason: 'person_gone', psid: null, mid: null },
    { state: 'failed', reason: 'unknown_outcome', psid: null, mid: null },
  ]);
  await expect(
    withTransaction(database.db, (tx) => undoMerge(tx, 'w', { fromId: mergedId, actor: 'me', now })),
  ).rejects.toMatchObject({ kind: 'not_found' });
});

test('whoever writes again is a new anonymous person; a back-fill alone does not bring them back', async () => {
  const seen = { pageId: 'p', psid: '555', seenAt: now, source: 'webhook', userAction: null } as const;
  const write = () => withTransaction(database.db, (tx) => applySightings(tx, 'w', [seen]));
  const profileId = (await write()).get('p:555')!;
  await erasePeople(needs(), 'w', order([profileId]));
  const people = [seen, { ...seen, psid: '556' }];
  const left = async () =>
    (await withoutErased(database.db, 'w', erasedKey, people)).map((person) => person.psid);
  expect(await left()).toEqual(['556']);
  expect((await write()).get('p:555')).not.toBe(profileId);
  expect(await left()).toEqual(['555', '556']);
});

test('a message that is leaving is waited for; what waits for the person is skipped at once', async () => {
  const customer = await withTransaction(database.db, (tx) =>
    saveCustomer(tx, 'w', { customerId: 'sending', attributes: {}, now }),
  );
  const { campaign_id: campaignId } = await one<{ campaign_id: number }>(
    database.db,
    sql`insert into campaigns (workspace_id, name, definition) values ('w', 'x', '{}') returning campaign_id`,
  );
  await execute(
    database.db,
    sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, state, psid)
        values ('w', ${campaignId}, 1, ${customer}, 'page:p', 'p', 'sending', '1'),
               ('w', ${campaignId}, 2, ${customer}, 'page:p', 'p', 'pending', '1')`,
  );
  const ordered = await erasePeople(needs(), 'w', order([customer]));
  expect(ordered).toMatchObject({ erased: 0, waiting: 1, finishedAt: null });
  const states = () =>
    many<{ state: string; psid: string | null }>(
      database.db,
      sql`select state, psid from deliveries where profile_id = ${customer} order by delivery_id`,
    );
  expect(await states()).toEqual([
    { state: 'sending', psid: '1' },
    { state: 'skipped', psid: '1' },
  ]);
  expect(await eraseNext(needs())).toBe(false);
  await execute(
    database.db,
    sql`update deliveries set state = 'accepted' where profile_id = ${customer} and state = 'sending'`,
  );
  now = addMs(now, 5 * SECOND_MS);
  expect(await eraseNext(needs())).toBe(true);
  expect(await getErasure(database.db, 'w', ordered.erasureId)).toMatchObject({
    erased: 1,
    waiting: 0,
    finishedAt: now,
  });
  expect((await states()).map((row) => row.psid)).toEqual([null, null]);
});

test('events of a Page about people whose longer PSIDs hold theirs are not theirs', async () => {
  const seen = { pageId: 'longer', psid: '42', seenAt: now, source: 'webhook', userAction: null } as const;
  const people = await withTransaction(database.db, (tx) => applySightings(tx, 'w', [seen]));
  const profileId = people.get('longer:42')!;
  await execute(
    database.db,
    sql`insert into page_events (workspace_id, page_id, kind, occurred_at, dedupe_key, payload)
        select 'w', 'longer', 'feed', ${now}, psid, jsonb_build_object('from', psid)
          from unnest(array['42', '142', '420']) as psid`,
  );
  const exported: { page_events: { dedupe_key: string }[] } = await readExport(profileId);
  expect(exported.page_events.map((event) => event.dedupe_key)).toEqual(['42']);
  expect((await erasePeople(needs(), 'w', order([profileId]))).counts['page_events']).toBe(1);
});

test('an export of more rows than a page has each of them once, whatever the key', async () => {
  const { db } = database;
  const profileId = await withTransaction(db, (tx) =>
    saveCustomer(tx, 'w', { customerId: 'busy', attributes: {}, now }),
  );
  await execute(
    db,
    sql`insert into events (workspace_id, profile_id, name, occurred_at, source)
        select 'w', ${profileId}::bigint, 'e' || n, ${now}, 'api' from generate_series(1, 2500) as n`,
  );
  await execute(
    db,
    sql`insert into event_totals (workspace_id, name, profile_id, times, valued, first_at, last_at, value_sum)
        select 'w', name, profile_id, 1, 0, ${now}, ${now}, 0 from events where profile_id = ${profileId}`,
  );
  const exported: Record<string, { name: string }[]> = await readExport(profileId);
  for (const title of ['events', 'event_totals'])
    expect(new Set(exported[title]?.map(({ name }) => name)).size, title).toBe(2_500);
});

async function readExport(profileId: number) {
  let text = '';
  for await (const piece of exportPerson(database.db, 'w', profileId, now)) text += piece;
  return JSON.parse(text).data;
}

test('erasing many goes on where it stopped, and one who is gone already is no error', async () => {
  const ids = await Promise.all(
    ['a', 'b', 'c'].map((id) =>
      withTransaction(database.db, (tx) =>
        saveCustomer(tx, 'w', { customerId: `many ${id}`, attributes: { note: 'x' }, now }),
      ),
    ),
  );
  const erasure = await erasePeople(needs(), 'w', order([...ids, 999_999]));
  expect(erasure).toMatchObject({ people: 4, erased: 4, finishedAt: now });
  expect(erasure.counts['profiles']).toBe(3);
});

test('of a webhook that waits, only their part is taken out', () => {
  const part = (psid: string) => ({ sender: { id: psid }, message: { mid: `m ${psid}`, text: 'hi' } });
  const webhook = (entry: unknown[]) => Buffer.from(JSON.stringify({ object: 'page', entry }));
  const of = [{ pageId: '1', psid: '77' }];
  const both = webhook([
    { id: '1', messaging: [part('77'), part('777')] },
    { id: '2', messaging: [part('77')] },
  ]);
  expect(JSON.parse(withoutPeople(both, of)!.toString())).toEqual({
    object: 'page',
    entry: [
      { id: '1', messaging: [part('777')] },
      { id: '2', messaging: [part('77')] },
    ],
  });
  expect(withoutPeople(webhook([{ id: '1', messaging: [part('77')] }]), of)).toBeNull();
  expect(withoutPeople(webhook([{ id: '1', messaging: [part('177')] }]), of)).toBeUndefined();
});
