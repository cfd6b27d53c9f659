// The ledger under crashes, on real PostgreSQL and without a network: leases, fences, recovery, evidence, receipts.
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Ledger, lane, PAGE, PEOPLE, startLedger } from '../../test/support/ledger.ts';
import { addMs, DAY_MS, MINUTE_MS } from '../kit/clock.ts';
import { type Database, execute, many, one, withTransaction } from '../kit/db.ts';
import { stopOccurrences } from './deliveries.ts';
import { acquireLane, releaseLane, renewLane } from './lane.queries.ts';
import { formatMetadata } from './metadata.ts';
import { applyReceipts, releaseHeld } from './receipts.ts';
import { settleUnknown } from './reconcile.queries.ts';
import { expireHeld, finishOccurrences, skipStopped } from './waiting.queries.ts';

let ledger: Ledger;
let database: Database;
let now: Date;
let later: Date;
beforeEach(async () => {
  ledger = await startLedger();
  ({ database, now, later } = ledger);
});
afterEach(() => ledger?.close());

describe('a lane', () => {
  test('has one holder; the next one’s fence is higher', async () => {
    expect(await ledger.take('a')).toBe(1);
    expect(await ledger.take('b')).toBe(0);
    await ledger.expireLease();
    expect(await ledger.take('b')).toBe(2);
    expect(await renewLane(database.db, lane, { fence: 1, leaseMs: 1000, pace: null })).toBeNull();
    expect(await renewLane(database.db, lane, { fence: 2, leaseMs: 1000, pace: null })).not.toBeNull();
    await releaseLane(database.db, lane, 1); // the old holder's release changes nothing
    expect(await ledger.take('c')).toBe(0);
  });

  test('a holder that lost it can neither begin nor settle', async () => {
    const old = await ledger.take('a');
    const due = await ledger.read();
    await ledger.expireLease();
    const fence = await ledger.take('b');
    expect(await ledger.begin(old, due)).toEqual(new Set());
    expect((await ledger.begin(fence, due)).size).toBe(PEOPLE);
    await ledger.refuse(old, due);
    expect(await ledger.states()).toEqual({ sending: PEOPLE });
  });

  test('a row is begun once, however often it was read', async () => {
    const fence = await ledger.take('a');
    const due = await ledger.read();
    const begun = await Promise.all([1, 2, 3].map(() => ledger.begin(fence, due)));
    expect(begun.reduce((sum, ids) => sum + ids.size, 0)).toBe(PEOPLE);
  });

  test('begins nothing of a campaign that is paused or stopped', async () => {
    const fence = await ledger.take('a');
    const due = await ledger.read();
    await execute(database.db, sql`update occurrences set paused_at = now()`);
    expect(await ledger.begin(fence, due)).toEqual(new Set());
    await execute(database.db, sql`update occurrences set paused_at = null, state = 'stopped'`);
    expect(await ledger.begin(fence, due)).toEqual(new Set());
  });

  test('begins nothing for who asked for no more, though their row came after that or was judged before it', async () => {
    const fence = await ledger.take('a');
    const due = await ledger.read();
    const [out] = due;
    await execute(
      database.db,
      sql`insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, opted_out_at)
          values ('w', ${PAGE}, ${out!.psid}, ${out!.profileId}, 'webhook', now(), now())`,
    );
    const begun = await ledger.begin(fence, due);
    expect(begun).toEqual(new Set(due.slice(1).map((delivery) => delivery.deliveryId)));
    expect(await ledger.states()).toEqual({ pending: 1, sending: PEOPLE - 1 });
  });
});

describe('after a crash', () => {
  test('what was only read waits as before; what was begun and not answered is unknown', async () => {
    const fence = await ledger.take('a');
    const due = await ledger.read();
    await ledger.begin(fence, due.slice(0, 2));
    await ledger.expireLease();
    await ledger.take('b');
    expect(await ledger.states()).toEqual({ pending: 3, unknown: 2 });
    const attempts = await many(database.db, sql`select number, outcome, request from attempts`);
    expect(attempts).toEqual(Array(2).fill({ number: 1, outcome: null, request: null }));
  });

  test('withdrawn attempts leave no trace', async () => {
    const fence = await ledger.take('a');
    const due = await ledger.read();
    await ledger.begin(fence, due);
    await ledger.withdraw(fence, due);
    expect(await ledger.states()).toEqual({ pending: PEOPLE });
    expect(await many(database.db, sql`select 1 from attempts`)).toEqual([]);
    const [again] = await ledger.read(1);
    expect(again?.attempts).toBe(0);
  });
});

