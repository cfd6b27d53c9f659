// Each call and each block is counted once, on its day, whoever counts and however often.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { openCampaign, openPage, PAGE, recordCalls } from '../../test/support/page-calls.ts';
import { addMs } from '../kit/clock.ts';
import { type Database, execute, many } from '../kit/db.ts';
import { countPages, findBlockShare } from './page-counts.ts';

const now = new Date('2026-11-22T00:05:00Z');
const minutes = (count: number): Date => addMs(now, count * 60_000);

let database: Database;
let campaignId: number;
beforeEach(async () => {
  database = await createTestDatabase();
  await openPage(database.db);
  campaignId = await openCampaign(database.db, now);
});
afterEach(() => database?.close());

const record = (sent: number, blocked: number, at: Date) =>
  recordCalls(database.db, { campaignId, sent, blocked, at });
const days = () =>
  many<{ day: string; sent: number; blocked: number }>(
    database.db,
    sql`select day::text, sent, blocked from page_days order by day`,
  );

test('calls are counted once, on the day of their answer, and not before they have settled', async () => {
  await record(30, 2, minutes(-10)); // the evening before
  await record(20, 1, minutes(-2));
  await countPages(database.db, now);
  await countPages(database.db, now);
  const soFar = [
    { day: '2026-11-21', sent: 30, blocked: 2 },
    { day: '2026-11-22', sent: 20, blocked: 1 },
  ];
  expect(await days()).toEqual(soFar);
  await record(5, 0, addMs(now, -1_000));
  await countPages(database.db, now);
  expect(await days()).toEqual(soFar);
  await Promise.all([countPages(database.db, minutes(1)), countPages(database.db, minutes(1))]);
  expect(await days()).toEqual([soFar[0], { day: '2026-11-22', sent: 25, blocked: 1 }]);
});

test('what the call record does not say was answered is no call, and a disconnected Page is left out', async () => {
  await record(4, 0, minutes(-2));
  await execute(database.db, sql`update attempts set outcome = 'unknown' where delivery_id % 2 = 0`);
  await countPages(database.db, now);
  expect(await days()).toMatchObject([{ sent: 2 }]);
  await record(4, 0, minutes(1));
  await execute(database.db, sql`update pages set state = 'disconnected'`);
  await countPages(database.db, minutes(5));
  expect(await days()).toMatchObject([{ sent: 2 }]);
});

test('the share of the last blocks is told among the calls since the first of them', async () => {
  const page = { workspaceId: 'w', pageId: PAGE, from: new Date(0) };
  const share = (blocked: number, from = page.from) =>
    findBlockShare(database.db, { ...page, from }, { blocked, atMost: 500, now });
  await record(400, 0, minutes(-60));
  await record(100, 4, minutes(-30));
  await record(100, 6, minutes(-10));
  expect(await share(6)).toEqual({ blocked: 6, sent: 100 });
  expect(await share(10)).toEqual({ blocked: 10, sent: 200 });
  expect(await share(11)).toBeNull(); // not so many
  expect(await share(10, minutes(-20))).toBeNull(); // the others have had their consequence
  await record(400, 0, minutes(-5));
  expect(await share(10)).toBeNull(); // among more calls than asked for
  await execute(database.db, sql`update identities set blocked_at = blocked_at - interval '1 day'`);
  expect(await share(6)).toBeNull(); // too long ago to say anything
});
