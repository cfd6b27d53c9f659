// A ledger of five people on one Page's lane, in a database of its own, with the verbs of a lane. For tests of delivery
// that need real PostgreSQL and no network.
import { sql } from 'kysely';
import {
  beginAttempts,
  type ClaimedDelivery,
  claimDeliveries,
  settleDeliveries,
} from '../../src/delivery/claim.queries.ts';
import { openOccurrence } from '../../src/delivery/deliveries.ts';
import { enqueueChunk } from '../../src/delivery/enqueue.queries.ts';
import { ensureInstallation } from '../../src/delivery/installation.queries.ts';
import { acquireLane, type LaneKey } from '../../src/delivery/lane.queries.ts';
import { formatMetadata } from '../../src/delivery/metadata.ts';
import { applyReceipts } from '../../src/delivery/receipts.ts';
import { type Database, execute, many, one, withTransaction } from '../../src/kit/db.ts';
import { createTestDatabase } from './database.ts';

export const PAGE = '1040000000000001';
export const PEOPLE = 5;
export const lane: LaneKey = { workspaceId: 'w', laneId: `page:${PAGE}` };
const of = { workspaceId: 'w', campaignId: 1, occurrence: 1 };

export type Ledger = Awaited<ReturnType<typeof startLedger>>;

/** Leases and recovery run on the database's clock, so the story plays `now`, and `later` is after every wait. */
export async function startLedger() {
  const now = new Date();
  const later = new Date(now.getTime() + 5 * 60_000);
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
  const plan = { request: { url: 'https://graph.facebook.com/x' }, page_id: PAGE, per_second: null };
  await withTransaction(db, (tx) =>
    openOccurrence(tx, { ...of, dueAt: now, plan: plan as never, filter: {} }),
  );
  await withTransaction(db, (tx) =>
    enqueueChunk(tx, { ...of, ...lane, pageId: PAGE, who: sql`true`, afterProfileId: 0, limit: 100, now }),
  );
  await execute(db, sql`update occurrences set state = 'sending'`);
}

const verbs = ({ db }: Database, now: Date, later: Date) => ({
  states: async (): Promise<Record<string, number>> => {
    const rows = await many<{ state: string; n: number }>(
      db,
      sql`select state, count(*) as n from deliveries group by state`,
    );
    return Object.fromEntries(rows.map((row) => [row.state, row.n]));
  },
  take: async (holder: string): Promise<number> =>
    (await acquireLane(db, lane, holder, { ms: 10_000, graceMs: 0 }))?.fence ?? 0,
  expireLease: () => execute(db, sql`update lanes set leased_until = now() - interval '1 s'`),
  claim: (fence: number, limit = PEOPLE) => claimDeliveries(db, { ...of, lane, fence, limit, now: later }),
  begin: (fence: number, claimed: ClaimedDelivery[], startedAt = now) =>
    beginAttempts(
      db,
      lane,
      fence,
      claimed.map(({ deliveryId, attempts }) => ({
        deliveryId,
        number: attempts + 1,
        request: {},
        startedAt,
      })),
    ),
  accept: (fence: number, claimed: ClaimedDelivery[]) =>
    settleDeliveries(db, lane, fence, {
      now,
      settlements: claimed.map(({ deliveryId, attempts }) => ({
        deliveryId,
        state: 'accepted' as const,
        reason: null,
        mid: `m_${deliveryId}`,
        dueAt: null,
        attempt: { number: attempts + 1, outcome: 'accepted', status: 200, response: '{}' },
      })),
    }),
  /** The echo of the delivery's first attempt. */
  echo: async (delivery: ClaimedDelivery, at = now) => {
    const { id } = await one<{ id: string }>(db, sql`select installation_id as id from installation`);
    const { deliveryId, psid } = delivery;
    const metadata = formatMetadata({ installationId: id, campaignId: 1, deliveryId, number: 1 });
    const echoes = [{ pageId: PAGE, psid: psid ?? '', mid: `m_${deliveryId}`, metadata, at }];
    await withTransaction(db, (tx) => applyReceipts(tx, 'w', { echoes, deliveries: [], reads: [] }));
  },
});
