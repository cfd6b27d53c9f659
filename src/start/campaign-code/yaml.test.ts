// What is written to a file means what was stored, whatever stood in the file before; and comments stay.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { campaignDefinition } from '../../campaigns/campaign.contract.ts';
import { asJson } from '../../campaigns/revision.content.ts';
import { findUnknownWords } from '../../kit/unknown-words.ts';
import { MAX_FILE_BYTES, readFileText, slugOf, writeFileText } from './file.ts';
import { readFiles } from './folder.ts';
import { mergeInto } from './merge.ts';
import { readWanted } from './resolve.ts';
import { type Json, shorten } from './shape.ts';

const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    'yes',
    '09:00',
    '123',
    'a: b # c',
    '- x',
    '{{ a }}',
    'one\ntwo\n',
    ' \n\n x\t',
    '"',
    "'",
    '~',
    '',
  ),
);
/** JSON schemas take no __proto__. */
const key = text.filter((one) => one !== '__proto__');
const anything: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('map'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  map: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
})).value;
const map = fc.dictionary(key, anything, { maxKeys: 5, noNullPrototype: true }) as fc.Arbitrary<Json>;

test('any values into any document: it reads as the values, and again it does not change', () => {
  fc.assert(
    fc.property(map, map, (before, wanted) => {
      const content = { name: 'A', tags: [], definition: wanted };
      const first = writeFileText({ name: 'B', tags: ['b'], definition: before }, null);
      const second = writeFileText(content, parseDocument(first));
      expect(readFileText('a.yaml', second).content).toEqual(content);
      expect(writeFileText(content, parseDocument(second))).toBe(second);
    }),
    { numRuns: 300 },
  );
});

test('comments, order and spelling of what is equal stay', () => {
  const document = parseDocument("# all\nb: 'two' # said twice\na:\n  - 1 # one\n  - 2\nold: 1\n");
  mergeInto(document, { id: 'x', a: [1, 3], b: 'two' });
  expect(document.toString()).toBe("# all\nid: x\nb: 'two' # said twice\na:\n  - 1 # one\n  - 3\n");
});

const DEFINITIONS: Json[] = [
  {},
  { segment_id: 'seg_1', message: { message: { text: 'Hi' } }, per_second: 5 },
  {
    delivery_type: 'periodic',
    schedule: {
      kind: 'repeat',
      every: { unit: 'month', on: { by: 'date', day: null } },
      time: '09:00',
      time_zone: 'UTC',
    },
    controls: {
      quiet_hours: { from: '22:00', to: '08:00' },
      audience_limit: { total: 10, per_day: null, per_run: null },
    },
  },
  {
    request: { method: 'POST', url: 'https://example.org', body: { kind: 'raw', text: '{}' } },
    routes: [{ kind: 'message' }, { kind: 'hold', hours: 5 }],
  },
];

test.each(DEFINITIONS)('what has a default is left out, and comes back: %j', (input) => {
  const whole = asJson(campaignDefinition.parse(input)) as Json;
  const short = shorten(whole);
  expect(asJson(campaignDefinition.parse(short))).toEqual(whole);
  expect(JSON.stringify(short).length).toBeLessThanOrEqual(JSON.stringify(input).length + 40);
  expect(findUnknownWords(campaignDefinition, whole)).toEqual([]);
});

test('what a newer service knows beyond this one stays, all of it', () => {
  const whole = { ...(asJson(campaignDefinition.parse({})) as Json), newest: 1 };
  expect(shorten(whole)).toEqual(whole);
});

test.each([
  ['Spring sale!', 'spring-sale'],
  ['Ÿ  žluťoučký Kůň', 'y-zlutoucky-kun'],
  ['🎄', 'campaign'],
  ['../../etc/passwd', 'etc-passwd'],
])('%s becomes %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...'bcdefgh'.split('').map((name, index) => {
    const before = 'abcdefgh'[index];
    return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`;
  }),
].join('\n');

test.each([
  ['aliases of aliases', bomb, null, /cannot be read: Excessive alias count/, /aliases/],
  ['an alias of nothing', 'name: *nobody', null, /nobody/, /aliases/],
  ['an empty file', '', null, /is empty/, /delete/],
  ['nothing but comments', '# later\n', null, /is empty/, /delete/],
  ['a tag of another program', 'id: cmp_1\nname: !!js/function "x"', 2, /js\/function/, /without its !tag/],
  ['a word of its own', 'name: A\ntaggs: 1\ndefinition: {}', 2, /is not known/, /Did you mean tags/],
])('%s is a problem of the file', (_name, written, line, message, remedy) => {
  const { content, problems } = readFileText('a.yaml', written);
  expect(content).toBeNull();
  expect(problems[0]).toMatchObject({ line, message: expect.stringMatching(message) });
  if (remedy !== null) expect(problems[0]?.remedy).toMatch(remedy);
});

test('what is wrong is said at once: words of the file, words and values of the definition', () => {
  const file = readFileText(
    'a.yaml',
    'name: A\ntaggs: [x]\ndefinition:\n  per_secnod: 5\n  controls:\n    frequency_caps: []\n    quiet_hour: none\n    caps: 7\n',
  );
  expect(readWanted(file, [])).toBeNull();
  const said = file.problems.map(({ field, line, remedy }) => [field, line, remedy]);
  expect(said).toEqual([
    ['taggs', 2, 'Did you mean tags?'],
    ['definition.controls.caps', 8, 'Write a list.'],
    ['definition.per_secnod', 4, 'Did you mean per_second?'],
    ['definition.controls.frequency_caps', 6, 'Did you mean caps?'],
    ['definition.controls.quiet_hour', 7, 'Did you mean quiet_hours?'],
  ]);
});

test('what the schema says to do is said too', () => {
  const definition = `
name: A
definition:
  controls:
    caps:
      - { times: 0, hours: 24 }
  experiment:
    variants:
      - { name: A, weight: 50 }
      - { name: B, weight: 40 }
`;
  const file = readFileText('a.yaml', definition);
  expect(readWanted(file, [])).toBeNull();
  expect(file.problems.length).toBeGreaterThan(1);
  for (const { line, remedy } of file.problems) expect([line, remedy]).not.toContain(null);
});

test('a file that is too large, or not there, keeps no other from being read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'talaria-files-'));
  const at = (name: string) => join(folder, name);
  writeFileSync(at('a.yaml'), `# ${'x'.repeat(MAX_FILE_BYTES)}`);
  writeFileSync(at('b.yaml'), 'name: B\ndefinition: {}\n');
  const [large, right, gone] = readFiles(folder, [at('a.yaml'), at('b.yaml'), at('c.yaml')]);
  rmSync(folder, { recursive: true });
  expect(large?.problems).toMatchObject([{ message: 'It is larger than 1 MB.' }]);
  expect(right).toMatchObject({ content: { name: 'B' }, problems: [] });
  expect(gone?.problems).toMatchObject([{ message: expect.stringMatching(/^It cannot be read: ENOENT/) }]);
});
