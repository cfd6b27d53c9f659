// Segments over time: who came, who went, and that nothing of it is lost or doubled, on a real database.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { addMs, DAY_MS, MINUTE_MS } from '../kit/clock.ts';
import { type Database, execute, jsonb, many, one, withTransaction } from '../kit/db.ts';
import { silentLog } from '../kit/log.ts';
import type { AttributeFilter, GroupFilter } from './filter.contract.ts';
import { createSegment, deleteSegment, updateSegment } from './segments.ts';
import { listCounts } from './track.queries.ts';
import { recordChanges, takeTurn } from './track.ts';
import { listDueTracks } from './track.work.queries.ts';
import { createChangesWorker, createTrackWorker } from './track.workers.ts';

const START = new Date('2026-11-22T12:00:00Z');
const all = (...filters: AttributeFilter[]): GroupFilter => ({ kind: 'group', match: 'all', filters });
const IN_BRNO = all({ kind: 'attribute', attribute: 'city', op: 'is', value: 'Brno' });
const W = 'w';

let database: Database;
beforeEach(async () => {
  database = await createTestDatabase();
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values (${W}, 'w')`);
});
afterEach(() => database.close());

async function addPeople(city: string, count = 1): Promise<number[]> {
  const rows = await many(
    database.db,
    sql<{ id: number }>`
    insert into profiles (workspace_id, attributes) select ${W}, ${jsonb({ city })} from generate_series(1, ${count})
    returning profile_id as id`,
  );
  return rows.map(({ id }) => id);
}
const move = (id: number, city: string) =>
  execute(
    database.db,
    sql`update profiles set attributes = ${jsonb({ city })} where workspace_id = ${W} and profile_id = ${id}`,
  );
const track = (filter = IN_BRNO, name = 'Brno') =>
  createSegment(database.db, W, { name, filter, trackedFrom: START });
const turn = (segmentId: number, minutes: number) =>
  takeTurn(database.db, { workspaceId: W, segmentId }, addMs(START, minutes * MINUTE_MS));
const listMembers = async (segmentId: number): Promise<number[]> => {
  const rows = await many(
    database.db,
    sql<{
      id: number;
    }>`select profile_id as id from segment_members where segment_id = ${segmentId} order by 1`,
  );
  return rows.map(({ id }) => id);
};
const listEvents = () =>
  many(
    database.db,
    sql<{ profileId: number; name: string; at: Date; attributes: object }>`
    select profile_id as "profileId", name, occurred_at as at, attributes from events order by event_id`,
  );
async function recordAll(): Promise<void> {
  while ((await recordChanges(database.db)) > 0);
}

test('the first time nobody enters; then whoever comes or goes does, once', async () => {
  const [ann, bob] = await addPeople('Brno', 2);
  const [eve] = await addPeople('Praha');
  const segmentId = await track();
  expect(await turn(segmentId, 0)).toMatchObject({ kind: 'found', people: 2, entered: 0, left: 0 });
  expect(await turn(segmentId, 0.5)).toEqual({ kind: 'nothing' });
  await move(bob!, 'Praha');
  await move(eve!, 'Brno');
  expect(await turn(segmentId, 1)).toMatchObject({ kind: 'found', people: 2, entered: 1, left: 1 });
  await recordAll();
  expect(await listMembers(segmentId)).toEqual([ann, eve]);
  const attributes = { segment_id: `seg_${segmentId}`, segment_name: 'Brno' };
  const at = addMs(START, MINUTE_MS);
  expect(await listEvents()).toEqual(
    expect.arrayContaining([
      { profileId: eve, name: 'segment_entered', at, attributes },
      { profileId: bob, name: 'segment_left', at, attributes },
    ]),
  );
  await turn(segmentId, 2);
  await recordAll();
  expect(await listEvents()).toHaveLength(2);
});

test('a segment that was changed is due at once, also when that happens during a turn', async () => {
  await addPeople('Brno', 2);
  const [eve] = await addPeople('Praha');
  const segmentId = await track();
  await turn(segmentId, 0);
  const change = (city: string, at: Date) =>
    updateSegment(database.db, W, segmentId, {
      name: 'Brno',
      filter: all({ kind: 'attribute', attribute: 'city', op: 'is', value: city }),
      trackedFrom: at,
    });
  await change('Praha', addMs(START, 1_000));
  expect(await turn(segmentId, 0.1)).toMatchObject({ people: 1, entered: 1, left: 2 });
  expect(await listMembers(segmentId)).toEqual([eve]);
  expect(await listDueTracks(database.db, addMs(START, 30_000), 10)).toEqual([]);
});

test('a segment that is changed while a turn of it fails is due at once', async () => {
  await addPeople('Brno', 2);
  const segmentId = await track();
  const failing = await withTransaction(database.db, async (tx) => {
    // The turn waits here for the count of the hour, which it then may not write.
    await execute(tx, sql`alter table segment_counts add constraint refused check (people < 0) not valid`);
    const turned = turn(segmentId, 0);
    const isWaiting = async () =>
      (await many(database.db, sql`select 1 as one from pg_locks where not granted`)).length;
    await expect.poll(isWaiting, { timeout: 10_000 }).toBe(1);
    await updateSegment(database.db, W, segmentId, {
      name: 'Brno',
      filter: IN_BRNO,
      trackedFrom: addMs(START, 1_000),
    });
    return { turned };
  });
  expect(await failing.turned).toMatchObject({ kind: 'failed' });
  expect(await listDueTracks(database.db, addMs(START, 1_000), 10)).toHaveLength(1);
});

/** Ends the server's side of `work` at the moment it waits for this table. */
async function killAt(table: string, work: () => Promise<unknown>): Promise<void> {
  await withTransaction(database.db, async (tx) => {
    await execute(tx, sql`lock table ${sql.table(table)} in exclusive mode`);
    const fails = expect(work()).rejects.toThrow();
    const kill = async () => {
      const killed = await many(
        database.db,
        sql`select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return killed.length;
    };
    await expect.poll(kill, { timeout: 10_000 }).toBe(1);
    await fails;
  });
}

