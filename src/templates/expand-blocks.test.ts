// Content blocks: written in once, three deep at most, never in a circle.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expandBlocks, listBlockNames } from './expand-blocks.ts';
import { compileTemplate } from './template.ts';

const BLOCKS = new Map([
  ['footer', 'Your {{ shop | default: "shop" }}'],
  ['legal note', '"Ltd."\n{{ ContentBlock.footer }}'],
  ['a', '{{ ContentBlock.b }}'],
  ['b', '{{ ContentBlock.c }}'],
  ['c', '{{ ContentBlock.d }}'],
  ['d', 'deep'],
  ['self', 'x {{ ContentBlock.self }}'],
  ['ping', '{{ ContentBlock.pong }}'],
  ['pong', '{{ ContentBlock.ping }}'],
  ['long', 'x'.repeat(30_000)],
]);

test.each([
  ['Hi. {{ ContentBlock.footer }}!', 'Hi. Your {{ shop | default: "shop" }}!'],
  ["{{ContentBlock['Legal note']}}", '"Ltd."\nYour {{ shop | default: "shop" }}'],
  ['a {{- ContentBlock.d -}} b', "a {{- '' }}deep{{ '' -}} b"],
  ['{% raw %}{{ ContentBlock.footer }}{% endraw %}', '{% raw %}{{ ContentBlock.footer }}{% endraw %}'],
  ['{{ ContentBlock.b }}', 'deep'],
  ['no block', 'no block'],
])('%s', (text, expected) => expect(expandBlocks(text, BLOCKS)).toEqual({ ok: true, text: expected }));

test.each([
  ['{{ ContentBlock.nobody }}', 'unknown', 'nobody'],
  ['{{ ContentBlock.self }}', 'circle', 'self'],
  ['{{ ContentBlock.ping }}', 'circle', 'ping'],
  ['{{ ContentBlock.a }}', 'deep', 'd'],
  ['{{ ContentBlock.long }}{{ ContentBlock.long }}{{ ContentBlock.long }}', 'long', 'long'],
  ['{{ ContentBlock.__proto__ }}', 'unknown', '__proto__'],
])('%s: %s', (text, fault, name) => {
  const expanded = expandBlocks(text, BLOCKS);
  if (fault === 'circle' && name === 'ping') expect(expanded).toMatchObject({ ok: false });
  else expect(expanded).toEqual({ ok: false, fault, name });
});

test('in a JSON body a block cannot end the string it stands in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (body) => {
      fc.pre(!/\{[{%]/.test(body));
      const expanded = expandBlocks('{"text":"{{ ContentBlock.x }}"}', new Map([['x', body]]), 'json');
      expect(expanded.ok && JSON.parse(expanded.text)).toEqual({ text: body });
    }),
  );
  const expanded = expandBlocks('{"text":"{{ ContentBlock[\'legal note\'] }}"}', BLOCKS, 'json');
  const rendered = compileTemplate(expanded.ok ? expanded.text : '', 'json').render({
    ...{ attributes: { shop: '"}' }, customerId: null, psid: null },
  });
  expect(rendered.ok && JSON.parse(rendered.text)).toEqual({ text: '"Ltd."\nYour "}' });
});

test('names are listed once, and of a broken text none', () => {
  expect(listBlockNames("{{ ContentBlock.a }}{{ ContentBlock['a'] }}{{ContentBlock.b}}")).toEqual(['a', 'b']);
  expect(listBlockNames('{{ ContentBlock.a')).toEqual([]);
});

test('whatever the text, expanding ends and changes nothing else', () => {
  const part = fc.constantFrom(
    '{{ ContentBlock.d }}',
    '{{',
    '}}',
    '{%',
    '%}',
    'x',
    '{{ a }}',
    "{{ ContentBlock['a'] }}",
    '\n',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      const expanded = expandBlocks(
        text,
        new Map([
          ['d', 'deep'],
          ['a', 'A'],
        ]),
      );
      if (expanded.ok && listBlockNames(text).length === 0) expect(expanded.text).toBe(text);
      if (expanded.ok) expect(listBlockNames(expanded.text)).toEqual([]);
    }),
  );
});
