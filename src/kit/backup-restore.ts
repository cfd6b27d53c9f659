// `talaria restore FILE`: puts a backup in the place of whatever the database holds, all of it or nothing.

import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import {
  dropEverything,
  findApplied,
  listTables,
  suspendRules,
  type TableShape,
} from './backup-catalogue.ts';
import { BackupError, type BackupHeader, decodeBackup, FORMAT_VERSION } from './backup-format.ts';
import {
  buildSchema,
  lockSchema,
  type Migration,
  migrate,
  readMigrations,
  requireServer,
} from './migrate.ts';

const OTHERS_TRIES = 20;
const OTHERS_POLL_MS = 100;

export interface RestoreOptions {
  url: string;
  file: string;
  /** The migrations folder of this program. */
  folder: string;
  /** Without it, only a database without Talaria data is written to. */
  replace?: boolean;
  onTable?: (name: string, rows: number) => void;
}

/**
 * Restores a backup. First reads the whole file, so that one cut short or altered changes nothing; then, in one transaction,
 * removes what is there, builds the schema the backup was taken from, and loads the rows; then migrates forward.
 * Throws BackupError with a sentence. Secrets stay encrypted: ENCRYPTION_KEY must be the one of the time of the backup.
 */
export async function restoreFrom(
  options: RestoreOptions,
): Promise<{ tables: number; rows: number; createdAt: string; schemaVersion: number }> {
  const { header, tables, rows } = await verifyBackup(options.file);
  const migrations = checkMigrations(header, await readMigrations(options.folder));
  const client = new pg.Client({
    connectionString: options.url,
    application_name: 'talaria restore',
    options: '-c timezone=UTC',
  });
  client.on('error', () => {}); // the failing query reports it
  await client.connect();
  try {
    await requireServer(client);
    await client.query('begin');
    await client.query('set local statement_timeout = 0');
    await lockSchema(client);
    await checkTarget(client, options.replace ?? false);
    await dropEverything(client);
    await buildSchema(client, migrations);
    await load(client, options);
    await client.query('commit');
    await client.query('analyze');
  } finally {
    await client.end().catch(() => {}); // ends an unfinished transaction too
  }
  const { to } = await migrate({ url: options.url, folder: options.folder });
  return { tables, rows, createdAt: header.createdAt, schemaVersion: to };
}

/** Reads a backup to its end. Throws BackupError when it is not complete and unaltered. */
export async function verifyBackup(
  file: string,
): Promise<{ header: BackupHeader; tables: number; rows: number }> {
  let header: BackupHeader | undefined;
  for await (const item of decodeBackup(file)) {
    if (!header) {
      if (item.kind !== 'header') break;
      header = item;
      if (header.format !== FORMAT_VERSION) {
        throw new BackupError(
          `${file} is of format ${header.format}, made by a newer Talaria: restore it with that one.`,
        );
      }
    }
    if (item.kind === 'end') return { header, tables: item.tables, rows: item.rows };
  }
  throw new BackupError(`${file} is not a Talaria backup.`);
}

/** The migrations that make the backup's schema. */
function checkMigrations(header: BackupHeader, known: Migration[]): Migration[] {
  const needed = known.slice(0, header.migrations.length);
  if (needed.length < header.migrations.length) {
    throw new BackupError(
      `The backup is of schema version ${header.migrations.length}; this program knows ${known.length}. ` +
        'It was made by a newer Talaria: restore it with that one.',
    );
  }
  const changed = needed.find(
    (migration, index) => migration.checksum !== header.migrations[index]?.checksum,
  );
  if (changed) {
    throw new BackupError(
      `The backup was made with another ${changed.name} than this program has: restore it with the Talaria that made it.`,
    );
  }
  return needed;
}

async function checkTarget(client: pg.Client, replace: boolean): Promise<void> {
  const isOurs = (await findApplied(client)) !== undefined;
  if (!isOurs && (await listTables(client)).length > 0) {
    throw new BackupError(
      'The database holds tables that are not Talaria’s. Restore into an empty database, or one that Talaria used before.',
    );
  }
  if (isOurs && !replace) {
    throw new BackupError(
      'The database holds Talaria data already. With --replace the backup takes its place and everything in it now is lost.',
    );
  }
  const others = await waitForOthersToLeave(client);
  if (others.length === 0) return;
  throw new BackupError(`The database is in use (${others.join(', ')}). Stop what uses it, then restore.`);
}

/** The sessions of a program that was just stopped take a moment to end. Returns the names of those that stay. */
async function waitForOthersToLeave(client: pg.Client): Promise<string[]> {
  for (let tries = OTHERS_TRIES; ; tries--) {
    const { rows } = await client.query<{ name: string }>(
      `select distinct coalesce(nullif(application_name, ''), 'unnamed') as name from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    if (rows.length === 0 || tries <= 1) return rows.map((row) => row.name);
    await client.query('select pg_stat_clear_snapshot()'); // otherwise a transaction sees the first list again
    await sleep(OTHERS_POLL_MS);
  }
}

async function load(client: pg.Client, options: RestoreOptions): Promise<void> {
  const shapes = new Map((await listTables(client)).map((table) => [table.name, table]));
  const restoreRules = await suspendRules(client);
  // Migrations may bring rows of their own; the backup has those too.
  for (const { name } of shapes.values()) await client.query(`truncate ${pg.escapeIdentifier(name)}`);
  let table: TableShape | undefined;
  let copy: Copy | undefined;
  for await (const item of decodeBackup(options.file)) {
    if (item.kind === 'table') {
      table = item;
      copy = openCopy(client, checkShape(item, shapes.get(item.name)));
    } else if (item.kind === 'data') await copy?.write(item.bytes);
    else if (item.kind === 'rows') {
      const count = await copy?.end();
      if (count !== item.count)
        throw new BackupError(`Table ${table?.name}: ${count} of ${item.count} rows were loaded.`);
      options.onTable?.(table?.name ?? '', item.count);
    } else if (item.kind === 'sequence') {
      await client.query('select setval($1::regclass, $2)', [pg.escapeIdentifier(item.name), item.lastValue]);
    }
  }
  await restoreRules();
}

/** The names in the file are used in SQL only when the schema has them. */
function checkShape(wanted: TableShape, found: TableShape | undefined): TableShape {
  const missing = wanted.columns.filter((name) => !found?.columns.includes(name));
  if (found && missing.length === 0) return wanted;
  throw new BackupError(
    `The backup's table ${wanted.name} (${missing.join(', ')}) is not in the schema it names.`,
  );
}

interface Copy {
  write(bytes: Buffer): Promise<void>;
  /** Returns the number of rows the server took. */
  end(): Promise<number>;
}

function openCopy(client: pg.Client, table: TableShape): Copy {
  const columns = table.columns.map((name) => pg.escapeIdentifier(name)).join(', ');
  const stream = client.query(copyFrom(`copy ${pg.escapeIdentifier(table.name)} (${columns}) from stdin`));
  let failure: Error | undefined;
  stream.on('error', (error) => {
    failure = error;
  });
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        stream.write(bytes, (error) => (error ? reject(failure ?? error) : resolve()));
      }),
    async end() {
      stream.end();
      await finished(stream);
      return stream.rowCount;
    },
  };
}
