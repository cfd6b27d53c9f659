// How a file is to be read, found out from its beginning: type, encoding, delimiter, header. What an operator says about it
// goes first. Pure.
import { invalid } from '../kit/errors.ts';
import { isTooDeep } from '../kit/http/json-body.ts';
import { scanRows } from './csv.scan.ts';
import {
  DELIMITERS,
  type FileFormat,
  type ImportKind,
  MAX_COLUMNS,
  type ReaderInput,
} from './import.contract.ts';
import { createCellDecoder, detectEncoding, type Encoding, unitBytes, viewOf } from './text.encoding.ts';

/** Of the file, to find out from. */
export const SAMPLE_BYTES = 1024 * 1024;
const SAMPLE_ROWS = 200;
const MAX_HEADER_CHARACTERS = 200;

export interface Sample {
  /** At most SAMPLE_BYTES from the beginning. */
  bytes: Buffer;
  /** The file is not longer. */
  isWhole: boolean;
  fileName: string;
  kind: ImportKind;
}

/** Refuses (invalid) a file without rows, with too many columns, or that is no text. */
export function detectFormat(sample: Sample, given: ReaderInput): FileFormat {
  if (sample.bytes.length === 0)
    throw invalid('file', 'The file is empty.', 'Choose a file with a header and at least one row.');
  const found = detectEncoding(sample.bytes);
  const encoding = given.encoding ?? found.encoding;
  const bomBytes = encoding === found.encoding ? found.bomBytes : 0;
  const unit = unitBytes(encoding);
  const body = sample.bytes.subarray(bomBytes);
  const view = viewOf(body.subarray(0, body.length - (body.length % unit)), encoding);
  refuseBinary(view, sample.bytes);
  const type = given.type ?? guessType(sample.fileName, view);
  if (type === 'ndjson') {
    const columns = listKeys(view, { encoding, isWhole: sample.isWhole });
    return {
      ...{ type, encoding, columns, bom_bytes: bomBytes, data_position: bomBytes },
      delimiter: ',',
      has_header: false,
    };
  }
  const hint = findSeparatorLine(view);
  const table = view.slice(hint.characters);
  const delimiter = given.delimiter ?? hint.delimiter ?? guessDelimiter(table, sample.isWhole);
  return readHeader(table, { ...sample, encoding, delimiter, bomBytes, given, hint });
}

/** Spreadsheets and archives: their first bytes are no text in any encoding. */
function refuseBinary(view: string, bytes: Buffer): void {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    throw invalid(
      'file',
      'This is a compressed file (gzip), not a text file.',
      'Unpack it, for example with gunzip, and upload the file that is inside.',
    );
  if (view.startsWith('PK\x03\x04') || view.startsWith('\xd0\xcf\x11\xe0'))
    throw invalid(
      'file',
      'This is a spreadsheet or an archive, not a text file.',
      'In the spreadsheet choose “Save as” and CSV (UTF-8), and upload that.',
    );
}

function guessType(fileName: string, view: string): FileFormat['type'] {
  if (/\.(?:ndjson|jsonl)$/i.test(fileName)) return 'ndjson';
  return /^\s*\{\s*"/.test(view.slice(0, 1000)) ? 'ndjson' : 'csv';
}

interface SeparatorLine {
  /** Of the text before the table: 0 when there is no such line. */
  characters: number;
  delimiter: FileFormat['delimiter'] | undefined;
}

/** Excel reads a first line `sep=;` as the delimiter of the rest, and files that are made for it have one. */
function findSeparatorLine(view: string): SeparatorLine {
  const found = /^"?sep=(.)"?\r?\n/i.exec(view);
  return {
    characters: found?.[0].length ?? 0,
    delimiter: DELIMITERS.find((delimiter) => delimiter === found?.[1]),
  };
}

/** The one that cuts the first rows into the most cells while they all have as many. */
function guessDelimiter(view: string, isLast: boolean): FileFormat['delimiter'] {
  const scores = DELIMITERS.map((delimiter) => {
    const { rows } = scanRows(view, { at: 0, line: 1 }, { delimiter, isLast, maxRows: 50 });
    const width = rows[0]?.cells.length ?? 0;
    const same = rows.filter((row) => row.cells.length === width && !row.fault).length;
    return { delimiter, score: width > 1 ? (same / rows.length) * 1000 + Math.min(width, 500) : 0 };
  });
  return scores.reduce((best, next) => (next.score > best.score ? next : best)).delimiter;
}

interface HeaderNeeds extends Sample {
  encoding: Encoding;
  delimiter: FileFormat['delimiter'];
  bomBytes: number;
  given: ReaderInput;
  hint: SeparatorLine;
}

function readHeader(view: string, needs: HeaderNeeds): FileFormat {
  const { encoding, delimiter, bomBytes, isWhole, given, kind, hint } = needs;
  const { rows, end } = scanRows(view, { at: 0, line: 1 }, { delimiter, isLast: isWhole, maxRows: 1 });
  const [first] = rows;
  if (!first)
    throw invalid(
      'file',
      isWhole ? 'The file has no rows.' : 'The first row is longer than 1 MB: this is no CSV file.',
      'Choose a CSV file with a header, or NDJSON: one JSON object a line.',
    );
  if (first.fault) throw invalid('file', `Line ${first.line}: ${first.fault.message}`, first.fault.remedy);
  if (first.cells.length > MAX_COLUMNS)
    throw invalid(
      'file',
      `The file has ${first.cells.length} columns; at most ${MAX_COLUMNS} can be imported.`,
      'Take the columns out that nobody needs, or split the file.',
    );
  const decode = createCellDecoder(encoding);
  const names = first.cells.map((cell) => decode(cell)?.trim().slice(0, MAX_HEADER_CHARACTERS) ?? '');
  const hasHeader = given.has_header ?? (kind !== 'list' || !names.some(looksLikeValue));
  return {
    ...{ type: 'csv', encoding, delimiter, has_header: hasHeader, bom_bytes: bomBytes },
    columns: hasHeader ? names : names.map((_, index) => `Column ${index + 1}`),
    data_position: bomBytes + (hint.characters + (hasHeader ? end : 0)) * unitBytes(encoding),
    ...(hint.characters > 0 && { lines_before: 1 }),
  };
}

/** Files of identifiers often have no header: their first line is an address or has digits. */
const looksLikeValue = (text: string): boolean => /[@\d]/.test(text);

function listKeys(view: string, of: { encoding: Encoding; isWhole: boolean }): string[] {
  const decode = createCellDecoder(of.encoding);
  const keys = new Set<string>();
  const lines = view.split('\n');
  if (!of.isWhole) lines.pop();
  for (const line of lines.slice(0, SAMPLE_ROWS * 5)) {
    const record = readRecord(decode(line) ?? '');
    for (const key of Object.keys(record ?? {})) keys.add(key.slice(0, MAX_HEADER_CHARACTERS));
  }
  if (keys.size === 0)
    throw invalid(
      'file',
      'No line of the beginning is a JSON object.',
      'NDJSON has one object a line, like {"customer_id": "42", "city": "Brno"}.',
    );
  if (keys.size > MAX_COLUMNS)
    throw invalid(
      'file',
      `The objects have ${keys.size} keys; at most ${MAX_COLUMNS} can be imported.`,
      'Put what differs from object to object into values.',
    );
  return [...keys];
}

/** A line of NDJSON, or undefined for what is no object, or nested so deep that walking it overflows the stack. */
export function readRecord(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isRecord && !isTooDeep(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
