// The results of a campaign against its ledger: every figure equals a plain count, by version after an edit, by variant and run;
// steps of time without gaps; large campaigns are shown as last counted.
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../kit/clock.ts';
import { type Database, execute, jsonb, one } from '../kit/db.ts';
import { lot } from '../kit/lots.ts';
import type { Explanation } from '../kit/remedy.ts';
import { createResultReader } from './kept-results.ts';
import { chooseSteps, listPoints } from './result-series.ts';
import { readResults } from './results.ts';

const START = new Date('2026-11-01T00:00:00Z');
const NOW = addMs(START, 6 * HOUR_MS);
const explain = (reason: string): Explanation => ({
  ...{ title: `Because ${reason}`, remedy: null, who: 'nobody', again: 'no', does: '' },
});

let database: Database;
let workspaceId = '';
let workspaces = 0;
let profileId = 0;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  workspaces += 1;
  workspaceId = `w${workspaces}`;
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values (${workspaceId}, 'w')`);
});

const run = async <T>(statement: ReturnType<typeof sql>): Promise<T> =>
  (await one<{ value: T }>(database.db, statement as never)).value;

const VARIANTS = { variants: [{ name: 'Short' }, { name: 'Long' }] };
const BOUGHT = { name: 'Bought', event: 'Purchase', within_hours: 24, revenue_attribute: 'amount' };
const LOOKED = { name: 'Looked', event: 'Visit', within_hours: 24, revenue_attribute: null };

/** Versions with these goals; each has one run of its number. */
async function newCampaign(versions: object[][], deliveryType = 'one_time'): Promise<number> {
  const { id } = await one<{ id: number }>(
    database.db,
    sql`insert into campaigns (workspace_id, name, definition, state, published_at)
        values (${workspaceId}, 'C', ${jsonb({ delivery_type: deliveryType })}, 'active', ${START}) returning campaign_id as id`,
  );
  for (const [index, goals] of versions.entries()) {
    await execute(
      database.db,
      sql`insert into campaign_versions (workspace_id, campaign_id, version, definition, published_at, published_by)
          values (${workspaceId}, ${id}, ${index + 1}, ${jsonb({ goals, experiment: VARIANTS })}, ${START}, 'Ada')`,
    );
    await execute(
      database.db,
      sql`insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, started_at, plan, filter, lane_id, version)
          values (${workspaceId}, ${id}, ${index + 1}, 'sending', ${START}, ${addMs(START, index * HOUR_MS)},
                  ${jsonb({ routes: [{ kind: 'message' }, { kind: 'utility', template: { name: 'order' } }] })}, '{}', 'page:1', ${index + 1})`,
    );
  }
  return id;
}

interface Sent {
  campaignId: number;
  count: number;
  run?: number;
  state?: string;
  reason?: string | null;
  variant?: number | null;
  route?: number;
  isRead?: boolean;
  clicked?: number;
  answered?: number;
  windowWas?: string;
  bought?: number;
  /** What they did counts only against the control group. */
  isUnsent?: boolean;
  /** They have been in another run. */
  again?: boolean;
  value?: number;
  goal?: number;
}
/** So many deliveries in a state, the first of which did what is said. */
async function send(sent: Sent): Promise<void> {
  const { campaignId, count, run = 1, state = 'accepted', reason = null, variant = null, route = 0 } = sent;
  if (sent.again) profileId -= count;
  const settled = ['accepted', 'failed', 'skipped'].includes(state);
  for (let index = 0; index < count; index += 1) {
    profileId += 1;
    const at = addMs(START, index * MINUTE_MS);
    const { id } = await one<{ id: number }>(
      database.db,
      sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, state, reason, variant, route, attempts,
                                  settled_at, delivered_at, read_at)
          values (${workspaceId}, ${campaignId}, ${run}, ${profileId}, 'page:1', ${state}, ${reason}, ${variant}, ${route},
                  ${state === 'accepted' ? 1 : 0}, ${settled ? at : null}, ${sent.isRead ? at : null}, ${sent.isRead ? at : null})
          returning delivery_id as id`,
    );
    const respond = (kind: string) =>
      execute(
        database.db,
        sql`insert into responses (workspace_id, delivery_id, kind, dedupe_key, campaign_id, at, occurrence, variant, window_was)
            values (${workspaceId}, ${id}, ${kind}, ${kind}, ${campaignId}, ${at}, ${run}, ${variant}, ${kind === 'click' ? null : (sent.windowWas ?? null)})`,
      );
    if (index < (sent.clicked ?? 0)) await respond('click');
    if (index < (sent.answered ?? 0)) for (const kind of ['reply', 'quick_reply']) await respond(kind);
    const isControl = state === 'skipped' && reason?.includes('control') === true;
    if (index < (sent.bought ?? 0))
      for (const event of [1, 2])
        await execute(
          database.db,
          sql`insert into conversions (workspace_id, campaign_id, goal, delivery_id, event_id, at, value, occurrence, variant, is_control, is_unsent, after_seconds)
              values (${workspaceId}, ${campaignId}, ${sent.goal ?? 0}, ${id}, ${event}, ${at}, ${sent.value ?? null}, ${run}, ${variant},
                      ${isControl}, ${sent.isUnsent ?? false}, ${600 * event * (index + 1)})`,
        );
  }
}
const read = (campaignId: number, run: number | null = null) =>
  readResults({ db: database.db, explain }, { workspaceId, campaignId, run }, NOW);

