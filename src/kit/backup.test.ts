// Backups between real databases: what goes in comes out, and what must be refused is, with nothing changed.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { backupTo } from './backup.ts';
import { restoreFrom, verifyBackup } from './backup-restore.ts';
import { maybeOne, one, openDatabase } from './db.ts';
import { migrate } from './migrate.ts';

const SCHEMA = `
  create type mood as enum ('glad', 'sad');
  create table people (
    person_id bigint generated always as identity primary key,
    name text not null,
    upper_name text generated always as (upper(name)) stored,
    mood mood, doc jsonb, raw bytea, seen_at timestamptz, amount numeric,
    friend_id bigint references people
  );
  create table a_visits (person_id bigint not null references people, at timestamptz not null, primary key (person_id, at))
    partition by hash (person_id);
  create table a_visits_0 partition of a_visits for values with (modulus 2, remainder 0);
  create table a_visits_1 partition of a_visits for values with (modulus 2, remainder 1);
  create table seeded (id int primary key);
  insert into seeded values (1);
  create view glad_people as select name from people where mood = 'glad';
  create function shout() returns trigger language plpgsql as
    $$ begin new.name := new.name || '!'; return new; end $$;
  create trigger shout before insert on people for each row execute function shout();`;

const workspace = mkdtempSync(join(tmpdir(), 'talaria-backup-'));
const folder = makeFolder('v1', SCHEMA);
const newerFolder = makeFolder('v2', SCHEMA, "alter table people add column note text default 'new';");
const file = join(workspace, 'talaria.backup');
const ROWS = 100_000;
let closeSource: () => Promise<void>;
let source: string;

beforeAll(async () => {
  const database = await createTestDatabase({ migrated: false });
  closeSource = () => database.close();
  source = database.url;
  await migrate({ url: source, folder });
  await run(
    source,
    sql`
    insert into people (name, mood, doc, raw, seen_at, amount, friend_id) values
      (${'Zoë "\\." \\N\t\r\n😀'}, 'glad', '{"a": [1, "ü\\n"], "big": 90071992547409931}', '\\x00ff0a5c',
       '2026-03-29 01:30:00.123456+00', 1.10, null), ('', null, null, '', '-infinity', 'NaN', 1)`,
  );
  await run(
    source,
    sql`
    insert into people (name, doc, friend_id)
    select 'person ' || n, jsonb_build_object('n', n), 2 from generate_series(1, ${ROWS}) n`,
  );
  await run(source, sql`insert into a_visits select person_id, now() from people where person_id <= 1000`);
  await run(source, sql`delete from seeded`);
  await backupTo({ url: source, file });
});
afterAll(async () => {
  await closeSource();
  rmSync(workspace, { recursive: true, force: true });
});

