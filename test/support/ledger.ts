// A ledger of five people on one Page's lane, in a database of its own, with the verbs of a lane. For tests of delivery
// that need real PostgreSQL and no network.
import { sql } from 'kysely';
import { beginAttempts, settleDeliveries, withdrawAttempts } from '../../src/delivery/attempt.queries.ts';
import { openOccurrence } from '../../src/delivery/deliveries.ts';
import { type DueDelivery, listDueDeliveries } from '../../src/delivery/due.queries.ts';
import { enqueueRange } from '../../src/delivery/enqueue.queries.ts';
import { ensureInstallation } from '../../src/delivery/installation.queries.ts';
import { acquireLane, type LaneKey } from '../../src/delivery/lane.queries.ts';
import { formatMetadata } from '../../src/delivery/metadata.ts';
import { PLAIN } from '../../src/delivery/plan.contract.ts';
import { applyReceipts } from '../../src/delivery/receipts.ts';
import type { Settlement } from '../../src/delivery/settlement.ts';
import { type Database, execute, many, one, withTransaction } from '../../src/kit/db.ts';
import { createTestDatabase } from './database.ts';

export const PAGE = '1040000000000001';
export const PEOPLE = 5;
export const lane: LaneKey = { workspaceId: 'w', laneId: `page:${PAGE}` };
const of = { workspaceId: 'w', campaignId: 1, occurrence: 1 };

export type Ledger = Awaited<ReturnType<typeof startLedger>>;

/**
 * Leases and evidence run on the database's clock, so the story plays today: its calls begin at `now`, five minutes ago, and `later`
 * is after every wait.
 */
export async function startLedger() {
  const now = new Date(Date.now() - 5 * 60_000);
  const later = new Date(Date.now() + 60_000);
  const database = await createTestDatabase();
  await fill(database, now);
  return { database, now, later, ...verbs(database, now, later), close: () => database.close() };
}

async function fill({ db }: Database, now: Date): Promise<void> {
  await ensureInstallation(db);
  await execute(db, sql`insert into workspaces (workspace_id, name) values ('w', 'W')`);
  await execute(
    db,
    sql`insert into campaigns (workspace_id, name, definition, state) values ('w', 'C', '{}', 'sending')`,
  );
  await execute(
    db,
    sql`insert into profiles (workspace_id, attributes)
        select 'w', jsonb_build_object('ps_id', (900 + n)::text) from generate_series(1, ${PEOPLE}::int) n`,
  );
  const plan = {
    request: { url: 'https://graph.facebook.com/x' },
    page_id: PAGE,
    per_second: null,
    resend_unknown: 'on_absence',
  };
  await withTransaction(db, (tx) =>
    openOccurrence(tx, { ...of, version: 1, dueAt: now, plan: plan as never, filter: {} }),
  );
  await withTransaction(db, (tx) =>
    enqueueRange(tx, {
      ...of,
      ...lane,
      plan: { ...PLAIN, page_id: PAGE, routes: [] },
      who: sql`true`,
      fromProfileId: 1,
      toProfileId: 100,
      now,
    }),
  );
  await execute(db, sql`update occurrences set state = 'sending'`);
  await execute(db, sql`insert into webhook_watch (seen_at) values (now() + interval '1 hour')`); // always taken
}

const verbs = ({ db }: Database, now: Date, later: Date) => {
  let fence = 0;
  return {
    states: async (): Promise<Record<string, number>> => {
      const rows = await many<{ state: string; n: number }>(
        db,
        sql`select state, count(*) as n from deliveries group by state`,
      );
      return Object.fromEntries(rows.map((row) => [row.state, row.n]));
    },
    take: async (holder: string): Promise<number> => {
      const taken =
        (await acquireLane(db, lane, holder, { ms: 10_000, graceMs: 0, now: new Date() }))?.fence ?? 0;
      fence = taken || fence;
      return taken;
    },
    /** Who holds the lane now, for as long as there is a ledger. */
    holding: () => ({ fence, heldMs: 3_600_000 }),
    expireLease: () => execute(db, sql`update lanes set leased_until = now() - interval '1 s'`),
    /** What the holder would read: nothing is marked by it. */
    read: (limit = PEOPLE) =>
      listDueDeliveries(db, 'w', { from: [{ ...of, after: null, limit }], now: later }),
    /** `startedAt`: the database's clock says when; a story may say otherwise. */
    begin: async (fence: number, due: DueDelivery[], startedAt = now): Promise<Set<number>> => {
      const begun = await beginAttempts(db, 'w', attemptsOf(fence, due));
      const ids = [...begun];
      await execute(
        db,
        sql`update deliveries set started_at = ${startedAt} where delivery_id = any(${ids}::bigint[])`,
      );
      return begun;
    },
    withdraw: (fence: number, due: DueDelivery[]) => withdrawAttempts(db, 'w', attemptsOf(fence, due), now),
    accept: (fence: number, due: DueDelivery[]) =>
      settle(db, fence, due, (delivery) => ({
        state: 'accepted',
        reason: null,
        mid: `m_${delivery.deliveryId}`,
        attempt: { number: delivery.attempts + 1, outcome: 'accepted', status: 200, response: '{}' },
      })),
    refuse: (fence: number, due: DueDelivery[]) =>
      settle(db, fence, due, (delivery) => ({
        state: 'failed',
        reason: '100',
        mid: null,
        attempt: { number: delivery.attempts + 1, outcome: 'refused', status: 400, response: '' },
      })),
    /** The echo of the delivery's first attempt. */
    echo: async (delivery: DueDelivery, at = now) => {
      const { id } = await one<{ id: string }>(db, sql`select installation_id as id from installation`);
      const { deliveryId, psid } = delivery;
      const metadata = formatMetadata({ installationId: id, campaignId: 1, deliveryId, number: 1 });
      const echoes = [{ pageId: PAGE, psid: psid ?? '', mid: `m_${deliveryId}`, metadata, at }];
      await withTransaction(db, (tx) =>
        applyReceipts(tx, 'w', { echoes, deliveries: [], reads: [] }, new Date()),
      );
    },
  };
};

const attemptsOf = (fence: number, due: DueDelivery[]) =>
  due.map(({ deliveryId, attempts }) => ({
    deliveryId,
    number: attempts + 1,
    fence,
    laneId: lane.laneId,
    campaignId: of.campaignId,
    occurrence: of.occurrence,
  }));

type Result = Pick<Settlement, 'state' | 'reason' | 'mid'> & { attempt: NonNullable<Settlement['attempt']> };

function settle(
  db: Database['db'],
  fence: number,
  due: DueDelivery[],
  resultOf: (delivery: DueDelivery) => Result,
): Promise<void> {
  const settled = due.map((delivery) => ({
    deliveryId: delivery.deliveryId,
    fence,
    startedAt: new Date(),
    requestJson: '{}',
    language: '',
    settlement: { deliveryId: delivery.deliveryId, dueAt: null, counts: true, ...resultOf(delivery) },
  }));
  return settleDeliveries(db, 'w', settled, new Date());
}
