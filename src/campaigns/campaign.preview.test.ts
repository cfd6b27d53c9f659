// A preview shows nobody but the owner what is sensitive of the person it is made for.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCampaign, sendApiRequest, startWorld, type World } from '../../test/support/world.ts';
import { execute } from '../kit/db.ts';
import type { Permission } from '../kit/http/actor.ts';
import { previewFor } from './campaign.preview.ts';
import { getCampaign } from './campaigns.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ workers: false });
});
afterAll(() => world.close());

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
  const preview = (permission: Permission) =>
    previewFor(
      world.app.campaigns,
      { kind: 'operator', workspaceId: 'default', name: 'bob@example.com', permission },
      definition,
      {
        campaign_id: null,
        recipient: { by: 'customer_id', customer_id: 'c1' },
        variant: 0,
        language: null,
        event: null,
      },
    );
  expect(JSON.stringify(await preview('own'))).toContain('Ann pays from CZ65');
  const seen = await preview('send');
  expect(JSON.stringify(seen)).toContain('Ann pays from •••');
  expect(seen.person?.name).toBe('Ann •••');
  expect(JSON.stringify(seen)).not.toMatch(/CZ65|Lee/);
});
