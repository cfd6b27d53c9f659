// Connector requests as rendered: URL, parameters, headers, every kind of body.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { connectorRequest } from './connector.contract.ts';
import { compileRequest } from './render-request.ts';

const ann = {
  attributes: { first_name: 'Ann', city: 'Žďár & Co', points: 12, vip: true, tags: ['a', 'b'] } as Record<
    string,
    unknown
  >,
  customerId: 'c-1',
  psid: '24123456789012345',
};
type Input = Parameters<typeof connectorRequest.parse>[0] & object;
const URL_OF_TEST = 'https://api.example.com/v1/send';
const render = (request: Partial<Record<string, unknown>>, person = ann) => {
  const parsed = connectorRequest.parse({ url: URL_OF_TEST, ...request } as Input);
  return compileRequest(parsed).render(person, parsed.missing_attribute);
};
const rendered = (request: Partial<Record<string, unknown>>, person = ann) => {
  const result = render(request, person);
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.request;
};
const rows = (record: Record<string, string>) =>
  Object.entries(record).map(([name, value]) => ({ name, value }));
const jsonRows = (record: Record<string, string>, person = ann) =>
  JSON.parse(rendered({ body: { kind: 'json_rows', rows: rows(record) } }, person).body ?? '');

describe('the URL', () => {
  test.each([
    [
      'a value is one component',
      { url: 'https://h.example/u/{{ city }}?q={{ city }}' },
      'https://h.example/u/%C5%BD%C4%8F%C3%A1r%20%26%20Co?q=%C5%BD%C4%8F%C3%A1r%20%26%20Co',
    ],
    [
      'parameters are encoded and added',
      { url: 'https://h.example/?a=%20#top', params: rows({ 'b c': '{{ city }}&x=1' }) },
      'https://h.example/?a=%20&b%20c=%C5%BD%C4%8F%C3%A1r%20%26%20Co%26x%3D1',
    ],
    ['parameters alone', { params: rows({ access_token: 'T' }) }, `${URL_OF_TEST}?access_token=T`],
  ])('%s', (_name, request, url) => expect(rendered(request).url).toBe(url));

  test.each([
    ['ftp://h.example/', /must begin with https/],
    ['api.example.com/send', /complete address/],
    ['https://me:secret@h.example/', /user name or password/],
    ['https://h.example/users/{{ up }}/delete', /".."/],
  ])('%s is refused', (url, detail) => {
    const person = { ...ann, attributes: { up: '..' } };
    expect(render({ url }, person)).toEqual({
      ok: false,
      reason: 'invalid_url',
      detail: expect.stringMatching(detail),
    });
  });

  test.each([
    '{{ link }}',
    'https://{{ city }}.example.com/',
    'https://api.example{{ city }}/send',
    'https://api.example.com{{ path }}',
    'https://api.example.com{% if vip %}.evil.example{% endif %}/',
    'https://api.example.com:{{ points }}/',
    'https:{{ link }}/api.example.com/',
  ])('%s is refused: only the author says who is called', (url) =>
    expect(() => render({ url })).toThrowError(
      expect.objectContaining({ kind: 'invalid', field: 'url', message: expect.stringMatching(/host/) }),
    ),
  );

  test('no value changes host, path depth or parameters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (value) => {
        fc.pre(value.trim() !== '' && value !== '.' && value !== '..');
        const url = new URL(
          rendered(
            { url: 'https://h.example/a/{{ v }}/b?x={{ v }}', params: rows({ y: '{{ v }}' }) },
            { ...ann, attributes: { v: value } },
          ).url,
        );
        expect(url.host).toBe('h.example');
        expect(url.pathname.split('/')).toHaveLength(4);
        expect([...url.searchParams]).toEqual([
          ['x', value.toWellFormed()],
          ['y', value.toWellFormed()],
        ]);
      }),
      { numRuns: 300 },
    );
  });
});

