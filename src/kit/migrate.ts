// Brings a database to the schema this code expects: numbered SQL files, forward only, safe when two processes start
// at once. Runs before anything else touches the database.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

/** One file of the migrations folder. */
export interface Migration {
  version: number;
  /** The file's name, e.g. `0001_foundation.sql`. */
  name: string;
  sql: string;
  /** SHA-256 of the text with line endings normalised, so a Windows checkout gives the same one. */
  checksum: string;
}

export interface MigrateOptions {
  url: string;
  folder: string;
  /** Stop after this version: a restore first builds the schema its backup was taken from. Default: all. */
  target?: number;
  onApplied?: (migration: Migration, tookMs: number) => void;
}

/** The oldest server whose SQL we use. */
export const MIN_SERVER_VERSION = 15;

const MAX_MIGRATIONS = 9_999;
const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;

// Any fixed number will do: it only has to differ from other programs' locks in the same database.
const LOCK_KEY = 7_264_512_011;

/** Something about the database or the folder that a person must settle. The message is the sentence for them. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

/**
 * Applies what is missing and returns the schema version before and after. Each file runs in a transaction of its own.
 * Throws MigrationError when the server is too old, the database is newer than this code, or an applied file was changed.
 */
export async function migrate(options: MigrateOptions): Promise<{ from: number; to: number }> {
  const migrations = await readMigrations(options.folder);
  const client = new pg.Client({
    connectionString: options.url,
    application_name: 'talaria migrate',
    options: '-c timezone=UTC',
  });
  client.on('error', () => {}); // the failing query reports it
  await client.connect();
  try {
    await requireServer(client);
    const from = await prepare(client, migrations);
    for (const migration of migrations) {
      if (migration.version <= from || migration.version > (options.target ?? MAX_MIGRATIONS)) continue;
      const startedAt = performance.now();
      const applied = await transaction(client, () => apply(client, migration));
      if (applied) options.onApplied?.(migration, performance.now() - startedAt);
    }
    return { from, to: await readVersion(client) };
  } finally {
    await client.end();
  }
}

/** The folder's files in order. Refuses a gap or a doubled number, which two branches merged together can make. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const migrations: Migration[] = [];
  for (const [index, name] of names.entries()) {
    const version = Number(FILE_NAME.exec(name)?.[1] ?? Number.NaN);
    if (version !== index + 1) {
      throw new MigrationError(
        `Migration files are numbered from 0001 without gaps (0001_name.sql); ${name} is file ${index + 1} of the folder.`,
      );
    }
    const text = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
    migrations.push({
      version,
      name,
      sql: text,
      checksum: createHash('sha256').update(text).digest('hex'),
    });
  }
  return migrations;
}

/** Refuses a server below MIN_SERVER_VERSION. */
export async function requireServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ major: number }>(
    "select current_setting('server_version_num')::int / 10000 as major",
  );
  checkServerVersion(rows[0]!.major);
}

export function checkServerVersion(major: number): void {
  if (major >= MIN_SERVER_VERSION) return;
  throw new MigrationError(
    `The database server is PostgreSQL ${major}; Talaria needs ${MIN_SERVER_VERSION} or newer. ` +
      'Point DATABASE_URL at a newer server, or leave it unset to use the embedded one.',
  );
}

/** Makes the version table, and checks what was applied against the files. Returns the database's version. */
async function prepare(client: pg.Client, migrations: Migration[]): Promise<number> {
  const applied = await transaction(client, async () => {
    await createVersionTable(client);
    const result = await client.query<{ version: number; name: string; checksum: string }>(
      'select version, name, checksum from schema_migrations order by version',
    );
    return result.rows;
  });
  for (const row of applied) {
    const file = migrations[row.version - 1];
    if (!file) {
      throw new MigrationError(
        `The database is at schema version ${applied.at(-1)!.version}, but this program knows only ` +
          `${migrations.length}. It was used with a newer Talaria: start that one, or restore a backup made by this one.`,
      );
    }
    if (file.checksum !== row.checksum) {
      throw new MigrationError(
        `Migration ${file.name} was changed after it had been applied (as ${row.name}). Migrations only go forward: ` +
          'put the file back as it was, and make the change in a new file.',
      );
    }
  }
  return applied.at(-1)?.version ?? 0;
}

/**
 * Builds the schema of these migrations in a database without one, inside the caller's transaction: a restore wants schema
 * and rows together or not at all.
 */
export async function buildSchema(client: pg.Client, migrations: Migration[]): Promise<void> {
  await createVersionTable(client);
  for (const migration of migrations) await apply(client, migration);
}

/** Until the transaction ends nobody else migrates or restores this database. */
export async function lockSchema(client: pg.Client): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1)', [LOCK_KEY]);
}

async function createVersionTable(client: pg.Client): Promise<void> {
  await client.query(`create table if not exists schema_migrations (
    version integer primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now()
  )`);
}

/**
 * The version row is written first: whoever comes second waits at the lock, then finds the row and has nothing to do.
 * The lock is the transaction's own, so this works through a transaction-pooling proxy too.
 */
async function apply(client: pg.Client, migration: Migration): Promise<boolean> {
  const claimed = await client.query(
    'insert into schema_migrations (version, name, checksum) values ($1, $2, $3) on conflict do nothing',
    [migration.version, migration.name, migration.checksum],
  );
  if (claimed.rowCount === 0) return false;
  try {
    await client.query(migration.sql);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrationError(`Migration ${migration.name} failed and was undone: ${reason}`, {
      cause: error,
    });
  }
  return true;
}

async function readVersion(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    'select coalesce(max(version), 0)::int as version from schema_migrations',
  );
  return rows[0]!.version;
}

async function transaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    await lockSchema(client);
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {}); // the first error is the one to report
    throw error;
  }
}
