// The waterfall says of a whole segment what the lane would do with each of its people, on real PostgreSQL: generated people
// are counted by the one and prepared by the other.
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { compilePlan } from '../delivery/compile-plan.ts';
import { openOccurrence } from '../delivery/deliveries.ts';
import { enqueueRange } from '../delivery/enqueue.queries.ts';
import { createGate } from '../delivery/gate.ts';
import { createInHand } from '../delivery/in-hand.ts';
import { readPageAssets } from '../delivery/page-assets.queries.ts';
import { prepareBatch } from '../delivery/prepare-batch.ts';
import { addMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../kit/clock.ts';
import { execute, jsonb, many, one, withTransaction } from '../kit/db.ts';
import { checkDefinition } from './campaign.check.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import {
  count,
  countOf,
  database,
  define,
  hold,
  NOW,
  needs,
  OTHER_PAGE,
  PAGE,
  removeEverybody,
  TEXT,
  utility,
} from './testing/waterfall-world.ts';
import type { Waterfall } from './waterfall.contract.ts';
import { countWaterfall } from './waterfall.ts';

const FEEDBACK = {
  message: { attachment: { type: 'template', payload: { template_type: 'customer_feedback' } } },
};
const RAW = {
  method: 'POST',
  url: `https://graph.facebook.com/v26.0/${PAGE}/messages`,
  body: {
    kind: 'raw',
    text: '{"recipient":{"id":"{{ ps_id }}"},"messaging_type":"RESPONSE","message":{"text":"Hi {{ first_name | default: \'you\' }}"}}',
  },
};

const account = fc.record({
  page: fc.constantFrom(PAGE, PAGE, PAGE, OTHER_PAGE),
  /** Around the ends of the window and of what outlasts it; never on the very millisecond. */
  agoMs: fc.option(
    fc
      .tuple(fc.constantFrom(0, 0, 24, 24, 36, 168), fc.integer({ min: -600, max: 600 }))
      .map(([hours, seconds]) => hours * HOUR_MS + seconds * SECOND_MS + 500)
      .filter((ms) => ms > 0),
    { freq: 8 },
  ),
  adMs: fc
    .option(fc.integer({ min: -30, max: 3 * 24 * 60 }), { freq: 3 })
    .map((m) => m && m * MINUTE_MS + 250),
  closed: fc.boolean(),
  blocked: fc.constantFrom(false, false, false, true),
  optedOut: fc.constantFrom(false, false, false, true),
});
const person = fc.record({
  psId: fc.constantFrom('own', 'own', 'none', 'first', 'other', 'text'),
  locale: fc.constantFrom(null, 'cs', 'cs-CZ', ' de_DE ', 'de_AT', 'fr', 'en', 'x', 7, ['cs']),
  accounts: fc.array(account, { maxLength: 3 }),
});
type GeneratedPerson = typeof person extends fc.Arbitrary<infer P> ? P : never;

let next = 1;
async function fill(people: GeneratedPerson[]): Promise<void> {
  const { db } = database;
  await removeEverybody();
  for (const { psId, locale, accounts } of people) {
    const psids = accounts.map(() => String(next++));
    const values = { own: String(next++), none: undefined, first: psids[0], other: psids.at(-1), text: 'x1' };
    const attributes = { ps_id: values[psId as keyof typeof values], locale };
    const { id } = await one(
      db,
      sql<{
        id: number;
      }>`insert into profiles (workspace_id, attributes) values ('w', ${jsonb(attributes)}) returning profile_id as id`,
    );
    for (const [index, one] of accounts.entries()) {
      const acted = one.agoMs === null ? null : addMs(NOW, -one.agoMs);
      const ad = acted && one.adMs !== null ? addMs(NOW, one.adMs) : null;
      await execute(
        db,
        sql`insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, last_user_action_at,
                                    ad_window_until, window_closed_at, blocked_at, opted_out_at)
            values ('w', ${one.page}, ${psids[index]}, ${id}, 'webhook', ${NOW}, ${acted}, ${ad},
                    ${acted && one.closed ? addMs(NOW, -SECOND_MS) : null},
                    ${one.blocked ? NOW : null}, ${one.optedOut ? NOW : null})`,
      );
    }
  }
}

