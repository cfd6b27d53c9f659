// Words that no schema knows: found wherever they stand, with the word that may be meant; what is open stays open.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { findUnknownWords } from './unknown-words.ts';

const tree = z.object({
  get all() {
    return z.array(z.union([tree, z.object({ field: z.string() })])).optional();
  },
});
const schedule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('now') }),
  z.object({ kind: z.literal('at'), local_time: z.string() }),
]);
const schema = z
  .object({
    caps: z.array(z.object({ times: z.number() })).default([]),
    minimum_gap: z.number().nullable(),
    schedule: schedule.prefault({ kind: 'now' }),
    quiet: z.union([z.enum(['none']), z.object({ from: z.string() })]),
    shape: z.union([z.object({ a: z.number() }), z.object({ a: z.number(), b: z.number() })]),
    tree: tree.nullable(),
    text: z.object({ plain: z.string() }).transform(({ plain }) => plain),
    names: z.record(z.string(), z.object({ one: z.number() })),
    open: z.looseObject({ inner: z.object({ width: z.number() }) }),
    message: z.record(z.string(), z.unknown()),
    anything: z.unknown(),
    strict: z.strictObject({ width: z.number() }),
    pair: z.tuple([z.object({ width: z.number() }), z.string()]),
  })
  .partial();

test.each<[string, object, string[]]>([
  ['nothing', {}, []],
  ['at the top', { frequency_caps: [], caps: [] }, ['frequency_caps: Did you mean caps?']],
  ['in a list', { caps: [{ times: 1 }, { tims: 1 }] }, ['caps.1.tims: Did you mean times?']],
  [
    'in one of several shapes',
    { schedule: { kind: 'at', lokal_time: '' } },
    ['schedule.lokal_time: Did you mean local_time?'],
  ],
  [
    'a word of another shape',
    { schedule: { kind: 'now', local_time: '' } },
    ['schedule.local_time: Leave it out, or use what is known here: kind.'],
  ],
  ['of a shape that nobody knows', { schedule: { kind: 'later', x: 1 } }, []],
  [
    'in an object or a word',
    { quiet: { from: '', too: '' } },
    ['quiet.too: Leave it out, or use what is known here: from.'],
  ],
  ['in the shape that fits best', { shape: { a: 1, b: 1 } }, []],
  [
    'in a tree',
    { tree: { all: [{ all: [{ feld: 'x', field: 'x' }] }] } },
    ['tree.all.0.all.0.feld: Did you mean field?'],
  ],
  [
    'before it is transformed',
    { text: { plain: 'x', rich: 1 } },
    ['text.rich: Leave it out, or use what is known here: plain.'],
  ],
  [
    'in a record',
    { names: { whoever: { one: 1, two: 2 } } },
    ['names.whoever.two: Leave it out, or use what is known here: one.'],
  ],
  [
    'in an open object',
    { open: { inner: { colour: 1 }, more: 1 } },
    ['open.inner.colour: Leave it out, or use what is known here: width.'],
  ],
  ['in what is free', { message: { x: 1 }, anything: { y: 1 } }, []],
  [
    'in a strict object',
    { strict: { width: 1, colour: 1 } },
    ['strict.colour: Leave it out, or use what is known here: width.'],
  ],
  [
    'in a pair',
    { pair: [{ colour: 1 }, ''] },
    ['pair.0.colour: Leave it out, or use what is known here: width.'],
  ],
  ['beside a wrong type', { caps: 'x', minimum_gap: [], minimum: 1 }, ['minimum: Did you mean minimum_gap?']],
])('%s', (_where, input, expected) => {
  const found = findUnknownWords(schema, input);
  const said = found.map(({ path, remedy }) => `${path.join('.')}: ${remedy}`);
  expect(said).toEqual(expected);
});

test('so many are named and no more', () => {
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`x${index}`, 1]));
  expect(findUnknownWords(schema, many)).toHaveLength(20);
});
