// Conversions against a plain evaluator: random messages, versions, control groups and events that come late, twice, in any
// order, and before the answer of a call is known.
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../kit/clock.ts';
import { type Database, execute, jsonb, many, one, withTransaction } from '../kit/db.ts';
import { recordConversions, settleWaits } from './conversions.ts';
import { unwatchEnded } from './goal-watch.ts';

const START = new Date('2026-11-01T00:00:00Z');
const at = (minutes: number): Date => addMs(START, minutes * MINUTE_MS);

let database: Database;
let workspaceId = '';
let workspaces = 0;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
const newWorkspace = async () => {
  workspaces += 1;
  workspaceId = `w${workspaces}`;
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values (${workspaceId}, 'w')`);
};
beforeEach(newWorkspace);

interface TestGoal {
  event: string;
  where?: object[];
  within_hours: number;
  revenue_attribute?: string | null;
}
const goalOf = (goal: TestGoal, index: number) => ({
  name: `Goal ${index}`,
  revenue_attribute: null,
  ...goal,
});

/** A campaign with these goals by version, each version with one occurrence of the same number. */
async function newCampaign(versions: TestGoal[][]): Promise<number> {
  const { id } = await one<{ id: number }>(
    database.db,
    sql`insert into campaigns (workspace_id, name, definition, state) values (${workspaceId}, 'C', '{}', 'active') returning campaign_id as id`,
  );
  for (const [index, goals] of versions.entries()) {
    const definition = jsonb({ goals: goals.map(goalOf) });
    await execute(
      database.db,
      sql`insert into campaign_versions (workspace_id, campaign_id, version, definition, published_at, published_by)
          values (${workspaceId}, ${id}, ${index + 1}, ${definition}, ${START}, 'Ada')`,
    );
    await execute(
      database.db,
      sql`insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, plan, filter, lane_id, version)
          values (${workspaceId}, ${id}, ${index + 1}, 'sending', ${START}, '{}', '{}', 'lane', ${index + 1})`,
    );
    for (const name of new Set(goals.map((goal) => goal.event)))
      await execute(
        database.db,
        sql`insert into watched_events (workspace_id, name, campaign_id) values (${workspaceId}, ${name}, ${id}) on conflict do nothing`,
      );
  }
  return id;
}

const newPerson = async () =>
  (
    await one<{ id: number }>(
      database.db,
      sql`insert into profiles (workspace_id) values (${workspaceId}) returning profile_id as id`,
    )
  ).id;

interface Row {
  campaignId: number;
  version: number;
  profileId: number;
  state: string;
  reason?: string | null;
  minute: number;
}
let entryId = 0;
const newDelivery = async ({ campaignId, version, profileId, state, reason = null, minute }: Row) => {
  entryId += 1;
  const { id } = await one<{ id: number }>(
    database.db,
    sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, state, reason, due_at, settled_at, entry_id)
        values (${workspaceId}, ${campaignId}, ${version}, ${profileId}, 'lane', ${state}, ${reason}, ${START},
                ${['accepted', 'failed', 'skipped'].includes(state) ? at(minute) : null}, ${entryId}) returning delivery_id as id`,
  );
  return id;
};
const settle = (deliveryId: number, state: string, minute: number) =>
  execute(
    database.db,
    sql`update deliveries set state = ${state}, settled_at = ${at(minute + 7)}, echoed_at = ${state === 'accepted' ? at(minute) : null}
         where delivery_id = ${deliveryId}`,
  );

interface Done {
  profileId: number;
  name: string;
  minute: number;
  attributes?: Record<string, unknown>;
}
const newEvent = async ({ profileId, name, minute, attributes = {} }: Done) => {
  const occurredAt = at(minute);
  const { eventId } = await one<{ eventId: number }>(
    database.db,
    sql`insert into events (workspace_id, profile_id, name, occurred_at, source, attributes)
        values (${workspaceId}, ${profileId}, ${name}, ${occurredAt}, 'api', ${jsonb(attributes)}) returning event_id as "eventId"`,
  );
  return { eventId, profileId, name, occurredAt, attributes };
};

