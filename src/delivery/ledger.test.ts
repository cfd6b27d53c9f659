// The ledger under crashes, on real PostgreSQL and without a network: leases, fences, recovery, evidence, receipts.
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type Database, execute, many, one, withTransaction } from '../kit/db.ts';
import {
  beginAttempts,
  type ClaimedDelivery,
  claimDeliveries,
  settleDeliveries,
  withdrawAttempts,
} from './claim.queries.ts';
import { openOccurrence, stopOccurrences } from './deliveries.ts';
import { enqueueChunk } from './enqueue.queries.ts';
import { ensureInstallation } from './installation.queries.ts';
import { acquireLane, type LaneKey, releaseLane, renewLane } from './lane.queries.ts';
import { formatMetadata } from './metadata.ts';
import { applyReceipts, releaseHeld } from './receipts.ts';
import { expireHeld, finishOccurrences, settleUnknown, skipStopped } from './reconcile.queries.ts';

const PAGE = '1040000000000001';
const lane: LaneKey = { workspaceId: 'w', laneId: `page:${PAGE}` };
const of = { workspaceId: 'w', campaignId: 1, occurrence: 1 };
const lease = { ms: 10_000, graceMs: 0 };
// Leases and recovery run on the database's clock, so the story plays now.
const now = new Date();
const later = new Date(now.getTime() + 5 * 60_000);
const PEOPLE = 5;

let database: Database;
beforeEach(async () => {
  database = await createTestDatabase();
  const { db } = database;
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
});
afterEach(() => database?.close());

const states = async (): Promise<Record<string, number>> => {
  const rows = await many<{ state: string; n: number }>(
    database.db,
    sql`select state, count(*) as n from deliveries group by state`,
  );
  return Object.fromEntries(rows.map((row) => [row.state, row.n]));
};
const take = async (holder: string) => (await acquireLane(database.db, lane, holder, lease))?.fence ?? 0;
const expireLease = () => execute(database.db, sql`update lanes set leased_until = now() - interval '1 s'`);
const claim = (fence: number, limit = PEOPLE) =>
  claimDeliveries(database.db, { ...of, lane, fence, limit, now: later });
const begin = (fence: number, claimed: ClaimedDelivery[], startedAt = now) =>
  beginAttempts(
    database.db,
    lane,
    fence,
    claimed.map(({ deliveryId, attempts }) => ({ deliveryId, number: attempts + 1, request: {}, startedAt })),
  );
const accept = (fence: number, claimed: ClaimedDelivery[]) =>
  settleDeliveries(
    database.db,
    lane,
    fence,
    claimed.map(({ deliveryId, attempts }) => ({
      deliveryId,
      state: 'accepted' as const,
      reason: null,
      mid: `m_${deliveryId}`,
      dueAt: null,
      attempt: { number: attempts + 1, outcome: 'accepted', status: 200, response: '{}' },
    })),
    now,
  );
const echo = async (delivery: ClaimedDelivery, at = now) => {
  const { id } = await one<{ id: string }>(database.db, sql`select installation_id as id from installation`);
  const metadata = formatMetadata({
    installationId: id,
    campaignId: 1,
    deliveryId: delivery.deliveryId,
    number: 1,
  });
  const mid = `m_${delivery.deliveryId}`;
  await withTransaction(database.db, (tx) =>
    applyReceipts(tx, 'w', {
      echoes: [{ pageId: PAGE, psid: delivery.psid ?? '', mid, metadata, at }],
      deliveries: [],
      reads: [],
    }),
  );
};

