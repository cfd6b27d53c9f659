// The results of a campaign against its ledger: every figure equals a plain count, by version after an edit, by variant and run.
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addMs, HOUR_MS } from '../kit/clock.ts';
import { jsonb, one } from '../kit/db.ts';
import { lot } from '../kit/lots.ts';
import { BOUGHT, LOOKED, NOW, ReportWorld, START } from './testing/report-world.ts';

let world: ReportWorld;
beforeAll(async () => {
  world = await ReportWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.newWorkspace());

test('the funnel says who left where; the goal counts people once and money each time, against who was left out', async () => {
  const campaignId = await world.newCampaign([[BOUGHT]]);
  await world.send({ campaignId, count: 60, isRead: true, clicked: 5, answered: 3, bought: 30, value: 2.5 });
  await world.send({ campaignId, count: 4 });
  await world.send({ campaignId, count: 3, state: 'failed', reason: '551' });
  await world.send({ campaignId, count: 2, state: 'skipped', reason: 'window_closed' });
  await world.send({ campaignId, count: 1, state: 'held' });
  await world.send({ campaignId, count: 50, state: 'skipped', reason: 'control_group', bought: 5, value: 1 });
  const { funnel, goals, windows, variants, entries } = await world.results(campaignId);
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
      ...{ name: 'Bought', conditions: 0, people: 30, times: 60, share: 30 / 64, revenue: 150 },
      median_minutes: 155,
      control: {
        ...{ group: 'campaign', people: 5, of: 50, share: 0.1, verdict: 'more' },
        let_in: { people: 30, of: 70, share: 30 / 70 },
      },
      text: expect.stringContaining(
        '42.9% of all who were let in, against 10.0% of those left out: +32.9 points',
      ),
    },
  ]);
  expect(windows).toMatchObject({ sent_in_open: 64, not_sent: 2, still_held: 1, reopened: 0 });
  expect(variants.every(({ people }) => people === 0)).toBe(true);
  expect(entries).toBeNull();
});

test('a campaign that reaches few, who buy anyway, shows no uplift', async () => {
  const campaignId = await world.newCampaign([[BOUGHT]]);
  await world.send({ campaignId, count: 60, bought: 30 });
  await world.send({
    campaignId,
    count: 140,
    state: 'skipped',
    reason: 'window_closed',
    bought: 10,
    isUnsent: true,
  });
  await world.send({ campaignId, count: 50, state: 'skipped', reason: 'control_group', bought: 10 });
  await world.send({ campaignId, count: 20, state: 'skipped', reason: 'global_control_group', bought: 1 });
  await world.send({ campaignId, count: 30, state: 'skipped', reason: 'duplicate' });
  await world.send({ campaignId, count: 40, state: 'pending' });
  const { goals, funnel, series, variants } = await world.results(campaignId);
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
  const campaignId = await world.newCampaign([[BOUGHT]]);
  await world.send({ campaignId, count: 60, bought: 30 });
  await world.send({ campaignId, count: 50, state: 'skipped', reason: 'control_group', bought: 10 });
  const merge = (fromId: number, intoId: number) =>
    world.run(
      sql`insert into profile_merges (workspace_id, from_profile_id, into_profile_id, reason, actor, merged_at)
          values (${world.workspaceId}, ${fromId}, ${intoId}, 'same', 'me', ${NOW})`,
    );
  const [lastLetIn, lastLeftOut] = [world.profileId - 50, world.profileId];
  await merge(lastLeftOut, lastLetIn); // let in first: left out no more
  await merge(lastLetIn - 59, lastLetIn - 58); // let in twice
  await world.send({ campaignId, count: 1, bought: 1 });
  await merge(world.profileId, lastLeftOut - 1); // left out first: the message they have makes no difference
  const { goals } = await world.results(campaignId);
  expect(goals).toMatchObject([{ control: { people: 11, of: 49, let_in: { people: 29, of: 59 } } }]);
});

