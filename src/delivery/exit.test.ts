// Whose message is taken back by what they did: whoever came in before it and was not called yet.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Ledger, startLedger } from '../../test/support/ledger.ts';
import { execute, many, withTransaction } from '../kit/db.ts';
import { skipExited } from './exit.queries.ts';

let ledger: Ledger;
beforeEach(async () => {
  ledger = await startLedger();
});
afterEach(() => ledger?.close());

const minutesAgo = (minutes: number): Date => new Date(ledger.now.getTime() - minutes * 60_000);

/** The first person of the ledger came in then, and was due then. */
async function enter(cameMinutesAgo: number, dueMinutesAgo: number): Promise<number> {
  const [entered] = await many<{ profileId: number }>(
    ledger.database.db,
    sql`
    with came as (
      insert into entries (workspace_id, campaign_id, occurrence, profile_id, name, happened_at, entered_at, outcome)
      select 'w', 1, 1, min(profile_id), 'cart', ${minutesAgo(cameMinutesAgo)}, ${minutesAgo(cameMinutesAgo)}, 'entered' from deliveries
      returning entry_id, profile_id
    )
    update deliveries d set entry_id = came.entry_id, due_at = ${minutesAgo(dueMinutesAgo)}
      from came where d.profile_id = came.profile_id
    returning d.profile_id as "profileId"`,
  );
  return entered!.profileId;
}

const bought = (profileId: number, at: Date): Promise<number> =>
  withTransaction(ledger.database.db, (tx) =>
    skipExited(tx, 'w', [{ campaignId: 1, profileId, at }], ledger.now),
  );

test('a message that was due and has not left (its campaign was paused) is pointless too', async () => {
  const profileId = await enter(120, 60);
  expect(await bought(profileId, minutesAgo(30))).toBe(1);
  expect(await many(ledger.database.db, sql`select reason from deliveries where state = 'skipped'`)).toEqual([
    { reason: 'exit_event' },
  ]);
});

test('what was done before they came in is no reason, and nobody else is meant', async () => {
  const profileId = await enter(120, -60);
  expect(await bought(profileId, minutesAgo(121))).toBe(0);
  expect(await bought(profileId + 1, minutesAgo(30))).toBe(0);
  await execute(ledger.database.db, sql`update deliveries set state = 'sending' where entry_id > 0`);
  expect(await bought(profileId, minutesAgo(30))).toBe(0);
});

test('a call under way goes on; if it has to be made again, its time is over', async () => {
  const { db } = ledger.database;
  const profileId = await enter(120, 60);
  for (const state of ['sending', 'unknown']) {
    await execute(db, sql`update deliveries set state = ${state}, expires_at = null where entry_id > 0`);
    expect(await bought(profileId, minutesAgo(30))).toBe(0);
    expect(
      await many(db, sql`select state, expires_at as "expiresAt" from deliveries where entry_id > 0`),
    ).toEqual([{ state, expiresAt: ledger.now }]);
  }
});
