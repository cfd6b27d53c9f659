// Who comes in, against a plain model: events of several people in any order of arrival, looked at in batches of any size by two
// workers at once, some of which die before they commit. Re-entry rules and what makes a message pointless hold exactly, and
// every event is looked at once. TRIGGER_RUNS=500 runs longer; a failure prints its seed.
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type DeliveryPlan, PLAIN } from '../delivery/plan.contract.ts';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { type Database, execute, jsonb, many, one, withTransaction } from '../kit/db.ts';
import { recordEvents } from '../profiles/events.ts';
import { type CampaignDefinition, campaignDefinition } from './campaign.contract.ts';
import { startVersion } from './campaign.start.ts';
import { MOST_ENTRIES } from './trigger.again.ts';
import { handleBatch } from './trigger.batch.ts';
import type { Reentry } from './trigger.contract.ts';
import { createTriggerMemory, type TriggerMemory } from './trigger.watchers.ts';

const RUNS = Number(process.env['TRIGGER_RUNS'] ?? 25);
const PEOPLE = 3;
const DELAY_MINUTES = 10;
const START = new Date('2027-05-01T10:00:00Z');
/** Of some the time is over by now: their messages are due at once. */
const NOW_MINUTE = 20;
const NOW = addMs(START, NOW_MINUTE * MINUTE_MS);
const dueMinute = (minute: number): number => Math.max(minute + DELAY_MINUTES, NOW_MINUTE);
const at = (minute: number): Date => addMs(START, minute * MINUTE_MS);

let database: Database;
let workspaces = 0;
beforeAll(async () => {
  database = await createTestDatabase({ max: 8 });
});
afterAll(() => database?.close());

/** Somebody starts it (a), or does what makes it pointless (b); looked at in the order of the list. */
interface Deed {
  person: number;
  does: 'a' | 'b';
  minute: number;
}

interface Look {
  stores: number;
  limit: number;
  dies: boolean;
}

interface Story {
  reentry: Reentry;
  deeds: Deed[];
  /** How many deeds are stored before each look, how many notes it takes, and whether its process dies before it commits. */
  looks: Look[];
}

const story: fc.Arbitrary<Story> = fc.record({
  reentry: fc.oneof(
    fc.constant<Reentry>({ kind: 'always' }),
    fc.constant<Reentry>({ kind: 'never' }),
    fc.integer({ min: 1, max: 20 }).map((minutes): Reentry => ({ kind: 'after', minutes })),
    fc.constant<Reentry>({ kind: 'when_done' }),
  ),
  deeds: fc.array(
    fc.record({
      person: fc.nat({ max: PEOPLE - 1 }),
      does: fc.constantFrom<'a' | 'b'>('a', 'a', 'b'),
      minute: fc.nat({ max: 40 }),
    }),
    { maxLength: 25 },
  ),
  looks: fc.array(
    fc.record({
      stores: fc.nat({ max: 5 }),
      limit: fc.integer({ min: 1, max: 6 }),
      dies: fc.boolean(),
    }),
    {
      maxLength: 20,
    },
  ),
});

async function createWorkspace(reentry: Reentry): Promise<{ workspaceId: string; profileIds: number[] }> {
  const workspaceId = `t${++workspaces}`;
  const { db } = database;
  await execute(db, sql`insert into workspaces (workspace_id, name) values (${workspaceId}, 'W')`);
  const profiles = await many<{ id: number }>(
    db,
    sql`insert into profiles (workspace_id, attributes)
        select ${workspaceId}, jsonb_build_object('ps_id', (100 + n)::text) from generate_series(1, ${PEOPLE}::int) n
        returning profile_id as id`,
  );
  const definition: CampaignDefinition = campaignDefinition.parse({
    delivery_type: 'event',
    trigger: {
      events: [{ event: 'a' }],
      unless: [{ event: 'b' }],
      delay: { kind: 'after', minutes: DELAY_MINUTES },
      reentry,
    },
  });
  const plan: DeliveryPlan = {
    ...{ request: null, message: null, page_id: '1', routes: [], per_second: null },
    ...{ priority: 'normal', resend_unknown: 'on_absence' },
    ...PLAIN,
  };
  await withTransaction(db, async (tx) => {
    const { campaignId } = await one<{ campaignId: number }>(
      tx,
      sql`insert into campaigns (workspace_id, name, definition, state, live_version, created_at, updated_at)
          values (${workspaceId}, 'C', ${jsonb(definition)}, 'active', 1, ${START}, ${START}) returning campaign_id as "campaignId"`,
    );
    await execute(
      tx,
      sql`insert into campaign_versions (workspace_id, campaign_id, version, definition, published_at, published_by)
          values (${workspaceId}, ${campaignId}, 1, ${jsonb(definition)}, ${START}, 'me')`,
    );
    const filter = { kind: 'group' as const, match: 'all' as const, filters: [] };
    await startVersion(tx, { workspaceId, campaignId, version: 1, definition, plan, filter, now: START });
  });
  return { workspaceId, profileIds: profiles.map((row) => row.id).sort((a, b) => a - b) };
}

