// Migrations against a real server, from folders made for each case.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type Database, many, maybeOne } from './db.ts';
import { checkServerVersion, migrate } from './migrate.ts';

const workspace = mkdtempSync(join(tmpdir(), 'talaria-migrate-'));
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

const PEOPLE = 'create table people (id int primary key); insert into people values (1);';
const NAMES = 'alter table people add column name text;';

let database: Database;
beforeEach(async () => {
  database = await createTestDatabase({ migrated: false });
  onTestFinished(() => database.close());
});

let folders = 0;
function makeFolder(...files: string[]): string {
  const folder = join(workspace, String(++folders));
  mkdirSync(folder);
  for (const [index, text] of files.entries()) {
    writeFileSync(join(folder, `${String(index + 1).padStart(4, '0')}_step.sql`), text);
  }
  return folder;
}

const run = (folder: string, target?: number) =>
  migrate({ url: database.url, folder, ...(target === undefined ? {} : { target }) });

describe('migrating', () => {
  it('applies what is missing, up to the version asked for', async () => {
    const folder = makeFolder(PEOPLE, NAMES);
    expect(await run(folder, 1)).toEqual({ from: 0, to: 1 });
    expect(await run(folder)).toEqual({ from: 1, to: 2 });
    expect(await run(folder)).toEqual({ from: 2, to: 2 });
    expect(await many(database.db, sql`select id, name from people`)).toEqual([{ id: 1, name: null }]);
  });

  it('is safe when several processes start at once: each file runs once', async () => {
    const folder = makeFolder(PEOPLE, 'select pg_sleep(0.2);', NAMES);
    const results = await Promise.all([run(folder), run(folder), run(folder), run(folder)]);
    expect(results.map((result) => result.to)).toEqual([3, 3, 3, 3]);
    expect(await many(database.db, sql`select version from schema_migrations order by version`)).toHaveLength(
      3,
    );
  });

  it('undoes a file that fails, keeps those before it, and goes on once it is mended', async () => {
    const folder = makeFolder(PEOPLE, 'create table half (); select nonsense;');
    await expect(run(folder)).rejects.toThrow(/0002_step.sql failed and was undone: column "nonsense"/);
    expect(await maybeOne(database.db, sql`select 1 from pg_class where relname = 'half'`)).toBeUndefined();
    writeFileSync(join(folder, '0002_step.sql'), 'create table half ();');
    expect(await run(folder)).toEqual({ from: 1, to: 2 });
  });

  it('takes a checkout with Windows line endings for the same file', async () => {
    await run(makeFolder('create table people (\n);\n'));
    expect(await run(makeFolder('create table people (\r\n);\r\n'))).toEqual({ from: 1, to: 1 });
  });
});

describe('migrating is refused', () => {
  it('when the database is newer than this program', async () => {
    await run(makeFolder(PEOPLE, NAMES));
    await expect(run(makeFolder(PEOPLE))).rejects.toThrow(
      /at schema version 2, but this program knows only 1.*newer Talaria/,
    );
  });

  it('when an applied file was changed', async () => {
    await run(makeFolder(PEOPLE));
    await expect(run(makeFolder(`${PEOPLE} -- tidied`))).rejects.toThrow(/0001_step.sql was changed after/);
  });

  it('when the files are not numbered one after the other', async () => {
    const folder = makeFolder(PEOPLE);
    writeFileSync(join(folder, '0003_later.sql'), NAMES);
    await expect(run(folder)).rejects.toThrow(/without gaps.*0003_later.sql is file 2/);
  });

  it('when the server is older than the SQL we use', () => {
    expect(() => checkServerVersion(14)).toThrow(/is PostgreSQL 14; Talaria needs 15 or newer/);
    expect(() => checkServerVersion(15)).not.toThrow();
  });
});