test('headers: lower case, one line each, the operator’s content type wins', () => {
  const evil = { ...ann, attributes: { v: 'a\r\nX-Evil: 1\u2028\u0000b' } };
  const headers = [
    { name: 'X-Value', value: '{{ v }}' },
    { name: 'Content-Type', value: 'application/json; charset=utf-8' },
  ];
  expect(rendered({ headers, body: { kind: 'raw', text: '{}' } }, evil).headers).toEqual({
    'x-value': 'a X-Evil: 1\u2028 b',
    'content-type': 'application/json; charset=utf-8',
  });
});

test('a form field that is JSON stays JSON whatever a value holds', () => {
  const person = { ...ann, attributes: { first_name: 'Zoë "Z"\n","x":"1' } };
  const body = { kind: 'form', rows: rows({ message: '{"text":"Hi {{ first_name }}"}' }) };
  const fields = new URLSearchParams(rendered({ body }, person).body ?? '');
  expect(JSON.parse(fields.get('message') ?? '')).toEqual({ text: 'Hi Zoë "Z"\n","x":"1' });
});

test('a form is encoded as browsers do', () => {
  const { body, headers } = rendered({
    body: { kind: 'form', rows: rows({ 'a b': '{{ city }}', message: '{"text":"{{ first_name }}"}' }) },
  });
  expect(headers).toEqual({ 'content-type': 'application/x-www-form-urlencoded' });
  expect([...new URLSearchParams(body ?? '')]).toEqual([
    ['a b', 'Žďár & Co'],
    ['message', '{"text":"Ann"}'],
  ]);
});

describe('JSON rows', () => {
  test('dots nest, numbers count, values keep their types', () => {
    expect(
      jsonRows({
        'recipient.id': '{{ ps_id }}',
        messaging_type: 'RESPONSE',
        'message.text': 'Hi {{ first_name }}, "{{ city }}"\n',
        'message.quick_replies.0.title': 'Yes',
        'message.quick_replies.1.title': '{{ points }} points',
        points: '{{ points }}',
        vip: '{{ vip }}',
        tags: '{{ tags }}',
        five: '5',
        'five as text': '"5"',
        big: '24123456789012345',
        object: '{"a": "{{ city }}", "n": {{ points }}}',
        empty: '',
      }),
    ).toEqual({
      recipient: { id: '24123456789012345' },
      messaging_type: 'RESPONSE',
      message: {
        text: 'Hi Ann, "Žďár & Co"\n',
        quick_replies: [{ title: 'Yes' }, { title: '12 points' }],
      },
      points: 12,
      vip: true,
      tags: ['a', 'b'],
      five: 5,
      'five as text': '5',
      big: '24123456789012345',
      object: { a: 'Žďár & Co', n: 12 },
      empty: '',
    });
  });

  test('__proto__ is a name like any other', () => {
    const body = rendered({ body: { kind: 'json_rows', rows: rows({ '__proto__.x': '1', a: '2' }) } }).body;
    expect(body).toBe('{"__proto__":{"x":1},"a":2}');
  });

  test.each([
    [{ a: '1', 'a.b': '2' }, '"a" is set twice'],
    [{ 'a.b': '1', a: '2' }, '"a" is set twice'],
    [{ 'a..b': '1' }, 'is not a name'],
  ])('contradictions are refused: %j', (record, message) => {
    expect(() => jsonRows(record as Record<string, string>)).toThrow(message);
  });

  test('every text comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.string({ maxLength: 30 }), (a, b) => {
        fc.pre(a.trim() !== '' && b.trim() !== '');
        const person = { ...ann, attributes: { a, b } };
        expect(
          jsonRows({ a: '{{ a }}', both: 'x{{ a }}{{ b }}', inside: '[{"b":"{{ b }}"}]' }, person),
        ).toEqual({ a, both: `x${a}${b}`, inside: [{ b }] });
      }),
      { numRuns: 300 },
    );
  });
});

