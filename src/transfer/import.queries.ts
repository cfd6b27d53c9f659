// Rows of imports and their files: made, found, claimed, moved on. A worker owns an import by its fence while its lease
// lasts; how far it came is written with the rows it wrote.
import { sql } from 'kysely';
import { type Db, execute, jsonb, many, maybeOne, one, type Tx } from '../kit/db.ts';
import type { FileFormat, ImportCounts, ImportKind, ImportSettings, ImportState } from './import.contract.ts';
import type { BadRow } from './row.compile.ts';

export interface ImportRow {
  workspaceId: string;
  importId: number;
  kind: ImportKind;
  name: string;
  state: ImportState;
  sizeBytes: number;
  format: FileFormat | null;
  settings: ImportSettings | null;
  position: number;
  line: number;
  counts: Partial<ImportCounts>;
  checked: ImportCounts | null;
  error: string | null;
  /** As PostgreSQL writes it: it has microseconds, which a Date loses. */
  stampAt: string | null;
  listId: number | null;
  madeBy: string;
  fence: number;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
}

const columns = sql`workspace_id as "workspaceId", import_id as "importId", kind, name, state, size_bytes as "sizeBytes",
  format, settings, position, line, counts, checked, error, stamp_at::text as "stampAt", list_id as "listId", made_by as "madeBy",
  fence, created_at as "createdAt", started_at as "startedAt", ended_at as "endedAt"`;

/** Which import. */
export interface ImportKey {
  workspaceId: string;
  importId: number;
}

const isIt = ({ workspaceId, importId }: ImportKey) =>
  sql`workspace_id = ${workspaceId} and import_id = ${importId}`;

export const findImport = (db: Db, key: ImportKey): Promise<ImportRow | undefined> =>
  maybeOne(db, sql<ImportRow>`select ${columns} from imports where ${isIt(key)}`);

/** The row stays as it is until the transaction ends. */
export const lockImport = (tx: Tx, key: ImportKey): Promise<ImportRow | undefined> =>
  maybeOne(tx, sql<ImportRow>`select ${columns} from imports where ${isIt(key)} for update`);

export const listImportRows = (
  db: Db,
  workspaceId: string,
  { before, limit }: { before: number | null; limit: number },
): Promise<ImportRow[]> =>
  many(
    db,
    sql<ImportRow>`
    select ${columns} from imports
     where workspace_id = ${workspaceId} and (${before}::bigint is null or import_id < ${before}::bigint)
     order by import_id desc limit ${limit}`,
  );

export const insertImport = (
  db: Db,
  row: { workspaceId: string; kind: ImportKind; name: string; madeBy: string; now: Date },
): Promise<ImportRow> =>
  one(
    db,
    sql<ImportRow>`
    insert into imports (workspace_id, kind, name, state, made_by, created_at)
    values (${row.workspaceId}, ${row.kind}, ${row.name}, 'uploading', ${row.madeBy}, ${row.now})
    returning ${columns}`,
  );

export const countOpenImports = async (db: Db, workspaceId: string): Promise<number> =>
  (
    await one(
      db,
      sql<{ count: number }>`
      select count(*) from imports where workspace_id = ${workspaceId}
         and state in ('uploading', 'ready', 'checking', 'checked', 'running', 'paused')`,
    )
  ).count;

export async function insertChunk(
  tx: Tx,
  { workspaceId, importId }: ImportKey,
  startByte: number,
  bytes: Buffer,
): Promise<void> {
  await execute(
    tx,
    sql`insert into import_chunks (workspace_id, import_id, start_byte, bytes)
        values (${workspaceId}, ${importId}, ${startByte}, ${bytes})`,
  );
}

/** The bytes from a place to the end of the chunk it is in; undefined: the file ends before it. */
export async function findBytes(db: Db, key: ImportKey, from: number): Promise<Buffer | undefined> {
  const chunk = await maybeOne(
    db,
    sql<{ startByte: number; bytes: Buffer }>`
    select start_byte as "startByte", bytes from import_chunks
     where ${isIt(key)} and start_byte <= ${from} order by start_byte desc limit 1`,
  );
  const rest = chunk?.bytes.subarray(from - chunk.startByte);
  return rest === undefined || rest.length === 0 ? undefined : rest;
}

type Change = Partial<
  Pick<
    ImportRow,
    | 'state'
    | 'sizeBytes'
    | 'position'
    | 'line'
    | 'error'
    | 'listId'
    | 'startedAt'
    | 'endedAt'
    | 'format'
    | 'settings'
    | 'counts'
    | 'checked'
  >
>;

const COLUMN: Record<keyof Change, string> = {
  state: 'state',
  sizeBytes: 'size_bytes',
  position: 'position',
  line: 'line',
  error: 'error',
  listId: 'list_id',
  startedAt: 'started_at',
  endedAt: 'ended_at',
  format: 'format',
  settings: 'settings',
  counts: 'counts',
  checked: 'checked',
};
const JSON_COLUMNS = new Set(['format', 'settings', 'counts', 'checked']);