async function inTurn<A, B>(list: readonly A[], make: (one: A) => Promise<B>): Promise<B[]> {
  const made: B[] = [];
  for (const one of list) made.push(await make(one));
  return made;
}

const record = (events: Awaited<ReturnType<typeof newEvent>>[], now = at(0)) =>
  withTransaction(database.db, (tx) => recordConversions(tx, workspaceId, events, now));
const lookAgain = (now: Date) => withTransaction(database.db, (tx) => settleWaits(tx, now, 500));
const conversions = (isUnsent = false) =>
  many<{ goal: number; deliveryId: number; eventId: number; value: number | null }>(
    database.db,
    sql`select goal, delivery_id as "deliveryId", event_id as "eventId", value from conversions
         where workspace_id = ${workspaceId} and is_unsent = ${isUnsent} order by event_id, goal, delivery_id`,
  );
const waits = async () =>
  (
    await one<{ count: number }>(
      database.db,
      sql`select count(*) as count from conversion_waits where workspace_id = ${workspaceId}`,
    )
  ).count;

const PURCHASE = { event: 'Purchase', within_hours: 24, revenue_attribute: 'amount' };

test('an event counts for the latest message before it, within the window, with its revenue', async () => {
  const campaignId = await newCampaign([[PURCHASE]]);
  const profileId = await newPerson();
  const of = { campaignId, version: 1, profileId, state: 'accepted' };
  const first = await newDelivery({ ...of, minute: 0 });
  const second = await newDelivery({ ...of, minute: 60 });
  const buy = (minute: number, attributes: Record<string, unknown>) =>
    newEvent({ profileId, name: 'Purchase', minute, attributes });
  const before = await buy(-1, { amount: 1 });
  const between = await buy(59, { amount: 2 });
  const onTime = await buy(60 + 24 * 60, { amount: 'much' });
  const late = await buy(61 + 24 * 60, { amount: 4 });
  await record([late, between, before, onTime]);
  await record([between, onTime]);
  expect(await conversions()).toEqual([
    { goal: 0, deliveryId: first, eventId: between.eventId, value: 2 },
    { goal: 0, deliveryId: second, eventId: onTime.eventId, value: null },
  ]);
});

test('an event that comes before the answer of its message waits for it; without one, what is known counts after a day', async () => {
  const campaignId = await newCampaign([[PURCHASE]]);
  const [ana, ben] = [await newPerson(), await newPerson()];
  const of = { campaignId, version: 1, minute: 0 };
  const proven = await newDelivery({ ...of, profileId: ana, state: 'unknown' });
  const known = await newDelivery({ ...of, profileId: ben, state: 'accepted' });
  await newDelivery({ ...of, profileId: ben, state: 'failed', reason: 'unknown_outcome', minute: 5 });
  const byAna = await newEvent({ profileId: ana, name: 'Purchase', minute: 10 });
  const byBen = await newEvent({ profileId: ben, name: 'Purchase', minute: 10 });
  await record([byAna, byBen], at(11));
  expect([await conversions(), await waits()]).toEqual([[], 2]);
  await settle(proven, 'accepted', 3);
  await lookAgain(at(12));
  expect(await conversions()).toEqual([{ goal: 0, deliveryId: proven, eventId: byAna.eventId, value: null }]);
  await lookAgain(at(13));
  expect(await waits()).toBe(1);
  await lookAgain(addMs(at(11), DAY_MS));
  expect((await conversions()).map(({ deliveryId }) => deliveryId)).toEqual([proven, known]);
  expect(await waits()).toBe(0);
});