describe('an unknown outcome', () => {
  const makeUnknown = async () => {
    const fence = await ledger.take('a');
    const begun = await ledger.read(2);
    await ledger.begin(fence, begun, now);
    await ledger.expireLease();
    return { begun, fence: await ledger.take('b') };
  };
  const evidence = () => ({ now: later, graceMs: 60_000, evidence: 'echo' as const, ...ledger.holding() });

  test('is settled by its echo, which may come before anything else and twice', async () => {
    const { begun } = await makeUnknown();
    await ledger.echo(begun[0]!);
    await ledger.echo(begun[0]!);
    expect(await ledger.states()).toEqual({ accepted: 1, unknown: 1, pending: 3 });
  });

  test('waits while no later attempt has echoed', async () => {
    await makeUnknown();
    expect(await settleUnknown(database.db, lane, evidence())).toBe(0);
  });

  test('is sent again when a later attempt has echoed and its own has not', async () => {
    const { fence } = await makeUnknown();
    const next = await ledger.read(1);
    await ledger.begin(fence, next, new Date(now.getTime() + 60_000));
    await ledger.echo(next[0]!);
    expect(await settleUnknown(database.db, lane, evidence())).toBe(2);
    expect(await ledger.states()).toEqual({ accepted: 1, pending: 4 });
  });

  /** As if so many minutes more had passed. */
  const wait = async (minutes: number) => {
    const by = sql`${minutes} * interval '1 minute'`;
    await execute(database.db, sql`update deliveries set started_at = started_at - ${by}`);
    await execute(database.db, sql`update lanes set echo_of_attempt_at = echo_of_attempt_at - ${by}`);
    await execute(
      database.db,
      sql`update webhook_outages set began_at = began_at - ${by}, ended_at = ended_at - ${by}`,
    );
  };

  test('proves nothing and gives nothing up by a clock that was moved: only time that passed counts', async () => {
    const { fence } = await makeUnknown();
    await execute(database.db, sql`update deliveries set started_at = now() where state = 'unknown'`);
    const next = await ledger.read(1);
    await ledger.begin(fence, next, new Date(Date.now() + 1_000));
    await ledger.echo(next[0]!);
    const tomorrow = { ...evidence(), now: addMs(later, DAY_MS) };
    expect(await settleUnknown(database.db, lane, tomorrow)).toBe(0);
    await wait(2);
    expect(await settleUnknown(database.db, lane, tomorrow)).toBe(2);
    expect(await ledger.states()).toEqual({ accepted: 1, pending: 4 });
  });

  test('calls that a dead process began stand in the record by the clock of the service', async () => {
    const yesterday = addMs(new Date(), -DAY_MS);
    const fence = await ledger.take('a');
    await ledger.begin(fence, await ledger.read(1));
    await ledger.expireLease();
    await acquireLane(database.db, lane, 'b', { ms: 10_000, graceMs: 0, now: yesterday });
    const [attempt] = await many<{ startedAt: Date }>(
      database.db,
      sql`select started_at as "startedAt" from attempts`,
    );
    const agoMs = yesterday.getTime() - attempt!.startedAt.getTime();
    expect(Math.abs(agoMs - 5 * MINUTE_MS)).toBeLessThan(MINUTE_MS);
  });

  const echoLater = async (fence: number) => {
    const next = await ledger.read(1);
    await ledger.begin(fence, next, new Date(now.getTime() + 60_000));
    await ledger.echo(next[0]!);
  };

  test('waits while its echo may still lie in our own inbox', async () => {
    const { begun, fence } = await makeUnknown();
    await echoLater(fence);
    const { id } = await one<{ id: string }>(
      database.db,
      sql`select installation_id as id from installation`,
    );
    const metadata = formatMetadata({
      installationId: id,
      campaignId: 1,
      deliveryId: begun[0]!.deliveryId,
      number: 1,
    });
    const body = Buffer.from(JSON.stringify({ message: { metadata } }));
    await execute(database.db, sql`insert into inbox (app_id, body) values ('1', ${body})`);
    expect(await settleUnknown(database.db, lane, evidence())).toBe(1);
    expect(await ledger.states()).toEqual({ accepted: 1, unknown: 1, pending: 3 });
  });

  test('waits when webhooks could not be taken meanwhile: the platform repeats its echo some time later', async () => {
    const { fence } = await makeUnknown();
    await echoLater(fence);
    await execute(
      database.db,
      sql`insert into webhook_outages (began_at, ended_at) values (${now}::timestamptz - interval '5 s', ${now}::timestamptz + interval '5 s')`,
    );
    expect(await settleUnknown(database.db, lane, evidence())).toBe(0);
    await wait(11);
    expect(await settleUnknown(database.db, lane, evidence())).toBe(2);
  });

  test('waits while nobody takes webhooks', async () => {
    const { fence } = await makeUnknown();
    await echoLater(fence);
    await execute(database.db, sql`update webhook_watch set seen_at = now() - interval '1 minute'`);
    expect(await settleUnknown(database.db, lane, evidence())).toBe(0);
  });

  test('is not sent again by a campaign that never does', async () => {
    const { fence } = await makeUnknown();
    await execute(database.db, sql`update occurrences set plan = plan || '{"resend_unknown": "never"}'`);
    await echoLater(fence);
    expect(await settleUnknown(database.db, lane, evidence())).toBe(2);
    expect(
      await many(database.db, sql`select distinct reason from deliveries where state = 'failed'`),
    ).toEqual([{ reason: 'not_resent' }]);
  });

  test('without evidence it fails as unknown instead of being sent twice, and a late echo still proves it', async () => {
    const { begun } = await makeUnknown();
    const hopeless = { ...evidence(), graceMs: 20_000, evidence: 'conversation' as const };
    expect(await settleUnknown(database.db, lane, hopeless)).toBe(2);
    const rows = await many(database.db, sql`select state, reason from deliveries where state = 'failed'`);
    expect(rows).toEqual(Array(2).fill({ state: 'failed', reason: 'unknown_outcome' }));
    await ledger.echo(begun[0]!);
    expect(await ledger.states()).toMatchObject({ accepted: 1, failed: 1 });
  });
});

