// The same program on the oldest server we support: migrations, schema text, and backups from one version to the other.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { noOldestServer, startOldestServer } from '../../test/support/external.ts';
import { backupTo } from './backup.ts';
import { restoreFrom } from './backup-restore.ts';
import { execute, maybeOne, openDatabase } from './db.ts';
import { migrate } from './migrate.ts';
import { dumpSchema } from './schema-dump.ts';

const project = join(import.meta.dirname, '../..');

describe.skipIf(noOldestServer)(`on PostgreSQL 15${noOldestServer ? `: ${noOldestServer}` : ''}`, () => {
  const workspace = mkdtempSync(join(tmpdir(), 'talaria-oldest-'));
  const rich = join(workspace, 'rich');
  let server: ReturnType<typeof startOldestServer>;
  beforeAll(() => {
    server = startOldestServer();
    mkdirSync(rich);
    writeFileSync(join(rich, '0001_rich.sql'), readFileSync(join(project, 'test/support/rich-schema.sql')));
  });
  afterAll(() => {
    server?.stop();
    rmSync(workspace, { recursive: true, force: true });
  });

  it('the product’s own migrations give the same schema as on the embedded server', async () => {
    const old = server.makeDatabase('product');
    await migrate({ url: old, folder: join(project, 'migrations') });
    const embedded = await createTestDatabase();
    expect(await dumpSchema(old)).toBe(await dumpSchema(embedded.url));
    await embedded.close();
  });

  it('a schema with one of everything is printed the same', async () => {
    const old = server.makeDatabase('rich');
    const embedded = await createTestDatabase({ migrated: false });
    for (const url of [old, embedded.url]) await migrate({ url, folder: rich });
    expect(await dumpSchema(old)).toBe(await dumpSchema(embedded.url));
    await embedded.close();
  });

  it('a backup goes from the embedded server to it and back', async () => {
    const [from, old, back] = await Promise.all([
      createTestDatabase({ migrated: false }),
      server.makeDatabase('restored'),
      createTestDatabase({ migrated: false }),
    ]);
    const file = join(workspace, 'one.backup');
    await migrate({ url: from.url, folder: rich });
    await execute(
      from.db,
      sql`insert into people (name, doc, raw) values ('Zoë', '{"a":["😀"]}', '\\x00ff'), ('b', default, null)`,
    );
    await execute(from.db, sql`insert into visits values (1, '2026-05-05'), (2, '2031-01-01')`);
    await backupTo({ url: from.url, file });
    await restoreFrom({ url: old, file, folder: rich });
    await backupTo({ url: old, file });
    await restoreFrom({ url: back.url, file, folder: rich });
    expect(await read(back.url)).toEqual(await read(from.url));
    expect(await read(back.url)).toMatchObject({ people: 2, visits: 2 });
    await Promise.all([from.close(), back.close()]);
  });
});

async function read(url: string): Promise<unknown> {
  const database = openDatabase({ url, max: 1 });
  const query = sql`select count(*) as people, md5(string_agg(p::text, '|' order by person_id)) as text,
                           (select count(*) from visits) as visits from people p`;
  return maybeOne(database.db, query).finally(() => database.close());
}
