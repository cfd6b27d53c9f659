// Carries a check or a run on: rows are read while the batch before is written; every transaction holds its rows and the
// place behind them, so a process that ends loses nothing and repeats nothing.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import type pg from 'pg';
import type { Clock } from '../kit/clock.ts';
import { type Db, execute, type Tx, withTransaction } from '../kit/db.ts';
import { conflict } from '../kit/errors.ts';
import { customerKind } from './customer.kind.ts';
import { eventKind } from './event.kind.ts';
import { type ImportCounts, MAX_KEPT_ERRORS, NO_COUNTS } from './import.contract.ts';
import type { Kind, ReadyImport, Written } from './import.kinds.ts';
import { dropFile, endJob, findBytes, type ImportRow, insertBadRows, moveOn } from './import.queries.ts';
import { listKind } from './list.kind.ts';
import { type OneConnection, withConnection } from './one-connection.ts';
import { compileRows } from './row.compile.ts';
import { createRowReader } from './row.reader.ts';

export interface JobNeeds {
  db: Db;
  pool: pg.Pool;
  clock: Clock;
}

export interface Turn {
  leaseMs: number;
  /** After so long another import has its turn. */
  turnMs: number;
  signal: AbortSignal;
}

/** finished: all rows are done. left: somebody goes on later. */
export type JobEnd = 'finished' | 'left';

/** Throws `LostImport` when it was paused, cancelled or taken over meanwhile. */
export function runJob(needs: JobNeeds, job: ReadyImport, turn: Turn): Promise<JobEnd> {
  switch (job.kind) {
    case 'customers':
      return carryOn(needs, job, { kind: customerKind, turn });
    case 'events':
      return carryOn(needs, job, { kind: eventKind, turn });
    case 'list':
      return carryOn(needs, job, { kind: listKind, turn });
  }
}

/** Of the file: rows may be long. */
const MAX_BATCH_BYTES = 16 * 1024 * 1024;

/** So many rows are read in about 5 ms; then whoever waits for this process is served. */
const ROWS_AT_ONCE = 400;

async function carryOn<Batch>(
  needs: JobNeeds,
  job: ReadyImport,
  { kind, turn }: { kind: Kind<Batch>; turn: Turn },
): Promise<JobEnd> {
  const compiler = compileRows(job.format, job.settings);
  const reader = createRowReader(job.format, (from) => loadBytes(needs.db, job, from), job);
  let begunAt = job.position;
  const readNext = async () => {
    const batch = kind.open();
    const from = begunAt;
    for (let rows = 0; ; ) {
      const { rows: some, ...place } = await reader.next(Math.min(ROWS_AT_ONCE, kind.batchRows - rows));
      kind.add(batch, some, compiler);
      rows += some.length;
      begunAt = place.position;
      if (place.isEnd || rows >= kind.batchRows || begunAt - from >= MAX_BATCH_BYTES)
        return { place, rows, batch };
      await nextTurn();
    }
  };
  const until = performance.now() + turn.turnMs;
  return withConnection(needs.pool, async (connection) => {
    let counts = { ...NO_COUNTS, ...job.counts };
    let ahead = readNext();
    for (let batchAt = job.position; ; ) {
      const { place, rows, batch } = await ahead;
      if (!place.isEnd) {
        ahead = readNext();
        ahead.catch(() => {}); // told when it is awaited
      }
      counts = await withTransaction(connection.db, async (tx) => {
        const write = { tx, connection, job, compiler, clock: needs.clock };
        const written = await kind.write(batch, { ...write, isCheck: job.state === 'checking', batchAt });
        const next = addCounts(counts, rows, written);
        await saveBatch(tx, { job, place, counts, next, written, turn });
        return next;
      });
      batchAt = place.position;
      if (place.isEnd) {
        const isCheck = job.state === 'checking';
        const settled = await kind.settle?.(connection.db, { job, isCheck }, counts);
        return endRun(needs, connection, job, settled ?? counts);
      }
      if (turn.signal.aborted || performance.now() > until) return 'left';
    }
  });
}

/** A file may go while its import stands failed: its time is over, or somebody was erased. That is not the end of its rows. */
async function loadBytes(db: Db, job: ImportRow, from: number): Promise<Buffer | undefined> {
  const bytes = await findBytes(db, job, from);
  if (bytes === undefined && from < job.sizeBytes)
    throw conflict('The rest of the file is gone.', 'Undo the import, and upload the file again.');
  return bytes;
}

function addCounts(counts: ImportCounts, rows: number, written: Written): ImportCounts {
  const next = { ...counts, rows: counts.rows + rows, bad: counts.bad + written.bad.length };
  for (const [name, count] of Object.entries(written.counts)) next[name as keyof ImportCounts] += count;
  return next;
}

interface Saved {
  job: ReadyImport;
  place: { position: number; line: number };
  counts: ImportCounts;
  next: ImportCounts;
  written: Written;
  turn: Turn;
}

async function saveBatch(tx: Tx, { job, place, counts, next, written, turn }: Saved): Promise<void> {
  const room = Math.max(0, MAX_KEPT_ERRORS - counts.bad - counts.unmatched);
  await insertBadRows(tx, job, written.bad.slice(0, room));
  const { position, line } = place;
  await moveOn(tx, job, { position, line, counts: next }, turn.leaseMs);
}

/** Planners go by old figures until they are told; autovacuum tells them a minute later. */
const MANY = 10_000;

async function endRun(
  needs: JobNeeds,
  { db }: OneConnection,
  job: ImportRow,
  counts: ImportCounts,
): Promise<JobEnd> {
  const now = needs.clock.now();
  if (job.state === 'checking') {
    await endJob(db, job, { state: 'checked', counts, checked: counts });
    return 'finished';
  }
  if (job.kind === 'customers' && counts.created + counts.changed >= MANY)
    await execute(db, sql`analyze profiles`);
  await withTransaction(db, async (tx) => {
    if ((await endJob(tx, job, { state: 'finished', counts, endedAt: now })) > 0) await dropFile(tx, job);
  });
  return 'finished';
}
