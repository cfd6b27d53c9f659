// More lanes than a process may hold: each has its turn, whether the others are idle for ever or have something to do all the time.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type Receiver, startReceiver } from '../../test/support/receiver.ts';
import { until } from '../../test/support/until.ts';
import { systemClock } from '../kit/clock.ts';
import { type Database, execute, many, withTransaction } from '../kit/db.ts';
import { createLog } from '../kit/log.ts';
import { createSecrets } from '../kit/secrets.ts';
import { openCallers } from './callers.ts';
import { openOccurrence } from './deliveries.ts';
import { createLaneWorker, type LaneLimits, type LaneWorker } from './delivery.workers.ts';
import { ensureInstallation } from './installation.queries.ts';
import type { LaneNeeds } from './lane.needs.ts';
import { createLedgerWriter } from './ledger-writer.ts';
import { completePlan, connectorRequest, type DeliveryPlan } from './plan.contract.ts';

const LANES = 3;
let database: Database;
let receivers: Receiver[];
beforeEach(async () => {
  database = await createTestDatabase({ max: 8 });
  receivers = await Promise.all(Array.from({ length: LANES }, startReceiver));
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values ('w', 'W')`);
  await execute(database.db, sql`insert into profiles (workspace_id, customer_id) values ('w', 'c')`);
  for (const [index, { url }] of receivers.entries()) await openCampaign(index + 1, url);
});
afterEach(async () => {
  await Promise.all(receivers.map((one) => one.close()));
  await database.close();
});

/** One that waits for people, with a lane of its own. */
async function openCampaign(campaignId: number, url: string): Promise<void> {
  await execute(
    database.db,
    sql`insert into campaigns (workspace_id, campaign_id, name, definition, state) overriding system value
        values ('w', ${campaignId}, 'C', '{}', 'active')`,
  );
  const request = connectorRequest.parse({ url, body: { kind: 'raw', text: '"x"' } });
  const plan = completePlan({
    ...{ request, message: null, page_id: null, routes: [{ kind: 'message' }], per_second: null },
    ...{ priority: 'normal', resend_unknown: 'on_absence' },
  } as unknown as DeliveryPlan);
  const of = { workspaceId: 'w', campaignId, occurrence: 1, version: 1, filter: {} };
  await withTransaction(database.db, (tx) =>
    openOccurrence(tx, { ...of, plan, dueAt: new Date(), standing: true }),
  );
}

let entries = 0;
function comes(campaignId: number, count = 1): Promise<number> {
  entries += count;
  return execute(
    database.db,
    sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, entry_id, state)
        select 'w', ${campaignId}, 1, 1, lane_id, '', ${entries}::int - n, 'pending'
          from occurrences, generate_series(0, ${count - 1}::int) n where campaign_id = ${campaignId}`,
  );
}

/** A process that takes lanes, while `meanwhile` lasts. */
async function running(limits: LaneLimits, meanwhile: () => Promise<void>): Promise<void> {
  const { db } = database;
  const callers = openCallers({ graphUrl: 'http://127.0.0.1:1', allowPrivateAddresses: true }, systemClock);
  const shared = { db, clock: systemClock, log: createLog('silent'), callers };
  const worker = createLaneWorker(
    {
      ...{
        ...shared,
        writer: createLedgerWriter(shared),
        secrets: createSecrets('0123456789abcdef0123456789abcdef'),
      },
      ...{ installationId: await ensureInstallation(db), pagePerSecond: 300, graceMs: 1_000, leaseMs: 5_000 },
    } as unknown as LaneNeeds,
    limits,
  );
  const stopping = new AbortController();
  const steps = stepOn(worker, stopping.signal);
  try {
    await meanwhile();
  } finally {
    stopping.abort();
    await steps;
    await worker.close?.();
    await callers.close();
  }
}

/** Looks as often as it can. */
async function stepOn(worker: LaneWorker, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await worker.step(signal);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const called = (counts: number[]) =>
  until(`calls ${counts}`, () => receivers.every(({ calls }, index) => calls.length >= counts[index]!));

test('of lanes that idle for ever each is taken when somebody comes', async () => {
  await running({ most: 1, turnMs: 60_000 }, async () => {
    for (const campaignId of [1, 2, 3]) await comes(campaignId);
    await called([1, 1, 1]);
    await comes(1);
    await called([2, 1, 1]);
    await comes(3);
    await called([2, 1, 2]);
  });
  expect(await many(database.db, sql`select distinct state from deliveries`)).toEqual([
    { state: 'accepted' },
  ]);
});

test('of lanes that have something to do all the time each has its turn, and nothing is sent twice', async () => {
  for (const campaignId of [1, 2, 3]) await comes(campaignId, 20);
  await execute(database.db, sql`update occurrences set plan = jsonb_set(plan, '{per_second}', '10')`);
  await running({ most: 1, turnMs: 500 }, () => called([20, 20, 20]));
  for (const { calls } of receivers)
    expect(new Set(calls.map(({ headers }) => headers['idempotency-key'])).size).toBe(calls.length);
});
