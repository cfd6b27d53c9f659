// What comes too late: answers after the lane was lost, echoes after their absence was believed, receipts of a ledger that
// was restored. Proof of acceptance always counts; nothing else of a lost lane does.
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Ledger, lane, startLedger } from '../../test/support/ledger.ts';
import { execute, many } from '../kit/db.ts';
import { settleUnknown } from './reconcile.queries.ts';

let ledger: Ledger;
beforeEach(async () => {
  ledger = await startLedger();
});
afterEach(() => ledger?.close());

/** Two calls under way on a lane whose lease has run out; `next` takes it over. */
const loseLane = async () => {
  const old = await ledger.take('a');
  const begun = await ledger.read(2);
  await ledger.begin(old, begun);
  await ledger.expireLease();
  return { old, begun, next: () => ledger.take('b') };
};
/** Everything unknown is sent again. */
const repeat = () =>
  settleUnknown(ledger.database.db, lane, {
    now: ledger.later,
    graceMs: 600_000,
    evidence: 'repeat',
    ...ledger.holding(),
  });

describe('a holder that lost its lane', () => {
  test('still proves what was accepted', async () => {
    const { old, begun, next } = await loseLane();
    await next();
    await ledger.accept(old, begun);
    expect(await ledger.states()).toEqual({ accepted: 2, pending: 3 });
    expect(await many(ledger.database.db, sql`select distinct outcome from attempts`)).toEqual([
      { outcome: 'accepted' },
    ]);
  });

  test('cannot settle anything else', async () => {
    const { old, begun, next } = await loseLane();
    await next();
    await ledger.refuse(old, begun);
    expect(await ledger.states()).toEqual({ unknown: 2, pending: 3 });
  });

  test('withdraws calls it never made, although the next holder took them for unknown', async () => {
    const { old, begun, next } = await loseLane();
    const fence = await next();
    expect(await ledger.states()).toEqual({ unknown: 2, pending: 3 });
    await ledger.withdraw(old, begun);
    expect(await ledger.states()).toEqual({ pending: 5 });
    expect(await many(ledger.database.db, sql`select 1 from attempts`)).toEqual([]);
    expect((await ledger.begin(fence, await ledger.read())).size).toBe(5);
  });

  test('withdraws nothing that was settled or tried again since: the attempt stays as evidence', async () => {
    const { old, begun, next } = await loseLane();
    const fence = await next();
    await repeat();
    await ledger.begin(fence, await ledger.read());
    await ledger.withdraw(old, begun);
    expect(await ledger.states()).toEqual({ sending: 5 });
    expect(await many(ledger.database.db, sql`select number from attempts`)).toEqual([
      { number: 1 },
      { number: 1 },
    ]);
  });
});

describe('an echo after its absence was believed', () => {
  test.each(['pending', 'held', 'skipped', 'failed', 'unknown', 'sending'])(
    'proves the message of a delivery that is %s',
    async (state) => {
      const fence = await ledger.take('a');
      const [delivery] = await ledger.read(1);
      await ledger.begin(fence, [delivery!]);
      await execute(ledger.database.db, sql`update deliveries set state = ${state} where attempts > 0`);
      await ledger.echo(delivery!);
      expect(await ledger.states()).toEqual({ accepted: 1, pending: 4 });
    },
  );

  test('also when the ledger was restored from before the attempt', async () => {
    const [delivery] = await ledger.read(1);
    await ledger.echo(delivery!);
    const rows = await many(
      ledger.database.db,
      sql`select attempts from deliveries where state = 'accepted'`,
    );
    expect(rows).toEqual([{ attempts: 1 }]);
  });
});

test('a crash in the middle of calls that may be repeated loses nobody', async () => {
  const { next } = await loseLane();
  await next();
  expect(await repeat()).toBe(2);
  expect(await ledger.states()).toEqual({ pending: 5 });
});