/** What the ledger and the lane make of everybody: `state:route:reason` with how many. */
async function prepareAll(definition: CampaignDefinition): Promise<Record<string, number>> {
  const { db, secrets } = needs;
  const { plan } = await checkDefinition(needs, 'w', definition);
  const { id } = await one(
    db,
    sql<{
      id: number;
    }>`insert into campaigns (workspace_id, name, definition) values ('w', 'c', '{}') returning campaign_id as id`,
  );
  const of = { workspaceId: 'w', campaignId: id, occurrence: 1 };
  const lane = { workspaceId: 'w', laneId: `page:${PAGE}` };
  await withTransaction(db, async (tx) => {
    await openOccurrence(tx, { ...of, version: 1, dueAt: NOW, plan, filter: {} });
    const range = { fromProfileId: 1, toProfileId: 1_000_000_000 };
    await enqueueRange(tx, { ...of, ...lane, plan, who: sql`true`, ...range, now: NOW });
  });
  const rows = await many(
    db,
    sql<{ deliveryId: number; profileId: number; psid: string | null; state: string; reason: string | null }>`
      select delivery_id as "deliveryId", profile_id as "profileId", psid, state, reason from deliveries where campaign_id = ${id}`,
  );
  const due = rows
    .filter((row) => row.state === 'pending')
    .map((row) => ({
      ...row,
      ...{ campaignId: id, occurrence: 1, pageId: PAGE, attempts: 0, tries: 0, route: 0 },
      ...{ firstTriedAt: null, dueAt: NOW, expiresAt: null, variant: null, event: null },
    }));
  const running = { ...of, plan, startedAt: NOW, data: null, winner: null, winnerDueAt: null, tags: [] };
  const { attempts, settlements } = await prepareBatch(needs as never, lane, {
    due,
    plans: new Map([[`${id}/1`, compilePlan(plan, secrets, needs)]]),
    running: new Map([[`${id}/1`, running]]),
    gate: createGate({ db }, lane, createInHand()),
    credentials: { accessToken: 't', appSecret: 's' },
    assets: await readPageAssets(db, 'w', PAGE, NOW),
  });
  return tally([
    ...rows.filter((row) => row.state === 'skipped').map(({ reason }) => `lost:${reason}`),
    ...attempts.map(({ route }) => `sent:${route}`),
    ...settlements.map(({ state, reason, route }) =>
      state === 'held' ? `held:${route}:${reason}` : `lost:${reason}`,
    ),
  ]);
}

const tally = (keys: string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(keys, (key) => key)].map(([key, all]) => [key, all.length]));

/** The same out of the waterfall. */
function outcomesOf({ steps }: Waterfall): Record<string, number> {
  const entries = steps.flatMap(({ key, route, people, reasons }): [string, number][] => {
    if (key === 'in_window' || key === 'by_template') return [[`sent:${route}`, people]];
    const prefix = key === 'held' ? `held:${route}` : 'lost';
    return key === 'held' || key === 'not_reached' || key === 'left_out'
      ? reasons.map((one) => [`${prefix}:${one.reason}`, one.people])
      : [];
  });
  return Object.fromEntries(entries.filter(([, people]) => people > 0));
}

describe('the waterfall of generated people is what the lane would do with them', () => {
  test.each<[string, object]>([
    ['a message alone', { message: TEXT }],
    ['a raw call', { request: RAW }],
    [
      'message, template, hold',
      { message: TEXT, routes: [{ kind: 'message' }, utility('receipt'), hold(72)] },
    ],
    ['templates alone', { routes: [utility('late'), utility('receipt')] }],
    ['message, hold, template', { message: TEXT, routes: [{ kind: 'message' }, hold(1), utility('late')] }],
    ['what outlasts the window', { message: FEEDBACK, routes: [{ kind: 'message' }, hold(24)] }],
  ])('%s', async (_, over) => {
    const definition = define(over);
    await fc.assert(
      fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 40 }), async (people) => {
        await fill(people);
        const waterfall = await countWaterfall(needs, 'w', { definition, campaign_id: null });
        if (waterfall === null) throw new Error('It was not counted');
        expect(outcomesOf(waterfall)).toEqual(await prepareAll(definition));
        expect(countOf(waterfall, 'in_segment')).toBe(people.length);
        expect(countOf(waterfall, 'left_out', 'in_window', 'by_template', 'held', 'not_reached')).toBe(
          people.length,
        );
        const { steps } = waterfall;
        const [all, known, reachable] = steps;
        for (const [step, before] of [
          [known, all],
          [reachable, known],
        ] as const)
          expect(step!.people + step!.reasons.reduce((sum, one) => sum + one.people, 0)).toBe(before!.people);
      }),
      { numRuns: 12 },
    );
  });
});

test('each variant of an experiment counts for its share, by its own ways', async () => {
  await removeEverybody();
  const acted = addMs(NOW, -60 * MINUTE_MS);
  await execute(
    database.db,
    sql`with made as (insert into profiles (workspace_id) select 'w' from generate_series(1, 100) returning profile_id)
        insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, last_user_action_at)
        select 'w', ${PAGE}, (70000 + profile_id)::text, profile_id, 'webhook', ${NOW},
               case when row_number() over (order by profile_id) <= 50 then ${acted}::timestamptz end from made`,
  );
  const variant = (name: string, weight: number, content: object | null) => ({ name, weight, content });
  const variants = [
    variant('a', 30, null),
    variant('b', 30, { message: TEXT }),
    variant('c', 40, { routes: [utility('receipt')] }),
  ];
  const controls = { use_global_control: false };
  const waterfall = await count({ message: TEXT, experiment: { variants }, controls });
  if (waterfall === null) throw new Error('It was not counted');
  expect(outcomesOf(waterfall)).toMatchObject({ 'sent:0': 30, 'sent:1': 40 });
  expect(countOf(waterfall, 'in_segment')).toBe(100);
  expect(countOf(waterfall, 'in_window', 'by_template', 'held', 'not_reached')).toBe(100);
});