const assignments = (change: Change) =>
  sql.join(
    Object.entries(change).map(([name, value]) => {
      const stored = JSON_COLUMNS.has(name) && value !== null ? jsonb(value) : sql`${value}`;
      return sql`${sql.ref(COLUMN[name as keyof Change])} = ${stored}`;
    }),
  );

/** Of a row the caller has locked. A worker that held it finds out by the new fence. */
export async function changeImport(tx: Tx, key: ImportKey, change: Change): Promise<ImportRow> {
  return one(
    tx,
    sql<ImportRow>`
    update imports set ${assignments(change)}, fence = fence + 1, leased_until = null
     where ${isIt(key)} returning ${columns}`,
  );
}

/** One that nobody works on: new, or left by a process that ended; who waited longest is first. */
export const claimImport = (db: Db, leaseMs: number): Promise<ImportRow | undefined> =>
  maybeOne(
    db,
    sql<ImportRow>`
    update imports set fence = fence + 1, leased_until = now() + ${leaseMs} * interval '1 ms'
     where (workspace_id, import_id) = (
             select workspace_id, import_id from imports
              where state in ('checking', 'running', 'undoing') and (leased_until is null or leased_until < now())
              order by coalesce(leased_until, created_at) limit 1 for update skip locked)
    returning ${columns}`,
  );

/** Others may take it, after those that wait already. */
export const releaseImport = (db: Db, row: ImportRow): Promise<number> =>
  execute(
    db,
    sql`update imports set leased_until = now() - interval '1 ms' where ${isIt(row)} and fence = ${row.fence}`,
  );

/** The import was paused, cancelled, or taken over by somebody else: what its transaction wrote is not to stay. */
export class LostImport extends Error {
  override name = 'LostImport';
}

/** Throws `LostImport` when it is no longer ours. The row is locked until the transaction ends. */
export async function moveOn(tx: Tx, row: ImportRow, change: Change, leaseMs: number): Promise<void> {
  const moved = await execute(
    tx,
    sql`update imports set ${assignments(change)}, leased_until = now() + ${leaseMs} * interval '1 ms'
         where ${isIt(row)} and fence = ${row.fence} and state = ${row.state}`,
  );
  if (moved === 0) throw new LostImport();
}

/**
 * By this `updated_at` an undo knows whom nobody touched since. Others write whole milliseconds, so that no profile that is
 * made at the same moment has it.
 */
export const setStamp = (tx: Tx, key: ImportKey, now: Date): Promise<number> =>
  execute(
    tx,
    sql`update imports set stamp_at = ${now}::timestamptz + (import_id % 999 + 1) * interval '1 microsecond'
         where ${isIt(key)}`,
  );

/** The end of a job. */
export const endJob = (db: Db, row: ImportRow, change: Change): Promise<number> =>
  execute(
    db,
    sql`update imports set ${assignments(change)}, leased_until = null
         where ${isIt(row)} and fence = ${row.fence} and state = ${row.state}`,
  );

/** Of what a job left besides the rows it wrote. */
export async function clearJob(tx: Tx, key: ImportKey): Promise<void> {
  for (const table of ['import_errors', 'import_seen'])
    await execute(tx, sql`delete from ${sql.table(table)} where ${isIt(key)}`);
}

export async function dropFile(tx: Db, key: ImportKey): Promise<void> {
  for (const table of ['import_chunks', 'import_seen'])
    await execute(tx, sql`delete from ${sql.table(table)} where ${isIt(key)}`);
}

/** Kept of a bad row; one that is longer loses the ends of its long cells. */
const MAX_KEPT_CHARACTERS = 64 * 1024;
const MAX_KEPT_CELL = 1_000;

function shorten(cells: readonly string[]): readonly string[] {
  const length = cells.reduce((sum, cell) => sum + cell.length, 0);
  if (length <= MAX_KEPT_CHARACTERS) return cells;
  return cells.map((cell) => (cell.length > MAX_KEPT_CELL ? `${cell.slice(0, MAX_KEPT_CELL)}…` : cell));
}

export async function insertBadRows(tx: Tx, key: ImportKey, rows: readonly BadRow[]): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map((row) => ({ ...row, customer_id: row.customerId, cells: shorten(row.cells) }));
  await execute(
    tx,
    sql`insert into import_errors (workspace_id, import_id, line, field, message, remedy, cells, customer_id)
        select ${key.workspaceId}, ${key.importId}, line, field, message, remedy, cells, customer_id
          from jsonb_to_recordset(${jsonb(values)})
            as r (line bigint, field text, message text, remedy text, cells jsonb, customer_id text)
        on conflict do nothing`,
  );
}

export type StoredBadRow = Omit<BadRow, 'customerId'>;

export const listBadRows = (
  db: Db,
  key: ImportKey,
  { after, limit }: { after: number; limit: number },
): Promise<StoredBadRow[]> =>
  many(
    db,
    sql<StoredBadRow>`
    select line, field, message, remedy, cells from import_errors
     where ${isIt(key)} and line > ${after} order by line limit ${limit}`,
  );
