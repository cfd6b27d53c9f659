// What an operator is told of the rate while the platform slows a campaign down, and that it goes on by itself.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DeliveryNow } from '../../src/reports/rate.contract.ts';
import { until } from '../support/until.ts';
import {
  createCampaign,
  everybodyWithPsid,
  peopleWrite,
  report,
  sendApiRequest,
  startWorld,
  summary,
  type World,
} from '../support/world.ts';

const TIMEOUT_MS = 120_000;

let world: World;
afterEach(() => world?.close());

async function publish(definition: Record<string, unknown> = {}): Promise<string> {
  const segment_id = await everybodyWithPsid(world);
  const request = sendApiRequest(world.page.id);
  const id = await createCampaign(world, { segment_id, request, ...definition });
  await world.api('POST', `/api/campaigns/${id}/publish`);
  return id;
}

/** Resolves with the first report of which it holds. */
async function hear(what: string, id: string, holds: (now: DeliveryNow) => boolean): Promise<DeliveryNow> {
  let heard: DeliveryNow | undefined;
  await until(
    what,
    async () => {
      const { delivery } = await report(world, id);
      if (holds(delivery)) heard = delivery;
      return heard !== undefined;
    },
    TIMEOUT_MS / 2,
  );
  if (heard === undefined) throw new Error(what);
  return heard;
}

const finish = (id: string) =>
  until(
    'it is finished',
    async () => (await report(world, id)).campaign.state === 'finished',
    TIMEOUT_MS / 2,
  );

const strike = (action: Record<string, unknown>, times: number) =>
  world.sand('PUT', '/sandbox/faults', [
    { match: { kind: 'graph', path: '*/messages' }, probability: 1, action, times },
  ]);

beforeEach(async () => {
  world = await startWorld({ env: { SEND_RATE_PER_SECOND: '20' } });
});

test('usage headers lower the rate, and the report says so', { timeout: TIMEOUT_MS }, async () => {
  // So far below its limit the sandbox says nothing of usage: what it said once holds for a minute.
  await world.sand('PUT', '/sandbox/settings', { limits: { messages_per_second: 100_000 } });
  await peopleWrite(world, 80);
  await strike({ type: 'error', code: 1200, usage: { percent: 92 } }, 1);
  const id = await publish();
  const slowed = await hear('usage holds the rate', id, ({ limited_by }) => limited_by?.kind === 'usage');
  expect(slowed.limited_by?.text).toMatch(/^Facebook says 92 % .* at most \d+(\.\d)? of 20 a second now/);
  expect(slowed.usage_percent).toBe(92);
  expect(slowed.limit_per_second).toBeLessThan(20);
  expect(slowed).toMatchObject({ echoes: 'subscribed', priority: 'normal' });
  await finish(id);
  expect(await report(world, id)).toMatchObject({ accepted: 80, failed: [], adds_up: true });
  expect(await summary(world)).toMatchObject({ total: 80, distinct_psids: 80, repeated: [] });
});

test('613 pauses the Page, the report says until when, and it goes on by itself', {
  timeout: TIMEOUT_MS,
}, async () => {
  await peopleWrite(world, 40);
  await strike({ type: 'error', code: 613 }, 3);
  const id = await publish();
  const paused = await hear('the Page is paused', id, ({ limited_by }) => limited_by?.kind === 'page_paused');
  expect(Date.parse(paused.limited_by?.until ?? '')).toBeGreaterThan(0);
  expect(paused.limited_by?.text).toMatch(/^The Page is paused: /);
  const after = await hear('it rises again', id, ({ limited_by }) => limited_by?.kind === 'after_limit');
  expect(after.limit_per_second).toBeLessThan(20);
  await finish(id);
  expect(await report(world, id)).toMatchObject({ accepted: 40, failed: [], adds_up: true });
  expect(await summary(world)).toMatchObject({ total: 40, distinct_psids: 40, repeated: [] });
});

test('calls without an answer are told with what settles them', { timeout: TIMEOUT_MS }, async () => {
  await peopleWrite(world, 12);
  await strike({ type: 'reset' }, 3);
  const id = await publish({ per_second: 4, priority: 'high' });
  const open = await hear('some have no answer', id, ({ unknown }) => unknown !== null);
  expect(open.unknown).toMatchObject({ settles_by: 'echo', text: expect.stringMatching(/had no answer/) });
  expect(open).toMatchObject({ priority: 'high', limit_per_second: 4, limited_by: { kind: 'throttle' } });
  await finish(id);
  const end = await report(world, id);
  expect(end).toMatchObject({ accepted: 12, unknown: 0, delivery: { unknown: null, limited_by: null } });
});

test('the course of a campaign that was paused has no gaps', { timeout: TIMEOUT_MS }, async () => {
  await peopleWrite(world, 30);
  await strike({ type: 'error', code: 613 }, 1);
  const id = await publish();
  await finish(id);
  const { series } = await world.api<{ series: { at: string; accepted: number }[] }>(
    'GET',
    `/api/campaigns/${id}/report`,
  );
  const steps = series.slice(1).map(({ at }, index) => Date.parse(at) - Date.parse(series[index]?.at ?? ''));
  expect(new Set(steps).size).toBeLessThanOrEqual(1);
  expect(series.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(30);
});

test('a Page without echoes: the wizard warns, and the report says it too', {
  timeout: TIMEOUT_MS,
}, async () => {
  await peopleWrite(world, 2);
  await sql`update pages set echoes_subscribed = false`.execute(world.database.db);
  const definition = { request: sendApiRequest(world.page.id) };
  const { problems } = await world.api<{ problems: { field: string; severity: string; remedy: string }[] }>(
    'POST',
    '/api/campaigns/check',
    { definition },
  );
  expect(problems).toContainEqual(
    expect.objectContaining({ severity: 'warning', remedy: expect.stringMatching(/^Subscribe the Page/) }),
  );
  const id = await publish();
  await finish(id);
  expect((await report(world, id)).delivery.echoes).toBe('not_subscribed');
});

test('without any worker the report says that none runs', { timeout: TIMEOUT_MS }, async () => {
  await world.close();
  world = await startWorld({ workers: false });
  const id = await publish();
  expect((await report(world, id)).delivery).toMatchObject({
    per_second: 0,
    seconds_left: null,
    limited_by: { kind: 'no_worker', remedy: expect.stringMatching(/worker/) },
  });
});