test('the funnel says who left where; the goal counts people once and money each time, against who was left out', async () => {
  const campaignId = await newCampaign([[BOUGHT]]);
  await send({ campaignId, count: 60, isRead: true, clicked: 5, answered: 3, bought: 30, value: 2.5 });
  await send({ campaignId, count: 4 });
  await send({ campaignId, count: 3, state: 'failed', reason: '551' });
  await send({ campaignId, count: 2, state: 'skipped', reason: 'window_closed' });
  await send({ campaignId, count: 1, state: 'held' });
  await send({ campaignId, count: 50, state: 'skipped', reason: 'control_group', bought: 5, value: 1 });
  const { funnel, goals, windows, variants, entries } = await read(campaignId);
  expect(funnel.map(({ step, people }) => [step, people])).toEqual([
    ['in_segment', 120],
    ['admitted', 70],
    ['sent', 64],
    ['delivered', 60],
    ['read', 60],
    ['engaged', 5],
    ['converted', 30],
  ]);
  expect(funnel[1]?.left).toEqual([{ reason: 'control_group', title: 'Because control_group', count: 50 }]);
  expect(funnel[2]?.left.map(({ reason, count }) => [reason, count])).toEqual([
    ['551', 3],
    ['window_closed', 2],
    ['held', 1],
  ]);
  expect(goals).toMatchObject([
    {
      ...{ name: 'Bought', people: 30, times: 60, share: 30 / 64, revenue: 150, median_minutes: 155 },
      control: {
        ...{ group: 'campaign', people: 5, of: 50, share: 0.1, verdict: 'more' },
        let_in: { people: 30, of: 70, share: 30 / 70 },
      },
      text: expect.stringContaining(
        '42.9 % of all who were let in, against 10.0 % of those left out: +32.9 points',
      ),
    },
  ]);
  expect(windows).toMatchObject({ sent_in_open: 64, not_sent: 2, still_held: 1, reopened: 0 });
  expect(variants.every(({ people }) => people === 0)).toBe(true);
  expect(entries).toBeNull();
});

