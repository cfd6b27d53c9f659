// What an operator is told before publishing, and that it comes true: the waterfall and the preflight of a draft, the fallback
// that mends it, and the report of what was sent.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Preflight } from '../../src/campaigns/preflight.contract.ts';
import type { Waterfall } from '../../src/campaigns/waterfall.contract.ts';
import { execute } from '../../src/kit/db.ts';
import { until } from '../support/until.ts';
import {
  createCampaign,
  everybodyWithPsid,
  peopleWrite,
  publishAndFinish,
  startWorld,
  type World,
} from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.close());

/** Of ten people: one blocked, one opted out, two whose window is closed, one imported who never wrote. */
async function tenPeople(): Promise<void> {
  const [blocked, optedOut, late, later, unnamed] = await peopleWrite(world, 9);
  const { db } = world.database;
  await execute(db, sql`update identities set blocked_at = now() where psid = ${blocked}`);
  await execute(db, sql`update identities set opted_out_at = now() where psid = ${optedOut}`);
  await execute(
    db,
    sql`update identities set last_user_action_at = now() - interval '2 days' where psid in (${late}, ${later})`,
  );
  await execute(db, sql`update profiles set attributes = attributes || '{"first_name": "Ada"}'`);
  await execute(
    db,
    sql`update profiles set attributes = attributes - 'first_name' where attributes ->> 'ps_id' = ${unnamed}`,
  );
  await execute(
    db,
    sql`insert into profiles (workspace_id, customer_id, attributes) values ('default', 'imported', '{"ps_id": "4711", "first_name": "Bob"}')`,
  );
}

const counts = ({ steps }: Waterfall) => Object.fromEntries(steps.map(({ key, people }) => [key, people]));

test('what is foretold comes true', async () => {
  await tenPeople();
  const definition = {
    segment_id: await everybodyWithPsid(world),
    page_id: world.page.id,
    message: { message: { text: 'Hi {{ first_name }}' } },
  };
  const { waterfall } = await world.api<{ waterfall: Waterfall }>('POST', '/api/campaigns/waterfall', {
    definition,
  });
  expect(counts(waterfall)).toEqual({
    in_segment: 10,
    with_psid: 10,
    reachable: 8,
    in_window: 5,
    not_reached: 5,
  });
  expect(waterfall.forecast).toMatchObject({ closing: 0, per_second: 300, limited_by: 'page' });

  const id = await createCampaign(world, definition);
  const look = async () =>
    (await world.api<{ preflight: Preflight }>('GET', `/api/campaigns/${id}/preflight`)).preflight;
  const check = async (): Promise<Preflight> => {
    await world.api('POST', `/api/campaigns/${id}/preflight`, {});
    await until('the preflight is finished', async () => (await look()).state === 'finished');
    return look();
  };
  const { findings, revision } = await check();
  expect(findings).toMatchObject([{ kind: 'missing_attribute', attribute: 'first_name', people: 1 }]);
  const mend = { attribute: 'first_name', value: 'there', revision };
  await world.api('POST', `/api/campaigns/${id}/fallback`, mend);
  expect(await check()).toMatchObject({
    checked: 10,
    fine: 8,
    unreachable: 2,
    affected: 0,
    is_current: true,
  });

  const { accepted, skipped } = await publishAndFinish(world, id);
  expect(accepted).toBe(counts(waterfall)['in_window']);
  const told = waterfall.steps.find(({ key }) => key === 'not_reached')?.reasons ?? [];
  expect(tally(skipped.map(({ reason, count }) => [reason, count]))).toEqual(
    tally(told.map(({ reason, people }) => [reason, people])),
  );
  await expect(world.api('POST', `/api/campaigns/${id}/preflight`, {})).rejects.toThrow('409');
});

const tally = (entries: [string, number][]) => Object.fromEntries(entries);
