// Starting and preparing beside operators who pause and stop, and behind an occurrence that cannot be prepared.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import {
  openOccurrence,
  pauseOccurrences,
  resumeOccurrences,
  stopOccurrences,
} from '../delivery/deliveries.ts';
import { systemClock } from '../kit/clock.ts';
import { type Database, execute, many, one, withTransaction } from '../kit/db.ts';
import { createAudienceWorker } from './audience.workers.ts';
import { lockCampaign, moveCampaign } from './campaign.queries.ts';
import { createCampaignWorker } from './campaign.workers.ts';

const EVERYBODY = { kind: 'group', match: 'all', filters: [] };
const now = new Date();

let database: Database;
beforeEach(async () => {
  database = await createTestDatabase();
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values ('w', 'W')`);
  await execute(
    database.db,
    sql`insert into profiles (workspace_id) select 'w' from generate_series(1, 25000)`,
  );
});
afterEach(() => database?.close());

const open = async (filter: unknown = EVERYBODY): Promise<number> => {
  const { id } = await one<{ id: number }>(
    database.db,
    sql`insert into campaigns (workspace_id, name, definition, state) values ('w', 'C', '{}', 'scheduled')
        returning campaign_id as id`,
  );
  const plan = { request: { url: 'https://hooks.example.org/a' }, page_id: null, per_second: null } as never;
  const of = { workspaceId: 'w', campaignId: id, occurrence: 1, version: 1, dueAt: now, plan, filter };
  await withTransaction(database.db, (tx) => openOccurrence(tx, of));
  return id;
};
/** Starts what is due and writes the next range of the first run and of the last. */
const step = async () => {
  const needs = { db: database.db, clock: systemClock };
  const { signal } = new AbortController();
  await createCampaignWorker(needs).step(signal);
  return createAudienceWorker(needs).step(signal);
};
const look = (campaignId: number) =>
  one<{ campaign: string; occurrence: string; because: string | null; people: number }>(
    database.db,
    sql`select c.state as campaign, o.state as occurrence, o.paused_because as because,
               (select count(*) from deliveries d where d.campaign_id = c.campaign_id) as people
          from campaigns c join occurrences o using (workspace_id, campaign_id) where c.campaign_id = ${campaignId}`,
  );

test('a campaign that is being paused at this moment is not started, and nobody waits in a circle', async () => {
  const id = await open();
  await withTransaction(database.db, async (tx) => {
    await lockCampaign(tx, 'w', id);
    await step();
    await pauseOccurrences(tx, 'w', id, { because: 'paused by Ada', now });
    await moveCampaign(tx, 'w', id, { from: 'scheduled', to: 'paused', now });
  });
  await step();
  expect(await look(id)).toMatchObject({ campaign: 'paused', occurrence: 'due', people: 0 });
});

test('paused while it prepares, it goes on where it was; stopped, it writes nobody more', async () => {
  const [id, other] = [await open(), await open()];
  await step();
  expect(await look(id)).toMatchObject({ campaign: 'sending', occurrence: 'preparing', people: 1_000 });
  await withTransaction(database.db, (tx) =>
    pauseOccurrences(tx, 'w', id, { because: 'paused by Ada', now }),
  );
  await step();
  expect([(await look(id)).people, (await look(other)).people]).toEqual([1_000, 21_000]);
  await withTransaction(database.db, (tx) => stopOccurrences(tx, 'w', other));
  await withTransaction(database.db, (tx) => resumeOccurrences(tx, 'w', id));
  while ((await step()) === 'again');
  expect(await look(id)).toMatchObject({ occurrence: 'sending', people: 25_000 });
  expect(await look(other)).toMatchObject({ occurrence: 'stopped', people: 21_000 });
});

test('an occurrence that cannot be prepared is paused with its reason; the ones behind it go on', async () => {
  const broken = await open({ kind: 'group', match: 'all' });
  const sound = await open();
  while ((await step()) === 'again');
  expect(await look(broken)).toMatchObject({ campaign: 'paused', people: 0 });
  expect((await look(broken)).because).toMatch(/^paused: its audience could not be found/);
  expect(await look(sound)).toMatchObject({ occurrence: 'sending', people: 25_000 });
  expect(await many(database.db, sql`select action, actor from audit`)).toEqual([
    { action: 'campaign.paused', actor: 'system' },
  ]);
});