test('what a process that died had not committed is done again, what it had is not', async () => {
  const [ann] = await addPeople('Brno');
  const segmentId = await track();
  await turn(segmentId, 0);
  const [eve] = await addPeople('Brno');
  await killAt('segment_counts', () => turn(segmentId, 1));
  expect(await listMembers(segmentId)).toEqual([ann]);
  expect(await turn(segmentId, 1)).toMatchObject({ entered: 1 });
  await killAt('event_totals', () => recordChanges(database.db));
  expect(await listEvents()).toEqual([]);
  await recordAll();
  await recordAll();
  expect(await listEvents()).toMatchObject([{ profileId: eve, name: 'segment_entered' }]);
});

test('two processes at once do it once', async () => {
  await addPeople('Brno', 50);
  const segmentId = await track();
  await turn(segmentId, 0);
  await addPeople('Brno', 300);
  const turns = await Promise.all(Array.from({ length: 4 }, () => turn(segmentId, 1)));
  expect(turns.filter(({ kind }) => kind === 'found')).toHaveLength(1);
  await Promise.all([recordAll(), recordAll(), recordAll()]);
  expect(await listEvents()).toHaveLength(300);
  const totals = await one(
    database.db,
    sql<{ times: number }>`select sum(times)::int as times from event_totals where name = 'segment_entered'`,
  );
  expect(totals.times).toBe(300);
});

/** As a merge does, of what concerns members. */
async function merge(from: number, into: number): Promise<void> {
  await execute(
    database.db,
    sql`insert into profile_merges (workspace_id, from_profile_id, into_profile_id, reason, merged_at)
        values (${W}, ${from}, ${into}, 'test', ${START})`,
  );
  await execute(database.db, sql`update events set profile_id = ${into} where profile_id = ${from}`);
  await execute(database.db, sql`delete from profiles where profile_id = ${from}`);
}

test('who is erased leaves without an event; who was merged meanwhile has it under who remains', async () => {
  const [ann, bob] = await addPeople('Brno', 2);
  const segmentId = await track();
  await turn(segmentId, 0);
  const [eve] = await addPeople('Brno');
  await execute(database.db, sql`delete from profiles where profile_id = ${bob!}`);
  expect(await turn(segmentId, 1)).toMatchObject({ people: 2, entered: 1, left: 0 });
  await merge(eve!, ann!);
  await recordAll();
  expect(await listEvents()).toMatchObject([{ profileId: ann, name: 'segment_entered' }]);
});

