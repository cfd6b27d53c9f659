// What operators do with imports: upload a file in parts, say how it is read and what becomes of its columns, check, run,
// pause, cancel, take back. The rows themselves are the worker's.
import { writeAudit } from '../kit/audit.ts';
import { type Clock, DAY_MS } from '../kit/clock.ts';
import { type Db, type Tx, withTransaction } from '../kit/db.ts';
import { AppError, conflict, notFound } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import { notify } from '../kit/wake.ts';
import { findAttributeTypes } from './attribute-types.ts';
import {
  type FileFormat,
  type ImportKind,
  type ImportSettings,
  type ImportState,
  MAX_PART_BYTES,
  NO_COUNTS,
  type ReaderInput,
  UNDO_DAYS,
} from './import.contract.ts';
import { detectFormat, SAMPLE_BYTES, type Sample } from './import.format.ts';
import {
  changeImport,
  clearJob,
  countOpenImports,
  dropFile,
  findBytes,
  findImport,
  type ImportKey,
  type ImportRow,
  insertChunk,
  insertImport,
  lockImport,
  setStamp,
} from './import.queries.ts';
import { checkSettings } from './import.settings.ts';
import { createList } from './lists.ts';
import { firstRow } from './row.reader.ts';

export interface ImportNeeds {
  db: Db;
  clock: Clock;
  /** The largest file that is taken. */
  maxBytes: number;
}

export interface By {
  workspaceId: string;
  actor: string;
}

/** The name of the worker it wakes. */
const WORKER_TOPIC = 'imports';
const CHUNK_BYTES = 1024 * 1024;
const MAX_OPEN = 50;

export async function beginImport(
  { db, clock }: ImportNeeds,
  { workspaceId, actor }: By,
  given: { kind: ImportKind; name: string },
): Promise<ImportRow> {
  if ((await countOpenImports(db, workspaceId)) >= MAX_OPEN)
    throw conflict(`${MAX_OPEN} imports are open already.`, 'Run or cancel one of them first.');
  return insertImport(db, { workspaceId, ...given, madeBy: actor, now: clock.now() });
}

/** Refuses with not_found. */
export async function getImport(db: Db, key: ImportKey): Promise<ImportRow> {
  const row = await findImport(db, key);
  if (!row) throw notFound(`import ${formatId('imp', key.importId)}`);
  return row;
}

/**
 * The next part of the file. A part that came before, wholly or to some extent, adds nothing twice: a caller who had no
 * answer sends it again. Refuses a gap (conflict, naming where to go on) and a file that grows too large.
 */
export function addPart(
  { db, maxBytes }: ImportNeeds,
  key: ImportKey,
  part: { offset: number; bytes: Buffer },
): Promise<ImportRow> {
  const { offset, bytes } = part;
  if (bytes.length > MAX_PART_BYTES)
    throw new AppError('too_large', 'The part is larger than 8 MB.', {
      field: 'body',
      remedy: 'Send the file in smaller parts, each with its offset.',
    });
  if (offset + bytes.length > maxBytes)
    throw new AppError('too_large', `The file is larger than ${Math.round(maxBytes / 1e6)} MB.`, {
      field: 'body',
      remedy: 'Split the file, or raise IMPORT_MAX_MB.',
    });
  return withTransaction(db, async (tx) => {
    const row = await lockIn(tx, key, ['uploading']);
    if (offset > row.sizeBytes)
      throw new AppError('conflict', `Bytes ${row.sizeBytes} to ${offset} are missing.`, {
        field: 'offset',
        remedy: `Send the part that begins at ${row.sizeBytes}.`,
      });
    const fresh = bytes.subarray(row.sizeBytes - offset);
    for (let at = 0; at < fresh.length; at += CHUNK_BYTES)
      await insertChunk(tx, key, row.sizeBytes + at, fresh.subarray(at, at + CHUNK_BYTES));
    return changeImport(tx, key, { sizeBytes: row.sizeBytes + fresh.length });
  });
}

/** The file is whole, or is to be read in another way. Refuses (invalid) what cannot be read. */
export function readFormat({ db }: ImportNeeds, key: ImportKey, given: ReaderInput): Promise<ImportRow> {
  return withTransaction(db, async (tx) => {
    const row = await lockIn(tx, key, ['uploading', 'ready', 'checked', 'failed']);
    if (row.startedAt !== null)
      throw conflict('The import has begun.', 'Undo it, and upload the file again.');
    const format = detectFormat(await readSample(tx, row), given);
    return changeImport(tx, key, { state: 'ready', format, checked: null, error: null });
  });
}

export async function readSample(db: Db, row: ImportRow): Promise<Sample> {
  const parts: Buffer[] = [];
  let length = 0;
  while (length < SAMPLE_BYTES) {
    const bytes = await findBytes(db, row, length);
    if (!bytes) break;
    parts.push(bytes);
    length += bytes.length;
  }
  const bytes = Buffer.concat(parts).subarray(0, SAMPLE_BYTES);
  return { bytes, isWhole: bytes.length >= row.sizeBytes, fileName: row.name, kind: row.kind };
}

/** Reads the whole file without writing anything: what would be new, changed, bad. */
export const startCheck = (needs: ImportNeeds, key: ImportKey, settings: ImportSettings) =>
  start(needs, key, settings, { state: 'checking', from: ['ready', 'checked', 'failed'] });

