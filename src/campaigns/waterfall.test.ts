// The waterfall says of a whole segment what the lane would do with each of its people, on real PostgreSQL: generated people
// are counted by the one and prepared by the other.
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { compilePlan } from '../delivery/compile-plan.ts';
import { openOccurrence } from '../delivery/deliveries.ts';
import { enqueueRange } from '../delivery/enqueue.queries.ts';
import { createGate } from '../delivery/gate.ts';
import { createInHand } from '../delivery/in-hand.ts';
import { readPageAssets } from '../delivery/page-assets.queries.ts';
import { prepareBatch } from '../delivery/prepare-batch.ts';
import { addMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../kit/clock.ts';
import { type Database, execute, jsonb, many, one, withTransaction } from '../kit/db.ts';
import { formatId } from '../kit/ids.ts';
import { createMemory } from '../kit/remember-dear.ts';
import { createSecrets } from '../kit/secrets.ts';
import { checkDefinition } from './campaign.check.ts';
import { type CampaignDefinition, campaignDefinition } from './campaign.contract.ts';
import type { Waterfall } from './waterfall.contract.ts';
import { countWaterfall, type WaterfallNeeds } from './waterfall.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const PAGE = '1040000000000001';
const OTHER_PAGE = '1040000000000002';
const GRAPH = { graphUrl: 'https://graph.facebook.com', graphVersion: 'v26.0' };

let database: Database;
let needs: WaterfallNeeds;
let segment: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  const secrets = createSecrets('k'.repeat(32));
  needs = {
    ...{ db, secrets, ...GRAPH, utilityShape: 'message', clock: { now: () => NOW }, pagePerSecond: 300 },
    counted: createMemory(() => performance.now()),
    ...{ installationId: 'test', callers: NO_CALLS, graph: NO_CALLS, clickLinks: CLICKS },
  };
  await execute(db, sql`insert into workspaces (workspace_id, name) values ('w', 'w')`);
  await execute(
    db,
    sql`insert into apps (workspace_id, app_id, app_secret, verify_token)
        values ('w', '1', ${secrets.seal('s')}, ${secrets.seal('v')})`,
  );
  for (const page of [PAGE, OTHER_PAGE])
    await execute(
      db,
      sql`insert into pages (workspace_id, page_id, app_id, name, access_token, echoes_subscribed)
          values ('w', ${page}, '1', ${page}, ${secrets.seal('t')}, true)`,
    );
  await execute(
    db,
    sql`insert into utility_templates (workspace_id, page_id, name, language, template_id, status, components, synced_at)
        select 'w', ${PAGE}, t.name, t.language, t.name || t.language, t.status, '[]', ${NOW}
          from (values ('receipt', 'en', 'APPROVED'), ('receipt', 'cs', 'APPROVED'), ('receipt', 'de_DE', 'APPROVED'),
                       ('receipt', 'fr', 'PENDING'), ('late', 'en', 'REJECTED'), ('late', 'cs', 'APPROVED')) t (name, language, status)`,
  );
  const { id } = await one(
    db,
    sql<{ id: number }>`insert into segments (workspace_id, name, filter)
      values ('w', 'all', ${jsonb({ kind: 'group', match: 'all', filters: [] })}) returning segment_id as id`,
  );
  segment = formatId('seg', id);
  await execute(
    db,
    sql`insert into sending_rules (workspace_id, rules, updated_at) values ('w', '{"global_control_percent": 25}', ${NOW})`,
  );
});
afterAll(() => database.close());

/** Nothing here may call anybody; only what inspects an address is needed. */
const NO_CALLS = {
  connectors: { inspectAddresses: () => [] },
} as never;

const CLICKS = { wrap: (target: string) => target } as never;

const TEXT = { message: { text: 'Hello' } };
const FEEDBACK = {
  message: { attachment: { type: 'template', payload: { template_type: 'customer_feedback' } } },
};
const utility = (name: string) => ({
  kind: 'utility',
  template: { name, language: 'en', language_attribute: 'locale' },
});
const hold = (hours: number) => ({ kind: 'hold', hours });
const RAW = {
  method: 'POST',
  url: `https://graph.facebook.com/v26.0/${PAGE}/messages`,
  body: {
    kind: 'raw',
    text: '{"recipient":{"id":"{{ ps_id }}"},"messaging_type":"RESPONSE","message":{"text":"Hi {{ first_name | default: \'you\' }}"}}',
  },
};

