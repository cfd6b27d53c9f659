// The printed schema: readable, complete enough to make the same database again, and always the same text.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { dumpSchema } from './schema-dump.ts';

const RICH = readFileSync(join(import.meta.dirname, '../../test/support/rich-schema.sql'), 'utf8');

async function makeDatabase(script: string): Promise<string> {
  const database = await createTestDatabase({ migrated: false });
  onTestFinished(() => database.close());
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(script).finally(() => client.end());
  return database.url;
}

it('reads like the SQL a person would write', async () => {
  const dump = await dumpSchema(await makeDatabase(RICH));
  expect(dump).toContain(`
-- Everyone.
create table people (
  person_id bigint not null generated always as identity,
  name text collate "C" not null,
  upper_name text generated always as (upper(name)) stored,
  mood mood default 'glad'::mood,
  doc jsonb not null default '{}'::jsonb, -- What else is known.
  raw bytea,
  tags text[] not null default '{}'::text[],
  seen_at timestamp with time zone default now(),
  amount numeric(12,2),
  "order" integer,
  friend_id bigint,
  constraint people_pkey PRIMARY KEY (person_id),
  constraint people_name_order_key UNIQUE (name, "order"),
  constraint people_amount_check CHECK (amount > 0::numeric),
  constraint people_friend_id_fkey FOREIGN KEY (friend_id) REFERENCES people(person_id) ON DELETE SET NULL
) with (fillfactor=70);
CREATE INDEX people_doc ON people USING gin (doc jsonb_path_ops);
CREATE INDEX people_seen ON people USING btree (seen_at DESC) WHERE friend_id IS NULL;
CREATE TRIGGER shout BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION shout();
`);
  expect(dump).toContain("create type mood as enum ('glad', 'it''s sad');");
  expect(dump).toContain('create sequence ticket_numbers as bigint increment 10;');
  expect(dump).toContain(') partition by RANGE (at);');
  expect(dump).toContain('create table visits_rest partition of visits DEFAULT;');
  expect(dump).toContain('-- view glad_people (name text, amount numeric(12,2)) reads people\n');
  expect(dump).toContain('RETURNS trigger');
});

it('is the same whatever the order in which the schema was made', async () => {
  const one = await makeDatabase(
    'create table b (id int primary key); create table a (id int); create index a_id on a (id);',
  );
  const two = await makeDatabase(
    'create table a (id int); create index a_id on a (id); create table b (id int primary key);',
  );
  expect(await dumpSchema(one)).toBe(await dumpSchema(two));
});

it('of a database without anything is its heading', async () => {
  expect(await dumpSchema(await makeDatabase('select 1'))).toMatch(/^(--.*\n)+$/);
});
