// A campaign's report against its ledger: the ways it took by the names each version and variant gave them, one run or version
// alone, windows, the course by the clocks of the workspace, and large campaigns as they were last counted.
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../kit/clock.ts';
import { jsonb } from '../kit/db.ts';
import { createReportReader } from './campaign-report.ts';
import { createResultReader } from './kept-results.ts';
import type { Scope } from './scope.queries.ts';
import { BOUGHT, NOW, ReportWorld, START } from './testing/report-world.ts';

let world: ReportWorld;
beforeAll(async () => {
  world = await ReportWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.newWorkspace());

const report = (campaignId: number, of: Partial<Scope> = {}) =>
  createReportReader({
    ...world.needs,
    explainWait: (reason) => reason,
    listRetryable: async (_, unsent) => unsent,
    pagePerSecond: 300,
  })(world.scope(campaignId, of), NOW);

describe('the ways it took', () => {
  const ORDER = { kind: 'utility', template: { name: 'order' } };
  const RECEIPT = { kind: 'utility', template: { name: 'receipt' } };
  /** The same places mean something else in each version and variant. */
  async function stage(): Promise<number> {
    const campaignId = await world.newCampaign([[], []]);
    const plans = [
      {
        routes: [{ kind: 'message' }, ORDER],
        experiment: { variants: [{ content: null }, { content: { routes: [ORDER, { kind: 'message' }] } }] },
      },
      { routes: [RECEIPT, { kind: 'message' }], experiment: null },
    ];
    for (const [index, plan] of plans.entries())
      await world.run(
        sql`update occurrences set plan = ${jsonb(plan)} where campaign_id = ${campaignId} and version = ${index + 1}`,
      );
    await world.send({ campaignId, count: 5, variant: 0, route: 0 });
    await world.send({ campaignId, count: 3, variant: 1, route: 0 });
    await world.send({ campaignId, count: 4, variant: 0, route: 1 });
    await world.send({ campaignId, run: 2, count: 2, route: 1 });
    await world.send({ campaignId, run: 2, count: 1, route: 0 });
    return campaignId;
  }
  const ways = async (id: number, of: Partial<Scope> = {}) =>
    (await report(id, of)).accepted_by_route.map(({ kind, template, count }) => [template ?? kind, count]);

  test('are named by what each version and variant called them', async () => {
    const campaignId = await stage();
    expect(Object.fromEntries(await ways(campaignId))).toEqual({ message: 7, order: 7, receipt: 1 });
    expect(Object.fromEntries(await ways(campaignId, { version: 2 }))).toEqual({ receipt: 1, message: 2 });
  });

  test('say how the windows stood', async () => {
    const { windows } = await world.results(await stage());
    expect(windows).toMatchObject({ sent_in_open: 7, sent_in_closed: 8 });
  });
});

test('a report of one run or version is about that alone', async () => {
  const campaignId = await world.newCampaign([[], []], 'periodic');
  await world.addRun({ campaignId, run: 3, version: 2 });
  await world.run(
    sql`update occurrences set finished_at = started_at + interval '1 minute' where campaign_id = ${campaignId}`,
  );
  await world.run(sql`update campaigns set state = 'finished' where campaign_id = ${campaignId}`);
  await world.send({ campaignId, run: 1, count: 5, clicked: 2, answered: 1 });
  await world.send({ campaignId, run: 2, count: 3, clicked: 1 });
  await world.send({ campaignId, run: 3, count: 2, state: 'failed', reason: '551' });
  await world.send({ campaignId, run: 3, count: 1, state: 'unknown' });
  const figures = async (of: Partial<Scope>) => {
    const { in_segment, accepted, failed, unknown, responses, retryable, runs, delivery } = await report(
      campaignId,
      of,
    );
    expect(delivery.unknown?.count ?? 0).toBe(unknown);
    return [in_segment, accepted, failed[0]?.count ?? 0, unknown, responses.clicked, retryable, runs];
  };
  expect(await figures({})).toEqual([11, 8, 2, 1, 3, 2, 3]);
  expect(await figures({ run: 1 })).toEqual([5, 5, 0, 0, 2, 0, 1]);
  expect(await figures({ version: 2 })).toEqual([6, 3, 2, 1, 1, 0, 2]);
  expect(await figures({ run: 3, version: 2 })).toEqual([3, 0, 2, 1, 0, 0, 1]);
  const [all, second] = await Promise.all([report(campaignId), report(campaignId, { run: 2 })]);
  expect([all.started_at, all.finished_at]).toEqual(
    [START, addMs(START, 2 * HOUR_MS + MINUTE_MS)].map((at) => at.toISOString()),
  );
  expect(second).toMatchObject({
    ...{ run: 2, version: null, started_at: addMs(START, HOUR_MS).toISOString() },
    campaign: { delivery_type: 'periodic' },
  });
  await expect(report(campaignId, { run: 4 })).rejects.toThrow('There is no run 4.');
  await expect(report(campaignId, { run: 1, version: 2 })).rejects.toThrow('There is no run 1 of version 2.');
});

test('windows: in which messages left, and whose answer opened one anew', async () => {
  const campaignId = await world.newCampaign([[]]);
  await world.send({ campaignId, count: 5, answered: 2, windowWas: 'open' });
  await world.send({ campaignId, count: 3, route: 1, answered: 1, windowWas: 'closed' });
  await world.send({ campaignId, count: 2, answered: 2, windowWas: 'closing' });
  expect((await world.results(campaignId)).windows).toMatchObject({
    ...{ sent_in_open: 7, sent_in_closed: 3, waited: 0, not_sent: 0, reopened: 1, kept_open: 2 },
    text: expect.stringContaining(
      '1 person opened a window that had closed, 2 people one that was about to close',
    ),
  });
});

describe('the course', () => {
  test('has every step between the first and the last', async () => {
    const campaignId = await world.newCampaign([[BOUGHT]]);
    await world.send({ campaignId, count: 31, isRead: true, clicked: 1, bought: 1 });
    const { series } = await world.results(campaignId);
    expect(series).toMatchObject({ step_seconds: 600, time_zone: 'UTC' });
    expect(
      series.points.map(({ accepted, read, clicked, converted }) => [accepted, read, clicked, converted]),
    ).toEqual([
      [10, 10, 1, 1],
      [10, 10, 0, 0],
      [10, 10, 0, 0],
      [1, 1, 0, 0],
    ]);
  });

  test('has days of 23 and 25 hours where the clocks of the workspace change', async () => {
    await world.newWorkspace('Europe/Prague');
    const campaignId = await world.newCampaign([[]]);
    const hours = Array.from({ length: 5 * 24 }, (_, hour) => hour);
    const counts = async (from: string) => {
      const first = new Date(from);
      await world.run(sql`update occurrences set started_at = ${first} where campaign_id = ${campaignId}`);
      await world.run(sql`delete from deliveries where campaign_id = ${campaignId}`);
      await world.run(
        sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, state, attempts, settled_at)
            select ${world.workspaceId}, ${campaignId}::bigint, 1, hour + 1, 'page:1', 'accepted', 1,
                   ${first}::timestamptz + hour * interval '1 hour' from unnest(${hours}::int[]) hour`,
      );
      const { series } = await world.results(campaignId, {}, addMs(first, 20 * DAY_MS));
      expect(series).toMatchObject({ step_seconds: 86_400, time_zone: 'Europe/Prague' });
      return series.points.map(({ at, accepted }) => `${at.slice(5, 16)} ${accepted}`);
    };
    expect(await counts('2027-03-26T12:00:00Z')).toEqual([
      ...['03-25T23:00 11', '03-26T23:00 24', '03-27T23:00 23', '03-28T22:00 24', '03-29T22:00 24'],
      '03-30T22:00 14',
    ]);
    expect(await counts('2027-10-31T12:00:00Z')).toEqual([
      ...['10-30T22:00 11', '10-31T23:00 24', '11-01T23:00 24', '11-02T23:00 24', '11-03T23:00 24'],
      '11-04T23:00 13',
    ]);
    expect((await counts('2027-10-30T22:00:00Z'))[0]).toBe('10-30T22:00 25');
  });
});

describe('a large campaign', () => {
  test('is shown as it was last counted, and counted anew behind that; each run and version by itself', async () => {
    const campaignId = await world.newCampaign([[], []]);
    await world.send({ campaignId, count: 3 });
    await world.send({ campaignId, run: 2, count: 4 });
    const of = world.scope(campaignId);
    const first = await createResultReader(world.needs, 3)(of, NOW);
    expect([first.is_recounting, first.funnel[0]?.people]).toEqual([false, 7]);
    for (const [people, one] of [
      [3, { version: 1 }],
      [4, { run: 2 }],
      [4, { version: 2 }],
    ] as const) {
      const counted = await createResultReader(world.needs, 3)(world.scope(campaignId, one), NOW);
      expect(counted.funnel[0]?.people).toBe(people);
    }
    await world.send({ campaignId, count: 2 });
    const read = createResultReader(world.needs, 3); // another process, later
    const kept = await read(of, addMs(NOW, MINUTE_MS));
    expect(kept).toEqual({ ...first, is_recounting: true });
    await expect
      .poll(async () => (await read(of, addMs(NOW, MINUTE_MS))).funnel[0]?.people, { timeout: 10_000 })
      .toBe(9);
  });

  test('that was kept by an earlier version of the service is counted', async () => {
    const campaignId = await world.newCampaign([[]]);
    await world.send({ campaignId, count: 3 });
    await world.run(
      sql`insert into result_views (workspace_id, campaign_id, run, counted_at, results)
          values (${world.workspaceId}, ${campaignId}, 0, ${START}, ${jsonb({ run: null, funnel: [] })})`,
    );
    const read = createResultReader(world.needs, 3);
    expect((await read(world.scope(campaignId), NOW)).funnel[0]?.people).toBe(3);
  });
});