const define = (over: object): CampaignDefinition =>
  campaignDefinition.parse({ segment_id: segment, page_id: PAGE, ...over });

/** Of a definition that is not saved. */
const count = (over: object) => countWaterfall(needs, 'w', { definition: define(over), campaign_id: null });

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
  await execute(db, sql`truncate profiles cascade`);
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

const countOf = ({ steps }: Waterfall, ...keys: string[]): number =>
  steps.filter(({ key }) => keys.includes(key)).reduce((sum, { people }) => sum + people, 0);

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
  await fill([]);
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

test('the forecast goes by the lowest of the rates that apply', async () => {
  await fill([]);
  const video = {
    message: { attachment: { type: 'video', payload: { url: 'https://shop.example.org/v.mp4' } } },
  };
  const rateOf = async (over: object) => {
    const forecast = (await count(over))?.forecast;
    return [forecast?.limited_by, forecast?.per_second];
  };
  expect(await rateOf({ message: TEXT })).toEqual(['page', 300]);
  expect(await rateOf({ message: TEXT, per_second: 20 })).toEqual(['campaign', 20]);
  expect(await rateOf({ message: { ...TEXT, typing_seconds: 2 }, per_second: 200 })).toEqual(['typing', 150]);
  expect(await rateOf({ message: video })).toEqual(['media', 10]);
  await execute(
    database.db,
    sql`insert into lanes (workspace_id, lane_id, pace, leased_until)
        values ('w', ${`page:${PAGE}`}, '{"limit_per_second": 120.5}', now() + interval '1 minute')`,
  );
  expect(await rateOf({ message: TEXT })).toEqual(['page', 120.5]);
});

test('control groups are those of the run; doubles and people over a limit are taken from all alike', async () => {
  await fill([]);
  await execute(
    database.db,
    sql`insert into profiles (workspace_id, attributes)
        select 'w', jsonb_build_object('ps_id', (5000 + n)::text, 'household', n % 100) from generate_series(1, 400) n`,
  );
  const controls = {
    ...{ use_global_control: false, control_group_percent: 20, dedupe_attribute: 'household' },
    audience_limit: { per_run: 30 },
  };
  const definition = define({ message: TEXT, controls });
  const waterfall = await countWaterfall(needs, 'w', { definition, campaign_id: formatId('cmp', 7) });
  const step = waterfall?.steps.find(({ key }) => key === 'left_out');
  const [{ people: control } = { people: 0 }] =
    step?.reasons.filter((one) => one.reason === 'control_group') ?? [];
  expect(Math.abs(control - 80)).toBeLessThan(41);
  expect(Object.fromEntries(step?.reasons.map((one) => [one.reason, one.people]) ?? [])).toEqual({
    control_group: control,
    duplicate: Math.round((400 - control) * 0.75),
    audience_limit: 400 - control - Math.round((400 - control) * 0.75) - 30,
  });
  const called = define({ page_id: null, request: { url: 'https://hooks.example.org/x' }, controls });
  const calls = await countWaterfall(needs, 'w', { definition: called, campaign_id: formatId('cmp', 7) });
  expect(calls?.steps.map(({ key, people }) => [key, people])).toEqual([
    ['in_segment', 400],
    ['left_out', 370],
    ['called', 30],
  ]);
});

