// Campaigns for segments that are made of others: what was published stays as it was that day.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCampaign, startWorld, type World } from '../../test/support/world.ts';
import { execute, many } from '../kit/db.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ workers: false });
});
afterAll(() => world.close());

const from = (city: string) => ({ kind: 'attribute', attribute: 'city', op: 'is', value: city });
const all = (...filters: object[]) => ({ kind: 'group', match: 'all', filters });
const save = async (name: string, filter: object) =>
  (await world.api<{ id: string }>('POST', '/api/segments', { name, filter })).id;

test('a published campaign keeps the inner segments of that day; one that is broken is named before', async () => {
  const inner = await save('Inner', all(from('Brno')));
  const outer = await save('Outer', all({ kind: 'segment', segment_id: inner, is_in: true }));
  const id = await createCampaign(world, {
    segment_id: outer,
    page_id: world.page.id,
    message: { message: { text: 'Hi' } },
    schedule: { kind: 'at', local_time: '2099-01-01T10:00', time_zone: 'UTC' },
  });
  await world.api('POST', `/api/campaigns/${id}/publish`, {});
  await world.api('PUT', `/api/segments/${inner}`, { name: 'Inner', filter: all(from('Praha')) });
  const frozen = await many(
    world.database.db,
    sql<{ filter: object }>`select filter from occurrences where campaign_id = ${Number(id.slice(4))}`,
  );
  expect(frozen).toEqual([{ filter: all(all(from('Brno'))) }]);

  await execute(world.database.db, sql`delete from segments where name = 'Inner'`);
  const draft = await createCampaign(world, {
    segment_id: outer,
    page_id: world.page.id,
    message: { message: { text: 'Hi' } },
  });
  await expect(world.api('POST', `/api/campaigns/${draft}/publish`, {})).rejects.toThrow(
    `The segment ${inner}, which this filter is made of, was deleted.`,
  );
});
