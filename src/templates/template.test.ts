// Templates: names, missing values, fallbacks, do_not_send, and what is refused.
import { describe, expect, test } from 'vitest';
import { compileTemplate, type Escape, type Missing, type PersonScope } from './template.ts';

const ann: PersonScope = {
  attributes: {
    first_name: 'Ann',
    'Loyalty Tier': 'gold',
    blank: '  ',
    tags: ['a', 'b'],
    points: 12,
    vip: true,
    address: { city: 'Brno', street: ' ', geo: { lat: 49.2, lon: 16.6 } },
    items: [{ sku: 'a' }, { sku: 'b' }],
  },
  customerId: 'c-1',
  psid: '24123456789012345',
};
const render = (text: string, escaping: Escape = 'none', missing: Missing = 'skip', person = ann) =>
  compileTemplate(text, escaping).render(person, missing);
const ok = (text: string) => ({ ok: true, text });

describe('names', () => {
  test.each([
    ['plain', 'Hi {{ first_name }}', 'Hi Ann'],
    ['UserAttribute with brackets', "Hi {{UserAttribute['Loyalty Tier']}}", 'Hi gold'],
    ['UserAttribute with a dot', 'Hi {{ UserAttribute.first_name }}', 'Hi Ann'],
    ['the PSID of the Page', '{{ ps_id }} {{UserAttribute["ps_id"]}}', '24123456789012345 24123456789012345'],
    ['the customer id', '{{ customer_id }}', 'c-1'],
    ['an array reads with commas', '{{ tags }}', 'a, b'],
    ['a number and a boolean', '{{ points }} {{ vip }}', '12 true'],
    ['captured text', '{% capture x %}{{ first_name }}!{% endcapture %}{{ x }}', 'Ann!'],
    ['operators', '{% if points > 5 and vip or not vip %}{{ points }}{% endif %}', '12'],
    ['inside an object', "{{ UserAttribute['address']['city'] }} {{ address.geo.lat }}", 'Brno 49.2'],
    ['blank inside an object', "{{ UserAttribute['address']['street'] | default: 'none' }}", 'none'],
    ['a loop over objects', '{% for i in items %}{{ i.sku }};{% endfor %}', 'a;b;'],
    ['a loop', '{% for t in tags %}{{ t }};{% endfor %}', 'a;b;'],
  ])('%s', (_name, text, expected) => expect(render(text)).toEqual(ok(expected)));

  test('without a PSID for the Page the attribute ps_id is used', () => {
    const person = { attributes: { ps_id: '7' }, customerId: null, psid: null };
    expect(render('{{ ps_id }}', 'none', 'skip', person)).toEqual(ok('7'));
  });
});

describe('missing values', () => {
  test.each([
    ['absent', '{{ city }}', 'city'],
    ['blank', 'Hi {{ nick }}', 'nick'],
    ['absent, through UserAttribute', "{{ UserAttribute['city'] }}", 'city'],
    ['absent, through a filter', '{{ city | upcase }}', 'city'],
    ['absent, through assign', '{% assign x = city %}{{ x }}', 'city'],
    ['absent, in a loop', '{% for c in cities %}{{ c }}{% endfor %}', 'cities'],
    [
      'a probe made while rendering',
      '{% assign k = "construct" | append: "or" %}{{ UserAttribute[k] }}',
      'constructor',
    ],
  ])('%s: the person is skipped and the attribute named', (_name, text, attribute) =>
    expect(render(text)).toEqual({ ok: false, reason: 'missing_attribute', attribute }),
  );

  test.each([
    ['default', '{{ city | default: "you" }}', 'you'],
    ['default of a blank', '{{ nick | default: "you" }}', 'you'],
    ['default in assign', '{% assign x = city | default: "you" %}{{ x }}', 'you'],
    ['a condition', '{% if city %}{{ city }}{% else %}there{% endif %}', 'there'],
    ['a case', '{% case city %}{% when "Rome" %}R{% else %}?{% endcase %}', '?'],
  ])('%s is a fallback', (_name, text, expected) => expect(render(text)).toEqual(ok(expected)));

  test('with the blank policy nothing stands there', () => {
    expect(render('Hi {{ city }}!', 'none', 'blank')).toEqual(ok('Hi !'));
    expect(render('{"a":{{ city }},"b":"{{ city }}"}', 'json', 'blank')).toEqual(ok('{"a":"","b":""}'));
  });
});

test('do_not_send skips with the author’s reason, only when it is met', () => {
  const text = '{% if points < 10 %}{% do_not_send "too few points" %}{% endif %}ok';
  expect(render(text)).toEqual(ok('ok'));
  const poor = { ...ann, attributes: { points: 3 } };
  expect(render(text, 'none', 'skip', poor)).toEqual({
    ok: false,
    reason: 'do_not_send',
    message: 'too few points',
  });
  expect(render('{% do_not_send %}')).toMatchObject({ reason: 'do_not_send' });
});

