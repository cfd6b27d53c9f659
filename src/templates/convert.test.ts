// MoEngage's templates become Liquid that means the same; Liquid stays as it is.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convertTemplate } from './convert.ts';
import { compileTemplate } from './template.ts';

const person = {
  attributes: {
    'First Name': 'ann lee',
    tags: ['a', 'b'],
    points: 12,
    city: 'Brno',
    vip: true,
    at: '2026-12-24T18:00:00Z',
  },
  ...{ customerId: null, psid: null, event: { product: 'Cup', price: 10 }, campaign: { name: 'Spring' } },
};
const render = (text: string) => {
  const rendered = compileTemplate(text, 'none').render(person);
  return rendered.ok ? rendered.text : rendered.reason;
};

test.each([
  [
    "Hi {{UserAttribute['First Name']|default('there')}}",
    "Hi {{ UserAttribute['First Name'] | default: 'there' }}",
    'Hi ann lee',
  ],
  [
    "{{ UserAttribute['Nick'] | default('you', true) }}",
    "{{ UserAttribute['Nick'] | default: 'you' }}",
    'you',
  ],
  ["{{ EventAttribute['product']|upper }}", "{{ EventAttribute['product'] | upcase }}", 'CUP'],
  ["{{UserAttribute['First Name']|capitalize}}", "{{UserAttribute['First Name']|capitalize}}", 'Ann lee'],
  ["{{ UserAttribute['First Name']|title }}", "{{ UserAttribute['First Name'] | capitalize }}", 'Ann lee'],
  ["{{ UserAttribute['First Name'].title() }}", "{{ UserAttribute['First Name'] | capitalize }}", 'Ann lee'],
  ['{{ tags|length }}', '{{ tags | size }}', '2'],
  ['{{ tags | join(" + ") }}', '{{ tags | join: " + " }}', 'a + b'],
  ["{{ city.lower().replace('b', 'x') }}", "{{ city | downcase | replace: 'b', 'x' }}", 'xrno'],
  ["{{ city ~ ', ' ~ points }}", "{{ city | append: ', ' | append: points }}", 'Brno, 12'],
  ['{{ points + 1 }}', '{{ points | plus: 1 }}', '13'],
  ["{{ city + '!' }}", "{{ city | append: '!' }}", 'Brno!'],
  [
    "{{ 'gold' if points > 10 else 'silver' }}",
    "{% if points > 10 %}{{ 'gold' }}{% else %}{{ 'silver' }}{% endif %}",
    'gold',
  ],
  ['{% set x = points|int %}{{ x }}', '{% assign x = points | floor %}{{ x }}', '12'],
  [
    '{% set x %}a{{ points }}{% endset %}{{ x }}',
    '{% capture x %}a{{ points }}{% endcapture %}{{ x }}',
    'a12',
  ],
  [
    "{% if city == 'Rome' %}R{% elif points > 10 and not vip %}N{% else %}E{% endif %}",
    "{% if city == 'Rome' %}R{% elsif points > 10 and not vip %}N{% else %}E{% endif %}",
    'E',
  ],
  ["{% if 'a' in tags %}yes{% endif %}", "{% if tags contains 'a' %}yes{% endif %}", 'yes'],
  ['{% if nick is defined %}d{% else %}u{% endif %}', '{% if nick %}d{% else %}u{% endif %}', 'u'],
  ['{% if nick is none %}u{% endif %}', '{% if nick == nil %}u{% endif %}', 'u'],
  ['{% if tags|length > 1 %}many{% endif %}', '{% if tags.size > 1 %}many{% endif %}', 'many'],
  ['{% if vip == True %}v{% endif %}', '{% if vip == true %}v{% endif %}', 'v'],
  [
    '{% for t in tags %}{{ loop.index }}{{ t }}{% endfor %}',
    '{% for t in tags %}{{ forloop.index }}{{ t }}{% endfor %}',
    '1a2b',
  ],
  ['{% for i in range(3) %}{{ i }}{% endfor %}', '{% for i in (0..2) %}{{ i }}{% endfor %}', '012'],
  ['{% for i in range(1, 3) %}{{ i }}{% endfor %}', '{% for i in (1..2) %}{{ i }}{% endfor %}', '12'],
  ['a{# secret #}b', 'a{% comment %} secret {% endcomment %}b', 'ab'],
  [
    '{% if points < 50 %}MOE_NOT_SEND{% endif %}',
    '{% if points < 50 %}{% do_not_send %}{% endif %}',
    'do_not_send',
  ],
  ["{% abort_message('too few') %}", "{% do_not_send 'too few' %}", 'do_not_send'],
  ["{{ at|datetimeformat('%d.%m.') }}", "{{ at | date: '%d.%m.' }}", '24.12.'],
  ['{{- city|upper -}}', '{{- city | upcase -}}', 'BRNO'],
  ['{{ Campaign.name }}', '{{ Campaign.name }}', 'Spring'],
  ["{{ UserAttribute.get('Nick', 'you') }}", "{{ UserAttribute['Nick'] | default: 'you' }}", 'you'],
  ['{% verbatim %}{{ x }}{% endverbatim %}', '{% raw %}{{ x }}{% endraw %}', '{{ x }}'],
])('%s', (from, to, reads) => {
  const converted = convertTemplate(from);
  expect(converted).toMatchObject({ text: to, problems: [] });
  expect(converted.changes.length > 0).toBe(from !== to);
  expect(render(to)).toBe(reads);
  expect(convertTemplate(to).text).toBe(to);
});

