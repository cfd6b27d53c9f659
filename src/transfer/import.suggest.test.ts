// What is guessed of a file: types in spite of a wrong cell, the names the product has, what the people of a list are told by.
import { expect, test } from 'vitest';
import type { AttributeType } from '../profiles/profile.contract.ts';
import type { FileFormat } from './import.contract.ts';
import { detectFormat } from './import.format.ts';
import { countUnfit, guessColumnType } from './import.guess.ts';
import { suggestIdentifier, suggestTargets } from './import.suggest.ts';
import { firstRow } from './row.reader.ts';

const many = (value: (n: number) => string, last: string) => [
  ...Array.from({ length: 199 }, (_, n) => value(n)),
  last,
];

test.each([
  ['number', many((n) => `${n}.5`, 'a lot')],
  ['number', many((n) => `${n},25`, 'n/a')],
  ['datetime', many((n) => `2026-01-${10 + (n % 20)}`, 'yesterday')],
  ['datetime', many((n) => `${10 + (n % 20)}.01.2026`, 'yesterday')],
  ['boolean', many((n) => (n % 2 ? 'yes' : 'no'), 'maybe')],
  ['boolean', many((n) => (n % 2 ? 'ano' : 'ne'), 'maybe')],
] as const)('one misfit does not make a column of %s a column of texts: %#', (type, values) => {
  const [found] = suggestTargets([{ name: 'x', values }], 'customers', new Map());
  expect(found?.target).toMatchObject({ to: 'attribute', type });
  expect(countUnfit(values, found!.target)).toBe(1);
});

test('texts stay texts: more than a tenth fits nothing, or one is an id', () => {
  expect(guessColumnType(['1', '2', '3', '4', '5', '6', '7', '8', 'x', 'y'])).toBe('string');
  expect(guessColumnType(['1', 'x'])).toBe('string');
  expect(guessColumnType(many((n) => `1${n}`, '01234'))).toBe('string');
});

test.each(['E-mail', 'E mail', 'Mail', 'Email address', 'EMAIL', 'e_mail'])('%s is email', (name) => {
  const columns = [{ name, values: ['a@example.org'] }];
  for (const known of [
    new Map<string, AttributeType>(),
    new Map<string, AttributeType>([['email', 'string']]),
  ])
    expect(suggestTargets(columns, 'customers', known)[0]?.target).toMatchObject({
      name: 'email',
      type: 'string',
    });
});

test.each(['Phone', 'Phone number', 'Telephone'])('%s is phone, and a text', (name) => {
  const [found] = suggestTargets([{ name, values: ['777123456'] }], 'customers', new Map());
  expect(found?.target).toMatchObject({ name: 'phone', type: 'string' });
});

test('an attribute named as the header is goes before the name the product has', () => {
  const known = new Map<string, AttributeType>([
    ['email', 'string'],
    ['Mail', 'number'],
  ]);
  const [found] = suggestTargets([{ name: 'Mail', values: ['1'] }], 'customers', known);
  expect(found?.target).toMatchObject({ name: 'Mail', type: 'number' });
});

test.each([
  [[['E-mail', 'a@example.org']], 0, 'email'],
  [
    [
      ['Name', 'Ann'],
      ['Contact', 'a@example.org'],
    ],
    1,
    'email',
  ],
  [[['PSID', '5001']], 0, 'ps_id'],
  [[['PSID', 'x']], 0, 'customer_id'],
  [[['Column 1', '5001']], 0, 'customer_id'],
  [
    [
      ['email', 'a@example.org'],
      ['customer_id', '1'],
    ],
    1,
    'customer_id',
  ],
  [[['Loyalty', '12']], 0, 'loyalty'],
] as const)('the people of a list are told by: %#', (columns, index, identifier) => {
  const sample = columns.map(([name, value]) => ({ name, values: [value] }));
  const known = new Map<string, AttributeType>([['loyalty', 'number']]);
  expect(suggestIdentifier(sample, known)).toEqual({ index, identifier });
  expect(suggestTargets(sample, 'list', known)[index]?.target).toEqual({ to: 'identifier' });
});

const detect = (bytes: Buffer, given: Partial<FileFormat> = {}) =>
  detectFormat({ bytes, isWhole: true, fileName: 'a.csv', kind: 'customers' }, given);

test.each(['utf8', 'utf16le'] as const)("Excel's line sep=; is no header: %s", (encoding) => {
  const bytes = Buffer.from('\ufeffsep=;\r\nid;a,b\r\n1;x,y\r\n', encoding);
  const found = detect(bytes);
  expect(found).toMatchObject({ delimiter: ';', columns: ['id', 'a,b'] });
  expect(bytes.subarray(found.data_position).toString(encoding)).toBe('1;x,y\r\n');
  expect(firstRow(found).line).toBe(3);
  const bare = detect(bytes, { has_header: false });
  expect(bytes.subarray(bare.data_position).toString(encoding)).toBe('id;a,b\r\n1;x,y\r\n');
  expect(firstRow(bare).line).toBe(2);
});

test('a compressed file is refused with what to do', () => {
  const refused = expect.objectContaining({ kind: 'invalid', remedy: expect.stringContaining('Unpack it') });
  expect(() => detect(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]))).toThrow(refused);
});
