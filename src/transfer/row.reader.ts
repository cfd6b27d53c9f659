// Goes through an uploaded file row by row, a chunk at a time, from any place where a row begins. What it holds does not grow
// with the file.
import { AppError } from '../kit/errors.ts';
import { MAX_ROW_CHARACTERS, type ScannedRow, scanRows } from './csv.scan.ts';
import type { FileFormat } from './import.contract.ts';
import { unitBytes, viewOf } from './text.encoding.ts';

/** The bytes from a place on, as many as come at once; undefined: the file ends there. */
export type LoadBytes = (from: number) => Promise<Buffer | undefined>;

export interface RowPlace {
  /** A byte of the file at the beginning of a row. */
  position: number;
  line: number;
}

export interface RowBatch extends RowPlace {
  rows: ScannedRow[];
  isEnd: boolean;
}

export interface RowReader {
  /** The next rows, at least one while there is one and at most so many, with the place behind them. */
  next(maxRows: number): Promise<RowBatch>;
}

export const firstRow = (format: FileFormat): RowPlace => ({
  position: format.data_position,
  line: 1 + (format.lines_before ?? 0) + (format.type === 'csv' && format.has_header ? 1 : 0),
});

export function createRowReader(format: FileFormat, load: LoadBytes, from: RowPlace): RowReader {
  const unit = unitBytes(format.encoding);
  const delimiter = format.type === 'csv' ? format.delimiter : null;
  let text = '';
  let at = 0;
  let { position, line } = from;
  let loadedTo = position;
  let isLast = false;

  const loadMore = async (): Promise<void> => {
    if (text.length - at > MAX_ROW_CHARACTERS) throw endlessRow(line);
    const bytes = await load(loadedTo);
    const whole = bytes ? bytes.length - (bytes.length % unit) : 0;
    if (!bytes || whole === 0) {
      isLast = true;
      return;
    }
    text = text.slice(at) + viewOf(bytes.subarray(0, whole), format.encoding);
    at = 0;
    loadedTo += whole;
  };

  return {
    async next(maxRows) {
      let rows: ScannedRow[] = [];
      for (;;) {
        const found = scanRows(text, { at, line }, { delimiter, isLast, maxRows });
        rows = found.rows;
        position += (found.end - at) * unit;
        at = found.end;
        line = found.line;
        // What is loaded is given out before more is: rows may be megabytes long.
        if (rows.length > 0 || isLast) break;
        await loadMore();
      }
      return { rows, position, line, isEnd: isLast && at >= text.length };
    },
  };
}

const endlessRow = (line: number): AppError =>
  new AppError('invalid', `The row of line ${line} is longer than ${MAX_ROW_CHARACTERS} characters.`, {
    field: 'file',
    remedy: 'Look at that line: a line end is missing, or this is no CSV or NDJSON file.',
  });