test('a campaign that reaches few, who buy anyway, shows no uplift', async () => {
  const campaignId = await newCampaign([[BOUGHT]]);
  await send({ campaignId, count: 60, bought: 30 });
  await send({
    campaignId,
    count: 140,
    state: 'skipped',
    reason: 'window_closed',
    bought: 10,
    isUnsent: true,
  });
  await send({ campaignId, count: 50, state: 'skipped', reason: 'control_group', bought: 10 });
  await send({ campaignId, count: 20, state: 'skipped', reason: 'global_control_group', bought: 1 });
  await send({ campaignId, count: 30, state: 'skipped', reason: 'duplicate' });
  await send({ campaignId, count: 40, state: 'pending' });
  const { goals, funnel, series, variants } = await read(campaignId);
  expect(goals).toMatchObject([
    {
      ...{ people: 30, share: 0.5 },
      control: {
        ...{ group: 'campaign', people: 10, of: 50, verdict: 'unsure', difference: 0 },
        let_in: { people: 40, of: 200, share: 0.2 },
      },
    },
  ]);
  expect(funnel.at(-1)?.people).toBe(30);
  expect(series.points.reduce((sum, { converted }) => sum + converted, 0)).toBe(30);
  expect(variants.every(({ converted }) => converted === 0)).toBe(true);
});

test('who was drawn for as two profiles is compared once, as drawn first, whatever they got', async () => {
  const campaignId = await newCampaign([[BOUGHT]]);
  await send({ campaignId, count: 60, bought: 30 });
  await send({ campaignId, count: 50, state: 'skipped', reason: 'control_group', bought: 10 });
  const merge = (fromId: number, intoId: number) =>
    execute(
      database.db,
      sql`insert into profile_merges (workspace_id, from_profile_id, into_profile_id, reason, actor, merged_at)
          values (${workspaceId}, ${fromId}, ${intoId}, 'same', 'me', ${NOW})`,
    );
  const [lastLetIn, lastLeftOut] = [profileId - 50, profileId];
  await merge(lastLeftOut, lastLetIn); // let in first: left out no more
  await merge(lastLetIn - 59, lastLetIn - 58); // let in twice
  await send({ campaignId, count: 1, bought: 1 });
  await merge(profileId, lastLeftOut - 1); // left out first: the message they have makes no difference
  const { goals } = await read(campaignId);
  expect(goals).toMatchObject([{ control: { people: 11, of: 49, let_in: { people: 29, of: 59 } } }]);
});

test('people are compared once, whatever the number of runs; the workspace’s group stands in for one that is missing', async () => {
  const campaignId = await newCampaign([[BOUGHT, LOOKED], [LOOKED]], 'periodic');
  await send({ campaignId, count: 60, bought: 6 });
  await send({ campaignId, run: 2, count: 60, again: true, bought: 9 });
  await send({ campaignId, count: 50, state: 'skipped', reason: 'global_control_group' });
  await send({
    campaignId,
    run: 2,
    count: 50,
    again: true,
    state: 'skipped',
    reason: 'global_control_group',
    bought: 4,
  });
  const { goals } = await read(campaignId);
  const compared = goals.map(({ name, control }) => [
    name,
    control?.let_in,
    control?.group,
    control?.people,
    control?.of,
  ]);
  expect(compared).toEqual([
    ['Looked', { people: 9, of: 60, share: 0.15 }, 'workspace', 4, 50],
    ['Bought', { people: 6, of: 60, share: 0.1 }, 'workspace', 0, 50],
  ]);
});

test('an edit splits the figures by version; a goal is compared among those whose version has it', async () => {
  const campaignId = await newCampaign([[LOOKED], [BOUGHT, LOOKED]]);
  await send({ campaignId, run: 1, count: 10, bought: 2 });
  await send({ campaignId, run: 2, count: 4, bought: 1, goal: 0, value: 9 });
  await send({ campaignId, run: 2, count: 6, bought: 3, goal: 1 });
  const { versions, runs, goals } = await read(campaignId);
  const figures = { delivered: 0, read: 0, clicked: 0, answered: 0, failed: 0, skipped: 0 };
  expect(versions).toMatchObject([
    { version: 2, people: 10, accepted: 10, converted: 4, published_by: 'Ada', ...figures },
    { version: 1, people: 10, accepted: 10, converted: 2, ...figures },
  ]);
  expect(runs.map(({ run, version, accepted }) => [run, version, accepted])).toEqual([
    [2, 2, 10],
    [1, 1, 10],
  ]);
  expect(goals.map(({ name, people, share, revenue }) => [name, people, share, revenue])).toEqual([
    ['Bought', 1, 0.1, 18],
    ['Looked', 5, 0.25, null],
  ]);
  const second = await read(campaignId, 2);
  expect(second.funnel[0]?.people).toBe(10);
  expect(second.goals.map(({ name, people }) => [name, people])).toEqual([
    ['Bought', 1],
    ['Looked', 3],
  ]);
  await expect(read(campaignId, 3)).rejects.toThrow('run 3');
});

