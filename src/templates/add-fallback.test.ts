// A fallback added to a template: the same for whoever has the attribute, and never missing for whoever lacks it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addFallback } from './add-fallback.ts';
import { compileTemplate } from './template.ts';

const person = (attributes: Record<string, unknown>) => ({ attributes, customerId: null, psid: null });
const render = (text: string, attributes: Record<string, unknown>) =>
  compileTemplate(text, 'none').render(person(attributes));

test.each([
  ['Hi {{ first_name }}!', "Hi {{ first_name | default: 'you' }}!"],
  ['{{first_name|upcase}}', "{{first_name | default: 'you'|upcase}}"],
  ["{{- UserAttribute['first_name'] -}}", "{{- UserAttribute['first_name'] | default: 'you' -}}"],
  ['{{ UserAttribute.first_name }}', "{{ UserAttribute.first_name | default: 'you' }}"],
  ["{{ first_name | default: 'x' }} {{ last_name }}", "{{ first_name | default: 'x' }} {{ last_name }}"],
  [
    "{% if vip %}\n {{ first_name | upcase | default: 'x' }}{% else %}{{first_name}}{% endif %}",
    "{% if vip %}\n {{ first_name | default: 'you' | upcase | default: 'x' }}{% else %}{{first_name | default: 'you'}}{% endif %}",
  ],
  [
    '{% raw %}{{ first_name }}{% endraw %}{% assign first_name = 1 %}{{ first_name }}',
    '{% raw %}{{ first_name }}{% endraw %}{% assign first_name = 1 %}{{ first_name }}',
  ],
  ["{{ 'x' | append: first_name }}", "{{ 'x' | append: first_name }}"],
  ['{% assign x = first_name %}', '{% assign x = first_name %}'],
])('%s', (text, expected) => {
  expect(addFallback(text, 'first_name', 'you')).toBe(expected);
});

test('an attribute of the event is another one than the person’s', () => {
  const text = '{{ price }} {{ EventAttribute.price }}';
  expect(addFallback(text, 'EventAttribute.price', '0')).toBe(
    '{{ price }} {{ EventAttribute.price | default: 0 }}',
  );
  expect(addFallback(text, 'price', '0')).toBe('{{ price | default: 0 }} {{ EventAttribute.price }}');
});

test('a word stands behind what writes numbers and dates; a number or a date before it', () => {
  const price = (text: string, value: string) => addFallback(text, 'price', value);
  const money = "{{- price | currency: 'EUR', 2 -}}!";
  expect(price(money, 'a good price')).toBe(
    "{{- price | default: '' | currency: 'EUR', 2 | default: 'a good price' -}}!",
  );
  expect(render(price(money, 'a good price'), {})).toEqual({ ok: true, text: 'a good price!' });
  expect(price(money, '5')).toBe("{{- price | default: 5 | currency: 'EUR', 2 -}}!");
  expect(price('{{price|localdate}}', '2026-12-24')).toBe("{{price | default: '2026-12-24'|localdate}}");
  expect(price('{{price|localdate}}', 'soon')).toBe("{{price | default: ''|localdate | default: 'soon'}}");
  const points = price("{{ price | number }} {{ price | plural: 'point', 'points' }}", 'no points');
  expect(render(points, {})).toEqual({ ok: true, text: 'no points ' });
});

test('a number stays a number', () => {
  expect(addFallback('{{ price }}', 'price', '12.50')).toBe('{{ price | default: 12.50 }}');
  expect(addFallback('{{ price }}', 'price', '007')).toBe("{{ price | default: '007' }}");
});

test.each([
  ['text', 'Hi {{ n }}', "Hi {{ n | default: 'a b' }}"],
  [
    'text',
    'See https://x.org/{{ n }} {{ n }}',
    "See https://x.org/{{ n | default: 'a%20b' }} {{ n | default: 'a b' }}",
  ],
  [
    'text',
    '{"url":"https:\\/\\/x.org?a={{ n }}"}',
    '{"url":"https:\\/\\/x.org?a={{ n | default: \'a%20b\' }}"}',
  ],
  [
    'address',
    'https://x.org/{% if v %}v/{% endif %}{{ n }}',
    "https://x.org/{% if v %}v/{% endif %}{{ n | default: 'a%20b' }}",
  ],
  ['address', 'https://x.org/{{ n | url_encode }}', "https://x.org/{{ n | default: 'a b' | url_encode }}"],
  ['address', '{{ n }}', "{{ n | default: 'a b' }}"],
  ['address_end', '{{ n }}', "{{ n | default: 'a%20b' }}"],
  ['encoded', 'https://x.org/{{ n }}', "https://x.org/{{ n | default: 'a b' }}"],
] as const)('in an address it is written encoded: %s %s', (kind, text, expected) => {
  expect(addFallback(text, 'n', 'a b', kind)).toBe(expected);
});

const around = fc.constantFrom(
  '',
  'Hi ',
  '\n',
  '“é” 🎉 ',
  '{% if city %}in {{ city }}{% endif %}',
  "{{ 'x' }}",
);
const output = fc.constantFrom(
  '{{ name }}',
  '{{name}}',
  '{{- name -}}',
  "{{ UserAttribute['name'] }}",
  '{{ UserAttribute.name | upcase }}',
  '{{ name | append: "!" | downcase }}',
  '{% if vip %}{{ name }}{% else %}-{{ name | strip }}{% endif %}',
  '{% for i in (1..2) %}{{ name }}{% endfor %}',
  '{% capture c %}{{ name }}{% endcapture %}{{ c }}',
);
const template = fc
  .array(fc.tuple(around, output), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.flat().join(''));
/** Blank is missing, and the fallback of a message is not blank. */
const filled = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })).filter((text) => text.trim() !== '');
const others = fc.record({ city: filled, vip: fc.boolean() }, { requiredKeys: [] });

test('whoever has the attribute gets the same, whoever lacks it gets the fallback', () => {
  fc.assert(
    fc.property(template, filled, filled, others, (text, value, name, rest) => {
      const changed = addFallback(text, 'name', value);
      expect(render(changed, { ...rest, name })).toEqual(render(text, { ...rest, name }));
      expect(render(changed, rest)).toEqual(render(text, { ...rest, name: value }));
      expect(addFallback(changed, 'name', value)).toBe(changed);
    }),
  );
});
