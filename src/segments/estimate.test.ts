// Estimates: exact for the few, and within their margin of the truth for the many.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { execute, withTransaction } from '../kit/db.ts';
import { countMatching } from './counting.ts';
import { drawSample } from './estimate.queries.ts';
import { createEstimator, estimateFrom, SAMPLE_SIZE } from './estimate.ts';
import { all, is, NOW, openSegments, type SegmentService } from './testing/service.ts';

let service: SegmentService;
beforeEach(async () => {
  service = await openSegments();
});
afterEach(() => service.close());

/** The same numbers each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** People whose `x` is 0 to 999, in runs of like ones, as an import leaves them; `other` has every third id. */
const fill = (people: number) =>
  execute(
    service.db,
    sql`insert into profiles (workspace_id, attributes)
        select case n % 3 when 0 then 'other' else 'w' end, jsonb_build_object('x', n / 50 % 1000)
          from generate_series(1, ${people}::int) n`,
  );

test('a small workspace is counted, not estimated', async () => {
  const { addPerson, call, db } = service;
  const ask = async (filter: object) => (await call('POST', '/api/segments/estimate', { filter })).body;
  expect(await ask(all())).toEqual({ sentence: 'Everybody', people: 0, margin: 0, total: 0, sampled: 0 });
  for (const city of ['Brno', 'Brno', 'Praha']) await addPerson({ city });
  await addPerson({ city: 'Brno' }, 'other');
  expect(await ask(all(is('city', 'Brno')))).toMatchObject({ people: 2, margin: 0, total: 3, sampled: 3 });
  await execute(
    db,
    sql`insert into profiles (workspace_id) select 'w' from generate_series(4, ${SAMPLE_SIZE}::int)`,
  );
  expect(await ask(all())).toMatchObject({ people: SAMPLE_SIZE, margin: 0, total: SAMPLE_SIZE });
});

test('the truth is within the margin, whatever share of the people match', async () => {
  const { db } = service;
  await fill(30_000);
  let within = 0;
  const asked = 60;
  for (let seed = 0; seed < asked; seed += 1) {
    // A memory of its own each time: a sample of its own.
    const estimate = createEstimator(db, seeded(seed * 7_919));
    const below = [1, 20, 150, 300, 600, 999][seed % 6]!;
    const filter = all({ kind: 'attribute', attribute: 'x', op: 'less', value: below });
    const { people, margin, total, sampled } = await estimate('w', filter, NOW);
    expect(total).toBe(20_000);
    expect(sampled).toBeGreaterThan(0);
    const truth = await countMatching(db, 'w', filter, NOW);
    if (Math.abs(truth - people) <= margin) within += 1;
    expect(margin).toBeLessThan(total / 4);
  }
  // 19 of 20 on average: fewer than 50 of 60 would come once in 5,000 draws.
  expect(within).toBeGreaterThanOrEqual(50);
});

test('a sample is drawn from everybody alike, also where most ids are others’', async () => {
  const { db } = service;
  await fill(9_000);
  await execute(
    db,
    sql`insert into profiles (workspace_id, profile_id) overriding system value
        select 'w', 500000000 + n from generate_series(1, 3000) n`,
  );
  const { total, ids } = await drawSample(db, 'w', { size: 1_000, random: seeded(1) });
  expect(ids).toHaveLength(1_000);
  expect(new Set(ids).size).toBe(1_000);
  const high = ids.filter((id) => id > 500_000_000).length / ids.length;
  expect(high).toBeGreaterThan(0.25);
  expect(high).toBeLessThan(0.42);
  expect(total).toBe(9_000);
});

test('Wilson’s interval: none of many is not nobody, and everybody asked is exact', () => {
  expect(estimateFrom({ asked: 3_000, matching: 0 }, 1_000_000)).toMatchObject({ people: 0, margin: 1_276 });
  expect(estimateFrom({ asked: 3_000, matching: 1_500 }, 1_000_000)).toMatchObject({
    people: 500_000,
    margin: 17_855,
  });
  expect(estimateFrom({ asked: 3_000, matching: 3_000 }, 1_000_000).people).toBe(1_000_000);
  expect(estimateFrom({ asked: 500, matching: 20 }, 500)).toMatchObject({ people: 20, margin: 0 });
  expect(estimateFrom({ asked: 0, matching: 0 }, 500)).toEqual({
    people: 0,
    margin: 500,
    total: 500,
    sampled: 0,
  });
});

test('people who came since the last count of everybody do not make more than everybody', () => {
  const { people, margin } = estimateFrom({ asked: 12, matching: 12 }, 10);
  expect([people, margin]).toEqual([10, 0]);
  expect(estimateFrom({ asked: 1, matching: 0 }, 3)).toMatchObject({ people: 0, margin: 3 });
});

test('one that is not ready in time says so', async () => {
  const { db, addPerson } = service;
  await addPerson({ x: 1 });
  const estimate = createEstimator(db);
  await withTransaction(db, async (tx) => {
    await execute(tx, sql`lock table events, event_totals in access exclusive mode`);
    const filter = all({ kind: 'event', event: 'x', did: true, at_least: 1, within_days: 5, where: [] });
    expect(await estimate('w', filter, NOW)).toMatchObject({ sampled: 0 });
  });
});