test('variants side by side, with who leads', async () => {
  const campaignId = await newCampaign([[BOUGHT]]);
  await send({ campaignId, count: 60, variant: 0, isRead: true, clicked: 6, answered: 2, bought: 3 });
  await send({ campaignId, count: 60, variant: 1, isRead: true, clicked: 1, bought: 30 });
  await send({ campaignId, count: 1, variant: 1, state: 'failed', reason: '551' });
  await execute(database.db, sql`update occurrences set winner = 1 where campaign_id = ${campaignId}`);
  const { variants, variants_text } = await read(campaignId);
  expect(variants).toMatchObject([
    {
      name: 'Short',
      people: 60,
      accepted: 60,
      read: 60,
      clicked: 6,
      answered: 2,
      converted: 3,
      is_winner: false,
    },
    {
      name: 'Long',
      people: 61,
      accepted: 60,
      failed: 1,
      clicked: 1,
      answered: 0,
      converted: 30,
      is_winner: true,
    },
  ]);
  expect(variants_text).toMatch(/^50\.0 % of Long reached a goal, 5\.0 % of Short: \+45\.0 points/);
});

test('whom the winner was sent to later is not compared: drawn in a run, by when they came where people come one by one', async () => {
  for (const standing of [false, true]) {
    const campaignId = await newCampaign([[BOUGHT]]);
    await send({ campaignId, count: 40, variant: 0, bought: 2 });
    await send({ campaignId, count: 60, variant: 1, isRead: true, clicked: 5, answered: 3, bought: 30 });
    const plan = { experiment: { winner: { metric: 'read', after_minutes: 5, test_percent: 20 } } };
    const [inTest, last] = await run<[number, number]>(
      sql`select json_build_array(count(*) filter (where variant = 1 and ${lot(100, 'test', [workspaceId, campaignId])} < 20),
                                  (select delivery_id from deliveries where campaign_id = ${campaignId} order by 1 offset 49 limit 1)) as value
            from deliveries where campaign_id = ${campaignId}`,
    );
    await execute(
      database.db,
      sql`update occurrences set winner = 1, standing = ${standing}, plan = plan || ${jsonb(plan)},
                 decision = ${jsonb({ because: 'nothing', last_delivery_id: last })} where campaign_id = ${campaignId}`,
    );
    const { variants, variants_text } = await read(campaignId);
    const long = variants[1];
    const stayed = standing ? 10 : inTest;
    expect(long).toMatchObject({ people: stayed, is_winner: true, winner_because: 'nothing' });
    expect(long?.rollout).toMatchObject({ people: 60 - stayed, accepted: 60 - stayed, read: 60 - stayed });
    for (const [name, all] of [
      ['clicked', 5],
      ['answered', 3],
      ['converted', 30],
    ] as const)
      expect((long?.[name] ?? 0) + (long?.rollout?.[name] ?? 0)).toBe(all);
    if (standing) expect(long).toMatchObject({ clicked: 5, converted: 10 });
    expect(variants_text).toMatch(/Without those who were sent the winner/);
  }
});

test('windows: in which messages left, and whose answer opened one anew', async () => {
  const campaignId = await newCampaign([[]]);
  await send({ campaignId, count: 5, answered: 2, windowWas: 'open' });
  await send({ campaignId, count: 3, route: 1, answered: 1, windowWas: 'closed' });
  await send({ campaignId, count: 2, answered: 2, windowWas: 'closing' });
  expect((await read(campaignId)).windows).toMatchObject({
    ...{ sent_in_open: 7, sent_in_closed: 3, waited: 0, not_sent: 0, reopened: 1, kept_open: 2 },
    text: expect.stringContaining(
      '1 person opened a window that had closed, 2 people one that was about to close',
    ),
  });
});

