// Whom sending again takes, on real PostgreSQL: by reason and by window, once, beside somebody who does the same.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Ledger, lane, PAGE, startLedger } from '../../test/support/ledger.ts';
import { until } from '../../test/support/until.ts';
import { execute, many, withTransaction } from '../kit/db.ts';
import { listRetryable, retryFailed } from './retry-failed.ts';
import { finishOccurrences } from './waiting.queries.ts';

const of = { workspaceId: 'w', campaignId: 1 };
let ledger: Ledger;
beforeEach(async () => {
  ledger = await startLedger();
});
afterEach(() => ledger?.close());

/** Settles the people of the ledger in their order. */
const settle = async (outcomes: [state: string, reason: string | null][]): Promise<void> => {
  const settledAt = new Date(ledger.now.getTime() - 60_000);
  for (const [index, [state, reason]] of outcomes.entries())
    await execute(
      ledger.database.db,
      sql`update deliveries set state = ${state}, reason = ${reason}, settled_at = ${settledAt}, attempts = 6
           where psid = ${String(901 + index)}`,
    );
};
const wrote = (psid: number, minutesAgo: number, blocked = false): Promise<unknown> => {
  const at = new Date(ledger.now.getTime() - minutesAgo * 60_000);
  return execute(
    ledger.database.db,
    sql`insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, last_user_action_at, blocked_at)
        select 'w', ${PAGE}, ${String(psid)}, profile_id, 'webhook', ${at}, ${at}, ${blocked ? at : null}::timestamptz
          from deliveries where psid = ${String(psid)}`,
  );
};
const waiting = async (): Promise<string[]> => {
  const rows = await many<{ psid: string }>(
    ledger.database.db,
    sql`select psid from deliveries where state = 'pending' and reason is null order by psid`,
  );
  return rows.map((row) => row.psid);
};
const listed = async () => {
  const unsent = await many<{ state: string; reason: string; count: number }>(
    ledger.database.db,
    sql`select state, reason, count(*) as count from deliveries where state in ('failed', 'skipped') group by 1, 2`,
  );
  return listRetryable(ledger.database.db, of, unsent, ledger.now);
};
const retry = () => withTransaction(ledger.database.db, (tx) => retryFailed(tx, of, ledger.now));

test('takes what may have gone by itself or been mended, and nothing else', async () => {
  await settle([
    ['failed', '1200'],
    ['failed', 'http_404'],
    ['failed', 'unknown_outcome'],
    ['failed', '551/1545041'],
    ['accepted', null],
  ]);
  expect(await listed()).toEqual(
    expect.arrayContaining([
      { state: 'failed', reason: '1200', count: 1 },
      { state: 'failed', reason: 'http_404', count: 1 },
    ]),
  );
  expect(await retry()).toBe(2);
  expect(await waiting()).toEqual(['901', '902']);
  expect(await retry()).toBe(0);
  expect(await listed()).toEqual([]);
});

test('takes who was outside the window when it is open now, and of the refused only who wrote since', async () => {
  await settle([
    ['skipped', 'window_closed'],
    ['skipped', 'window_unknown'],
    ['skipped', 'window_closed'],
    ['failed', '10/2018278'],
    ['failed', '10/2018278'],
  ]);
  await wrote(901, 30);
  await wrote(902, 24 * 60 - 1); // closes within the margin the policy keeps
  await wrote(903, 30, true);
  await wrote(904, 30); // before the refusal: Facebook knew of it
  await wrote(905, 0.5);
  expect(await listed()).toEqual(
    expect.arrayContaining([
      { state: 'skipped', reason: 'window_closed', count: 1 },
      { state: 'failed', reason: '10/2018278', count: 1 },
    ]),
  );
  expect(await retry()).toBe(2);
  expect(await waiting()).toEqual(['901', '905']);
});

test('opens what was finished, and a late echo of an old call still settles; both are counted again', async () => {
  await settle([['failed', '1200'], ...Array.from({ length: 4 }, (): [string, null] => ['accepted', null])]);
  const states = () =>
    many(
      ledger.database.db,
      sql`select state, finished_at is null as open, counts_change as counted_again from occurrences`,
    );
  const noteCounted = () => execute(ledger.database.db, sql`update occurrences set counts_change = false`);
  expect(await finishOccurrences(ledger.database.db, lane, ledger.now)).toBe(1);
  await noteCounted();
  expect(await states()).toEqual([{ state: 'finished', open: false, counted_again: false }]);
  expect(await retry()).toBe(1);
  expect(await states()).toEqual([{ state: 'sending', open: true, counted_again: true }]);
  const [claimed] = await ledger.read(1);
  expect(claimed?.attempts).toBe(6);
  await noteCounted();
  await ledger.echo(claimed!);
  expect(await states()).toMatchObject([{ counted_again: true }]);
  expect(await ledger.states()).toEqual({ accepted: 5 });
});

test('two operators at once take everybody once', async () => {
  await settle(Array.from({ length: 5 }, (): [string, string] => ['failed', 'http_503']));
  const taken = await Promise.all([retry(), retry(), retry()]);
  expect(taken.sort()).toEqual([0, 0, 5]);
});

test('an occurrence that is looked at while somebody sends again does not end with people waiting', async () => {
  await settle(Array.from({ length: 5 }, (): [string, string] => ['failed', 'http_503']));
  const { db } = ledger.database;
  let isThrough = false;
  const isWaiting = async (): Promise<boolean> =>
    (
      await many(
        db,
        sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
    ).length > 0;
  let finishing: Promise<unknown> = Promise.resolve();
  await withTransaction(db, async (tx) => {
    await retryFailed(tx, of, ledger.now);
    finishing = finishOccurrences(db, lane, ledger.now).finally(() => {
      isThrough = true;
    });
    await until('it waits for this transaction, or is through', async () => isThrough || (await isWaiting()));
  });
  await finishing;
  expect(await many(db, sql`select state from occurrences`)).toEqual([{ state: 'sending' }]);
});
