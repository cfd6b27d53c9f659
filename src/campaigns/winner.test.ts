// Which variant wins: the rule by itself, and on real PostgreSQL when, by which figures, and of which runs.
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { type Database, execute, jsonb, many } from '../kit/db.ts';
import { decideWinner, normalBelow, type VariantCount } from './winner.ts';
import { createWinnerWorker } from './winner.workers.ts';

const countsOf = (...pairs: [accepted: number, reached: number][]): VariantCount[] =>
  pairs.map(([accepted, reached], variant) => ({ variant, accepted, reached }));

describe('the rule', () => {
  test('the higher share wins, however few got it', () => {
    expect(decideWinner(countsOf([1000, 100], [100, 20]))).toMatchObject({ winner: 1, because: 'best' });
  });

  test('equal shares: the first of them; nothing to count: the first of all', () => {
    expect(decideWinner(countsOf([100, 5], [10, 1], [20, 2]))).toMatchObject({
      winner: 1,
      because: 'tie',
      confidence: 0.5,
    });
    expect(decideWinner(countsOf([0, 0], [500, 0]))).toMatchObject({
      winner: 0,
      because: 'nothing',
      confidence: null,
    });
    expect(decideWinner(countsOf([0, 0], [0, 0]))).toMatchObject({ winner: 0, because: 'nothing' });
    expect(decideWinner(countsOf([0, 0], [5, 1]))).toMatchObject({
      winner: 1,
      because: 'best',
      confidence: null,
    });
  });

  test('confidence is that of a one-sided two-proportion z-test', () => {
    for (const [z, below] of [
      [0, 0.5],
      [1, 0.841_344_7],
      [1.96, 0.975_002_1],
      [-2, 0.022_750_1],
      [4, 0.999_968_3],
    ] as const)
      expect(normalBelow(z)).toBeCloseTo(below, 6);
    // 120 of 1000 against 100 of 1000: z = 1.4290
    expect(decideWinner(countsOf([1000, 100], [1000, 120])).confidence).toBeCloseTo(0.923_5, 3);
    expect(decideWinner(countsOf([10, 10], [10, 10])).confidence).toBe(0.5);
  });
});

const NOW = new Date('2026-11-23T12:00:00Z');
let database: Database;
beforeEach(async () => {
  database = await createTestDatabase();
  await run(sql`insert into workspaces (workspace_id, name) values ('w', 'W')`);
  await run(
    sql`insert into campaigns (workspace_id, name, definition, state) values ('w', 'C', '{}', 'sending')`,
  );
});
afterEach(() => database?.close());
const run = (statement: ReturnType<typeof sql>): Promise<number> => execute(database.db, statement);

type Metric = 'read' | 'clicked' | 'replied' | 'converted';

/** Three accepted of each variant and one skipped; of the second two did everything, of the first one did. */
async function addRun(occurrence: number, metric: Metric, paused = false): Promise<void> {
  const plan = {
    experiment: {
      variants: [{ name: 'A' }, { name: 'B' }],
      winner: { metric, after_minutes: 10, test_percent: 50 },
    },
  };
  await run(sql`
    insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, started_at, winner_due_at, plan, filter, lane_id, paused_at)
    values ('w', 1, ${occurrence}, 'sending', ${NOW}, ${NOW}, ${addMs(NOW, 10 * MINUTE_MS)}, ${jsonb(plan)}, '{}', 'page:1',
            ${paused ? NOW : null})`);
  await run(sql`
    with made as (
      insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, state, variant, read_at)
      select 'w', 1, ${occurrence}, n, 'page:1', case when n % 4 = 3 then 'skipped' else 'accepted' end, n / 4,
             case when ${metric} = 'read' and n in (0, 4, 5, 7) then ${NOW}::timestamptz end
        from generate_series(0, 7) n returning delivery_id, profile_id
    ), answered as (
      insert into responses (workspace_id, delivery_id, kind, dedupe_key, campaign_id, at)
      select 'w', delivery_id, case ${metric} when 'clicked' then 'click' else 'reply' end, kind, 1, ${NOW}
        from made, unnest(array['a', 'b']) kind where ${metric} in ('clicked', 'replied') and profile_id in (0, 4, 5)
    )
    insert into conversions (workspace_id, campaign_id, occurrence, goal, delivery_id, event_id, at, is_control, after_seconds)
    select 'w', 1, 1, 0, delivery_id, profile_id, ${NOW}, false, 1 from made where ${metric} = 'converted' and profile_id in (0, 4, 5)`);
}

async function stepAt(now: Date): Promise<void> {
  const worker = createWinnerWorker({ db: database.db, clock: { now: () => now } });
  while ((await worker.step(new AbortController().signal)) === 'again');
}

const winners = () =>
  many(
    database.db,
    sql<{
      winner: number | null;
      decision: object | null;
    }>`select winner, decision from occurrences order by occurrence`,
  );

test('is chosen when its time has come, by people of those it was accepted for, whatever they are to do', async () => {
  for (const [index, metric] of (['read', 'clicked', 'replied', 'converted'] as const).entries())
    await addRun(index + 1, metric);
  await stepAt(addMs(NOW, 10 * MINUTE_MS - 1));
  expect((await winners()).map((one) => one.winner)).toEqual([null, null, null, null]);
  await stepAt(addMs(NOW, 10 * MINUTE_MS));
  const chosen = await winners();
  expect(chosen.map((one) => one.winner)).toEqual([1, 1, 1, 1]);
  for (const { decision } of chosen)
    expect(decision).toMatchObject({ because: 'best', counts: countsOf([3, 1], [3, 2]) });
  const audit = await many(
    database.db,
    sql<{ details: object }>`select details from audit order by audit_id`,
  );
  expect(audit[0]?.details).toMatchObject({ variant: 'B', metric: 'read', occurrence: 1 });
  expect(audit).toHaveLength(4);
});

test('of a paused run nothing is decided until it goes on; of a stopped one nothing at all', async () => {
  await addRun(1, 'read', true);
  await addRun(2, 'read');
  await run(sql`update occurrences set state = 'stopped' where occurrence = 2`);
  await stepAt(addMs(NOW, 60 * MINUTE_MS));
  expect((await winners()).map((one) => one.winner)).toEqual([null, null]);
  await run(sql`update occurrences set paused_at = null`);
  await stepAt(addMs(NOW, 60 * MINUTE_MS));
  expect((await winners()).map((one) => one.winner)).toEqual([1, null]);
});