test('attributes are listed, with whether each has a fallback everywhere', () => {
  const text = `{{ a }} {{ b | default: 'x' }} {{ UserAttribute['c d'] | default: a }} {% if e %}{% endif %}
    {% for t in tags %}{{ t }}{{ forloop.index }}{% endfor %}{% assign local = b %}{{ local }}`;
  expect(compileTemplate(text, 'none').uses).toEqual([
    { attribute: 'a', hasFallback: false },
    { attribute: 'b', hasFallback: false },
    { attribute: 'c d', hasFallback: true },
    { attribute: 'e', hasFallback: true },
    { attribute: 'tags', hasFallback: false },
  ]);
});

describe('what is refused when it is saved', () => {
  test.each([
    ['an unclosed output', 'a\n{{ x', /line 2: output "{{ x" not closed/],
    ['an unclosed tag', 'a\nb\n{% if x %}', /line 3: .*not closed/],
    ['an unknown tag', '{% frobnicate %}', /line 1: tag "frobnicate" not found/],
    ['an unknown filter', '{{ x | frobnicate }}', /undefined filter: frobnicate/],
    ['files', '{% include "/etc/passwd" %}', /tag "include" not found/],
    ['files, rendered', '{% render "x" %}', /tag "render" not found/],
    ['expressions in texts', '{{ tags | where_exp: "i", "i.x" }}', /undefined filter/],
    ['probes of the prototype', '{{ UserAttribute["__proto__"] }}', /"__proto__", which is not an attribute/],
    ['probes of the constructor', '{{ first_name.constructor.constructor }}', /"constructor"/],
    ['an enormous template', 'x'.repeat(80_000), /parse length limit/],
    ['nesting', `${'{% if x %}'.repeat(31)}${'{% endif %}'.repeat(31)}`, /nested more than 30 deep/],
    ['very deep nesting', '{% if x %}'.repeat(6_000), /nested too deeply/],
  ])('%s', (_name, text, message) => {
    expect(() => compileTemplate(text, 'none', 'request.url')).toThrowError(
      expect.objectContaining({
        kind: 'invalid',
        field: 'request.url',
        message: expect.stringMatching(message),
      }),
    );
  });
});

describe('what is stopped while it renders', () => {
  test.each([
    ['an enormous range', '{% for i in (1..100000000) %}x{% endfor %}', /memory alloc limit/],
    [
      'loops in loops',
      '{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}',
      /limit exceeded/,
    ],
    [
      'an enormous result',
      '{% for i in (1..9999) %}{{ i | append: "0123456789012345678901234567" }}{% endfor %}',
      /longer than|limit exceeded/, // a busy machine is stopped by the time it takes
    ],
    [
      'doubling',
      '{% assign s = "x" %}{% for i in (1..99) %}{% assign s = s | append: s %}{% endfor %}',
      /limit exceeded/,
    ],
    [
      'lists that hold one list twice, level after level',
      '{% assign l = "" | split: "" %}{% for i in (1..60) %}{% assign next = "" | split: "" | push: l | push: l %}{% assign l = next %}{% endfor %}{{ l | json }}',
      /too large for a filter|limit exceeded/, // a busy machine is stopped by the time it takes
    ],
    ['a division by zero', '{{ 5 | divided_by: 0 }}', /makes no number/],
    ['a rest of nothing, behind a fallback', '{{ 5 | modulo: 0 | default: 7 }}', /makes no number/],
    ['a value after a backslash', '{"a":"\\{{ first_name }}"}', /right after a backslash/],
  ])('%s', (_name, text, message) =>
    expect(render(text, text.startsWith('{"') ? 'json' : 'none')).toEqual({
      ok: false,
      reason: 'template_error',
      message: expect.stringMatching(message),
    }),
  );
});

test('the scope of one person stays untouched and has no way to the prototype', () => {
  const attributes = JSON.parse('{"__proto__": {"polluted": "yes"}, "a": "1"}');
  render('{% assign a = "2" %}{{ a }}', 'none', 'skip', { attributes, customerId: null, psid: null });
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(attributes.a).toBe('1');
});

test.each([
  ['{{ first name }}', "UserAttribute['first name']"],
  ['{% if first name == "x" %}{% endif %}', "UserAttribute['first name']"],
  ["{{ city | default('x') }}", "{{ city | default: 'your city' }}"],
  ['{% abort_message "x" %}', 'do_not_send'],
  ['{% if x %}', 'every if or for its end'],
])('%s: the remedy shows how it is written', (text, remedy) => {
  expect(() => compileTemplate(text, 'none')).toThrowError(
    expect.objectContaining({ remedy: expect.stringContaining(remedy) }),
  );
});

