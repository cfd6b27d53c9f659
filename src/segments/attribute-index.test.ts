// Indexes that come and go with the segments that want them, on a real database.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { systemClock } from '../kit/clock.ts';
import { type Database, execute, jsonb, many } from '../kit/db.ts';
import { silentLog } from '../kit/log.ts';
import { createAttributeIndexWorker } from './attribute-index.workers.ts';
import { indexNameOf, listIndexes } from './attribute-indexes.ts';

/** A name that would break out of an unquoted statement. */
const ODD = `o'dd"; drop table events; --`;

let database: Database;
beforeEach(async () => {
  database = await createTestDatabase();
  const { db } = database;
  await execute(db, sql`insert into workspaces (workspace_id, name) values ('w', 'w')`);
  await execute(
    db,
    sql`insert into attributes (workspace_id, name, type)
        values ('w', 'city', 'string'), ('w', 'ltv', 'number'), ('w', 'tags', 'array'), ('w', ${ODD}, 'string')`,
  );
  await execute(
    db,
    sql`insert into profiles (workspace_id, attributes)
        select 'w', jsonb_build_object('city', 'City ' || n % 50, 'ltv', n, 'note', repeat('long', 1000 * (n % 2)))
          from generate_series(1, 1000) n`,
  );
  await execute(db, sql`analyze profiles`);
});
afterEach(() => database.close());

const work = async (minPeople = 100): Promise<void> => {
  const worker = createAttributeIndexWorker({
    db: database.db,
    clock: systemClock,
    log: silentLog,
    minPeople,
  });
  while ((await worker.step(new AbortController().signal)) === 'again');
};

const save = (...filters: object[]) =>
  execute(
    database.db,
    sql`insert into segments (workspace_id, name, filter)
        select 'w', 'segment ' || count(*), ${jsonb({ kind: 'group', match: 'all', filters })} from segments`,
  );
const is = (attribute: string, value: unknown) => ({ kind: 'attribute', attribute, op: 'is', value });
const named = async () => (await listIndexes(database.db)).map(({ name }) => name).sort();

test('what saved segments filter by is indexed, however deep it stands and whatever it is called', async () => {
  await save({ kind: 'group', match: 'any', filters: [is('city', 'City 7'), is(ODD, 'x')] });
  await save({ kind: 'attribute', attribute: 'ltv', op: 'greater', value: 5 });
  await work();
  expect(await named()).toEqual([indexNameOf('city'), indexNameOf(ODD), indexNameOf('ltv')].sort());
  await execute(database.db, sql`delete from segments where filter::text like '%ltv%'`);
  await work();
  expect(await named()).toEqual([indexNameOf('city'), indexNameOf(ODD)].sort());
});

test('no index for few people, lists, unknown names, the attributes of events, and questions it cannot answer', async () => {
  await save(is('city', 'City 7'));
  await work(1_001);
  expect(await named()).toEqual([]);
  await execute(database.db, sql`delete from segments`);
  await save(is('tags', 'x'), is('nobody has it', 1), { kind: 'attribute', attribute: 'city', op: 'exists' });
  await save({ kind: 'event', event: 'Bought', did: true, where: [is('ltv', 1)] });
  await work();
  expect(await named()).toEqual([]);
});

test('an index an interrupted build left behind is made again', async () => {
  await save(is('city', 'City 7'));
  await work();
  await execute(
    database.db,
    sql`update pg_index set indisvalid = false where indexrelid = ${indexNameOf('city')}::regclass`,
  );
  await work();
  expect(await listIndexes(database.db)).toEqual([{ name: indexNameOf('city'), valid: true }]);
});

test('values longer than an index takes are written all the same, and the index is used', async () => {
  await execute(
    database.db,
    sql`insert into attributes (workspace_id, name, type) values ('w', 'note', 'string')`,
  );
  await save(is('note', 'short'), is('city', 'City 7'));
  await work();
  await execute(
    database.db,
    sql`insert into profiles (workspace_id, attributes) values ('w', ${jsonb({ note: 'ž'.repeat(4_000), city: 'x'.repeat(4_000) })})`,
  );
  const plan = await many<{ 'QUERY PLAN': string }>(
    database.db,
    sql`explain select from profiles p where p.workspace_id = 'w' and p.attributes ? ${'city'}
         and filter_key(p.attributes -> ${'city'}) = ${jsonb('City 7')}`,
  );
  expect(plan.map((line) => line['QUERY PLAN']).join()).toContain(indexNameOf('city'));
});