describe('a lane', () => {
  test('has one holder; the next one’s fence is higher', async () => {
    expect(await take('a')).toBe(1);
    expect(await take('b')).toBe(0);
    await expireLease();
    expect(await take('b')).toBe(2);
    expect(await renewLane(database.db, lane, 1, 1000)).toBeNull();
    expect(await renewLane(database.db, lane, 2, 1000)).not.toBeNull();
    await releaseLane(database.db, lane, 1); // the old holder's release changes nothing
    expect(await take('c')).toBe(0);
  });

  test('a holder that lost it can neither claim, begin nor settle', async () => {
    const old = await take('a');
    const claimed = await claim(old);
    await expireLease();
    const fence = await take('b');
    expect(await states()).toEqual({ pending: PEOPLE });
    expect(await begin(old, claimed)).toEqual(new Set());
    expect(await claim(old)).toEqual([]);
    const again = await claim(fence);
    await accept(old, claimed);
    expect(await states()).toEqual({ sending: PEOPLE });
    expect((await begin(fence, again)).size).toBe(PEOPLE);
  });

  test('two claimers never get the same row', async () => {
    const fence = await take('a');
    const claims = await Promise.all([claim(fence, 3), claim(fence, 3), claim(fence, 3)]);
    const ids = claims.flat().map((row) => row.deliveryId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeLessThanOrEqual(PEOPLE);
  });
});

describe('after a crash', () => {
  test('claimed and not begun waits again; begun and unanswered is unknown', async () => {
    const fence = await take('a');
    const claimed = await claim(fence);
    await begin(fence, claimed.slice(0, 2));
    await expireLease();
    await take('b');
    expect(await states()).toEqual({ pending: 3, unknown: 2 });
  });

  test('withdrawn attempts leave no trace', async () => {
    const fence = await take('a');
    const claimed = await claim(fence);
    await begin(fence, claimed);
    await withdrawAttempts(
      database.db,
      lane,
      fence,
      claimed.map(({ deliveryId }) => ({ deliveryId, number: 1 })),
    );
    expect(await states()).toEqual({ pending: PEOPLE });
    expect(await many(database.db, sql`select 1 from attempts`)).toEqual([]);
    const [again] = await claim(fence, 1);
    expect(again?.attempts).toBe(0);
  });
});

describe('an unknown outcome', () => {
  const makeUnknown = async () => {
    const fence = await take('a');
    const claimed = await claim(fence, 2);
    await begin(fence, claimed, now);
    await expireLease();
    return { claimed, fence: await take('b') };
  };
  const evidence = { now: later, graceMs: 600_000, echoesSubscribed: true };

  test('is settled by its echo, which may come before anything else and twice', async () => {
    const { claimed } = await makeUnknown();
    await echo(claimed[0]!);
    await echo(claimed[0]!);
    expect(await states()).toEqual({ accepted: 1, unknown: 1, pending: 3 });
  });

  test('waits while no later attempt has echoed', async () => {
    await makeUnknown();
    expect(await settleUnknown(database.db, lane, evidence)).toBe(0);
  });

  test('is sent again when a later attempt has echoed and its own has not', async () => {
    const { fence } = await makeUnknown();
    const next = await claim(fence, 1);
    await begin(fence, next, new Date(now.getTime() + 60_000));
    await echo(next[0]!);
    expect(await settleUnknown(database.db, lane, evidence)).toBe(2);
    expect(await states()).toEqual({ accepted: 1, pending: 4 });
  });

  test('without echoes it fails as unknown instead of being sent twice, and a late echo still proves it', async () => {
    const { claimed } = await makeUnknown();
    expect(await settleUnknown(database.db, lane, { ...evidence, echoesSubscribed: false })).toBe(2);
    const rows = await many(database.db, sql`select state, reason from deliveries where state = 'failed'`);
    expect(rows).toEqual(Array(2).fill({ state: 'failed', reason: 'unknown_outcome' }));
    await echo(claimed[0]!);
    expect(await states()).toMatchObject({ accepted: 1, failed: 1 });
  });
});

describe('receipts', () => {
  const sendOne = async () => {
    const fence = await take('a');
    const [delivery] = await claim(fence, 1);
    await begin(fence, [delivery!]);
    return { delivery: delivery!, fence };
  };
  const row = () =>
    one<{ state: string; mid: string; delivered: boolean; read: boolean }>(
      database.db,
      sql`select state, mid, delivered_at is not null as delivered, read_at is not null as read
            from deliveries where attempts > 0`,
    );
  const receipt = (kind: 'deliveries' | 'reads', psid: string, at: Date, mids: string[] = []) =>
    withTransaction(database.db, async (tx) => {
      const column = kind === 'reads' ? sql`last_read_at` : sql`last_delivered_at`;
      await execute(tx, sql`update identities set ${column} = ${at} where psid = ${psid}`);
      const none = { echoes: [], deliveries: [], reads: [] };
      await applyReceipts(tx, 'w', { ...none, [kind]: [{ pageId: PAGE, psid, mids, watermarkAt: at }] });
    });

  test('an echo before the answer: the answer changes nothing but is kept', async () => {
    const { delivery, fence } = await sendOne();
    await echo(delivery);
    await accept(fence, [delivery]);
    expect(await row()).toMatchObject({ state: 'accepted', mid: `m_${delivery.deliveryId}` });
    const attempts = await many(database.db, sql`select status, outcome from attempts`);
    expect(attempts).toEqual([{ status: 200, outcome: 'accepted' }]);
  });

  const ORDERS = permutations(['answer', 'echo', 'delivered', 'read'] as const);

  test.each(ORDERS)('come in any order: %s, %s, %s, %s', async (...order) => {
    const { delivery, fence } = await sendOne();
    const psid = delivery.psid ?? '';
    await execute(
      database.db,
      sql`insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at)
          values ('w', ${PAGE}, ${psid}, ${delivery.profileId}, 'webhook', ${now})`,
    );
    const happen = {
      answer: () => accept(fence, [delivery]),
      echo: () => echo(delivery, now),
      delivered: () => receipt('deliveries', psid, now, [`m_${delivery.deliveryId}`]),
      read: () => receipt('reads', psid, now),
    };
    for (const event of order) await happen[event]();
    expect(await row()).toMatchObject({ state: 'accepted', delivered: true, read: true });
  });

  test('a watermark covers what was before it, not what comes after', async () => {
    const { delivery, fence } = await sendOne();
    await accept(fence, [delivery]);
    await echo(delivery, now);
    await receipt('reads', delivery.psid ?? '', new Date(now.getTime() - 1));
    expect(await row()).toMatchObject({ read: false });
    await receipt('reads', delivery.psid ?? '', now);
    expect(await row()).toMatchObject({ read: true, delivered: true });
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

describe('held and stopped', () => {
  test('a held message leaves when the person writes, or is given up in time', async () => {
    await execute(
      database.db,
      sql`update deliveries set state = 'held', reason = 'window_closed', due_at = ${later}`,
    );
    const release = (at: Date) =>
      withTransaction(database.db, (tx) => releaseHeld(tx, 'w', [{ pageId: PAGE, psid: '901' }], at));
    expect(await release(now)).toBe(1);
    expect(await states()).toEqual({ held: 4, pending: 1 });
    expect(await expireHeld(database.db, lane, later)).toBe(4);
    expect(await states()).toEqual({ pending: 1, skipped: 4 });
    expect(await release(later)).toBe(0);
  });

  test('a stopped occurrence skips who waits, and is over when the calls under way are', async () => {
    const fence = await take('a');
    const claimed = await claim(fence, 2);
    await begin(fence, claimed);
    await withTransaction(database.db, (tx) => stopOccurrences(tx, 'w', 1));
    await skipStopped(database.db, lane, now);
    expect(await states()).toEqual({ sending: 2, skipped: 3 });
    expect(await finishOccurrences(database.db, lane, now)).toBe(0);
    await accept(fence, claimed);
    expect(await finishOccurrences(database.db, lane, now)).toBe(1);
    expect(await states()).toEqual({ accepted: 2, skipped: 3 });
  });
});