test('people are compared once, whatever the number of runs; the workspace’s group stands in for one that is missing', async () => {
  const campaignId = await world.newCampaign([[BOUGHT, LOOKED], [LOOKED]], 'periodic');
  await world.send({ campaignId, count: 60, bought: 6 });
  await world.send({ campaignId, run: 2, count: 60, again: true, bought: 9 });
  await world.send({ campaignId, count: 50, state: 'skipped', reason: 'global_control_group' });
  await world.send({
    campaignId,
    run: 2,
    count: 50,
    again: true,
    state: 'skipped',
    reason: 'global_control_group',
    bought: 4,
  });
  const { goals } = await world.results(campaignId);
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
  const campaignId = await world.newCampaign([[LOOKED], [BOUGHT, LOOKED]]);
  await world.send({ campaignId, run: 1, count: 10, bought: 2 });
  await world.send({ campaignId, run: 2, count: 4, bought: 1, goal: 0, value: 9 });
  await world.send({ campaignId, run: 2, count: 6, bought: 3, goal: 1 });
  const { versions, runs, goals } = await world.results(campaignId);
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
  for (const of of [{ run: 2 }, { version: 2 }, { run: 2, version: 2 }]) {
    const second = await world.results(campaignId, of);
    expect(second).toMatchObject({ run: null, version: null, ...of });
    expect(second.funnel[0]?.people).toBe(10);
    expect(second.goals.map(({ name, people }) => [name, people])).toEqual([
      ['Bought', 1],
      ['Looked', 3],
    ]);
    expect(second.versions.map(({ version }) => version)).toEqual([2]);
    expect(second.choices.versions.map(({ version }) => version)).toEqual([2, 1]);
    expect(second.choices.runs.map(({ run }) => run)).toEqual([2, 1]);
  }
  await expect(world.results(campaignId, { run: 3 })).rejects.toThrow('run 3');
  await expect(world.results(campaignId, { version: 3 })).rejects.toThrow('version 3');
  await expect(world.results(campaignId, { run: 1, version: 2 })).rejects.toThrow('run 1 of version 2');
});

test('where people come one by one a version is no run, and what waits for a business event has nobody', async () => {
  const runs = async (type: string) => {
    const campaignId = await world.newCampaign([[], []], type);
    await world.addRun({ campaignId, run: 3, version: 2 });
    await world.run(
      sql`update occurrences set happened_at = due_at where campaign_id = ${campaignId} and occurrence = 3`,
    );
    await world.addRun({ campaignId, run: 4, version: 2 });
    await world.run(
      sql`update occurrences set started_at = null where campaign_id = ${campaignId} and occurrence = 4`,
    );
    const { runs, choices } = await world.results(campaignId);
    expect(choices.runs.map(({ run }) => run)).toEqual(runs.map(({ run }) => run));
    return runs.map(({ run, one_by_one }) => [run, one_by_one]);
  };
  expect(await runs('api')).toEqual([
    [3, false],
    [2, true],
    [1, true],
  ]);
  expect(await runs('business_event')).toEqual([[3, false]]);
  expect(await runs('periodic')).toEqual([
    [3, false],
    [2, false],
    [1, false],
  ]);
});

test('variants side by side, with who leads', async () => {
  const campaignId = await world.newCampaign([[BOUGHT]]);
  await world.send({ campaignId, count: 60, variant: 0, isRead: true, clicked: 6, answered: 2, bought: 3 });
  await world.send({ campaignId, count: 60, variant: 1, isRead: true, clicked: 1, bought: 30 });
  await world.send({ campaignId, count: 1, variant: 1, state: 'failed', reason: '551' });
  const decision = { because: 'best', metric: 'clicked', confidence: 0.97, at: NOW.toISOString() };
  await world.run(
    sql`update occurrences set winner = 0, decision = ${jsonb(decision)} where campaign_id = ${campaignId}`,
  );
  const { variants, variants_text } = await world.results(campaignId);
  expect(variants).toMatchObject([
    {
      name: 'Short',
      people: 60,
      accepted: 60,
      read: 60,
      clicked: 6,
      answered: 2,
      converted: 3,
      winner: { ...decision, runs: 1, of_runs: 1, run: 1 },
    },
    {
      name: 'Long',
      people: 61,
      accepted: 60,
      failed: 1,
      clicked: 1,
      answered: 0,
      converted: 30,
      winner: null,
    },
  ]);
  expect(variants_text).toMatch(
    /^10\.0% of “Short” followed a link, 1\.7% of “Long”: too few people to tell/,
  );
});

test('each run chooses for itself, and how often a variant won is told', async () => {
  const campaignId = await world.newCampaign([[BOUGHT]], 'periodic');
  for (const run of [2, 3]) await world.addRun({ campaignId, run, version: 1 });
  for (const [run, winner] of [
    [1, 0],
    [2, 1],
    [3, 1],
  ] as const) {
    await world.send({ campaignId, run, count: 3, variant: winner });
    await world.run(
      sql`update occurrences set winner = ${winner}, decision = ${jsonb({ because: 'tie' })}
           where campaign_id = ${campaignId} and occurrence = ${run}`,
    );
  }
  const winners = async (of = {}) =>
    (await world.results(campaignId, of)).variants.map(({ winner }) => winner && [winner.runs, winner.run]);
  expect(await winners()).toEqual([
    [1, 1],
    [2, 3],
  ]);
  expect(await winners({ run: 2 })).toEqual([null, [1, 2]]);
});