test('room is foreseen for those who can be written to', async () => {
  await fill([]);
  await execute(
    database.db,
    sql`with people as (
          insert into profiles (workspace_id, attributes)
          select 'w', jsonb_build_object('ps_id', (5000 + n)::text) from generate_series(1, 90) n returning profile_id, attributes
        )
        insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, last_user_action_at, opted_out_at)
        select 'w', ${PAGE}, attributes ->> 'ps_id', profile_id, 'webhook', ${NOW},
               ${NOW}::timestamptz - case profile_id % 3 when 0 then interval '25 hours' else interval '1 hour' end,
               case profile_id % 3 when 1 then ${NOW}::timestamptz end
          from people`,
  );
  const reached = async (per_run: number) => {
    const controls = { use_global_control: false, audience_limit: { per_run } };
    const found = await countWaterfall(needs, 'w', {
      definition: define({ message: TEXT, controls }),
      campaign_id: null,
    });
    return found?.steps.find(({ key }) => key === 'in_window')?.people;
  };
  expect(await reached(20)).toBe(20);
  expect(await reached(40)).toBe(30);
});

/** Ten people each in Tokyo, New York, Prague and nobody knows where, who wrote 20 hours ago. */
async function fillZones(): Promise<void> {
  await fill([]);
  await execute(
    database.db,
    sql`insert into profiles (workspace_id, attributes)
        select 'w', jsonb_build_object('ps_id', (6000 + n)::text, 'time_zone', (array['9', '-5', 'Europe/Prague', '?'])[n % 4 + 1])
          from generate_series(1, 40) n`,
  );
  await execute(
    database.db,
    sql`insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, last_user_action_at)
        select 'w', ${PAGE}, attributes ->> 'ps_id', profile_id, 'webhook', ${NOW}, ${addMs(NOW, -20 * HOUR_MS)}::timestamptz from profiles`,
  );
}

test('in own time zones the forecast goes round the world; whose time is over is left out', async () => {
  await fillZones();
  const local_time = addMs(NOW, HOUR_MS).toISOString().slice(0, 16);
  const schedule = { kind: 'own_zone', local_time, time_zone: 'UTC' };
  const waterfall = await count({ message: TEXT, schedule, controls: { use_global_control: false } });
  const leftOut = waterfall?.steps.find(({ key }) => key === 'left_out');
  expect(leftOut?.reasons.map(({ reason, people }) => [reason, people])).toEqual([['local_time_passed', 10]]);
  // Prague and UTC have their hour while windows are open; New York's comes two hours after they closed.
  expect(waterfall?.forecast).toMatchObject({ closing: 10 });
  expect(Math.abs((waterfall?.forecast?.seconds ?? 0) - 6 * 3600)).toBeLessThan(10);
});

test('whoever has quiet hours waits for their end, too long for some windows, or gets nothing', async () => {
  await fillZones();
  const inQuiet = (action: string) => {
    const controls = { use_global_control: false, quiet_hours: { from: '20:00', to: '08:00', action } };
    return count({ message: TEXT, controls });
  };
  // It is 21:00 in Tokyo, for eleven hours more, and windows close in four; New York's 07:00 is quiet for one.
  const held = await inQuiet('hold');
  expect(held?.forecast?.closing).toBe(10);
  expect(held?.forecast?.text).toMatch(/about 50 %.* the last for 11 h 0 min/);
  expect(held?.steps.find(({ key }) => key === 'left_out')).toBeUndefined();
  const dropped = await inQuiet('drop');
  expect(dropped?.forecast).toMatchObject({ closing: 0, seconds: 1 });
  const leftOut = dropped?.steps.find(({ key }) => key === 'left_out');
  expect(leftOut?.reasons).toMatchObject([{ reason: 'quiet_hours', people: 20 }]);
});

test.each([
  { segment_id: null, message: TEXT },
  { page_id: '9', message: TEXT },
  { message: { message: { text: '{{ x' } } },
])('what cannot be counted yet is null: %j', async (over) => {
  expect(await count(over)).toBeNull();
});

test('of another address everybody is called', async () => {
  await fill([]);
  await execute(database.db, sql`insert into profiles (workspace_id) values ('w'), ('w')`);
  const request = { url: 'https://hooks.example.org/x' };
  const controls = { use_global_control: false };
  const waterfall = await count({ page_id: null, request, controls });
  expect(waterfall).toMatchObject({ kind: 'connector', forecast: null });
  expect(waterfall?.steps.map(({ key, people }) => [key, people])).toEqual([
    ['in_segment', 2],
    ['called', 2],
  ]);
});