test('windows by the routes of each version and variant', async () => {
  const campaignId = await newCampaign([[], []]);
  const routes = [{ kind: 'utility', template: { name: 'order' } }, { kind: 'message' }];
  const variants = [{ content: null }, { content: { routes } }];
  await execute(
    database.db,
    sql`update occurrences set plan = plan || ${jsonb({ experiment: { variants } })} where campaign_id = ${campaignId} and version = 1`,
  );
  await execute(
    database.db,
    sql`update occurrences set plan = ${jsonb({ routes, experiment: null })} where campaign_id = ${campaignId} and version = 2`,
  );
  await send({ campaignId, count: 5, variant: 0, route: 0 });
  await send({ campaignId, count: 3, variant: 1, route: 0 });
  await send({ campaignId, count: 2, run: 2, route: 1 });
  expect((await read(campaignId)).windows).toMatchObject({ sent_in_open: 7, sent_in_closed: 3 });
});

test('who came in one by one, and who was turned away', async () => {
  const campaignId = await newCampaign([[]], 'event');
  for (const outcome of ['entered', 'entered', 'reentry', 'entered'])
    await execute(
      database.db,
      sql`insert into entries (workspace_id, campaign_id, occurrence, profile_id, name, happened_at, entered_at, outcome)
          values (${workspaceId}, ${campaignId}, 1, 1, 'Visit', ${START}, ${START}, ${outcome})`,
    );
  expect((await read(campaignId)).entries).toEqual({
    ...{ came: 4, entered: 3 },
    turned_away: [{ reason: 'reentry', title: 'Because reentry', count: 1 }],
  });
});

test('the course has every step between the first and the last, as wide as its length asks', async () => {
  const campaignId = await newCampaign([[BOUGHT]]);
  await send({ campaignId, count: 31, isRead: true, clicked: 1, bought: 1 });
  const { series } = await read(campaignId);
  expect(series.step_seconds).toBe(600);
  expect(
    series.points.map(({ accepted, read, clicked, converted }) => [accepted, read, clicked, converted]),
  ).toEqual([
    [10, 10, 1, 1],
    [10, 10, 0, 0],
    [10, 10, 0, 0],
    [1, 1, 0, 0],
  ]);
  const width = (days: number) => chooseSteps(START, addMs(START, days * DAY_MS)).stepSeconds;
  expect([0, 0.08, 0.5, 4, 100, 800, 4000].map(width)).toEqual([
    60, 60, 600, 3600, 86_400, 604_800, 2_592_000,
  ]);
  const steps = chooseSteps(START, START);
  const later = [0, 3].map((minute) => ({
    did: 'clicked' as const,
    at: addMs(START, minute * MINUTE_MS),
    count: 2,
  }));
  expect(listPoints([], later, steps).map(({ clicked }) => clicked)).toEqual([2, 0, 0, 2]);
  expect(listPoints([], [], steps)).toEqual([]);
});

test('a large campaign is shown as it was last counted, and counted anew behind that', async () => {
  const campaignId = await newCampaign([[]]);
  await send({ campaignId, count: 3 });
  const of = { workspaceId, campaignId, run: null };
  const first = await createResultReader({ db: database.db, explain }, 3)(of, NOW);
  expect([first.is_recounting, first.funnel[0]?.people]).toEqual([false, 3]);
  await send({ campaignId, count: 2 });
  const read = createResultReader({ db: database.db, explain }, 3); // another process, later
  const kept = await read(of, addMs(NOW, MINUTE_MS));
  expect(kept).toEqual({ ...first, is_recounting: true });
  await expect
    .poll(async () => (await read(of, addMs(NOW, MINUTE_MS))).funnel[0]?.people, { timeout: 10_000 })
    .toBe(5);
});
