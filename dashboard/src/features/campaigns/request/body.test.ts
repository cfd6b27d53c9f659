// Changing the kind of a body: there and back is where it was, and what is lost is said before.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConnectorBody } from '../../../api/types.ts';
import { changeBodyKind } from './body.ts';

type Rows = Extract<ConnectorBody, { kind: 'form' }>['rows'];
const raw = (text: string): ConnectorBody => ({ kind: 'raw', content_type: 'application/json', text });
const rowsOf = (body: ConnectorBody): Record<string, string> =>
  'rows' in body ? Object.fromEntries(body.rows.map(({ name, value }) => [name, value])) : {};
const rows = (kind: 'form' | 'json_rows', record: Record<string, string>): ConnectorBody => ({
  kind,
  rows: Object.entries(record).map(([name, value]) => ({ name, value })),
});
/** As if somebody had edited it: the same content, another object. */
const edited = (body: ConnectorBody): ConnectorBody => structuredClone(body);
const parsed = (body: ConnectorBody): unknown => JSON.parse(body.kind === 'raw' ? body.text : '');

describe('there and back', () => {
  test.each<[string, string]>([
    ['spaces and order', '{ "b":1,\n\n "a" : [ 1, 2 ] }'],
    ['what no row can say', '{% for x in y %}{{ x }}{% endfor %}'],
    ['what is no JSON', 'hello {{ name }}'],
  ])('brings the original back when nothing was edited: %s', (_name, text) => {
    const original = raw(text);
    for (const path of [
      ['json_rows'],
      ['form'],
      ['form', 'json_rows'],
      ['none'],
      ['json_rows', 'none', 'form'],
    ] as const) {
      let body = original;
      for (const kind of path) body = changeBodyKind(body, kind).body;
      expect(changeBodyKind(body, 'raw')).toEqual({ body: original, loses: null });
    }
  });

  test('keeps types and lists after an edit too', () => {
    const text =
      '{"n":5,"f":1.5,"t":"5","yes":true,"no":"false","none":null,"list":[1,"a"],"deep":{"x":{"y":"z"}},"e":{},"l":[]}';
    const { body, loses } = changeBodyKind(raw(text), 'json_rows');
    expect(loses).toBeNull();
    expect(rowsOf(body)).toEqual({
      n: '5',
      f: '1.5',
      t: '"5"',
      yes: 'true',
      no: '"false"',
      none: 'null',
      list: '[1,"a"]',
      'deep.x.y': 'z',
      e: '{}',
      l: '[]',
    });
    const back = changeBodyKind(edited(body), 'raw');
    expect(back.loses).toBeNull();
    expect(parsed(back.body)).toEqual(JSON.parse(text));
  });

  test('never changes a JSON object without saying so', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.constantFrom('form' as const, 'json_rows' as const),
        (json, kind) => {
          const text = JSON.stringify(json);
          const there = changeBodyKind(raw(text), kind);
          if (there.loses !== null || text === '{}') return;
          const back = changeBodyKind(edited(there.body), 'raw');
          expect(back.loses).toBeNull();
          expect(parsed(back.body)).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('of rows as well', () => {
    const name = fc.constantFrom('a', 'b', 'a.x', 'a.0', 'b.y.z', '0');
    const value = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom('{{ x }}', 'Hi {{ x }}', '["{{ x }}"]', '{"a":{{ x }}}'),
    );
    const list: fc.Arbitrary<Rows> = fc.uniqueArray(fc.record({ name, value }), {
      selector: (row) => row.name,
      minLength: 1,
    });
    fc.assert(
      fc.property(
        list,
        fc.constantFrom('form' as const, 'json_rows' as const),
        fc.constantFrom('raw' as const, 'form' as const, 'json_rows' as const),
        (given, from, to) => {
          const there = changeBodyKind({ kind: from, rows: given }, to);
          if (there.loses !== null) return;
          const back = changeBodyKind(edited(there.body), from);
          // Said in another way, perhaps ({"a":{"x":1}} or a.x = 1), but the same once more.
          const again = changeBodyKind(edited(back.body), to);
          expect(again.body).toEqual(there.body);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('Liquid', () => {
  test('inside a text stays inside it, with its own quotes', () => {
    const text = '{"text":"Hi {{ name | default: "you" }}!","n":1}';
    const { body, loses } = changeBodyKind(raw(text), 'json_rows');
    expect([rowsOf(body), loses]).toEqual([{ text: 'Hi {{ name | default: "you" }}!', n: '1' }, null]);
    const back = changeBodyKind(edited(body), 'raw').body;
    expect(back.kind === 'raw' && back.text).toBe(
      '{\n  "text": "Hi {{ name | default: "you" }}!",\n  "n": 1\n}',
    );
  });

  test('that is a whole value keeps its type', () => {
    const { body, loses } = changeBodyKind(raw('{"age":{{ age }},"list":["{{ a }}",{{ b }}]}'), 'json_rows');
    expect([rowsOf(body), loses]).toEqual([{ age: '{{ age }}', list: '["{{ a }}",{{ b }}]' }, null]);
    const back = changeBodyKind(edited(body), 'raw').body;
    expect(back.kind === 'raw' && back.text.replace(/\s/g, '')).toBe(
      '{"age":{{age}},"list":["{{a}}",{{b}}]}',
    );
  });

  test('between quotes would take another type as a row: that is said', () => {
    expect(changeBodyKind(raw('{"id":"{{ id }}"}'), 'json_rows').loses).toMatch(/types of values/);
    expect(changeBodyKind(raw('{"id":"{{ id }}"}'), 'form').loses).toBeNull();
  });
});

describe('what is lost is said', () => {
  test.each<[string, ConnectorBody, ConnectorBody['kind'], RegExp]>([
    ['everything', raw('{"a":1}'), 'none', /removed/],
    ['a text that is no JSON', raw('hello'), 'json_rows', /begins empty/],
    ['a loop', raw('{"a":[{% for x in y %}1{% endfor %}]}'), 'json_rows', /begins empty/],
    ['a text at the top', raw('"x"'), 'json_rows', /begins empty/],
    [
      'more rows than allowed',
      raw(JSON.stringify(Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`a${at}`, at])))),
      'form',
      /begins empty/,
    ],
    ['digits', raw('{"id":24123456789012345678}'), 'json_rows', /begins empty/],
    ['numbers in a form', raw('{"n":5}'), 'form', /types of values/],
    ['names with dots', raw('{"a.b":1}'), 'json_rows', /names/],
    [
      'another content type',
      { kind: 'raw', content_type: 'application/vnd.api+json', text: '{"a":1}' },
      'json_rows',
      /content type/,
    ],
    [
      'a field twice',
      {
        kind: 'form',
        rows: [
          { name: 'a', value: '1' },
          { name: 'a', value: '2' },
        ],
      },
      'raw',
      /begins empty/,
    ],
  ])('%s', (_name, body, kind, words) => expect(changeBodyKind(body, kind).loses).toMatch(words));

  test('nothing, when nothing was entered', () => {
    for (const body of [raw('{\n  \n}'), rows('form', { '': '' }), { kind: 'none' } as const])
      for (const kind of ['none', 'form', 'json_rows', 'raw'] as const)
        expect(changeBodyKind(body, kind).loses).toBeNull();
  });
});

test('a form is flat: dots are part of a name, its objects are JSON', () => {
  const { body, loses } = changeBodyKind(rows('form', { 'a.b': '5', recipient: '{"id":"7"}' }), 'raw');
  expect([parsed(body), loses]).toEqual([{ 'a.b': '5', recipient: { id: '7' } }, null]);
});
