// An operator's no takes effect at once on what waits for the person, and a yes lets later campaigns reach them again.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import {
  createCampaign,
  everybodyWithPsid,
  peopleWrite,
  publishAndFinish,
  report,
  startWorld,
  summary,
  type World,
} from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world?.close());

const campaign = async (routes: object[]) =>
  createCampaign(world, {
    segment_id: await everybodyWithPsid(world),
    page_id: world.page.id,
    message: { message: { text: 'Hello' } },
    routes,
  });

async function personOf(psid: string): Promise<string> {
  const { people } = await world.api<{ people: { id: string }[] }>('GET', `/api/people?search=${psid}`);
  return people[0]!.id;
}
const say = (id: string, body: object) =>
  world.api<{ recorded: number; consents: { says: string; words: string }[] }>(
    'POST',
    `/api/people/${id}/consent`,
    body,
  );

test('what is held for who opts out never leaves, though they write; after a yes they are reached again', async () => {
  const [one, other] = await peopleWrite(world, 2);
  await world.sand('PUT', '/sandbox/clock', { advance_seconds: 25 * 3600 });
  const id = await campaign([{ kind: 'message' }, { kind: 'hold', hours: 48 }]);
  await world.api('POST', `/api/campaigns/${id}/publish`);
  await until('both are held', async () => (await report(world, id)).held === 2);

  const person = await personOf(one!);
  expect(await say(person, { says: 'no', words: 'Asked in the shop' })).toMatchObject({ recorded: 1 });
  expect(await report(world, id)).toMatchObject({
    held: 1,
    skipped: [{ reason: 'opted_out', count: 1 }],
    adds_up: true,
  });
  const write = (psid: string) =>
    world.sand('POST', `/sandbox/people/${psid}/actions`, {
      page_id: world.page.id,
      type: 'message',
      text: 'Hi',
    });
  for (const psid of [one!, other!]) await write(psid);
  await until('it is over', async () => (await report(world, id)).campaign.state === 'finished');
  expect(await summary(world)).toMatchObject({ total: 1, distinct_psids: 1 });
  const page = await world.api('GET', `/api/pages/${world.page.id}`);
  expect(page).toMatchObject({ people: 2, opted_out: 1 });

  const { consents } = await say(person, { says: 'yes', words: 'Signed the form of 22 November' });
  expect(consents.map(({ says }) => says)).toEqual(['yes', 'no']);
  const again = await publishAndFinish(world, await campaign([{ kind: 'message' }]));
  expect(again).toMatchObject({ accepted: 2, skipped: [] });
});