/** The places of the deeds a look took, and how many were stored by then. */
interface Batch {
  places: number[];
  stored: number;
}

/** Of one person: the minutes of the deeds whose messages wait in the end. */
function expected(
  person: number,
  deeds: readonly Deed[],
  reentry: Reentry,
  batches: readonly Batch[],
): number[] {
  const came: { minute: number; skipped: boolean }[] = [];
  const isPointless = (minute: number, seen: readonly Deed[]): boolean =>
    seen.some(
      (deed) =>
        deed.person === person &&
        deed.does === 'b' &&
        deed.minute > minute &&
        deed.minute < dueMinute(minute),
    );
  for (const { places, stored } of batches) {
    const own = places.map((place) => deeds[place]!).filter((deed) => deed.person === person);
    for (const one of came) if (isPointless(one.minute, own)) one.skipped = true;
    for (const deed of own.toSorted((a, b) => a.minute - b.minute)) {
      if (deed.does !== 'a') continue;
      const last = came.length === 0 ? null : Math.max(...came.map((one) => one.minute));
      if (last !== null && reentry.kind === 'never') continue;
      if (last !== null && reentry.kind === 'after' && deed.minute < last + reentry.minutes) continue;
      if (reentry.kind === 'when_done' && came.some((one) => !one.skipped)) continue;
      if (came.length >= MOST_ENTRIES.times) continue; // all within ten minutes, by our clock
      // What is stored is known, also before it is looked at.
      if (isPointless(deed.minute, deeds.slice(0, stored))) continue;
      came.push({ minute: deed.minute, skipped: false });
    }
  }
  return came.filter((one) => !one.skipped).map((one) => one.minute);
}

interface Looked {
  /** Notes it took for good. */
  taken: number;
  /** Of two at once the one whose turn came first has the lower. */
  turn: number;
}
let turns = 0;

async function look(workspaceId: string, memory: TriggerMemory, { limit, dies }: Look): Promise<Looked> {
  let taken = 0;
  let turn = 0;
  const work = withTransaction(database.db, async (tx) => {
    taken = (await handleBatch(tx, workspaceId, { now: NOW, memory, limit })) ?? 0;
    turn = ++turns; // still alone at it
    if (dies) throw new Error('died');
  });
  if (!dies) await work;
  else await expect(work).rejects.toThrow('died');
  return { taken: dies ? 0 : taken, turn };
}

async function play({ reentry, deeds, looks }: Story): Promise<void> {
  const { workspaceId, profileIds } = await createWorkspace(reentry);
  const memory = createTriggerMemory();
  const batches: Batch[] = [];
  let [stored, next] = [0, 0];
  const rest: Look = { stores: deeds.length, limit: 500, dies: false };
  for (const one of [...looks, rest, rest]) {
    const fresh = deeds.slice(stored, stored + one.stores);
    stored += fresh.length;
    for (const { person, does, minute } of fresh)
      await withTransaction(database.db, (tx) =>
        recordEvents(tx, workspaceId, [
          {
            ...{
              profileId: profileIds[person]!,
              name: does,
              occurredAt: at(minute),
              source: 'api',
              pageId: null,
            },
            ...{ dedupeKey: null, attributes: {} },
          },
        ]),
      );
    // Of two at once one waits for the other and takes what it left, or gives up waiting.
    const looked = await Promise.all(
      one.dies
        ? [look(workspaceId, memory, one)]
        : [look(workspaceId, memory, one), look(workspaceId, memory, one)],
    );
    for (const { taken } of looked.sort((a, b) => a.turn - b.turn)) {
      if (taken > 0)
        batches.push({ places: Array.from({ length: taken }, (_, index) => next + index), stored });
      next += taken;
    }
  }
  expect(next).toBe(deeds.length);
  const rows = await many<{ profileId: number; minute: number }>(
    database.db,
    sql`select d.profile_id as "profileId", (extract(epoch from e.happened_at - ${START}::timestamptz) / 60)::int as minute
          from deliveries d join entries e using (workspace_id, entry_id)
         where d.workspace_id = ${workspaceId} and d.state = 'pending'`,
  );
  for (const [person, profileId] of profileIds.entries()) {
    const minutes = rows.filter((row) => row.profileId === profileId).map((row) => row.minute);
    const wanted = expected(person, deeds, reentry, batches);
    expect(minutes.sort((a, b) => a - b)).toEqual(wanted.sort((a, b) => a - b));
  }
}

test(
  'whatever happens, in whatever order it arrives and is looked at, the same people come in',
  () => fc.assert(fc.asyncProperty(story, play), { numRuns: RUNS }),
  60_000 + RUNS * 5_000,
);
