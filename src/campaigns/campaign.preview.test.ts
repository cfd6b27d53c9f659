// A preview shows nobody but the owner what is sensitive of the person it is made for.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCampaign, sendApiRequest, startWorld, type World } from '../../test/support/world.ts';
import type { ContentFetcher } from '../delivery/content-fetcher.ts';
import { execute } from '../kit/db.ts';
import type { Actor, Permission } from '../kit/http/actor.ts';
import { campaignDefinition, type Look } from './campaign.contract.ts';
import { previewFor, testFor } from './campaign.preview.ts';
import { getCampaign } from './campaigns.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ workers: false });
});
afterAll(() => world.close());

const as = (permission: Permission): Actor => ({
  ...{ kind: 'operator', workspaceId: 'default', name: 'bob@example.com', permission },
});
const LOOK: Look = {
  ...{ campaign_id: null, recipient: { by: 'customer_id', customer_id: 'c1' } },
  ...{ variant: 0, language: null, event: null },
};
const NOT_FETCHED = {
  ok: false as const,
  ...{ why: 'nobody answers', isOutage: true, status: null, answer: '', durationMs: 0 },
};

test('sensitive attributes stand as dots for everybody but the owner', async () => {
  const { db } = world.database;
  await execute(
    db,
    sql`insert into profiles (workspace_id, customer_id, attributes)
        values ('default', 'c1', '{"ps_id": "7001", "first_name": "Ann", "last_name": "Lee", "iban": "CZ65"}')`,
  );
  await execute(
    db,
    sql`insert into attributes (workspace_id, name, type, sensitive)
        values ('default', 'iban', 'string', true), ('default', 'last_name', 'string', true)
        on conflict (workspace_id, name) do update set sensitive = true`,
  );
  const request = sendApiRequest(world.page.id, '{{ first_name }} pays from {{ iban }}');
  const id = await createCampaign(world, { request });
  const { definition } = await getCampaign(db, 'default', Number(id.slice(4)));
  const needs = world.app.campaigns;
  const fetched: string[] = [];
  const content: ContentFetcher = {
    fetch: (_of, rendered) => {
      fetched.push(rendered.url);
      return Promise.resolve({ ...NOT_FETCHED, request: rendered });
    },
  };
  const preview = (permission: Permission, of = definition) =>
    previewFor({ ...needs, callers: { ...needs.callers, content } }, as(permission), of, LOOK);
  expect(JSON.stringify(await preview('own'))).toContain('Ann pays from CZ65');
  const seen = await preview('send');
  expect(JSON.stringify(seen)).toContain('Ann pays from •••');
  expect(seen.person?.name).toBe('Ann •••');
  expect(JSON.stringify(seen)).not.toMatch(/CZ65|Lee/);

  const says = async (text: string, permission: Permission) => {
    const sources = [{ name: 'shop', url: 'https://shop.example.org/{{ iban }}' }];
    const other = campaignDefinition.parse({
      request: sendApiRequest(world.page.id, text),
      content: sources,
    });
    return JSON.stringify(await preview(permission, other));
  };
  for (const text of [
    '{% do_not_send iban %}',
    '{{ 5 | currency: iban }}',
    "{% if iban == 'CZ65' %}{% do_not_send 'guessed' %}{% endif %}",
    "{{ Content.shop.a | default: 'none' }}",
  ])
    expect(await says(text, 'view')).not.toMatch(/CZ65|guessed/);
  expect(fetched.join()).toContain('https://shop.example.org');
  expect(fetched.join()).not.toContain('CZ65');
  expect(await says('{% do_not_send iban %}', 'own')).toContain('CZ65');

  const stops = campaignDefinition.parse({
    request: sendApiRequest(world.page.id, '{% do_not_send iban %}'),
  });
  expect(await testFor(needs, as('own'), stops, LOOK)).toMatchObject({
    outcome: { reason: 'do_not_send:CZ65' },
  });
  expect(JSON.stringify(await testFor(needs, as('send'), stops, LOOK))).not.toContain('CZ65');
});