describe('receipts', () => {
  const sendOne = async () => {
    const fence = await ledger.take('a');
    const [delivery] = await ledger.read(1);
    await ledger.begin(fence, [delivery!]);
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
      await applyReceipts(
        tx,
        'w',
        { ...none, [kind]: [{ pageId: PAGE, psid, mids, watermarkAt: at }] },
        new Date(),
      );
    });

  test('an echo before the answer: the answer changes nothing but is kept', async () => {
    const { delivery, fence } = await sendOne();
    await ledger.echo(delivery);
    await ledger.accept(fence, [delivery]);
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
      answer: () => ledger.accept(fence, [delivery]),
      echo: () => ledger.echo(delivery, now),
      delivered: () => receipt('deliveries', psid, now, [`m_${delivery.deliveryId}`]),
      read: () => receipt('reads', psid, now),
    };
    for (const event of order) await happen[event]();
    expect(await row()).toMatchObject({ state: 'accepted', delivered: true, read: true });
  });

  test('a watermark covers what was before it, not what comes after', async () => {
    const { delivery, fence } = await sendOne();
    await ledger.accept(fence, [delivery]);
    await ledger.echo(delivery, now);
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
  test('a held message leaves when the person’s window opens, or is given up in time', async () => {
    await execute(
      database.db,
      sql`insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, last_user_action_at, window_closed_at)
          values ('w', ${PAGE}, '901', 1, 'webhook', ${now}, ${now}, null),
                 ('w', ${PAGE}, '902', 2, 'webhook', ${now}, ${now}::timestamptz - interval '2 days', null),
                 ('w', ${PAGE}, '903', 3, 'webhook', ${now}, ${now}, ${now})`,
    );
    await execute(
      database.db,
      sql`update deliveries set state = 'held', reason = 'window_closed', due_at = ${later}`,
    );
    const people = ['901', '902', '903'].map((psid) => ({ pageId: PAGE, psid }));
    const release = (at: Date) => withTransaction(database.db, (tx) => releaseHeld(tx, 'w', people, at));
    expect(await release(now)).toBe(1);
    expect(await ledger.states()).toEqual({ held: 4, pending: 1 });
    expect(await expireHeld(database.db, lane, later)).toBe(4);
    expect(await ledger.states()).toEqual({ pending: 1, skipped: 4 });
    expect(await release(later)).toBe(0);
  });

  test('a stopped occurrence skips who waits, and is over when the calls under way are', async () => {
    const fence = await ledger.take('a');
    const claimed = await ledger.read(2);
    await ledger.begin(fence, claimed);
    await withTransaction(database.db, (tx) => stopOccurrences(tx, 'w', 1));
    await skipStopped(database.db, lane, now);
    expect(await ledger.states()).toEqual({ sending: 2, skipped: 3 });
    expect(await finishOccurrences(database.db, lane, now)).toBe(0);
    await ledger.accept(fence, claimed);
    expect(await finishOccurrences(database.db, lane, now)).toBe(1);
    expect(await ledger.states()).toEqual({ accepted: 2, skipped: 3 });
  });
});