describe('whom the winner was sent to later is not compared', () => {
  const STAYED = 10;
  const plan = { experiment: { winner: { metric: 'read', after_minutes: 5, test_percent: 20 } } };
  async function stage(decision: object, type: 'one_time' | 'event'): Promise<number> {
    const campaignId = await world.newCampaign([[BOUGHT]], type);
    await world.send({ campaignId, count: 40, variant: 0, bought: 2 });
    const second = { campaignId, variant: 1, isRead: true };
    await world.send({ ...second, count: STAYED, clicked: 5, answered: 3, bought: STAYED, entryId: 1 });
    await world.send({ ...second, count: 50, bought: 20, entryId: 2 });
    await world.run(
      sql`update occurrences set winner = 1, plan = plan || ${jsonb(plan)},
                 decision = ${jsonb({ because: 'nothing', metric: 'read', ...decision })} where campaign_id = ${campaignId}`,
    );
    return campaignId;
  }
  async function check(campaignId: number, stayed: number): Promise<void> {
    const { variants, variants_text } = await world.results(campaignId);
    const long = variants[1];
    expect(long).toMatchObject({ people: stayed, read: stayed, winner: { because: 'nothing' } });
    expect(long?.rollout).toMatchObject({ people: 60 - stayed, accepted: 60 - stayed, read: 60 - stayed });
    for (const [name, all] of [
      ['clicked', 5],
      ['answered', 3],
      ['converted', 30],
    ] as const)
      expect((long?.[name] ?? 0) + (long?.rollout?.[name] ?? 0)).toBe(all);
    expect(variants_text).toMatch(/Without those who were sent the winner/);
  }

  test('drawn in a run', async () => {
    const campaignId = await stage({}, 'one_time');
    const { stayed } = await one<{ stayed: number }>(
      world.database.db,
      sql`select count(*) as stayed from deliveries
           where campaign_id = ${campaignId} and variant = 1 and ${lot(100, 'test', [world.workspaceId, campaignId])} < 20`,
    );
    await check(campaignId, stayed);
  });

  test('by the last one who had come, where people come one by one', async () => {
    const campaignId = await stage({}, 'event');
    await world.run(
      sql`update occurrences set decision = decision || jsonb_build_object('last_delivery_id',
            (select max(delivery_id) from deliveries where campaign_id = ${campaignId} and entry_id = 1))
           where campaign_id = ${campaignId}`,
    );
    await check(campaignId, STAYED);
  });

  test('by when they came, where a decision does not say who was the last', async () => {
    const decidedAt = addMs(START, HOUR_MS);
    const campaignId = await stage({ at: decidedAt.toISOString() }, 'event');
    for (const [entryId, at] of [
      [1, decidedAt],
      [2, addMs(decidedAt, 1)],
    ] as const)
      await world.run(
        sql`insert into entries (workspace_id, entry_id, campaign_id, occurrence, profile_id, name, happened_at, entered_at, outcome)
            overriding system value values (${world.workspaceId}, ${entryId}, ${campaignId}, 1, 1, 'Visit', ${at}, ${at}, 'entered')`,
      );
    await check(campaignId, STAYED);
  });
});

test('who came in one by one, who started a run, and who was turned away', async () => {
  for (const type of ['event', 'business_event', 'one_time']) {
    const campaignId = await world.newCampaign([[]], type);
    for (const outcome of ['entered', 'entered', 'too_soon', 'entered', 'run_started'])
      await world.run(
        sql`insert into entries (workspace_id, campaign_id, occurrence, profile_id, name, happened_at, entered_at, outcome)
            values (${world.workspaceId}, ${campaignId}, 1, 1, 'Visit', ${START}, ${START}, ${outcome})`,
      );
    const counted = {
      ...{ came: 5, entered: 3, runs_started: 1 },
      turned_away: [{ reason: 'too_soon', title: 'Ended as too_soon', count: 1 }],
    };
    expect((await world.results(campaignId)).entries).toEqual(type === 'one_time' ? null : counted);
  }
});
