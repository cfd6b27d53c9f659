// When campaigns pause themselves, with which words, and that only an operator lets them go on.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { openCampaign, openPage, PAGE, recordCalls } from '../../test/support/page-calls.ts';
import { resumeOccurrences } from '../delivery/deliveries.ts';
import { addMs } from '../kit/clock.ts';
import { type Database, execute, many, one, withTransaction } from '../kit/db.ts';
import { silentLog } from '../kit/log.ts';
import { type PageStatement, saveStatements } from '../pages/page.standing.ts';
import { moveCampaign } from './campaign.queries.ts';
import { createGuardWorker, guardCampaigns } from './guard.workers.ts';

const now = new Date('2026-11-22T12:00:00Z');
const minutes = (count: number): Date => addMs(now, count * 60_000);

let database: Database;
beforeEach(async () => {
  database = await createTestDatabase();
  await openPage(database.db);
});
afterEach(() => database?.close());

const guard = (at: Date, count = 20) =>
  guardCampaigns({
    db: database.db,
    clock: { now: () => at },
    log: silentLog,
    tooManyBlocks: { count, percent: 3 },
  });
const look = (campaignId: number) =>
  one<{ state: string; because: string | null }>(
    database.db,
    sql`select c.state, o.paused_because as because
          from campaigns c join occurrences o using (workspace_id, campaign_id) where c.campaign_id = ${campaignId}`,
  );
const say = (statement: Partial<PageStatement>) =>
  saveStatements(database.db, 'w', [
    {
      pageId: PAGE,
      source: 'integrity',
      state: 'restricted',
      stopsSending: true,
      until: null,
      because: null,
      saidAt: now,
      ...statement,
    },
  ]);
const resume = (campaignId: number) =>
  withTransaction(database.db, async (tx) => {
    await resumeOccurrences(tx, 'w', campaignId);
    await moveCampaign(tx, 'w', campaignId, { from: 'paused', to: 'sending', now });
  });

test('a restricted Page pauses what is sent for it, says why and until when, and writes it down', async () => {
  const [sending, other] = [await openCampaign(database.db, now), await openCampaign(database.db, now)];
  const later = await openCampaign(database.db, minutes(600), 'scheduled');
  await guard(now);
  expect((await look(sending)).state).toBe('sending');
  await say({ until: minutes(120), because: 'Restricted: messages. SPAM' });
  await guard(now);
  for (const id of [sending, other])
    expect(await look(id)).toEqual({
      state: 'paused',
      because:
        'paused: Facebook has restricted the Page Shop until 2026-11-22 14:00 UTC (Restricted: messages. SPAM). Resume it once that is over',
    });
  expect((await look(later)).state).toBe('scheduled');
  const audit = await many<{ actor: string; action: string }>(
    database.db,
    sql`select actor, action from audit`,
  );
  expect(audit).toEqual([
    { actor: 'system', action: 'campaign.paused' },
    { actor: 'system', action: 'campaign.paused' },
  ]);
});

test('it stays paused when the restriction ends, and pauses again when it is resumed too early', async () => {
  const id = await openCampaign(database.db, now);
  await say({ until: minutes(120) });
  await guard(now);
  await resume(id);
  await guard(minutes(60));
  expect((await look(id)).state).toBe('paused');
  await guard(minutes(121));
  expect((await look(id)).state).toBe('paused');
  await resume(id);
  await guard(minutes(122));
  expect((await look(id)).state).toBe('sending');
});

test('a warning, a ban on publishing and an all-clear stop nothing', async () => {
  const id = await openCampaign(database.db, now);
  await say({ state: 'warning', stopsSending: false });
  await say({ source: 'enforcement', state: 'restricted', stopsSending: true, saidAt: minutes(-5) });
  await say({ source: 'enforcement', state: 'ok', stopsSending: false, saidAt: minutes(-4) });
  await guard(now);
  expect((await look(id)).state).toBe('sending');
});

test('a block whose end was never told is over once Facebook, asked later, knows of none', async () => {
  const id = await openCampaign(database.db, now);
  await say({ source: 'enforcement' });
  await say({ state: 'ok', stopsSending: false, saidAt: minutes(10) });
  await guard(minutes(11));
  expect((await look(id)).state).toBe('paused'); // too soon to know better
  await say({ state: 'ok', stopsSending: false, saidAt: minutes(70) });
  await resume(id);
  await guard(minutes(71));
  expect((await look(id)).state).toBe('sending');
});

test('too many people who cannot be reached pause the campaigns; the same ones never twice', async () => {
  const id = await openCampaign(database.db, now);
  const record = (sent: number, blocked: number, at: Date) =>
    recordCalls(database.db, { campaignId: id, sent, blocked, at });
  await record(1000, 19, minutes(-30));
  await guard(minutes(-29));
  expect((await look(id)).state).toBe('sending'); // few
  await record(600, 1, minutes(-20));
  await guard(minutes(-19));
  expect((await look(id)).state).toBe('sending'); // 20 of 1600: a small share
  await record(500, 19, minutes(-10));
  await guard(minutes(-9), 0);
  expect((await look(id)).state).toBe('sending'); // switched off
  await record(60, 1, minutes(-1));
  await guard(now);
  expect(await look(id)).toEqual({
    state: 'paused',
    because: expect.stringMatching(
      /^paused: 20 people could not be reached any more .* last 560 calls, 3\.6 %; from 3 % on/,
    ),
  });
  await resume(id);
  await guard(minutes(1));
  expect((await look(id)).state).toBe('sending');
  await record(100, 20, minutes(2));
  await guard(minutes(3));
  expect((await look(id)).state).toBe('paused');
});

test('what lies outside the Page is none of its business', async () => {
  const id = await openCampaign(database.db, now);
  await execute(database.db, sql`update occurrences set lane_id = 'host:https://example.org'`);
  await say({});
  await guard(now);
  expect((await look(id)).state).toBe('sending');
});

test('with more Pages than one look is for, the next look is for the others', async () => {
  const last = await openCampaign(database.db, now);
  await execute(
    database.db,
    sql`insert into pages (workspace_id, page_id, app_id, name, access_token)
        select 'w', '1' || lpad(g::text, 18, '0'), '1', 'Other', '' from generate_series(1, 1000) g`,
  );
  await execute(
    database.db,
    sql`insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, plan, filter, lane_id)
        select 'w', ${last}, g + 1, 'sending', ${now}, '{}', '{}', 'page:1' || lpad(g::text, 18, '0') from generate_series(1, 1000) g`,
  );
  await say({});
  const worker = createGuardWorker({
    ...{ db: database.db, clock: { now: () => now }, log: silentLog },
    tooManyBlocks: { count: 20, percent: 3 },
  });
  const state = async () =>
    (await one<{ state: string }>(database.db, sql`select state from campaigns where campaign_id = ${last}`))
      .state;
  const { signal } = new AbortController();
  await worker.step(signal);
  expect(await state()).toBe('sending');
  await worker.step(signal);
  expect(await state()).toBe('paused');
});
