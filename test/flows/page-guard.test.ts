// A campaign under way meets trouble of its Page, with everything real: it pauses itself, says why, and only an operator lets
// it go on. And calls without an answer are looked up in conversations within the Page's two calls a second.
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { many } from '../../src/kit/db.ts';
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

const TIMEOUT_MS = 90_000;

let world: World;
afterEach(() => world?.close());

/** To everybody, slowly enough to be stopped on the way. */
async function publishSlowly(perSecond: number): Promise<string> {
  const segment_id = await everybodyWithPsid(world);
  const request = sendApiRequest(world.page.id);
  const id = await createCampaign(world, { segment_id, request, per_second: perSecond });
  await world.api('POST', `/api/campaigns/${id}/publish`);
  return id;
}
const look = (id: string) =>
  world.api<{ state: string; paused_because: string | null }>('GET', `/api/campaigns/${id}`);
const becomes = (id: string, state: string) =>
  until(`the campaign is ${state}`, async () => (await look(id)).state === state, TIMEOUT_MS / 2);
const stand = (standing: object) =>
  world.sand('PUT', `/sandbox/pages/${world.page.id}`, { setup: { standing } });
const check = () => world.api('POST', `/api/pages/${world.page.id}/check`);

test(
  'a Page that Facebook restricts pauses its campaign; freed and resumed, everybody gets the message once',
  async () => {
    world = await startWorld();
    await peopleWrite(world, 40);
    const id = await publishSlowly(4);
    await until('the first message left', async () => (await summary(world)).total > 0);
    const violations = [{ type: 'SPAM', description: 'Many reports', url: 'https://example.com' }];
    await stand({ status: 'restricted', violations, restrictions: [] });
    await check();
    await becomes(id, 'paused');
    expect((await look(id)).paused_because).toMatch(
      /^paused: Facebook has restricted the Page .*SPAM: Many reports\)\. Resume it once that is over$/,
    );
    expect((await summary(world)).total).toBeLessThan(40);

    await stand({ status: 'ok', violations: [], restrictions: [] });
    await check();
    expect((await look(id)).state).toBe('paused');
    await world.api('POST', `/api/campaigns/${id}/resume`);
    await becomes(id, 'finished');
    expect(await report(world, id)).toMatchObject({ accepted: 40, adds_up: true });
    expect(await summary(world)).toMatchObject({ total: 40, distinct_psids: 40 });
  },
  TIMEOUT_MS,
);

test(
  'when many of those it reaches have turned messages off, it stops before it has annoyed the others',
  async () => {
    world = await startWorld({ env: { BLOCKS_PAUSE_COUNT: '3', BLOCKS_PAUSE_PERCENT: '5' } });
    const psids = await peopleWrite(world, 60);
    for (const psid of psids.slice(0, 45))
      await world.sand('POST', `/sandbox/people/${psid}/actions`, { page_id: world.page.id, type: 'block' });
    const id = await publishSlowly(3);
    await becomes(id, 'paused');
    expect((await look(id)).paused_because).toMatch(/^paused: 3 people could not be reached any more/);
    const { attempted } = await report(world, id);
    expect(attempted).toBeLessThan(60);
    const audit = await many<{ action: string; actor: string }>(
      world.database.db,
      sql`select action, actor from audit where subject = ${id} order by audit_id desc limit 1`,
    );
    expect(audit).toEqual([{ action: 'campaign.paused', actor: 'system' }]);
  },
  TIMEOUT_MS,
);

test(
  'calls without an answer are looked up in their conversations, no faster than the Page may',
  async () => {
    world = await startWorld();
    await peopleWrite(world, 6);
    // Nothing comes back: neither the answer of a call nor its echo.
    await world.sand('PUT', '/sandbox/faults', [
      {
        match: { kind: 'graph', path: '*/messages' },
        probability: 1,
        action: { type: 'reset_after_accept' },
        times: 6,
      },
    ]);
    await world.sand('PUT', `/sandbox/pages/${world.page.id}`, {
      subscribed_fields: ['messages', 'messaging_postbacks'],
    });
    await check();
    const id = await publishSlowly(50);
    await becomes(id, 'finished');
    expect(await report(world, id)).toMatchObject({ accepted: 6, unknown: 0, adds_up: true });
    expect(await summary(world)).toMatchObject({ total: 6, distinct_psids: 6 });
  },
  TIMEOUT_MS,
);