/** Imports the file from its first row. */
export const startRun = (needs: ImportNeeds, key: ImportKey, settings: ImportSettings) =>
  start(needs, key, settings, { state: 'running', from: ['ready', 'checked', 'failed'] });

function start(
  { db, clock }: ImportNeeds,
  key: ImportKey,
  settings: ImportSettings,
  { state, from }: { state: 'checking' | 'running'; from: ImportState[] },
): Promise<ImportRow> {
  return withTransaction(db, async (tx) => {
    const row = await lockIn(tx, key, from);
    const format = getFormat(row);
    if (row.startedAt !== null)
      throw conflict('The import has begun already.', 'Go on with it, or undo it and upload the file again.');
    checkSettings(settings, {
      kind: row.kind,
      format,
      known: await findAttributeTypes(tx, key.workspaceId),
    });
    await clearJob(tx, key);
    const now = clock.now();
    const begun = {
      settings,
      state,
      error: null,
      counts: { ...NO_COUNTS },
      endedAt: null,
      ...firstRow(format),
    };
    if (state === 'checking') return wake(tx, await changeImport(tx, key, { ...begun, checked: null }));
    const listId =
      row.kind === 'list' && settings.list ? await createList(tx, key.workspaceId, settings.list, now) : null;
    await audit(tx, row, { actor: row.madeBy, action: 'import.started', at: now });
    await setStamp(tx, key, now);
    return wake(tx, await changeImport(tx, key, { ...begun, startedAt: now, listId }));
  });
}

export function getFormat(row: ImportRow): FileFormat {
  if (row.format === null)
    throw conflict('The file is not uploaded yet.', 'Send its last part, then say that it is whole.');
  return row.format;
}

/** Stops the run where it is; `resumeImport` goes on from there. */
export const pauseImport = ({ db }: ImportNeeds, key: ImportKey): Promise<ImportRow> =>
  withTransaction(db, async (tx) => {
    await lockIn(tx, key, ['running']);
    return changeImport(tx, key, { state: 'paused' });
  });

/** Goes on with what was paused, or failed by something that was mended meanwhile. */
export const resumeImport = ({ db }: ImportNeeds, key: ImportKey): Promise<ImportRow> =>
  withTransaction(db, async (tx) => {
    const row = await lockIn(tx, key, ['paused', 'failed']);
    if (row.startedAt === null) throw conflict('The import has not begun.', 'Start it.');
    return wake(tx, await changeImport(tx, key, { state: 'running', error: null, endedAt: null }));
  });

/** Ends it. What a run wrote until then stays, and can be undone. A check that is cancelled leaves the file ready. */
export const cancelImport = ({ db, clock }: ImportNeeds, key: ImportKey): Promise<ImportRow> =>
  withTransaction(db, async (tx) => {
    const row = await lockIn(tx, key, [
      'uploading',
      'ready',
      'checking',
      'checked',
      'running',
      'paused',
      'failed',
    ]);
    if (row.state === 'checking') return changeImport(tx, key, { state: 'ready' });
    await dropFile(tx, key);
    return changeImport(tx, key, { state: 'cancelled', endedAt: clock.now() });
  });

/** Takes back what a run wrote. Refuses (conflict) when there is nothing, or its time is over. */
export const undoImport = ({ db, clock }: ImportNeeds, key: ImportKey, by: By): Promise<ImportRow> =>
  withTransaction(db, async (tx) => {
    const row = await lockIn(tx, key, ['finished', 'cancelled', 'failed']);
    const now = clock.now();
    if (row.kind === 'list') throw conflict('A list is taken back by deleting it.', 'Delete it under Lists.');
    if (undoUntil(row) === null || undoUntil(row)! < now)
      throw conflict('There is nothing to take back, or it is too long ago.');
    await dropFile(tx, key);
    await audit(tx, row, { actor: by.actor, action: 'import.undone', at: now });
    return wake(tx, await changeImport(tx, key, { state: 'undoing', error: null }));
  });

/** null: there is nothing to undo. */
export function undoUntil(row: ImportRow): Date | null {
  if (row.startedAt === null || row.endedAt === null || row.kind === 'list') return null;
  if (!['finished', 'cancelled', 'failed'].includes(row.state)) return null;
  return new Date(row.endedAt.getTime() + UNDO_MS);
}
const UNDO_MS = UNDO_DAYS * DAY_MS;

async function lockIn(tx: Tx, key: ImportKey, states: readonly ImportState[]): Promise<ImportRow> {
  const row = await lockImport(tx, key);
  if (!row) throw notFound(`import ${formatId('imp', key.importId)}`);
  if (!states.includes(row.state)) throw conflict(`The import is ${row.state}.`, WHAT_NOW[row.state]);
  return row;
}

const WHAT_NOW: Partial<Record<ImportState, string>> = {
  uploading: 'Upload the rest of the file first.',
  checking: 'Wait until the check has ended, or cancel it.',
  running: 'Pause or cancel it first.',
  paused: 'Go on with it, or cancel it first.',
  undoing: 'Wait until it is undone.',
};

async function wake(tx: Tx, row: ImportRow): Promise<ImportRow> {
  await notify(tx, WORKER_TOPIC);
  return row;
}

const audit = (tx: Tx, row: ImportRow, deed: { actor: string; action: string; at: Date }): Promise<void> =>
  writeAudit(tx, {
    ...deed,
    workspaceId: row.workspaceId,
    subject: formatId('imp', row.importId),
    details: { name: row.name, kind: row.kind },
  });
