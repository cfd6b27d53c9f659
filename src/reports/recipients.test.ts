// The recipients of a campaign as they are asked for: by person, variant, goal, run and version, page by page.
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { z } from 'zod';
import { jsonb } from '../kit/db.ts';
import type { Actor } from '../kit/http/actor.ts';
import { personMatches } from '../profiles/person-search.ts';
import { recipientQuery } from './recipient.contract.ts';
import { openRecipients } from './recipients.ts';
import { BOUGHT, NOW, ReportWorld } from './testing/report-world.ts';

let world: ReportWorld;
beforeAll(async () => {
  world = await ReportWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.newWorkspace());

type Asked = z.input<typeof recipientQuery>;
const open = (campaignId: number, query: Asked = {}, hidden: string[] = []) => {
  const actor = {
    kind: 'operator',
    workspaceId: world.workspaceId,
    name: 'ada',
    permission: 'view',
  } as Actor;
  const matchPeople = async (_: Actor, search: string) =>
    personMatches(world.workspaceId, search, new Set(hidden));
  const needs = { ...world.needs, matchPeople };
  return openRecipients(needs, actor, { campaignId, query: recipientQuery.parse(query) });
};
/** Customer ids, in the order of the list. */
const found = async (campaignId: number, query: Asked = {}, hidden: string[] = []) =>
  (await (await open(campaignId, query, hidden)).page(null, 100)).map(({ customerId }) => customerId);

/** The person of whoever was sent to last. */
const isPerson = (customerId: string, attributes: object) =>
  world.run(
    sql`insert into profiles (workspace_id, profile_id, customer_id, attributes) overriding system value
        values (${world.workspaceId}, ${world.profileId}, ${customerId}, ${jsonb(attributes)})`,
  );

test('people are found by name, customer id, e-mail address and PSID, also under an id of before a merge', async () => {
  const campaignId = await world.newCampaign([[]]);
  const people = [
    ['shop-1', { first_name: 'Ana', last_name: 'Nováková', email: 'ana@example.org', ps_id: '777' }],
    ['shop-2', { name: 'Jan Novák', ps_id: '888' }],
    ['other-3', { first_name: 'Eva' }],
  ] as const;
  for (const [customerId, attributes] of people) {
    await world.send({ campaignId, count: 1 });
    await isPerson(customerId, attributes);
  }
  const lastId = world.profileId;
  await world.send({ campaignId, run: 1, count: 1 });
  await world.run(
    sql`insert into profile_merges (workspace_id, from_profile_id, into_profile_id, reason, actor, merged_at)
        values (${world.workspaceId}, ${world.profileId}, ${lastId}, 'same', 'me', ${NOW})`,
  );
  await world.run(
    sql`insert into customer_aliases (workspace_id, customer_id, profile_id, made_at) values (${world.workspaceId}, 'gone', ${lastId}, ${NOW})`,
  );
  await world.run(
    sql`insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at)
        values (${world.workspaceId}, '1', '999', ${lastId}, 'webhook', ${NOW})`,
  );
  expect(await found(campaignId, { search: ' novák ' })).toEqual(['shop-1', 'shop-2']);
  expect(await found(campaignId, { search: 'na nov' })).toEqual(['shop-1']);
  expect(await found(campaignId, { search: 'shop-' })).toEqual(['shop-1', 'shop-2']);
  expect(await found(campaignId, { search: 'ANA@ex' })).toEqual(['shop-1']);
  expect(await found(campaignId, { search: '888' })).toEqual(['shop-2']);
  for (const search of ['999', 'gone', 'eva'])
    expect(await found(campaignId, { search })).toEqual(['other-3', 'other-3']);
  for (const search of ['_', '%', 'nobody']) expect(await found(campaignId, { search })).toEqual([]);

  expect(await found(campaignId, { search: 'novák' }, ['last_name'])).toEqual([]);
  expect(await found(campaignId, { search: 'ana@ex' }, ['email'])).toEqual([]);
  expect(await found(campaignId, { search: '888' }, ['ps_id'])).toEqual([]);
  const other = await world.newCampaign([[]]);
  expect(await found(other, { search: 'novák' })).toEqual([]);
});

test('a name that very many have is found too', async () => {
  const campaignId = await world.newCampaign([[]]);
  const from = world.profileId + 1;
  world.profileId += 10_500;
  await world.run(
    sql`insert into profiles (workspace_id, profile_id, customer_id, attributes) overriding system value
        select ${world.workspaceId}, n, 'c' || n, '{"first_name": "Ana"}' from generate_series(${from}::int, ${world.profileId}::int) n`,
  );
  await world.run(
    sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, state)
        select ${world.workspaceId}, ${campaignId}::bigint, 1, n, 'page:1', case when n % 1000 = 0 then 'failed' else 'accepted' end
          from generate_series(${from}::int, ${world.profileId}::int) n`,
  );
  const failed = await found(campaignId, { search: 'ana', state: 'failed' });
  expect(failed.length).toBeGreaterThanOrEqual(10);
  expect(failed.every((id) => id?.endsWith('000'))).toBe(true);
  expect(await found(campaignId, { search: 'ana' })).toHaveLength(100);
});

test('variants by their names in each version, goals as each row counts them, runs and versions', async () => {
  const campaignId = await world.newCampaign([[BOUGHT], [BOUGHT]]);
  const turned = { variants: [{ name: 'Long' }, { name: 'Third' }] };
  await world.run(
    sql`update campaign_versions set definition = definition || ${jsonb({ experiment: turned })}
         where campaign_id = ${campaignId} and version = 2`,
  );
  let people = 0;
  const send = async (sent: { run: number; variant: number; bought?: number }) => {
    await world.send({ campaignId, count: 1, ...sent });
    people += 1;
    await isPerson(`c${people}`, {});
  };
  await send({ run: 1, variant: 0, bought: 1 });
  await send({ run: 1, variant: 1 });
  await send({ run: 2, variant: 0 });
  await send({ run: 2, variant: 1, bought: 1 });
  await world.send({
    campaignId,
    count: 1,
    state: 'skipped',
    reason: 'window_closed',
    bought: 1,
    isUnsent: true,
  });
  await isPerson('c5', {});
  expect(await found(campaignId, { variant: 'Long' })).toEqual(['c2', 'c3']);
  expect(await found(campaignId, { variant: 'Short' })).toEqual(['c1']);
  expect(await found(campaignId, { variant: 'Third', version: 2 })).toEqual(['c4']);
  expect(await found(campaignId, { variant: 'Third', version: 1 })).toEqual([]);
  expect(await found(campaignId, { converted: 'true' })).toEqual(['c1', 'c4']);
  expect(await found(campaignId, { converted: 'false' })).toEqual(['c2', 'c5', 'c3']);
  expect(await found(campaignId, { converted: 'true', run: 2 })).toEqual(['c4']);
  expect(await found(campaignId, { reason: 'window_closed' })).toEqual(['c5']);
  const [row] = await (await open(campaignId, { variant: 'Third' })).page(null, 1);
  expect(row).toMatchObject({ run: 2, version: 2, variant: 1, conversions: 2 });

  await expect(open(campaignId, { variant: 'Forth' })).rejects.toMatchObject({
    ...{ kind: 'invalid', field: 'variant', message: 'There is no variant “Forth”.' },
    remedy: 'Choose one of “Long”, “Third”, “Short”.',
  });
  await expect(open(campaignId, { run: 3 })).rejects.toThrow('There is no run 3.');
});

test('pages neither lose nor repeat whoever came in several times', async () => {
  const campaignId = await world.newCampaign([[]], 'event');
  for (const entryId of [1, 2, 3]) await world.send({ campaignId, count: 4, again: entryId > 1, entryId });
  const { page } = await open(campaignId);
  const seen: number[] = [];
  for (let after: number | null = null, rounds = 0; rounds < 10; rounds += 1) {
    const rows = await page(after, 5);
    seen.push(...rows.map(({ deliveryId }) => deliveryId));
    after = rows.at(-1)?.deliveryId ?? null;
    if (rows.length < 5) break;
  }
  expect([seen.length, new Set(seen).size]).toEqual([12, 12]);
});
