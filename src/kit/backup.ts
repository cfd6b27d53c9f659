// `talaria backup FILE`: everything in the database, as of one instant, in one file. Works beside a running service.
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { findApplied, listSequences, listTables, type TableShape } from './backup-catalogue.ts';
import {
  BackupError,
  type BackupRecord,
  encodeBackup,
  FORMAT_VERSION,
  PIECE_BYTES,
} from './backup-format.ts';

export interface BackupOptions {
  url: string;
  /** Replaced only when the new one is complete; readable by its owner alone. */
  file: string;
  onTable?: (name: string, rows: number) => void;
}

/**
 * Writes the database at `url` to a file and returns what it holds. One REPEATABLE READ snapshot: no row without those it
 * refers to, whatever is written meanwhile. Throws BackupError when there is nothing of Talaria's to back up.
 *
 * Tokens and secrets are in it as they are in the database, encrypted: without ENCRYPTION_KEY (by default the file
 * DATA_DIR/encryption.key) a restored Talaria cannot send. Keep the key too, and elsewhere. People's data is NOT encrypted.
 */
export async function backupTo(
  options: BackupOptions,
): Promise<{ tables: number; rows: number; bytes: number }> {
  const client = new pg.Client({ connectionString: options.url, application_name: 'talaria backup' });
  client.on('error', () => {}); // the failing query reports it
  await client.connect();
  const unfinished = `${options.file}.${process.pid}.tmp`;
  try {
    await client.query('begin isolation level repeatable read, read only');
    await client.query('set local statement_timeout = 0');
    await client.query('set local idle_in_transaction_session_timeout = 0');
    const totals = { tables: 0, rows: 0 };
    const records = readDatabase(client, (name, rows) => {
      totals.tables += 1;
      totals.rows += rows;
      options.onTable?.(name, rows);
    });
    const target = createWriteStream(unfinished, { mode: 0o600, flags: 'wx', flush: true });
    await pipeline(Readable.from(encodeBackup(records)), createGzip({ level: 4 }), target);
    await rename(unfinished, options.file);
    await syncDirectory(dirname(options.file));
    return { ...totals, bytes: target.bytesWritten };
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

async function* readDatabase(
  client: pg.Client,
  onTable: (name: string, rows: number) => void,
): AsyncGenerator<BackupRecord> {
  const migrations = await findApplied(client);
  if (!migrations?.length)
    throw new BackupError('There is nothing to back up: this database holds no Talaria data.');
  const { rows } = await client.query<{ version: string }>(
    "select current_setting('server_version') as version",
  );
  yield {
    kind: 'header',
    format: FORMAT_VERSION,
    createdAt: new Date().toISOString(),
    serverVersion: rows[0]!.version,
    migrations,
  };
  for (const table of await listTables(client)) {
    yield { kind: 'table', ...table };
    const count = yield* readTable(client, table);
    yield { kind: 'rows', count };
    onTable(table.name, count);
  }
  for (const sequence of await listSequences(client)) yield { kind: 'sequence', ...sequence };
}

/** A query, not the table itself: COPY reads a partitioned table only so. Returns the number of rows. */
async function* readTable(client: pg.Client, table: TableShape): AsyncGenerator<BackupRecord, number> {
  const columns = table.columns.map((name) => pg.escapeIdentifier(name)).join(', ');
  const stream = client.query(
    copyTo(`copy (select ${columns} from ${pg.escapeIdentifier(table.name)}) to stdout`),
  );
  let parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size < PIECE_BYTES) continue;
    yield { kind: 'data', bytes: Buffer.concat(parts) };
    parts = [];
    size = 0;
  }
  if (size > 0) yield { kind: 'data', bytes: Buffer.concat(parts) };
  return stream.rowCount;
}

/** A rename is safe from a power cut once its directory is written too. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  await directory.sync().finally(() => directory.close());
}