describe('what is not the person’s', () => {
  const bought: PersonScope = {
    ...ann,
    attributes: { ...ann.attributes, Campaign: 'spring flyer' },
    event: { product: 'Blue cup', 'Unit Price': 12.5, note: ' ', maker: { city: '' } },
    campaign: { id: 'cmp_1', name: 'Thanks', version: 2, tags: ['shop', 'vip'] },
    content: { weather: { days: [{ high: 21 }] } },
  };
  test.each([
    ['the event', "{{ EventAttribute.product }} {{ EventAttribute['Unit Price'] }}", 'Blue cup 12.5'],
    ['the campaign', '{{ Campaign.id }} {{ Campaign.name }} {{ Campaign.version }}', 'cmp_1 Thanks 2'],
    ['its tags', '{% for t in Campaign.tags %}{{ t }};{% endfor %}', 'shop;vip;'],
    ['a person’s attribute of that name', '{{ UserAttribute.Campaign }}', 'spring flyer'],
    ['fetched content', '{{ Content.weather.days[0].high }}', '21'],
    ['a fallback', "{{ EventAttribute.note | default: 'none' }}", 'none'],
  ])('%s', (_name, text, expected) => expect(render(text, 'none', 'skip', bought)).toEqual(ok(expected)));

  test.each([
    ['{{ EventAttribute.price }}', 'EventAttribute.price'],
    ['{{ EventAttribute.note }}', 'EventAttribute.note'],
    ["{{ EventAttribute['maker']['city'] }}", 'EventAttribute.maker.city'],
    ['{{ Campaign.subject }}', 'Campaign.subject'],
    ['{{ Content.weather.tomorrow }}', 'Content.weather.tomorrow'],
    [
      '{% assign k = "construct" | append: "or" %}{{ EventAttribute[k] }}{{ Content[k] }}',
      'EventAttribute.constructor',
    ],
  ])('%s is missing by its full name', (text, attribute) =>
    expect(render(text, 'none', 'skip', bought)).toEqual({
      ok: false,
      reason: 'missing_attribute',
      attribute,
    }),
  );

  test('without an event its attributes are missing, and a fallback stands', () => {
    expect(render('{{ EventAttribute.x }}')).toMatchObject({ attribute: 'EventAttribute.x' });
    expect(render("{{ EventAttribute.x | default: 'y' }}")).toEqual(ok('y'));
    expect(render('{% if EventAttribute.x %}a{% else %}b{% endif %}')).toEqual(ok('b'));
  });

  test('they are listed apart from the attributes of the person', () => {
    const { uses, scopeUses } = compileTemplate(
      "{{ a }} {{ EventAttribute.x }} {{ EventAttribute.x | default: 'y' }} {{ Campaign.name | default: '' }} {{ Content.w.t }} {{ Content[a] }}",
      'none',
    );
    expect(uses).toEqual([{ attribute: 'a', hasFallback: false }]);
    expect(scopeUses).toEqual([
      { scope: 'EventAttribute', name: 'x', hasFallback: false },
      { scope: 'Campaign', name: 'name', hasFallback: true },
      { scope: 'Content', name: 'w', hasFallback: false },
      { scope: 'Content', name: null, hasFallback: false },
    ]);
  });

  test('a value of the event is escaped like any other, and never run', () => {
    const hostile = { ...ann, event: { x: '"}, {"a": "{{ first_name }}' } };
    expect(render('{"a":"{{ EventAttribute.x }}"}', 'json', 'skip', hostile)).toEqual(
      ok(JSON.stringify({ a: hostile.event.x })),
    );
  });
});

test.each([
  ["{{ 'now' | date: '%Y-%m-%d %H:%M' }}", '2031-02-03 04:05'],
  ["{{ 'today' | date: '%Y-%m-%d', 'Asia/Tokyo' }}", '2031-02-03'],
  ["{% assign at = 'now' | date: '%s' | plus: 60 %}{{ at | date: '%H:%M' }}", '04:06'],
  ["{{ 'now' | date_to_xmlschema }}", '2031-02-03T04:05:00+00:00'],
])('%s is by the clock of whoever sends', (text, expected) => {
  const person = { ...ann, now: new Date('2031-02-03T04:05:00Z') };
  expect(render(text, 'none', 'skip', person)).toEqual(ok(expected));
});

test('a number with an exponent is refused as that, and not taken for an attribute', () => {
  expect(() => compileTemplate('{{ 1e308 | times: 10 }}', 'none')).toThrow(
    '"1e308" is neither a name nor a number',
  );
});

test.each([
  ['{% assign u = UserAttribute %}{{ u.city }}', true],
  ["{% assign k = 'city' %}{{ UserAttribute[k] }}", true],
  ["{{ UserAttribute['city'] }} {{ UserAttribute.name }} {{ plain }}", false],
])('%s uses attributes that cannot be told: %j', (text, expected) => {
  expect(compileTemplate(text, 'none').hasUnnamedUses).toBe(expected);
});
