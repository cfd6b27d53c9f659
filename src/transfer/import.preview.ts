// The beginning of a file as it would be stored: what each column probably is, and the first rows under given settings.
import type { Db } from '../kit/db.ts';
import { findAttributeTypes } from './attribute-types.ts';
import type { ScannedRow } from './csv.scan.ts';
import { type FileFormat, type ImportSettings, PREVIEW_ROWS } from './import.contract.ts';
import { readRecord } from './import.format.ts';
import { countUnfit } from './import.guess.ts';
import type { ImportRow } from './import.queries.ts';
import { checkSettings } from './import.settings.ts';
import { type SampleColumn, type Suggestion, suggestIdentifier, suggestTargets } from './import.suggest.ts';
import { getFormat, readSample } from './imports.ts';
import { type BadRow, compileRows, type ReadRow } from './row.compile.ts';
import { createRowReader, firstRow } from './row.reader.ts';
import { createCellDecoder } from './text.encoding.ts';

/** Rows that suggestions are made of. */
const SAMPLE_ROWS = 200;
const SHOWN_CHARACTERS = 200;
const SHOWN_VALUES = 5;

export interface PreviewColumn extends Suggestion {
  name: string;
  samples: string[];
  /** Values of the first rows, and of them those that cannot be read as the column is to be. */
  sampled: number;
  unfit: number;
}

export interface PreviewRow {
  line: number;
  cells: string[];
  stored: ReadRow | null;
  problem: Pick<BadRow, 'field' | 'message' | 'remedy'> | null;
}

export interface Preview {
  columns: PreviewColumn[];
  /** Of a list: what its values probably are. */
  identifier: string | null;
  rows: PreviewRow[];
}

/** Without settings, by what is suggested. Refuses settings that do not fit the file (invalid). */
export async function previewImport(
  db: Db,
  row: ImportRow,
  settings: ImportSettings | null,
): Promise<Preview> {
  const format = getFormat(row);
  const rows = await readFirst(db, row, format);
  const known = await findAttributeTypes(db, row.workspaceId);
  const sample = sampleColumns(format, rows);
  const suggestions = suggestTargets(sample, row.kind, known);
  if (settings) checkSettings(settings, { kind: row.kind, format, known });
  const used = settings ?? suggested(suggestions);
  const compiler = compileRows(format, used);
  const shown = rows.slice(0, PREVIEW_ROWS).map((scanned): PreviewRow => {
    const result = compiler.read(scanned);
    const cells = showCells(format, compiler.texts(scanned));
    if (result.ok) return { line: scanned.line, cells, stored: result.row, problem: null };
    const { field, message, remedy } = result.bad;
    return { line: scanned.line, cells, stored: null, problem: { field, message, remedy } };
  });
  const columns = sample.map(
    ({ name, values }, index): PreviewColumn => ({
      ...suggestions[index]!,
      name,
      samples: [...new Set(values)].slice(0, SHOWN_VALUES).map(shorten),
      sampled: values.length,
      unfit: countUnfit(values, used.columns[index]!),
    }),
  );
  const identifier = row.kind === 'list' ? suggestIdentifier(sample, known).identifier : null;
  return { columns, identifier, rows: shown };
}

const suggested = (columns: readonly Suggestion[]): ImportSettings => ({
  columns: columns.map(({ target }) => target),
  existing_only: false,
  blanks: 'leave',
  event_name: null,
  list: null,
});

async function readFirst(db: Db, row: ImportRow, format: FileFormat): Promise<ScannedRow[]> {
  const { bytes } = await readSample(db, row);
  const reader = createRowReader(
    format,
    async (from) => (from < bytes.length ? bytes.subarray(from) : undefined),
    firstRow(format),
  );
  const rows: ScannedRow[] = [];
  while (rows.length < SAMPLE_ROWS) {
    const { rows: some, isEnd } = await reader.next(SAMPLE_ROWS - rows.length);
    rows.push(...some);
    // The last one may be cut off by the end of the sample.
    if (isEnd) return bytes.length < row.sizeBytes && rows.length > 1 ? rows.slice(0, -1) : rows;
  }
  return rows;
}

function sampleColumns(format: FileFormat, rows: readonly ScannedRow[]): SampleColumn[] {
  const decode = createCellDecoder(format.encoding);
  const records = rows
    .filter((row) => !row.fault)
    .map(({ cells }) =>
      format.type === 'csv'
        ? cells.map((cell) => decode(cell) ?? '')
        : valuesOf(readRecord(decode(cells[0] ?? '') ?? '') ?? {}, format),
    );
  return format.columns.map((name, index): SampleColumn => {
    const values = records.map((cells) => cells[index] ?? '').filter((value) => value.trim() !== '');
    return { name, values };
  });
}

const valuesOf = (record: Record<string, unknown>, format: FileFormat): string[] =>
  format.columns.map((name) => {
    const value = Object.hasOwn(record, name) ? record[name] : null;
    if (value === null) return '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  });

const shorten = (text: string): string => {
  const whole = text.toWellFormed().replaceAll('\0', '\ufffd');
  return whole.length > SHOWN_CHARACTERS ? `${whole.slice(0, SHOWN_CHARACTERS).toWellFormed()}…` : whole;
};

const showCells = (format: FileFormat, texts: string[]): string[] =>
  (format.type === 'csv' ? texts : valuesOf(readRecord(texts[0] ?? '') ?? {}, format)).map(shorten);