describe('what has no counterpart is named with its line', () => {
  test.each([
    ['a\n{{ productset.products[0].title }}', 2, /Product sets/],
    ['{% macro f() %}{% endmacro %}', 1, /macro/],
    ['{% if (a or b) and c %}{% endif %}', 1, /brackets/],
    ['{% if a|lower == "x" %}{% endif %}', 1, /filters/],
    ['{{ a|frobnicate(1) }}', 1, /no filter frobnicate/],
    ['{{ now().year }}', 1, /calls a function|no counterpart/],
    ['{% for k, v in x %}{% endfor %}', 1, /names and values/],
    ["{% set x = ['a'] %}", 1, /list or an object/],
    ["{% if 'a' not in tags %}{% endif %}", 1, /./],
    ['{% if a %}', 1, /not closed/],
  ])('%s', (text, line, message) => {
    const { problems } = convertTemplate(text);
    expect(problems[0]).toMatchObject({ line, message: expect.stringMatching(message) });
    expect(problems[0]?.remedy).not.toBe('');
  });
});

const liquid = fc.constantFrom(
  ...[
    'Hi ',
    '\n',
    '“é” 🎉 ',
    "{{ city | default: 'x (y) | z' }}",
    '{{city}}',
    "{{- UserAttribute['First Name'] | upcase -}}",
  ],
  ...[
    "{% if city == 'a if b else c' %}{{ city }}{% elsif vip %}-{% else %}+{% endif %}",
    '{{ tags | join: ", " }}',
  ],
  ...[
    "{% assign x = city | default: 'it is' | append: '!' %}{{ x }}",
    '{% for t in tags %}{{ forloop.index }}{% endfor %}',
  ],
  ...[
    "{{ at | date: '%d.%m.', 'Europe/Prague' }}",
    "{{ points | plural: 'point', 'points' }}",
    '{% unless vip %}x{% endunless %}',
  ],
  ...[
    "{% case city %}{% when 'Rome' %}R{% endcase %}",
    '{% raw %}{{ a|b(1) }}{% endraw %}',
    "{% do_not_send 'no' %}",
  ],
  ...[
    '{% for i in (1..3) %}{{ i }}{% endfor %}',
    "{{ ContentBlock['footer'] }}",
    '{{ tags.size }}',
    '{% comment %}a|b(){% endcomment %}',
  ],
);

test('Liquid stays as it is', () => {
  fc.assert(
    fc.property(fc.array(liquid, { maxLength: 8 }), (parts) => {
      const text = parts.join('');
      expect(convertTemplate(text)).toEqual({ text, changes: [], problems: [] });
    }),
  );
});

test('whatever is pasted, converting ends, and converting twice is converting once', () => {
  const part = fc.constantFrom(
    ...[
      '{{',
      '}}',
      '{%',
      '%}',
      '{#',
      '#}',
      '|',
      "'",
      '"',
      '(',
      ')',
      ' if ',
      ' else ',
      ' in ',
      'set ',
      'elif ',
      'x',
      '~',
      '.upper()',
      '\n',
    ],
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 25 }), (parts) => {
      const once = convertTemplate(parts.join(''));
      if (once.problems.length === 0) expect(convertTemplate(once.text).text).toBe(once.text);
    }),
  );
});

test.each([
  ['{% for p in ProductSet.Cart[:3] %}{{ p }}{% endfor %}', /Product sets/],
  ['{% for t in tags[:3] %}{{ t }}{% endfor %}', /part of a list/],
  ['{{ tags[1:] }}', /part of a list/],
  ["{% if ProductSet.Cart[0].name == 'a' %}x{% endif %}", /Product sets/],
])('%s is listed as having no counterpart', (text, message) => {
  expect(convertTemplate(text).problems[0]?.message).toMatch(message);
});

test('a key with a colon is no part of a list; what differs for false is said', () => {
  expect(convertTemplate("{{ UserAttribute['a:b'] }}").problems).toEqual([]);
  expect(convertTemplate('{% if vip is defined %}v{% endif %}').changes[0]?.note).toMatch(/false/);
});
