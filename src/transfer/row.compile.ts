// Turns the rows of a file into what is to be stored, as the settings say, or into what is wrong with them. Built once a job,
// used for millions of rows. Pure.
import { customerId as customerIdSchema, dedupeKey, eventName } from '../profiles/profile.contract.ts';
import { createZone, readInstant } from './cell.instants.ts';
import { type CellReader, createCellReader, type Problem, readTyped } from './cell.values.ts';
import type { ScannedRow } from './csv.scan.ts';
import type { ColumnTarget, FileFormat, ImportSettings } from './import.contract.ts';
import { readRecord } from './import.format.ts';
import { createCellDecoder } from './text.encoding.ts';

export interface ReadAttribute {
  name: string;
  /** null: removed, because the cell is blank. */
  value: unknown;
}

/** What a row says, as far as its kind of import asks. */
export interface ReadRow {
  line: number;
  customerId: string;
  attributes: ReadAttribute[];
  eventName: string;
  /** ms since 1970; null: not said. */
  occurredAt: number | null;
  dedupeKey: string | null;
  identifier: string;
}

export interface BadRow {
  line: number;
  /** Names of the columns, '' for the row as a whole. */
  field: string;
  message: string;
  remedy: string;
  /** The texts of the row. */
  cells: string[];
  customerId: string | null;
}

export type RowResult = { ok: true; row: ReadRow } | { ok: false; bad: BadRow };

export interface RowCompiler {
  read(row: ScannedRow): RowResult;
  /** Its cells as texts, for whoever finds something wrong with it later. */
  texts(row: ScannedRow): string[];
}

/** Of one row, more are not told. */
const MAX_PROBLEMS = 5;

type Raw = string | number | boolean | object | null | undefined;
/** Puts what a cell says into the row, or says what is wrong. */
type Apply = (into: ReadRow, raw: Raw) => Problem | undefined;

interface Step {
  index: number;
  column: string;
  apply: Apply;
}

export function compileRows(format: FileFormat, settings: ImportSettings): RowCompiler {
  const steps = settings.columns.flatMap((target, index): Step[] => {
    const apply = applyOf(target, settings);
    return apply ? [{ index, column: format.columns[index] ?? '', apply }] : [];
  });
  const cellsOf = format.type === 'csv' ? csvCells(format) : jsonCells(format);
  const fallbackName = settings.event_name ?? '';
  const read = (scanned: ScannedRow): RowResult => {
    const cells = cellsOf(scanned);
    if ('fault' in cells) return bad(scanned.line, [{ column: '', ...cells.fault }], cells.texts, null);
    const row: ReadRow = {
      line: scanned.line,
      customerId: '',
      attributes: [],
      eventName: fallbackName,
      occurredAt: null,
      dedupeKey: null,
      identifier: '',
    };
    const problems: (Problem & { column: string })[] = [];
    for (const { index, column, apply } of steps) {
      const raw = cells.at(index);
      const problem = raw === UNREADABLE ? NOT_TEXT : apply(row, raw);
      if (problem) problems.push({ column, ...problem });
    }
    if (problems.length === 0) return { ok: true, row };
    return bad(scanned.line, problems, cells.texts(), row.customerId || null);
  };
  const decode = createCellDecoder(format.encoding);
  return { read, texts: ({ cells }) => cells.map((cell) => decode(cell) ?? cell) };
}

function bad(
  line: number,
  problems: (Problem & { column: string })[],
  cells: string[],
  customerId: string | null,
): RowResult {
  const told = problems.slice(0, MAX_PROBLEMS);
  const join = (texts: string[]): string => [...new Set(texts)].join(' ');
  const where = (column: string): string => (column === '' ? '' : `${column}: `);
  return {
    ok: false,
    bad: {
      line,
      field: told
        .map(({ column }) => column)
        .filter((column) => column !== '')
        .join(', '),
      message: join(told.map(({ column, message }) => `${where(column)}${message}`)),
      remedy: join(told.map(({ remedy }) => remedy)),
      cells,
      customerId,
    },
  };
}

const UNREADABLE = Symbol('bytes that are no text');
const NOT_TEXT: Problem = {
  message: 'has bytes that are no text in the encoding of the file.',
  remedy: 'Choose the encoding the file has, or save it as UTF-8.',
};

type Cells =
  | { at(index: number): Raw | typeof UNREADABLE; texts(): string[] }
  | { fault: Problem; texts: string[] };

function csvCells(format: FileFormat): (row: ScannedRow) => Cells {
  const decode = createCellDecoder(format.encoding);
  const width = format.columns.length;
  const decodeAll = (cells: string[]): string[] => cells.map((cell) => decode(cell) ?? cell);
  return ({ cells, fault }) => {
    if (fault) return { fault, texts: decodeAll(cells) };
    if (cells.length !== width && (cells.length < width || cells.slice(width).some((cell) => cell !== '')))
      return { fault: otherWidth(cells.length, width), texts: decodeAll(cells) };
    return { at: (index) => decode(cells[index]!) ?? UNREADABLE, texts: () => decodeAll(cells) };
  };
}

