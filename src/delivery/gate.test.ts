// Caps, gaps and limits against a plain reading of their definition, and what the ledger shows of a person.
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type Database, execute, jsonb } from '../kit/db.ts';
import { controls, sendingRules } from './controls.contract.ts';
import type { DueDelivery, RunningOccurrence } from './due.queries.ts';
import {
  type GateRules,
  gateRulesOf,
  type Had,
  inTurn,
  judgeHistory,
  LONGEST_WAIT_MS,
} from './gate.rules.ts';
import { createGate } from './gate.ts';
import { createInHand } from './in-hand.ts';
import { PLAIN } from './plan.contract.ts';

const NOW = new Date('2026-06-10T12:00:00Z');
const HOUR = 3_600_000;
const ago = (hours: number): Date => new Date(NOW.getTime() - hours * HOUR);

const rulesOf = (own: object, workspace: object = {}, tags: readonly string[] = []): GateRules =>
  gateRulesOf(
    { campaignId: 1, plan: { controls: controls.parse(own) }, tags },
    { ...sendingRules.parse(workspace), timeZone: 'UTC' },
  );

const anyHad = fc.array(
  fc.record({
    campaignId: fc.constantFrom(1, 2),
    tags: fc.constantFrom([], ['a'], ['A', 'b']),
    isOutside: fc.boolean(),
    acceptedAt: fc.option(
      fc.integer({ min: 1, max: 60 * 60 }).map((minutes) => ago(minutes / 60)),
      { freq: 4 },
    ),
  }),
  { maxLength: 8 },
);
const times = fc.integer({ min: 1, max: 3 });
const hours = fc.integer({ min: 1, max: 48 });
const anyRules = fc.record({
  own: fc.record({
    caps: fc.array(fc.record({ times, hours }), { maxLength: 2 }),
    minimum_gap_minutes: fc.option(fc.integer({ min: 1, max: 600 })),
    per_person_limit: fc.option(fc.integer({ min: 1, max: 4 })),
    obey_workspace: fc.boolean(),
    when_capped: fc.constantFrom('skip', 'wait'),
  }),
  workspace: fc.record({
    caps: fc.uniqueArray(fc.record({ times, hours, tag: fc.constantFrom(null, 'a', 'c') }), {
      maxLength: 3,
      selector: ({ hours, tag }) => `${hours} ${tag}`,
    }),
    minimum_gap_minutes: fc.option(fc.integer({ min: 1, max: 600 })),
  }),
  tags: fc.constantFrom([], ['a'], ['c', 'A']),
});
type Rules = typeof anyRules extends fc.Arbitrary<infer Of> ? Of : never;

/** As the controls are described to an operator. */
function mayHave({ own, workspace, tags }: Rules, had: readonly Had[], now: Date): boolean {
  const within = (ofHours: number, counts: (one: Had) => boolean): number =>
    had.filter((one) => counts(one) && one.acceptedAt !== null && +one.acceptedAt > +now - ofHours * HOUR)
      .length;
  const lower = (all: readonly string[]): string[] => all.map((tag) => tag.toLowerCase());
  const isOwn = (one: Had): boolean => one.campaignId === 1;
  const isSeen = (one: Had): boolean => isOwn(one) || !one.isOutside;
  const gaps = [own.minimum_gap_minutes, own.obey_workspace ? workspace.minimum_gap_minutes : null];
  return (
    own.caps.every((cap) => within(cap.hours, isOwn) < cap.times) &&
    gaps.every((gap) => gap === null || within(gap / 60, isSeen) === 0) &&
    (own.per_person_limit === null ||
      had.filter((one) => isOwn(one) && one.acceptedAt !== null).length < own.per_person_limit) &&
    (!own.obey_workspace ||
      workspace.caps.every(({ tag, times, hours }) => {
        if (tag === null) return within(hours, isSeen) < times;
        if (!lower(tags).includes(tag)) return true;
        return within(hours, (one) => isSeen(one) && lower(one.tags).includes(tag)) < times;
      }))
  );
}

