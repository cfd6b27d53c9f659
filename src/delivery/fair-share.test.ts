// How a lane's room is shared between campaigns, on real rows: nobody starves, nobody is read twice, all are read.
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { systemClock } from '../kit/clock.ts';
import { type Database, execute } from '../kit/db.ts';
import type { RunningOccurrence } from './due.queries.ts';
import { createFairShare } from './fair-share.ts';
import { createInHand } from './in-hand.ts';

const lane = { workspaceId: 'w', laneId: 'page:1' };
let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values ('w', 'W')`);
});
afterAll(() => database?.close());

/** Campaigns with so many people due each, some of them within one millisecond. */
async function setUp(backlogs: number[], perSecond: number | null = null) {
  await execute(database.db, sql`delete from deliveries`);
  const dueAt = new Date(Date.now() - 60_000);
  for (const [index, people] of backlogs.entries())
    await execute(
      database.db,
      sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, state, due_at)
          select 'w', ${index}, 1, n, ${lane.laneId}, '1', 'pending', ${dueAt}::timestamptz + n * interval '250 microseconds'
            from generate_series(1, ${people}::int) n`,
    );
  const running = backlogs.map(
    (_, campaignId) => ({ campaignId, occurrence: 1, plan: { per_second: perSecond } }) as RunningOccurrence,
  );
  const inHand = createInHand();
  const fair = createFairShare({ db: database.db, clock: systemClock }, lane, inHand);
  const read = async (room: number) => {
    const due = await fair.read(running, room);
    for (const delivery of due) inHand.add(delivery);
    return due;
  };
  return { read, inHand, fair, running };
}

test('everybody is read once; whoever still has people due gets a share of every read', async () => {
  const backlogs = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(backlogs, fc.integer({ min: 6, max: 40 }), async (people, room) => {
      const { read, inHand } = await setUp(people);
      const left = [...people];
      const total = people.reduce((sum, one) => sum + one, 0);
      for (let reads = 0; inHand.size < total; reads++) {
        expect(reads).toBeLessThanOrEqual(total);
        const due = await read(room);
        expect(due.length).toBeLessThanOrEqual(room);
        for (const [campaignId, before] of left.entries()) {
          const got = due.filter((row) => row.campaignId === campaignId).length;
          expect(got).toBeGreaterThanOrEqual(Math.min(before, Math.floor(room / people.length)));
          left[campaignId] = before - got;
        }
        expect(left.reduce((sum, one) => sum + one, 0)).toBe(total - inHand.size); // nobody twice
      }
      expect(await read(room)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('with less room than campaigns each has its turn', async () => {
  const { read } = await setUp([50, 50, 50, 50, 50]);
  const got = new Map<number, number>();
  for (let reads = 0; reads < 10; reads++)
    for (const { campaignId } of await read(2)) got.set(campaignId, (got.get(campaignId) ?? 0) + 1);
  expect([...got.entries()].sort(([a], [b]) => a - b)).toEqual(
    [0, 1, 2, 3, 4].map((campaign) => [campaign, 4]),
  );
});

test("a campaign's own throttle leaves the room to the others", async () => {
  const { read } = await setUp([50, 50], 4);
  const due = await read(40);
  expect(due.map(({ campaignId }) => campaignId)).toEqual([0, 1]); // a throttle begins with one
});

test('what is read and not called leaves the throttle to others', async () => {
  const { read, fair, running } = await setUp([3], 0.001);
  for (let n = 0; n < 3; n++) {
    expect(await read(10)).toHaveLength(1);
    fair.giveBack(running[0]!, 1);
  }
  expect(await read(10)).toEqual([]);
});

test('of many campaigns those with somebody due are found, and when the next one is due', async () => {
  const { read, fair } = await setUp(Array.from({ length: 300 }, (_, index) => (index % 100 === 7 ? 2 : 0)));
  await execute(
    database.db,
    sql`update deliveries set due_at = now() + interval '1 hour' where campaign_id = 107`,
  );
  expect((await read(100)).map(({ campaignId }) => campaignId)).toEqual([7, 7, 207, 207]);
  expect(await read(100)).toEqual([]);
  expect(fair.waitMs()).toBeGreaterThan(3_500_000);
  expect(fair.waitMs()).toBeLessThanOrEqual(3_600_000);
});