const otherWidth = (cells: number, width: number): Problem => ({
  message: `The row has ${cells} cells, the header ${width}.`,
  remedy: 'Put cells that hold the delimiter or a line end into quotes, or add what is missing.',
});

function jsonCells(format: FileFormat): (row: ScannedRow) => Cells {
  const decode = createCellDecoder(format.encoding);
  const { columns } = format;
  const known = new Set(columns);
  return ({ cells }) => {
    const line = decode(cells[0] ?? '');
    if (line === undefined) return { fault: NOT_TEXT, texts: [cells[0] ?? ''] };
    const record = readRecord(line);
    if (!record) return { fault: NO_OBJECT, texts: [line] };
    const unknown = Object.keys(record).find((key) => !known.has(key));
    if (unknown !== undefined) return { fault: unknownKey(unknown), texts: [line] };
    return {
      at: (index) => {
        const name = columns[index]!;
        return Object.hasOwn(record, name) ? (record[name] as Raw) : undefined;
      },
      texts: () => [line],
    };
  };
}

const NO_OBJECT: Problem = {
  message: 'The line is no JSON object, or nested too deep.',
  remedy: 'Write one object a line, like {"customer_id": "42", "city": "Brno"}.',
};
const unknownKey = (key: string): Problem => ({
  message: `The key ${JSON.stringify(key.slice(0, 60))} is in none of the first rows of the file.`,
  remedy: 'Add the key to the first object, with null as its value, and upload the file again.',
});

const isBlank = (raw: Raw): boolean =>
  raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '');

function applyOf(target: ColumnTarget, settings: ImportSettings): Apply | undefined {
  switch (target.to) {
    case 'skip':
      return undefined;
    case 'attribute':
      return attributeApply(target, settings.blanks === 'clear');
    case 'occurred_at':
      return timeApply(target.reading);
    case 'identifier':
      return textApply('identifier', identifierOf);
    case 'customer_id':
      return textApply('customerId', idOf);
    case 'event_name':
      return textApply('eventName', (text) => checked(eventName, text, 'an event name'));
    case 'dedupe_key':
      return (into, raw) =>
        isBlank(raw)
          ? undefined
          : textApply('dedupeKey', (text) => checked(dedupeKey, text, 'a key'))(into, raw);
  }
}

function attributeApply(
  { name, type, reading }: Extract<ColumnTarget, { to: 'attribute' }>,
  clears: boolean,
): Apply {
  const read: CellReader = createCellReader(name, type, reading);
  const mayClear = clears && name !== 'ps_id';
  return (into, raw) => {
    if (isBlank(raw)) {
      if (mayClear) into.attributes.push({ name, value: null });
      return undefined;
    }
    const found = typeof raw === 'string' ? read(raw) : readTyped(name, type, raw, read);
    if (!('value' in found)) return found;
    into.attributes.push({ name, value: found.value });
    return undefined;
  };
}

function timeApply(reading: Extract<ColumnTarget, { to: 'occurred_at' }>['reading']): Apply {
  const zone = createZone(reading.time_zone);
  return (into, raw) => {
    if (isBlank(raw)) return undefined;
    const at = readInstant(String(raw).trim(), reading.date_order, zone);
    if (at === undefined)
      return {
        message: `${JSON.stringify(String(raw).slice(0, 60))} is no time in the order chosen.`,
        remedy: 'Correct it, or choose the order the column has.',
      };
    into.occurredAt = at;
    return undefined;
  };
}

type TextField = 'customerId' | 'eventName' | 'dedupeKey' | 'identifier';

function textApply(field: TextField, read: (text: string) => string | Problem): Apply {
  return (into, raw) => {
    const isText = isBlank(raw) || typeof raw === 'string' || Number.isSafeInteger(raw);
    const found = isText ? read(String(raw ?? '')) : NO_TEXT;
    if (typeof found !== 'string') return found;
    into[field] = found;
    return undefined;
  };
}

const NO_TEXT: Problem = { message: 'is no text.', remedy: 'Write it in quotes.' };

const PLAIN_ID = /^[!-~]{1,200}$/;

function idOf(text: string): string | Problem {
  return PLAIN_ID.test(text) ? text : checked(customerIdSchema, text, 'a customer id');
}

interface TextSchema {
  safeParse(value: unknown): {
    success: boolean;
    data?: string;
    error?: { issues: { message: string }[] };
  };
}

function checked(schema: TextSchema, text: string, what: string): string | Problem {
  const result = schema.safeParse(text);
  if (result.success && result.data !== undefined) return result.data;
  if (text.trim() === '')
    return { message: `There is no ${what.replace(/^an? /, '')}.`, remedy: `Give every row ${what}.` };
  return {
    message: `${JSON.stringify(text.slice(0, 60))} cannot be ${what}: ${result.error?.issues[0]?.message ?? 'not valid'}.`,
    remedy: 'Correct it.',
  };
}

const MAX_IDENTIFIER = 320;

function identifierOf(text: string): string | Problem {
  const value = text.trim();
  if (value !== '' && value.length <= MAX_IDENTIFIER && value.isWellFormed() && !value.includes('\0'))
    return value;
  return {
    message: value === '' ? 'The cell is empty.' : 'is longer than any identifier.',
    remedy: 'Leave the row out.',
  };
}