describe('a raw body', () => {
  const raw = (text: string, content_type = 'application/json') => ({
    body: { kind: 'raw', text, content_type },
  });
  const quoted = { ...ann, attributes: { v: '"<&>\n' } };

  test.each([
    ['application/json', '{"t":"{{ v }}"}', '{"t":"\\"<&>\\n"}'],
    ['application/vnd.api+json', '{"t":{{ v }}}', '{"t":"\\"<&>\\n"}'],
    ['application/x-www-form-urlencoded', 't={{ v }}', 't=%22%3C%26%3E%0A'],
    ['text/xml; charset=utf-8', '<t>{{ v }}</t>', '<t>&quot;&lt;&amp;&gt;\n</t>'],
    ['text/plain', '{{ v }}', '"<&>\n'],
  ])('%s escapes values for its kind', (type, text, body) =>
    expect(rendered(raw(text, type), quoted)).toMatchObject({ body, headers: { 'content-type': type } }),
  );

  test.each([
    ['{"a": 1,\n "b" 2}', 'line 2, column 6'],
    ['{"a": [1, 2}', 'line 1, column 12'],
    ['{"a": {{ v }}', 'line 1, column 16'],
    ["{'a': 1}", 'line 1, column 2'],
    ['{"a": 1} x', 'line 1, column 10'],
    ['{"a": 01}', 'line 1, column 8'],
    ['', 'line 1, column 1'],
    ['{"a": 1,}', 'line 1, column 9'],
    ['[1 2]', 'line 1, column 4'],
  ])('%j is not JSON, at %s', (text, detail) =>
    expect(render(raw(text), quoted)).toEqual({ ok: false, reason: 'invalid_json', detail }),
  );
});

describe('who gets no request', () => {
  test.each([
    [{ params: rows({ x: '{{ absent }}' }) }, { reason: 'missing_attribute', detail: 'absent' }],
    [
      { body: { kind: 'raw', text: '{"a":"{% do_not_send "sold out" %}"}' } },
      { reason: 'do_not_send', detail: 'sold out' },
    ],
    [
      { body: { kind: 'raw', text: '"{{ city | base64_decode }}"' } },
      { reason: 'template_error', detail: expect.stringContaining('invalid base64') },
    ],
  ])('%j', (request, expected) => expect(render(request)).toEqual({ ok: false, ...expected }));

  test('slow texts are not given their time each', () => {
    const slow = Array.from({ length: 50 }, (_, at) => ({
      name: `p${at}`,
      value: `{% for i in (1..400000) %}{% endfor %}${at}`,
    }));
    const detail = expect.stringMatching(/too long to fill in|limit exceeded/);
    expect(render({ params: slow })).toEqual({ ok: false, reason: 'template_error', detail });
  });

  test('with missing_attribute blank nothing stands there and it is sent', () => {
    expect(
      rendered({ body: { kind: 'raw', text: '{"a":"{{ absent }}"}' }, missing_attribute: 'blank' }).body,
    ).toBe('{"a":""}');
  });
});

test('all attributes used are listed, wherever they stand', () => {
  const request = connectorRequest.parse({
    url: 'https://h.example/{{ a }}',
    params: rows({ p: '{{ b }}' }),
    headers: [{ name: 'X-C', value: "{{ UserAttribute['c c'] }}" }],
    body: { kind: 'json_rows', rows: rows({ d: '{{ d }}{{ a }}' }) },
  });
  expect(compileRequest(request).attributes.toSorted()).toEqual(['a', 'b', 'c c', 'd']);
});

test.each([
  { headers: [{ name: 'Host', value: 'x' }] },
  { headers: [{ name: 'Upgrade', value: 'h2c' }] },
  { headers: [{ name: 'expect', value: '100-continue' }] },
  { headers: [{ name: 'X-A', value: 'a\r\nX-B: b' }] },
  { body: { kind: 'raw', content_type: 'text/plain\r\nX-B: b', text: 'x' } },
])('%j is refused when it is entered', (request) =>
  expect(connectorRequest.safeParse({ url: URL_OF_TEST, ...request }).success).toBe(false),
);