test('each version keeps its own goals, and conditions are asked at the time of the event', async () => {
  const large = { kind: 'attribute', attribute: 'amount', op: 'greater', value: 50 };
  const recent = { kind: 'attribute', attribute: 'ordered_at', op: 'in_last_days', days: 1 };
  const campaignId = await newCampaign([
    [{ ...PURCHASE, where: [large] }],
    [
      { ...PURCHASE, event: 'Visit' },
      { ...PURCHASE, where: [recent] },
    ],
  ]);
  const profileId = await newPerson();
  const first = await newDelivery({ campaignId, version: 1, profileId, state: 'accepted', minute: 0 });
  const second = await newDelivery({ campaignId, version: 2, profileId, state: 'accepted', minute: 1 });
  const ordered = addMs(START, -HOUR_MS).toISOString();
  const old = await newEvent({ profileId, name: 'Purchase', minute: 2, attributes: { amount: 60 } });
  const fresh = await newEvent({
    ...{ profileId, name: 'Purchase', minute: 3 },
    attributes: { amount: 60, ordered_at: ordered },
  });
  await record([old, fresh], addMs(START, 40 * DAY_MS));
  expect(await conversions()).toEqual([
    { goal: 0, deliveryId: first, eventId: old.eventId, value: 60 },
    { goal: 1, deliveryId: second, eventId: fresh.eventId, value: 60 },
  ]);
});

const minute = fc.integer({ min: 0, max: 3 * 24 * 60 });
const STATES = [
  { state: 'accepted' },
  { state: 'skipped', reason: 'control_group' },
  { state: 'skipped', reason: 'window_closed' },
  { state: 'failed', reason: '551' },
  { state: 'unknown', becomes: 'accepted' },
  { state: 'sending', becomes: 'failed' },
  { state: 'pending' },
] as const;
const world = fc.record({
  goals: fc.array(
    fc.array(
      fc.record({
        event: fc.constantFrom('Purchase', 'Visit'),
        within_hours: fc.constantFrom(1, 5, 24),
        min: fc.constantFrom(null, 2),
      }),
      { maxLength: 2 },
    ),
    { minLength: 1, maxLength: 3 },
  ),
  deliveries: fc.array(
    fc.record({ version: fc.nat(2), person: fc.nat(1), kind: fc.constantFrom(...STATES), minute }),
    { maxLength: 8 },
  ),
  events: fc.array(
    fc.record({
      person: fc.nat(1),
      name: fc.constantFrom('Purchase', 'Visit', 'Other'),
      minute,
      amount: fc.nat(4),
      batch: fc.nat(2),
    }),
    { maxLength: 10 },
  ),
});

interface Sent {
  version: number;
  profileId: number;
  kind: (typeof STATES)[number];
  minute: number;
  id: number;
}
interface Happened {
  event: Awaited<ReturnType<typeof newEvent>>;
  minute: number;
  amount: number;
}
type TestGoals = { event: string; within_hours: number; min: number | null }[][];

interface Turn {
  id: number;
  version: number;
  profileId: number;
  minute: number;
}
/** Messages people had, and turns at which nothing was sent. */
function listTurns(sent: readonly Sent[]): { had: Turn[]; unsent: Turn[] } {
  const isHad = ({ kind }: Sent): boolean => {
    const state = 'becomes' in kind ? kind.becomes : kind.state;
    return state === 'accepted' || ('reason' in kind && kind.reason === 'control_group');
  };
  const unsent = sent
    .filter((one) => !isHad(one) && one.kind.state !== 'pending')
    .map((one) => ({ ...one, minute: 'becomes' in one.kind ? one.minute + 7 : one.minute }));
  return { had: sent.filter(isHad), unsent };
}

