// An empty campaign in a database of its own for each test, and the verbs of letting people into it. Importing it sets it up.
import { sql } from 'kysely';
import { afterEach, beforeEach } from 'vitest';
import { controls } from '../../src/delivery/controls.contract.ts';
import {
  type Admitted,
  drawAudience,
  enqueueEntries,
  enqueueRange,
} from '../../src/delivery/enqueue.queries.ts';
import { type DeliveryPlan, PLAIN } from '../../src/delivery/plan.contract.ts';
import { addMs, HOUR_MS } from '../../src/kit/clock.ts';
import { type Database, execute, many, type Tx, withTransaction } from '../../src/kit/db.ts';
import { createTestDatabase } from './database.ts';

export const PAGE = '1040000000000001';
export const NOW = new Date('2026-11-23T12:00:00Z');
export const ids = { workspaceId: 'w', campaignId: 1, laneId: `page:${PAGE}` };
export let database: Database;
beforeEach(async () => {
  database = await createTestDatabase({ max: 8 });
  await run(sql`insert into workspaces (workspace_id, name, time_zone) values ('w', 'W', 'Europe/Prague')`);
  await run(
    sql`insert into campaigns (workspace_id, name, definition, state) values ('w', 'C', '{}', 'sending'), ('w', 'D', '{}', 'sending')`,
  );
});
afterEach(() => database?.close());

export const run = (statement: ReturnType<typeof sql>): Promise<number> => execute(database.db, statement);
export type Plan = Parameters<typeof enqueueRange>[1]['plan'];
export const planWith = (chosen: object, rest: Partial<DeliveryPlan> = {}): Plan => ({
  ...PLAIN,
  page_id: PAGE,
  routes: [{ kind: 'message' }],
  ...rest,
  controls: controls.parse(chosen),
});

/** Customers 1 to `count`, each with a PSID and what `attributesOf` says. */
export const addPeople = (count: number, attributes = sql`'{}'::jsonb`): Promise<number> =>
  run(sql`insert into profiles (workspace_id, customer_id, attributes)
          select 'w', n::text, jsonb_build_object('ps_id', (900 + n)::text) || ${attributes} from generate_series(1, ${count}::int) n`);

export const openRun = (occurrence: number, standing = false): Promise<number> =>
  run(sql`insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, started_at, winner_due_at, plan, filter, lane_id, standing)
          values ('w', 1, ${occurrence}, 'preparing', ${NOW}, ${NOW}, ${addMs(NOW, HOUR_MS)}, '{}', '{}', ${ids.laneId}, ${standing})`);

interface Range {
  occurrence?: number;
  campaignId?: number;
  from?: number;
  to?: number;
  now?: Date;
}
export const writeIn = (
  tx: Tx,
  plan: Plan,
  { occurrence = 1, campaignId = 1, from = 1, to = 100_000, now = NOW }: Range,
) =>
  enqueueRange(tx, {
    ...ids,
    campaignId,
    occurrence,
    plan,
    who: sql`true`,
    fromProfileId: from,
    toProfileId: to,
    now,
  });
export const write = (plan: Plan, range: Range = {}): Promise<number> =>
  withTransaction(database.db, (tx) => writeIn(tx, plan, range));

let lastEntry = 0;
/** People by their numbers, each as an entry of its own. */
export const enter = (plan: Plan, people: number[], now = NOW): Promise<Admitted[]> =>
  withTransaction(database.db, (tx) => {
    const entries = people.map((profileId) => ({ entryId: ++lastEntry, profileId, dueAt: now }));
    return enqueueEntries(tx, { ...ids, occurrence: 1, plan, now, entries });
  });

export async function outcomes(where = sql`true`): Promise<Record<string, number>> {
  const rows = await many(
    database.db,
    sql<{
      what: string;
      people: number;
    }>`select coalesce(reason, state) as what, count(*) as people from deliveries where ${where} group by 1`,
  );
  return Object.fromEntries(rows.map((row) => [row.what, row.people]));
}
export const peopleWith = async (what: string, where = sql`true`): Promise<number[]> =>
  (
    await many(
      database.db,
      sql<{
        id: number;
      }>`select profile_id as id from deliveries where coalesce(reason, state) = ${what} and ${where} order by 1`,
    )
  ).map((row) => row.id);

export const draw = (plan: Plan, occurrence: number): Promise<void> =>
  withTransaction(database.db, (tx) =>
    drawAudience(tx, { ...ids, occurrence, plan, who: sql`true`, now: NOW }),
  );
