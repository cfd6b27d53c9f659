// Takes imports that have a job nobody works on, one at a time. Any process may; one that ends leaves the rest to the next.
// Another removes what is kept for a time only.
import { sql } from 'kysely';
import { DAY_MS } from '../kit/clock.ts';
import { type Db, execute } from '../kit/db.ts';
import { isConnectionLoss } from '../kit/db-connection.ts';
import { AppError, describeError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { Worker } from '../kit/worker.ts';
import { KEEP_FILE_DAYS, UNDO_DAYS } from './import.contract.ts';
import { type JobEnd, type JobNeeds, runJob, type Turn } from './import.job.ts';
import type { ReadyImport } from './import.kinds.ts';
import { claimImport, endJob, type ImportRow, LostImport, releaseImport } from './import.queries.ts';
import { runUndo } from './undo.job.ts';

export const IMPORT_WORKER = 'imports';
const LOOK_AGAIN_MS = 3_000;
/** Longer than a batch takes on a busy machine. */
const LEASE_MS = 30_000;
const TURN_MS = 10_000;

export function createImportWorker(needs: JobNeeds & { log: Log }): Worker {
  return {
    name: IMPORT_WORKER,
    async step(signal) {
      const row = await claimImport(needs.db, LEASE_MS);
      if (!row) return LOOK_AGAIN_MS;
      await takeTurn(needs, row, { leaseMs: LEASE_MS, turnMs: TURN_MS, signal });
      return 'again';
    },
  };
}

/** What the file or its settings are to blame for ends the job with words; anything else is tried again. */
async function takeTurn(needs: JobNeeds & { log: Log }, row: ImportRow, turn: Turn): Promise<void> {
  const startedAt = performance.now();
  const { workspaceId, importId, state } = row;
  try {
    const end = await carryOn(needs, row, turn);
    if (end === 'left') await releaseImport(needs.db, row);
    const durationMs = Math.round(performance.now() - startedAt);
    needs.log.info({ workspaceId, importId, state, end, durationMs }, 'import.turn');
  } catch (error) {
    if (error instanceof LostImport) return;
    if (isConnectionLoss(error)) throw error;
    if (!isItsOwnFault(error)) {
      await releaseImport(needs.db, row);
      throw error;
    }
    const words =
      error instanceof AppError ? `${error.message} ${error.remedy ?? ''}`.trim() : describeError(error);
    await endJob(needs.db, row, {
      state: 'failed',
      error: words.slice(0, 1000),
      endedAt: needs.clock.now(),
    });
    needs.log.warn({ workspaceId, importId, state, error: words }, 'import.failed');
  }
}

function carryOn(needs: JobNeeds, row: ImportRow, turn: Turn): Promise<JobEnd> {
  if (row.state === 'undoing') return runUndo(needs, row, turn);
  const { format, settings } = row;
  if (!format || !settings) throw new Error('A job was begun without format and settings');
  const job: ReadyImport = { ...row, format, settings };
  return runJob(needs, job, turn);
}

/** The same would happen again: data PostgreSQL refuses. Not a restart, a deadlock, a full disk. */
function isItsOwnFault(error: unknown): boolean {
  if (error instanceof AppError) return true;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^(22|23|42|54)/.test(code);
}

export const IMPORT_UPKEEP_WORKER = 'imports.upkeep';
const UPKEEP_MS = 600_000;

/** Files nobody ran, bad rows and what an undo needs, when their time is over. */
export function createImportUpkeepWorker({ db, clock }: Pick<JobNeeds, 'db' | 'clock'>): Worker {
  return {
    name: IMPORT_UPKEEP_WORKER,
    async step() {
      const now = clock.now();
      await dropOld(db, {
        now,
        filesBefore: new Date(now.getTime() - KEEP_FILE_DAYS * DAY_MS),
        before: new Date(now.getTime() - UNDO_DAYS * DAY_MS),
      });
      return UPKEEP_MS;
    },
  };
}

async function dropOld(
  db: Db,
  { now, filesBefore, before }: { now: Date; filesBefore: Date; before: Date },
): Promise<void> {
  await execute(
    db,
    sql`update imports set state = 'cancelled', ended_at = ${now}, fence = fence + 1
         where state in ('uploading', 'ready', 'checked', 'paused') and created_at < ${filesBefore}`,
  );
  const old = (states: readonly string[], at: Date) => sql`
    (workspace_id, import_id) in (
      select workspace_id, import_id from imports
       where state = any(${states}::text[]) and coalesce(ended_at, created_at) < ${at})`;
  const over = ['finished', 'cancelled', 'failed', 'undone'];
  await execute(db, sql`delete from import_chunks where ${old(['cancelled'], now)}`);
  await execute(db, sql`delete from import_chunks where ${old(['failed'], filesBefore)}`);
  for (const table of ['import_errors', 'import_created', 'import_changes', 'import_kept', 'import_seen'])
    await execute(db, sql`delete from ${sql.table(table)} where ${old(over, before)}`);
}