/** The rule as one would say it: of each event the latest turn before it by which it counts, and all goals of that. */
const listExpected = (goals: TestGoals, turns: readonly Turn[], done: readonly Happened[]) =>
  done.flatMap(({ event, minute, amount }) => {
    const counting = (version: number, sentMinute: number) =>
      goals[version - 1]!.flatMap((goal, place) =>
        goal.event === event.name &&
        (goal.min === null || amount >= goal.min) &&
        sentMinute <= minute &&
        minute - sentMinute <= goal.within_hours * 60
          ? [place]
          : [],
      );
    const latest = turns
      .filter((one) => one.profileId === event.profileId && counting(one.version, one.minute).length > 0)
      .sort((a, b) => b.minute - a.minute || b.id - a.id)[0];
    if (!latest) return [];
    return counting(latest.version, latest.minute).map((goal) => ({
      ...{ goal, deliveryId: latest.id, eventId: event.eventId, value: amount },
    }));
  });

test('random messages and events: exactly what the plain rule says, however they come', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ goals, deliveries, events }) => {
      await newWorkspace();
      const large = (min: number) => ({
        kind: 'attribute',
        attribute: 'amount',
        op: 'greater_or_equal',
        value: min,
      });
      const campaignId = await newCampaign(
        goals.map((list) =>
          list.map(({ min, ...goal }) => ({
            ...goal,
            revenue_attribute: 'amount',
            ...(min !== null && { where: [large(min)] }),
          })),
        ),
      );
      const people = [await newPerson(), await newPerson()];
      const personOf = (place: number): number => people[place] ?? 0;
      const sent = await inTurn(deliveries, async ({ version, person, kind, minute }) => {
        const of = { campaignId, version: (version % goals.length) + 1, profileId: personOf(person) };
        return { ...of, kind, minute, id: await newDelivery({ ...of, ...kind, minute }) };
      });
      const done = await inTurn(events, async ({ person, name, minute, amount, batch }) => {
        const did = { profileId: personOf(person), name, minute, attributes: { amount } };
        return { event: await newEvent(did), minute, amount, batch };
      });
      const inBatch = (batch: number) => done.filter((one) => one.batch === batch).map((one) => one.event);
      await record(inBatch(0));
      await record(inBatch(1));
      for (const one of sent) if ('becomes' in one.kind) await settle(one.id, one.kind.becomes, one.minute);
      await record(inBatch(2));
      await record(inBatch(0));
      await lookAgain(at(60));
      expect(await waits()).toBe(0);

      const { had, unsent } = listTurns(sent);
      expect(await conversions()).toEqual(listExpected(goals, had, done));
      expect(await conversions(true)).toEqual(listExpected(goals, unsent, done));
    }),
    { numRuns: 60 },
  );
});

test('goals are watched for their window after the campaign ended, and what comes late a day longer', async () => {
  const campaignId = await newCampaign([[{ ...PURCHASE, event: 'Visit' }], [PURCHASE]]);
  const end = (occurrence: number, finishedAt: Date) =>
    execute(
      database.db,
      sql`update occurrences set finished_at = ${finishedAt} where campaign_id = ${campaignId} and occurrence = ${occurrence}`,
    );
  const watched = async () => {
    const rows = await many<{ name: string }>(
      database.db,
      sql`select name from watched_events where campaign_id = ${campaignId} order by name`,
    );
    return rows.map(({ name }) => name);
  };
  await end(1, START);
  await end(2, addMs(START, HOUR_MS));
  await unwatchEnded(database.db, addMs(START, 9 * DAY_MS));
  expect(await watched()).toEqual(['Purchase', 'Visit']); // it goes on by itself as long as the campaign does
  await execute(database.db, sql`update campaigns set state = 'finished' where campaign_id = ${campaignId}`);
  await unwatchEnded(database.db, addMs(START, 2 * DAY_MS - 1));
  expect(await watched()).toEqual(['Purchase', 'Visit']);
  await unwatchEnded(database.db, addMs(START, 2 * DAY_MS));
  expect(await watched()).toEqual(['Purchase']);
  await unwatchEnded(database.db, addMs(START, 2 * DAY_MS + HOUR_MS));
  expect(await watched()).toEqual([]);
});
