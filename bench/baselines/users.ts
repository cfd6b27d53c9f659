// The tables a person would write for a sender.
import { sql } from 'kysely';
import { type Database, execute } from '../../src/kit/db.ts';
import { peopleAttributes } from '../kit/people.ts';

export async function createTables({ db }: Database): Promise<void> {
  await execute(
    db,
    sql`create table users (id bigint primary key, psid text not null, attributes jsonb not null)`,
  );
  await execute(
    db,
    sql`create table messages (user_id bigint primary key references users, status text not null default 'pending',
                               mid text, error text, sent_at timestamptz)`,
  );
}

/** Replaces everybody by `count` people. */
export async function replaceUsers({ db }: Database, count: number): Promise<void> {
  await execute(db, sql`truncate users cascade`);
  await execute(
    db,
    sql`insert into users (id, psid, attributes)
        select n, attributes ->> 'ps_id', attributes
          from generate_series(1, ${count}::int) n, lateral (select ${peopleAttributes(1)} as attributes) person`,
  );
  await execute(db, sql`vacuum (analyze) users, messages`);
}
