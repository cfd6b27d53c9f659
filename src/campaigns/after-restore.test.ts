// A restored database sends nothing by itself.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Ledger, startLedger } from '../../test/support/ledger.ts';
import { execute, many, one } from '../kit/db.ts';
import { pauseRestored } from './after-restore.ts';

let ledger: Ledger;
beforeEach(async () => {
  ledger = await startLedger();
});
afterEach(() => ledger?.close());

test('what was sending is paused and says why; nothing begins; new deliveries have numbers nobody had', async () => {
  const { db } = ledger.database;
  const before = await one<{ id: number }>(db, sql`select max(delivery_id) as id from deliveries`);
  expect(await pauseRestored(db, '2026-11-20T08:00:00Z', ledger.now)).toBe(1);
  expect(await many(db, sql`select state from campaigns`)).toEqual([{ state: 'paused' }]);
  const [run] = await many<{ because: string }>(db, sql`select paused_because as because from occurrences`);
  expect(run?.because).toContain('a backup of 2026-11-20T08:00:00Z');
  expect((await ledger.begin(await ledger.take('a'), await ledger.read())).size).toBe(0);
  await execute(
    db,
    sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, state)
        values ('w', 1, 1, 999, 'page:1', 'pending')`,
  );
  const after = await one<{ id: number }>(db, sql`select max(delivery_id) as id from deliveries`);
  expect(after.id).toBeGreaterThan(before.id + 1_000_000);
  expect(await pauseRestored(db, '2026-11-20T08:00:00Z', ledger.now)).toBe(0);
});
