// What was sent is hidden from whoever may not see the sensitive attributes it was made of.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type Database, execute, one } from '../kit/db.ts';
import type { Actor, Permission } from '../kit/http/actor.ts';
import { areNamesHidden, isContentHidden } from './hidden-content.ts';

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const actor = (permission: Permission): Actor => ({
  kind: 'operator',
  workspaceId: 'w',
  name: 'ada@example.com',
  permission,
});

test('only when the plan names a sensitive attribute, and never from the owner', async () => {
  const { db } = database;
  await execute(db, sql`insert into workspaces (workspace_id, name) values ('w', 'w')`);
  await execute(
    db,
    sql`insert into attributes (workspace_id, name, type, sensitive)
        values ('w', 'diagnosis', 'string', true), ('w', 'my "own" words', 'string', true), ('w', 'city', 'string', false)`,
  );
  const deliver = async (text: string): Promise<number> => {
    const { id } = await one<{ id: number }>(
      db,
      sql`with c as (insert into campaigns (workspace_id, name, definition) values ('w', 'c', '{}') returning campaign_id),
               o as (insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, plan, filter, lane_id)
                     select 'w', campaign_id, 1, 'sending', now(), jsonb_build_object('text', ${text}::text), '{}', 'page:1' from c
                     returning campaign_id)
          select campaign_id as id from o`,
    );
    const delivery = await one<{ id: number }>(
      db,
      sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, state)
          values ('w', ${id}, 1, 1, 'page:1', 'accepted') returning delivery_id as id`,
    );
    return delivery.id;
  };
  const secret = await deliver('About {{ diagnosis }}');
  expect(await isContentHidden(db, actor('send'), secret)).toBe(true);
  expect(await isContentHidden(db, actor('own'), secret)).toBe(false);
  for (const text of [
    String.raw`{"text": "{{ UserAttribute[\"my \\"own\\" words\"] }}"}`,
    "{% assign key = 'diag' | append: 'nosis' %}{{ UserAttribute[key] }}",
    '{{ UserAttribute | json }}',
    "{% assign key = 'diag' | append: 'nosis' %}{{ [key] }}",
  ])
    expect(await isContentHidden(db, actor('send'), await deliver(text)), text).toBe(true);
  for (const text of [
    "From {{ city }}, {{ UserAttribute['city'] }} {{ UserAttribute.city }} {{ EventAttribute['list'][0] }}",
    String.raw`{"list":["{{ UserAttribute[\"city\"] }}", ["a"]]}`,
  ])
    expect(await isContentHidden(db, actor('send'), await deliver(text)), text).toBe(false);
});

test('names of recipients too, once a part of them is sensitive', async () => {
  const { db } = database;
  const seenBy = async () => [
    await areNamesHidden(db, actor('own')),
    await areNamesHidden(db, actor('send')),
  ];
  expect(await seenBy()).toEqual([false, false]);
  await execute(
    db,
    sql`insert into attributes (workspace_id, name, type, sensitive) values ('w', 'last_name', 'string', true)`,
  );
  expect(await seenBy()).toEqual([false, true]);
});