describe('a backup', () => {
  it('comes back the same, row by row, and goes on counting where it was', async () => {
    const target = await makeDatabase();
    const result = await restoreFrom({ url: target, file, folder });
    expect(result).toMatchObject({ tables: 3, rows: ROWS + 2 + 1000, schemaVersion: 1 });
    expect(await fingerprint(target)).toEqual(await fingerprint(source));
    const added = await first(
      target,
      sql<{ person_id: number; name: string }>`
      insert into people (name, friend_id) values ('next', 1) returning person_id, name`,
    );
    expect(added).toEqual({ person_id: ROWS + 3, name: 'next!' });
    const orphan = run(target, sql`insert into people (name, friend_id) values ('x', -1)`);
    await expect(orphan).rejects.toThrow(/foreign key/);
  });

  it('is readable by its owner alone, and leaves nothing else beside it', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(workspace).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it('takes the place of newer data and a newer schema, then is migrated forward', async () => {
    const target = await makeDatabase(newerFolder);
    await run(target, sql`insert into people (name) values ('to be lost')`);
    await run(target, sql`create table later (id int)`);
    const result = await restoreFrom({ url: target, file, folder: newerFolder, replace: true });
    expect(result.schemaVersion).toBe(2);
    expect(await first(target, sql`select note, count(*) as n from people group by note`)).toEqual({
      note: 'new',
      n: ROWS + 2,
    });
    expect(await first(target, sql`select to_regclass('later') as later`)).toEqual({ later: null });
  });

  it('is not made of a database without our data, and an older file stays', async () => {
    const empty = await makeDatabase();
    const kept = join(workspace, 'kept.backup');
    writeFileSync(kept, 'yesterday');
    await expect(backupTo({ url: empty, file: kept })).rejects.toThrow(/nothing to back up/);
    expect(readFileSync(kept, 'utf8')).toBe('yesterday');
  });
});

describe('a restore is refused and changes nothing', () => {
  it('when the file is cut short, altered or something else', async () => {
    const target = await makeDatabase(folder);
    await run(target, sql`insert into seeded values (7)`);
    const before = await fingerprint(target);
    const whole = readFileSync(file);
    const altered = Buffer.from(whole);
    altered[Math.floor(whole.length / 2)]! ^= 1;
    const files = {
      empty: Buffer.alloc(0),
      half: whole.subarray(0, whole.length / 2),
      'without its last byte': whole.subarray(0, -1),
      altered,
      twice: Buffer.concat([whole, whole]),
      text: Buffer.from('-- PostgreSQL database dump'),
    };
    for (const [name, bytes] of Object.entries(files)) {
      const damaged = join(workspace, name);
      writeFileSync(damaged, bytes);
      const restoring = restoreFrom({ url: target, file: damaged, folder, replace: true });
      await expect(restoring, name).rejects.toThrow(
        /is damaged: .* Nothing was changed|is not a Talaria backup/,
      );
    }
    await expect(verifyBackup(join(workspace, 'absent'))).rejects.toThrow(/There is no file/);
    expect(await fingerprint(target)).toEqual(before);
  });

  it('when there is data already and nobody said it may go', async () => {
    const target = await makeDatabase(folder);
    await expect(restoreFrom({ url: target, file, folder })).rejects.toThrow(
      /With --replace the backup takes/,
    );
  });

  it("when the database is somebody else's, even with replace", async () => {
    const target = await makeDatabase();
    await run(target, sql`create table invoices (id int)`);
    const restoring = restoreFrom({ url: target, file, folder, replace: true });
    await expect(restoring).rejects.toThrow(/not Talaria’s/);
  });

  it('when the service is running on it', async () => {
    const target = await makeDatabase(folder);
    const service = openDatabase({ url: target, applicationName: 'talaria service' });
    await one(service.db, sql`select 1`);
    const restoring = restoreFrom({ url: target, file, folder, replace: true });
    await expect(restoring).rejects.toThrow(/in use \(talaria service\)/);
    await service.close();
  });

  it('when the backup is of a newer schema, or of other migrations', async () => {
    const target = await makeDatabase();
    const other = makeFolder('other', `${SCHEMA} -- edited`);
    const none = makeFolder('none');
    await expect(restoreFrom({ url: target, file, folder: none })).rejects.toThrow(/made by a newer Talaria/);
    await expect(restoreFrom({ url: target, file, folder: other })).rejects.toThrow(/another 0001_step.sql/);
  });
});

function makeFolder(name: string, ...files: string[]): string {
  const path = join(workspace, name);
  mkdirSync(path);
  for (const [index, text] of files.entries()) writeFileSync(join(path, `000${index + 1}_step.sql`), text);
  return path;
}

/** The URL of a database that lasts as long as the test; without a folder an empty one. */
async function makeDatabase(migrations?: string): Promise<string> {
  const database = await createTestDatabase({ migrated: false });
  onTestFinished(() => database.close());
  if (migrations) await migrate({ url: database.url, folder: migrations });
  return database.url;
}

/** One statement on connections of its own: a restore wants the database to itself. */
async function first<Row>(url: string, query: RawBuilder<Row>): Promise<Row | undefined> {
  const database = openDatabase({ url, max: 1 });
  return maybeOne(database.db, query).finally(() => database.close());
}

const run: (url: string, query: RawBuilder<unknown>) => Promise<unknown> = first;

/** Every value of every table as text: equal only if all are. */
function fingerprint(url: string): Promise<unknown> {
  return first(
    url,
    sql`
    select (select md5(string_agg(p::text, '|' order by person_id)) from people p) as people,
           (select md5(string_agg(v::text, '|' order by person_id)) from a_visits v) as visits,
           (select array_agg(id) from seeded) as seeded,
           (select array_agg(name) from glad_people) as glad`,
  );
}
