// Events of the version before running totals: after the migration they are counted, have their number, and teach what they carry.
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { execute, many, withTransaction } from '../../src/kit/db.ts';
import { migrate } from '../../src/kit/migrate.ts';
import { MIGRATIONS } from '../../src/main.ts';
import { listEvents } from '../../src/profiles/event-catalogue.ts';
import { recordEvents } from '../../src/profiles/events.ts';
import { createTestDatabase } from '../support/database.ts';

const BEFORE_TOTALS = 13;

test('totals, numbers and attributes of events that were there, and of those that come after', async () => {
  const database = await createTestDatabase({ migrated: false });
  onTestFinished(() => database.close());
  const { db, url } = database;
  await migrate({ url, folder: MIGRATIONS, target: BEFORE_TOTALS });
  await execute(db, sql`insert into workspaces (workspace_id, name) values ('w', 'W')`);
  await execute(db, sql`insert into profiles (workspace_id, customer_id) values ('w', 'c1'), ('w', 'c2')`);
  await execute(
    db,
    sql`insert into event_names (workspace_id, name) values ('w', 'Bought'), ('w', 'Viewed')`,
  );
  await execute(
    db,
    sql`insert into events (workspace_id, profile_id, name, occurred_at, source, dedupe_key, attributes) values
        ('w', 1, 'Bought', '2026-11-01T10:00:00Z', 'api', 'a', '{"sku": "A1"}'),
        ('w', 1, 'Bought', '2026-11-03T10:00:00Z', 'api', 'b', '{"amount": 7, "price": 0.1, "at": "2026-11-02T00:00:00.000Z"}'),
        ('w', 1, 'Bought', '2026-11-02T10:00:00Z', 'api', 'c', '{"price": 0.2, "revenue": 9}'),
        ('w', 2, 'Bought', '2026-11-02T10:00:00Z', 'api', null, '{"price": "dear", "gone": null}'),
        ('w', 2, 'Viewed', '2026-11-02T10:00:00Z', 'messenger', 'd', '{}')`,
  );
  await migrate({ url, folder: MIGRATIONS });
  const event = { profileId: 1, source: 'api', pageId: null, attributes: { price: 5 } } as const;
  const occurredAt = new Date('2026-11-04T10:00:00Z');
  await withTransaction(db, (tx) =>
    recordEvents(
      tx,
      'w',
      ['c', 'e'].map((dedupeKey) => ({ ...event, name: 'Bought', occurredAt, dedupeKey })),
    ),
  );

  expect(await listEvents(db, 'w')).toMatchObject([
    {
      name: 'Bought',
      value_attribute: 'price',
      attributes: [
        { name: 'amount', type: 'number' },
        { name: 'at', type: 'datetime' },
        { name: 'price', type: 'mixed' },
        { name: 'revenue', type: 'number' },
        { name: 'sku', type: 'string' },
      ],
    },
    { name: 'Viewed', value_attribute: null, attributes: [] },
  ]);
  const totals = await many(
    db,
    sql`select name, profile_id, times, valued, first_at, last_at, value_sum as sum, value_min as least, value_max as most
          from event_totals order by name, profile_id`,
  );
  const at = (day: number) => new Date(`2026-11-0${day}T10:00:00Z`);
  const second = { times: 1, valued: 0, first_at: at(2), last_at: at(2), sum: '0', least: null, most: null };
  expect(totals).toEqual([
    {
      ...{ name: 'Bought', profile_id: 1, times: 4, valued: 3, first_at: at(1), last_at: at(4) },
      ...{ sum: '5.3', least: 0.1, most: 5 },
    },
    { name: 'Bought', profile_id: 2, ...second },
    { name: 'Viewed', profile_id: 2, ...second },
  ]);
});