test('of whoever was merged, who remains goes on being in, or leaves for both', async () => {
  await addPeople('Brno');
  const [cid, dan] = await addPeople('Praha', 2);
  const segmentId = await track();
  await turn(segmentId, 0);
  const [ann, bob] = await addPeople('Brno', 2);
  await turn(segmentId, 1);
  await recordAll();
  await merge(ann!, cid!);
  await move(cid!, 'Brno');
  await merge(bob!, dan!);
  expect(await turn(segmentId, 2)).toMatchObject({ people: 2, entered: 0, left: 1 });
  await recordAll();
  const names = async (id: number) =>
    (await listEvents()).filter(({ profileId }) => profileId === id).map(({ name }) => name);
  expect(await names(cid!)).toEqual(['segment_entered']);
  expect(await names(dan!)).toEqual(['segment_entered', 'segment_left']);
  const { since } = await one(
    database.db,
    sql<{ since: Date }>`select entered_at as since from segment_members where profile_id = ${cid!}`,
  );
  expect(since).toEqual(addMs(START, MINUTE_MS));
});

test('of a segment that is not tracked any more the members go; tracked again, it begins anew', async () => {
  await addPeople('Brno', 3);
  const segmentId = await track();
  await turn(segmentId, 0);
  const save = (trackedFrom: Date | null) =>
    updateSegment(database.db, W, segmentId, { name: 'Brno', filter: IN_BRNO, trackedFrom });
  await save(null);
  expect(await turn(segmentId, 2)).toEqual({ kind: 'dropped', members: 3 });
  expect(await listMembers(segmentId)).toEqual([]);
  await addPeople('Brno');
  await save(addMs(START, 3 * MINUTE_MS));
  expect(await turn(segmentId, 3)).toMatchObject({ kind: 'found', people: 4, entered: 0 });
  await deleteSegment(database.db, W, segmentId);
  expect(await turn(segmentId, 5)).toEqual({ kind: 'dropped', members: 4 });
  expect(await turn(segmentId, 5)).toEqual({ kind: 'dropped', members: 0 });
  for (const table of ['segment_tracks', 'segment_members', 'segment_counts', 'events'])
    expect(await many(database.db, sql`select from ${sql.table(table)}`)).toEqual([]);
});

test('the history adds up by the hour and by the day, and is kept 400 days', async () => {
  await addPeople('Brno');
  const segmentId = await track();
  await turn(segmentId, 0);
  for (const minutes of [10, 20, 70, 24 * 60]) {
    await addPeople('Brno', 2);
    await turn(segmentId, minutes);
  }
  const of = { workspaceId: W, segmentId };
  const list = (by: 'hour' | 'day') => listCounts(database.db, of, { since: START, by, limit: 100 });
  expect(await list('hour')).toEqual([
    { at: addMs(START, 20 * MINUTE_MS), people: 5, entered: 4, left: 0 },
    { at: addMs(START, 70 * MINUTE_MS), people: 7, entered: 2, left: 0 },
    { at: addMs(START, DAY_MS), people: 9, entered: 2, left: 0 },
  ]);
  expect(await list('day')).toMatchObject([
    { people: 7, entered: 6 },
    { people: 9, entered: 2 },
  ]);
  await turn(segmentId, 402 * 24 * 60);
  expect(await list('hour')).toMatchObject([{ people: 9, entered: 0 }]);
});

test('a segment whose people cannot be found says why, and is tried again later', async () => {
  await addPeople('Brno');
  const inner = await createSegment(database.db, W, { name: 'Inner', filter: IN_BRNO });
  const filter = {
    kind: 'group' as const,
    match: 'all' as const,
    filters: [{ kind: 'segment' as const, segment_id: `seg_${inner}`, is_in: true }],
  };
  const segmentId = await createSegment(database.db, W, { name: 'Outer', filter, trackedFrom: START });
  await execute(database.db, sql`delete from segments where segment_id = ${inner}`);
  expect(await turn(segmentId, 0)).toMatchObject({
    kind: 'failed',
    problem: expect.stringContaining('was deleted'),
  });
  expect(await listDueTracks(database.db, addMs(START, 19 * MINUTE_MS), 10)).toEqual([]);
  expect(await listDueTracks(database.db, addMs(START, 20 * MINUTE_MS), 10)).toHaveLength(1);
});

test('the workers do both, and rest in between', async () => {
  await addPeople('Brno');
  const segmentId = await track();
  let now = START;
  const needs = { db: database.db, clock: { now: () => now }, log: silentLog };
  const [tracks, changes] = [createTrackWorker(needs), createChangesWorker(needs)];
  const { signal } = new AbortController();
  expect(await tracks.step(signal)).toBeGreaterThan(0);
  await addPeople('Brno');
  now = addMs(now, MINUTE_MS);
  await tracks.step(signal);
  expect(await changes.step(signal)).toBe('again');
  expect(await changes.step(signal)).toBeGreaterThan(0);
  expect(await listMembers(segmentId)).toHaveLength(2);
  expect(await listEvents()).toHaveLength(1);
});