describe('caps, gap and limit', () => {
  test('let through exactly who may have one more, also if all that is under way is accepted', () => {
    fc.assert(
      fc.property(anyRules, anyHad, (rules, had) => {
        const of = rulesOf(rules.own, rules.workspace, rules.tags);
        const judged = judgeHistory(of, had, { now: NOW, expiresAt: null });
        const arrived = had.map((one) => ({ ...one, acceptedAt: one.acceptedAt ?? NOW }));
        if (!mayHave(rules, had, NOW)) expect(judged).not.toMatchObject({ reason: 'waits_for_result' });
        expect(judged.kind === 'pass').toBe(mayHave(rules, arrived, NOW));
        if (judged.kind === 'wait' && judged.reason === 'waits_for_result')
          expect(mayHave(rules, had, NOW)).toBe(true);
        if (rules.own.when_capped === 'skip' && !mayHave(rules, had, NOW)) expect(judged.kind).toBe('skip');
      }),
      { numRuns: 600 },
    );
  });

  test('whoever waits, waits until the moment they may have it, and not a millisecond longer', () => {
    fc.assert(
      fc.property(anyRules, anyHad, (rules, under) => {
        const had = under.filter(({ acceptedAt }) => acceptedAt !== null);
        const of = rulesOf({ ...rules.own, when_capped: 'wait' }, rules.workspace, rules.tags);
        const judged = judgeHistory(of, had, { now: NOW, expiresAt: null });
        if (judged.kind !== 'wait') return;
        expect(mayHave(rules, had, judged.until)).toBe(true);
        expect(mayHave(rules, had, new Date(+judged.until - 1))).toBe(false);
        expect(judged.expiresAt).toEqual(new Date(+NOW + LONGEST_WAIT_MS));
      }),
      { numRuns: 600 },
    );
  });

  test('who would have expired by then is skipped at once, and a limit is never waited for', () => {
    const capped = rulesOf({ caps: [{ times: 1, hours: 24 }], when_capped: 'wait' });
    const had = [{ campaignId: 1, tags: [], isOutside: false, acceptedAt: ago(1) }];
    expect(judgeHistory(capped, had, { now: NOW, expiresAt: ago(-2) })).toEqual({
      kind: 'skip',
      reason: 'frequency_cap:campaign',
    });
    const long = rulesOf({ caps: [{ times: 1, hours: 24 * 30 }], when_capped: 'wait' });
    expect(judgeHistory(long, had, { now: NOW, expiresAt: null }).kind).toBe('skip');
    const limited = rulesOf({ per_person_limit: 1, when_capped: 'wait' });
    expect(judgeHistory(limited, had, { now: NOW, expiresAt: null })).toEqual({
      kind: 'skip',
      reason: 'per_person_limit',
    });
  });

  test('who waits together keeps their order', () => {
    const turns = [ago(24 * 6), ago(24 * 2), ago(1), NOW].map((dueAt) => +inTurn(NOW, dueAt, NOW));
    expect(turns).toEqual(turns.toSorted((a, b) => a - b));
    expect(turns[0]).toBeGreaterThanOrEqual(+NOW);
    expect(turns[3]).toBeLessThanOrEqual(+NOW + 1_000);
  });
});

