// Whatever a person's attributes hold, the text around them keeps its meaning.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileTemplate, type Escape } from './template.ts';

const texts = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom(
        '"',
        '\\',
        '\n',
        '\u2028',
        '\ud800',
        '\udc00',
        '{',
        '}',
        ',',
        ':',
        '/',
        'u',
        '0',
        '%',
      ),
      maxLength: 20,
    }),
    fc.constantFrom('","admin":true,"x":"', '\\', '\\"', '{{ b }}', '{% raw %}', '\u0000', '</script>'),
  )
  .filter((text) => text.trim() !== '');
const values = fc.oneof(
  texts,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.array(texts, { maxLength: 4 }),
);

function render(text: string, escaping: Escape, attributes: Record<string, unknown>): string {
  const rendering = compileTemplate(text, escaping).render({ attributes, customerId: null, psid: null });
  if (!rendering.ok) throw new Error(JSON.stringify(rendering));
  return rendering.text;
}

describe('in JSON', () => {
  test('inside quotes every text comes back as it was', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const json = render(
          '{"x":{"text":"Hi {{ a }}, {{ UserAttribute[\'b\'] | raw }}"},"y":["{{ b }}"]}',
          'json',
          { a, b },
        );
        expect(JSON.parse(json)).toEqual({ x: { text: `Hi ${a}, ${b}` }, y: [b] });
      }),
      { numRuns: 500 },
    );
  });

  test('outside quotes every value comes back with its own type', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const json = render('{"a":{{ a }},"b":[{{ b | json }},{{ a | raw }}]}', 'json', { a, b });
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ a, b: [b, a] })));
      }),
      { numRuns: 500 },
    );
  });

  test('no filter, loop or capture lets a value add a member', () => {
    const template = `{"one":"{{ a | append: b }}","two":"{{ a | json }}",
      "list":[{% for t in list %}"{{ t }}"{% unless forloop.last %},{% endunless %}{% endfor %}],
      {% capture both %}{{ a }}"{{ b }}{% endcapture %}"captured":"{{ both }}","bare":{{ both }},
      {% raw %}"literal":"{{ kept }}"{% endraw %},"echoed":"{% echo a %}{% liquid
        assign c = b | append: '"'
        echo c
      %}"}`;
    fc.assert(
      fc.property(texts, texts, fc.array(texts, { maxLength: 3 }), (a, b, list) => {
        expect(JSON.parse(render(template, 'json', { a, b, list }))).toEqual({
          one: a + b,
          two: JSON.stringify(a).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029'),
          list,
          captured: `${a}"${b}`,
          bare: `${a}"${b}`,
          literal: '{{ kept }}',
          echoed: `${a}${b}"`,
        });
      }),
      { numRuns: 300 },
    );
  });

  test('a malformed frame stays malformed rather than taking another shape', () => {
    fc.assert(
      fc.property(texts, (a) => {
        expect(() => JSON.parse(render('{"a":1{{ a }}}', 'json', { a }))).toThrow();
      }),
    );
  });
});

test('in a URL a value is one component', () => {
  fc.assert(
    fc.property(texts, (a) => {
      const url = new URL(`https://host/p?x=${render('{{ a }}', 'url', { a })}&y=1`);
      expect([...url.searchParams]).toEqual([
        ['x', a.toWellFormed()],
        ['y', '1'],
      ]);
    }),
  );
});

test('in a form a value is one field', () => {
  fc.assert(
    fc.property(texts, (a) => {
      const form = new URLSearchParams(render('x={{ a }}&y=1', 'form', { a }));
      expect([...form]).toEqual([
        ['x', a.toWellFormed()],
        ['y', '1'],
      ]);
    }),
  );
});

test('in XML markup is text', () => {
  expect(render('<a b="{{ a }}">', 'xml', { a: `"><x y='&'` })).toBe(
    '<a b="&quot;&gt;&lt;x y=&apos;&amp;&apos;">',
  );
});
