// The ledger against a plain model (test/support/ledger-model): steps of lanes, crashes, late answers, echoes, lookups and
// operators, one after the other and two at once, on real PostgreSQL with the product's own statements.
// LEDGER_RUNS=5000 runs longer; a failure prints seed and path, which LEDGER_SEED and LEDGER_PATH replay.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ALL_ARROWS, play } from '../../test/support/ledger-model/play.ts';
import { steps } from '../../test/support/ledger-model/steps.ts';
import { STORIES } from '../../test/support/ledger-model/stories.ts';
import { openNotedDatabase } from '../../test/support/ledger-model/world.ts';
import type { Database } from '../kit/db.ts';

const { LEDGER_RUNS, LEDGER_SEED, LEDGER_PATH } = process.env;
const RUNS = Number(LEDGER_RUNS ?? 60);
const LONGEST = 80;
/** A run is some 0.2 s on two free cores; a failure is played some fifty times more to make it short. */
const TIMEOUT_MS = 300_000 + RUNS * 3_000;

let database: Database;
const taken = new Set<string>();
beforeAll(async () => {
  database = await openNotedDatabase();
});
afterAll(() => database?.close());

test.each(Object.entries(STORIES))('%s', async (_name, story) => {
  for (const arrow of await play(database.db, story)) taken.add(arrow);
});

test('every arrow of the table is taken', () => {
  expect([...ALL_ARROWS].filter((arrow) => !taken.has(arrow))).toEqual([]);
});

test(
  'whatever happens in whatever order, the ledger is what the model says',
  async () => {
    const property = fc.asyncProperty(steps(LONGEST), async (story) => {
      await play(database.db, story);
    });
    await fc.assert(property, {
      numRuns: RUNS,
      ...(LEDGER_SEED && { seed: Number(LEDGER_SEED) }),
      ...(LEDGER_PATH && { path: LEDGER_PATH }),
    });
  },
  TIMEOUT_MS,
);
