// What a job asks of each kind of import: how many rows at once, how they are read ahead, and how they are written. The job
// itself (import.job.ts) knows none of them.
import type { Clock } from '../kit/clock.ts';
import type { Db, Tx } from '../kit/db.ts';
import type { ScannedRow } from './csv.scan.ts';
import type { FileFormat, ImportCounts, ImportSettings } from './import.contract.ts';
import type { ImportRow } from './import.queries.ts';
import type { OneConnection } from './one-connection.ts';
import type { BadRow, RowCompiler } from './row.compile.ts';

/** An import whose file was looked at and whose settings were accepted. */
export type ReadyImport = ImportRow & { format: FileFormat; settings: ImportSettings };

export interface WriteNeeds {
  tx: Tx;
  connection: OneConnection;
  job: ReadyImport;
  compiler: RowCompiler;
  clock: Clock;
  /** A check writes nothing but what it found. */
  isCheck: boolean;
  /** Place of the batch in the file. */
  batchAt: number;
}

export type SettleNeeds = Pick<WriteNeeds, 'job' | 'isCheck'>;

export interface Written {
  counts: Partial<ImportCounts>;
  bad: BadRow[];
}

export interface Kind<Batch> {
  /** Rows of a transaction: it takes some tenths of a second, so that nobody waits long for what it locks. */
  batchRows: number;
  open(): Batch;
  /** Some rows of the batch, which need not be kept: reading makes most of the garbage. */
  add(batch: Batch, rows: readonly ScannedRow[], compiler: RowCompiler): void;
  write(batch: Batch, needs: WriteNeeds): Promise<Written>;
  /** The counts when all rows are done. Absent: they are right as they were added up. */
  settle?(db: Db, needs: SettleNeeds, counts: ImportCounts): Promise<ImportCounts>;
}