describe('a person in the ledger', () => {
  let database: Database;
  beforeAll(async () => {
    database = await createTestDatabase();
    await execute(database.db, sql`insert into workspaces (workspace_id, name) values ('w', 'W')`);
    await execute(
      database.db,
      sql`insert into campaigns (workspace_id, name, definition, state, tags)
          select 'w', 'C', '{}', 'sending', '{promo}' from generate_series(1, 2)`,
    );
    await execute(
      database.db,
      sql`insert into sending_rules (workspace_id, rules, updated_at)
          values ('w', ${jsonb({ caps: [{ times: 1, hours: 24, tag: 'promo' }] })}, now())`,
    );
  });
  afterAll(() => database?.close());

  let people = 0;
  /** Deliveries of one new person: of campaign 1 on one lane, of campaign 2 on another. */
  async function twoLanes(states: [string, string], settledAt: Date | null = null) {
    people += 1;
    for (const [index, state] of states.entries())
      await execute(
        database.db,
        sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, state, settled_at)
            values ('w', ${index + 1}, 1, ${people}, ${`page:${index}`}, ${String(index)}, ${state}, ${settledAt})`,
      );
    const { rows } = await sql<{
      deliveryId: number;
      campaignId: number;
    }>`select delivery_id as "deliveryId", campaign_id as "campaignId" from deliveries
        where profile_id = ${people} order by campaign_id`.execute(database.db);
    return rows.map(({ deliveryId, campaignId }) => {
      const lane = { workspaceId: 'w', laneId: `page:${campaignId - 1}` };
      const inHand = createInHand();
      const plan = { ...PLAIN, controls: controls.parse({}) };
      const delivery = { deliveryId, campaignId, occurrence: 1, profileId: people, dueAt: NOW };
      const of = { campaignId, occurrence: 1, plan, winner: null, winnerDueAt: null, tags: ['promo'] };
      const asked = {
        delivery: { ...delivery, expiresAt: null, variant: null } as DueDelivery,
        of: of as unknown as RunningOccurrence,
        attributes: {},
      };
      const gate = createGate({ db: database.db }, lane, inHand);
      inHand.add(delivery);
      return {
        judge: async () => (await gate.judge([asked], NOW))[0],
        recheck: async () => {
          const verdict = await gate.judge([asked], NOW);
          const guards = verdict.flatMap((one) => (one.kind === 'pass' && one.guard ? [one.guard] : []));
          return { guards, look: () => gate.recheck(guards, NOW) };
        },
      };
    });
  }

  test('what was accepted counts by the tag of its campaign; what is under way is waited for', async () => {
    const [, had] = await twoLanes(['accepted', 'pending'], ago(2));
    expect(await had?.judge()).toMatchObject({
      settlement: { state: 'skipped', reason: 'frequency_cap:tag promo' },
    });
    const [, late] = await twoLanes(['accepted', 'pending'], ago(25));
    expect(await late?.judge()).toMatchObject({ kind: 'pass' });
    for (const state of ['sending', 'unknown']) {
      const [, other] = await twoLanes([state, 'pending']);
      expect(await other?.judge()).toMatchObject({
        settlement: { state: 'pending', reason: 'waits_for_result' },
      });
    }
  });

  test('what an automatic answer says leaves room for the others', async () => {
    const outside = { ...PLAIN, controls: controls.parse({ obey_workspace: false }) };
    await execute(
      database.db,
      sql`insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, plan, filter, lane_id)
          values ('w', 1, 1, 'sending', now(), ${jsonb(outside)}, '{}', 'page:0')`,
    );
    const [, other] = await twoLanes(['accepted', 'pending'], ago(2));
    expect(await other?.judge()).toMatchObject({ kind: 'pass' });
    await execute(database.db, sql`delete from occurrences`);
  });

  test('of two lanes that begin with one person at once, at least one steps back', async () => {
    const lanes = await twoLanes(['pending', 'pending']);
    const [one, other] = await Promise.all(lanes.map((lane) => lane.recheck()));
    expect([one?.guards.length, other?.guards.length]).toEqual([1, 1]); // neither sees the other yet
    const begin = (campaign: number) =>
      execute(
        database.db,
        sql`update deliveries set state = 'sending' where profile_id = ${people} and campaign_id = ${campaign}`,
      );
    await begin(1);
    expect((await one?.look())?.size).toBe(0); // first: it goes on
    await begin(2);
    expect((await other?.look())?.size).toBe(1);
  });

  test('a person who was merged has what both profiles had', async () => {
    await twoLanes(['accepted', 'failed'], ago(2));
    const before = people;
    const [, lane] = await twoLanes(['failed', 'pending']);
    await execute(
      database.db,
      sql`insert into profile_merges (workspace_id, from_profile_id, into_profile_id, reason, merged_at)
          values ('w', ${before}, ${people}, 'test', now())`,
    );
    expect(await lane?.judge()).toMatchObject({ settlement: { reason: 'frequency_cap:tag promo' } });
  });
});

test('in one lane, whoever was let through counts until it stands in the ledger', () => {
  const inHand = createInHand();
  const of = (deliveryId: number) => ({
    deliveryId,
    profileId: 7,
    campaignId: 1,
    occurrence: 1,
    tags: [],
    isOutside: false,
  });
  inHand.add(of(1));
  inHand.pass(of(1));
  const watch = inHand.watch();
  expect(watch.othersOf(7, 2)).toMatchObject([{ deliveryId: 1 }]);
  expect(watch.othersOf(7, 1)).toEqual([]);
  inHand.delete(1); // settled while somebody looks
  expect(watch.othersOf(7, 2)).toMatchObject([{ deliveryId: 1 }]);
  watch.end();
  expect(inHand.watch().othersOf(7, 2)).toEqual([]);
  expect([inHand.size, inHand.sizeOf(of(1))]).toEqual([0, 0]);
});
