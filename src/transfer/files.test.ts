// What files may hold and what is written into them: rows in pieces, hostile cells, encodings, formulas.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell, csvRow } from './csv.write.ts';
import type { FileFormat } from './import.contract.ts';
import { detectFormat } from './import.format.ts';
import { suggestTargets } from './import.suggest.ts';
import { createRowReader, firstRow } from './row.reader.ts';
import { createCellDecoder } from './text.encoding.ts';

const format: FileFormat = {
  ...{ type: 'csv', encoding: 'utf-8', delimiter: ',', has_header: false },
  ...{ columns: [], bom_bytes: 0, data_position: 0 },
};

/** All rows of a file that comes in pieces of so many bytes, read some at a time. */
async function readAll(bytes: Buffer, piece = 7, of: FileFormat = format) {
  const reader = createRowReader(of, async (from) => bytes.subarray(from, from + piece), firstRow(of));
  const decode = createCellDecoder(of.encoding);
  const rows = [];
  for (;;) {
    const batch = await reader.next(3);
    for (const { cells, ...row } of batch.rows)
      rows.push({ ...row, cells: cells.map((cell) => decode(cell)) });
    if (batch.isEnd) return rows;
  }
}

const cell = fc.string({
  unit: fc.constantFrom('a', 'ř', '€', '😀', '"', ',', '\n', ' ', ';'),
  maxLength: 8,
});

test('whatever is written as CSV is read back, in pieces of any size', async () => {
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 40 }), async (rows, piece) => {
      const bytes = Buffer.from(rows.map(csvRow).join(''));
      const found = await readAll(bytes, piece);
      expect(found.map(({ cells }) => cells)).toEqual(rows);
      expect(found.every(({ fault }) => fault === undefined)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('reading goes on from any place it told', async () => {
  const bytes = Buffer.from('a,"1\n2"\r\nb,ř\n"c",""""\nd,4');
  const whole = await readAll(bytes, 5);
  expect(whole.map(({ line, cells }) => [line, ...cells])).toEqual([
    [1, 'a', '1\n2'],
    [3, 'b', 'ř'],
    [4, 'c', '"'],
    [5, 'd', '4'],
  ]);
  let place = { position: 0, line: 1 };
  for (const row of whole) {
    const reader = createRowReader(format, async (from) => bytes.subarray(from, from + 5), place);
    const { rows, isEnd: _, ...next } = await reader.next(1);
    expect(rows[0]?.line).toBe(row.line);
    place = next;
  }
});

test('a broken quote is told with its line, and the rows behind it are read', async () => {
  const rows = await readAll(Buffer.from('a,1\n"b" x,2\nc,3\n"d,4\ne,5\n'), 4);
  expect(rows.map(({ line, fault }) => [line, fault?.message ?? ''])).toEqual([
    [1, ''],
    [2, 'Behind a closing quote comes " " where the cell should end.'],
    [3, ''],
    [4, 'A quote opens here and is never closed.'],
    [5, ''],
  ]);
});

test('a row without an end is refused, not gathered', async () => {
  const endless = Buffer.alloc(6 * 1024 * 1024, 'x');
  await expect(readAll(endless, 1024 * 1024)).rejects.toThrow('The row of line 1 is longer than');
});

const sampleOf = (bytes: Buffer | string, fileName = 'a.csv') => ({
  ...{ bytes: Buffer.from(bytes), isWhole: true, fileName, kind: 'customers' as const },
});

test.each([
  ['UTF-8', Buffer.from('id;město\n1;Plzeň\n'), 'utf-8'],
  ['UTF-8 with a mark', Buffer.from('\ufeffid;město\n1;Plzeň\n'), 'utf-8'],
  ['UTF-16', Buffer.from('\ufeffid;město\n1;Plzeň\n', 'utf16le'), 'utf-16le'],
  ['UTF-16 without a mark', Buffer.from('id;city\n1;Plzen\n', 'utf16le'), 'utf-16le'],
  ['Windows-1252', Buffer.from('id;ville\n1;Orl\xe9ans\n', 'latin1'), 'windows-1252'],
  ['Windows-1250', Buffer.from('id;mesto\n1;P\xf8\xedbram\n', 'latin1'), 'windows-1250'],
])('%s is told by its bytes', async (_name, bytes, encoding) => {
  const found = detectFormat(sampleOf(bytes), {});
  expect(found).toMatchObject({ encoding, delimiter: ';' });
  const rows = await readAll(bytes.subarray(found.data_position), 9, { ...found, data_position: 0 });
  expect(rows[0]?.cells[1]).toMatch(/^(Plzeň|Plzen|Orléans|Příbram)$/);
});

test('bytes that are no text are told, not replaced', () => {
  const decode = createCellDecoder('utf-8');
  expect(decode('\xff')).toBeUndefined();
  expect(decode(Buffer.from('\ufffd').toString('latin1'))).toBe('\ufffd');
});

test.each([
  ['', 'The file is empty.'],
  ['PK\x03\x04…', 'a spreadsheet or an archive'],
  [Array.from({ length: 5_000 }, (_, n) => `c${n}`).join(','), 'The file has 5000 columns; at most 500'],
  ['"id,name\n1,2\n', 'Line 1: A quote opens here'],
])('a file that cannot be read is refused: %#', (bytes, message) => {
  expect(() => detectFormat(sampleOf(bytes), {})).toThrow(message);
});

test('hostile and repeated column names are skipped with the reason', () => {
  const names = [
    'customer_id',
    '__proto__',
    'a.b',
    '',
    'city',
    'City',
    "x'); drop table profiles; --",
    'n\0l',
  ];
  const found = suggestTargets(
    names.map((name) => ({ name, values: ['1'] })),
    'customers',
    new Map(),
  );
  expect(found.map(({ target, note }) => ('name' in target ? target.name : (note ?? target.to)))).toEqual([
    'customer_id',
    'No attribute can be called so: the name is a word that no attribute may be called.',
    'a_b',
    'The header has no name for it.',
    'city',
    'City',
    "x'); drop table profiles; --",
    'n_l',
  ]);
});

test.each([
  ['=1+1', `"'=1+1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['-2+cmd|x', `"'-2+cmd|x"`],
  ['\t=1', `"'\t=1"`],
  ['+420 777 123 456', '+420 777 123 456'],
  ['-12.5', '-12.5'],
  [-12.5, '-12.5'],
  [['a', 'b'], '"[""a"",""b""]"'],
  [null, ''],
])('a formula is disarmed, a number is not: %j', (value, written) => {
  expect(csvCell(value)).toBe(written);
});
