// Evidence about people, in every order and any number of times.
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type Database, execute, many, one, withTransaction } from '../kit/db.ts';
import { markBlocked } from './blocks.ts';
import { saveCustomer } from './customers.ts';
import { recordEvents } from './events.ts';
import { applySightings, identityKey, type Sighting } from './sightings.ts';
import { applyWatermarks } from './watermarks.ts';

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase({ max: 8 });
});
afterAll(() => database.close());

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 22, 10, minute));
let workspaces = 0;

async function makeWorkspace(): Promise<string> {
  workspaces += 1;
  const id = `w${workspaces}`;
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values (${id}, ${id})`);
  return id;
}

/** What can reach us about a person, in whatever order. */
type Step =
  | { do: 'see'; sighting: Sighting }
  | { do: 'block'; psid: string; at: Date; code: string }
  | { do: 'mark'; psid: string; deliveredAt: Date; readAt: Date | null }
  | { do: 'event'; psid: string; key: string }
  | { do: 'claim'; psid: string };

const psid = fc.constantFrom('1', '2', '90071992547409931234');
const minute = fc.integer({ min: 0, max: 59 }).map(at);
const sighting: fc.Arbitrary<Sighting> = fc.record({
  pageId: fc.constantFrom('p1', 'p2'),
  psid,
  seenAt: minute,
  source: fc.constantFrom('webhook' as const, 'backfill' as const, 'api' as const),
  userAction: fc.option(
    fc.record({ at: minute, kind: fc.constantFrom('message', 'postback', 'quick_reply') }),
  ),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('see' as const), sighting }),
  fc.record({
    do: fc.constant('block' as const),
    psid,
    at: minute,
    code: fc.constantFrom('551', '10/2018108'),
  }),
  fc.record({ do: fc.constant('mark' as const), psid, deliveredAt: minute, readAt: fc.option(minute) }),
  fc.record({ do: fc.constant('event' as const), psid, key: fc.constantFrom('k1', 'k2', 'k3') }),
  fc.record({ do: fc.constant('claim' as const), psid }),
);

/** A block, a mark and an event come with a sighting of their person, as the callers guarantee. */
const ofPerson = (psid: string): Sighting => ({
  pageId: 'p1',
  psid,
  seenAt: at(59),
  source: 'api',
  userAction: null,
});

async function apply(workspace: string, step: Step): Promise<void> {
  await withTransaction(database.db, async (tx) => {
    if (step.do === 'claim') {
      const attributes = { ps_id: step.psid, city: 'Brno' };
      await saveCustomer(tx, workspace, { customerId: `c${step.psid}`, attributes, now: at(0) });
      return;
    }
    const person = step.do === 'see' ? step.sighting : ofPerson(step.psid);
    const ids = await applySightings(tx, workspace, [person]);
    const where = { pageId: 'p1', psid: person.psid };
    if (step.do === 'block') await markBlocked(tx, workspace, [{ ...where, code: step.code, at: step.at }]);
    if (step.do === 'mark')
      await applyWatermarks(tx, workspace, [
        { ...where, deliveredAt: step.deliveredAt, readAt: step.readAt },
      ]);
    if (step.do === 'event') {
      const profileId = ids.get(identityKey('p1', step.psid))!;
      const event = {
        profileId,
        name: 'wrote',
        occurredAt: at(1),
        source: 'messenger',
        pageId: 'p1',
        attributes: {},
      } as const;
      await recordEvents(tx, workspace, [{ ...event, dedupeKey: `${step.psid}:${step.key}` }]);
    }
  });
}

/** Everything but the ids and the times of storing. */
async function readState(workspace: string) {
  const identities = await many(
    database.db,
    sql`select i.page_id, i.psid, i.source, i.first_seen_at, i.last_user_action_at, i.last_user_action, i.blocked_at,
               i.blocked_code, i.last_delivered_at, i.last_read_at, p.customer_id, p.attributes,
               (select array_agg(e.dedupe_key order by e.dedupe_key) from events e
                 where e.workspace_id = p.workspace_id and e.profile_id = p.profile_id) as events
          from identities i join profiles p using (workspace_id, profile_id)
         where i.workspace_id = ${workspace} order by 1, 2`,
  );
  const { profiles } = await one<{ profiles: number }>(
    database.db,
    sql`select count(*) as profiles from profiles where workspace_id = ${workspace}`,
  );
  return { identities, profiles };
}

test('any order and any repetition of the same evidence gives the same state', async () => {
  const cases = fc.array(step, { minLength: 1, maxLength: 12 }).chain((steps) =>
    fc.record({
      steps: fc.constant(steps),
      shuffled: fc.shuffledSubarray([...steps, ...steps], { minLength: steps.length * 2 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(cases, async ({ steps, shuffled }) => {
      const [first, second] = [await makeWorkspace(), await makeWorkspace()];
      for (const step of steps) await apply(first, step);
      for (const step of shuffled) await apply(second, step);
      expect(await readState(second)).toEqual(await readState(first));
    }),
    { numRuns: 40 },
  );
});

test('one batch gives the same state as its sightings one by one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sighting, { minLength: 1, maxLength: 20 }), async (sightings) => {
      const [batched, single] = [await makeWorkspace(), await makeWorkspace()];
      await withTransaction(database.db, (tx) => applySightings(tx, batched, sightings));
      for (const one of sightings) await apply(single, { do: 'see', sighting: one });
      expect(await readState(batched)).toEqual(await readState(single));
    }),
    { numRuns: 30 },
  );
});

test('a customer who carries the ps_id gets the identity when the person first writes', async () => {
  const workspace = await makeWorkspace();
  const ids = await withTransaction(database.db, async (tx) => {
    const input = { customerId: 'c1', attributes: { ps_id: '77' }, now: at(0) };
    const profileId = await saveCustomer(tx, workspace, input);
    const seen = await applySightings(tx, workspace, [{ ...ofPerson('77') }]);
    return { profileId, seen };
  });
  expect(ids.seen).toEqual(new Map([['p1:77', ids.profileId]]));
  expect((await readState(workspace)).profiles).toBe(1);
});

test('concurrent appliers of overlapping batches in opposite orders neither deadlock nor make anyone twice', async () => {
  const workspace = await makeWorkspace();
  const people = Array.from({ length: 300 }, (_, index) => ofPerson(String(1000 + index)));
  const batches = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? people : people.toReversed()));
  const maps = await Promise.all(
    batches.map((batch) => withTransaction(database.db, (tx) => applySightings(tx, workspace, batch))),
  );
  expect(await readState(workspace)).toMatchObject({ profiles: 300, identities: { length: 300 } });
  for (const map of maps) expect(new Map([...map].sort())).toEqual(new Map([...maps[0]!].sort()));
});
