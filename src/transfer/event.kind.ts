// Events from a file, through the same operation as the API: a row is stored once, however often the file is read.
import { AppError } from '../kit/errors.ts';
import { checkEvent, type TrackedEvent, trackEvents } from '../profiles/track.ts';
import type { ScannedRow } from './csv.scan.ts';
import type { Kind, WriteNeeds, Written } from './import.kinds.ts';
import type { BadRow, ReadRow, RowCompiler } from './row.compile.ts';

interface EventBatch {
  events: { row: ReadRow; scanned: ScannedRow }[];
  bad: BadRow[];
}

export const eventKind: Kind<EventBatch> = {
  batchRows: 2_000,
  open: () => ({ events: [], bad: [] }),
  add: addEvents,
  write: writeEvents,
};

function addEvents(batch: EventBatch, rows: readonly ScannedRow[], compiler: RowCompiler): void {
  for (const scanned of rows) {
    const result = compiler.read(scanned);
    if (result.ok) batch.events.push({ row: result.row, scanned });
    else batch.bad.push(result.bad);
  }
}

/** Keys of rows that name none: by them an undo finds what the import stored. */
export const eventKeyPrefix = (importId: number): string => `import:${importId}:`;

const toEvent = (row: ReadRow, importId: number): TrackedEvent => ({
  who: { customerId: row.customerId },
  source: 'api',
  name: row.eventName,
  occurredAt: row.occurredAt === null ? null : new Date(row.occurredAt),
  dedupeKey: row.dedupeKey ?? `${eventKeyPrefix(importId)}${row.line}`,
  attributes: Object.fromEntries(row.attributes.map(({ name, value }) => [name, value])),
});

async function writeEvents(batch: EventBatch, needs: WriteNeeds): Promise<Written> {
  const { tx, job, compiler, clock, isCheck } = needs;
  const now = clock.now();
  const bad = [...batch.bad];
  const refuse = (of: { row: ReadRow; scanned: ScannedRow }, error: AppError): void => {
    const { line, customerId } = of.row;
    const { message, remedy = '', field = '' } = error;
    bad.push({ line, field, message, remedy, cells: compiler.texts(of.scanned), customerId });
  };
  const checked = batch.events.flatMap((one) => {
    const event = checkEvent(toEvent(one.row, job.importId), now);
    if (!(event instanceof AppError)) return [{ ...one, event }];
    refuse(one, event);
    return [];
  });
  if (isCheck) return { counts: { created: checked.length }, bad };
  const errors = await trackEvents(
    tx,
    job.workspaceId,
    checked.map(({ event }) => event),
    now,
  );
  for (const [index, error] of errors.entries()) if (error) refuse(checked[index]!, error);
  return { counts: { created: errors.filter((error) => error === undefined).length }, bad };
}
