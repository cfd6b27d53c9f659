// What an operator is told before anything is sent.
import { expect, test } from 'vitest';
import { connectorRequest } from './connector.contract.ts';
import { inspectRequest } from './render-request.ts';

const inspect = (request: object) =>
  inspectRequest(connectorRequest.parse({ url: 'https://h.example/', ...request }));
const raw = (text: string, content_type = 'application/json') => ({
  body: { kind: 'raw', text, content_type },
});

test.each([
  ['a plain request', {}],
  ['JSON with values', raw('{"a":"{{ x }}","n":{{ n }},"l":[{% for t in tags %}"{{ t }}"{% endfor %}]}')],
  ['JSON with a condition', raw('{"a":1{% if vip %},"b":"{{ vip }}"{% endif %}}')],
  ['a person who is never sent to', raw('{% do_not_send %}')],
  ['text', raw('{{ x }}: "', 'text/plain')],
])('%s has no problems', (_name, request) => expect(inspect(request)).toEqual([]));

test.each([
  ['a bad URL', { url: 'h.example/x' }, 'url', /complete address/],
  ['credentials in the URL', { url: 'https://u:p@h.example/' }, 'url', /user name or password/],
  ['a wrong template', raw('{\n"a": "{{ x"}'), 'body.text', /line 2: output .* not closed/],
  [
    'a wrong template in a header',
    { headers: [{ name: 'X-A', value: '{{ x | nope }}' }] },
    'headers.0.value',
    /undefined filter: nope/,
  ],
  [
    'JSON that can never parse',
    raw('{"a": "{{ x }}"\n "b": 1}'),
    'body.text',
    /line 2, column 2, near "b": 1/,
  ],
  [
    'JSON that breaks when a condition is false',
    raw('{"a":1,{% if vip %}"b":2{% endif %}}'),
    'body.text',
    /line 1, column 8/,
  ],
  ['JSON that is cut off', raw('{"a":1'), 'body.text', /at the end/],
  [
    'a JSON row that is not JSON',
    { body: { kind: 'json_rows', rows: [{ name: 'a', value: '[{{ x }},]' }] } },
    'body.rows',
    /is not JSON/,
  ],
  [
    'rows that contradict',
    {
      body: {
        kind: 'json_rows',
        rows: [
          { name: 'a', value: '1' },
          { name: 'a.b', value: '1' },
        ],
      },
    },
    'body.rows.1.name',
    /set twice/,
  ],
  ['Liquid in a name', { params: [{ name: '{{ x }}', value: '1' }] }, 'params.0.name', /cannot hold Liquid/],
  ['GET with a body', { method: 'GET', ...raw('{}') }, 'body', /has no body/],
  [
    'a header twice',
    {
      headers: [
        { name: 'X-A', value: '1' },
        { name: 'x-a', value: '2' },
      ],
    },
    'headers.1.name',
    /set twice/,
  ],
])('%s is reported where it is', (_name, request, field, message) => {
  const problems = inspect(request);
  expect(problems).toEqual([{ field, message: expect.stringMatching(message), remedy: expect.anything() }]);
});

test('several wrong templates are reported at once', () => {
  expect(
    inspect({ url: 'https://h.example/{{', params: [{ name: 'a', value: '{% if %}' }] }).map(
      (problem) => problem.field,
    ),
  ).toEqual(['url', 'params.0.value']);
});

const AUTH = {
  kind: 'oauth2_client_credentials',
  token_url: 'https://id.example/token',
  client_id: 'a',
  client_secret: 'b',
};

test.each([
  ['no status', { success: { statuses: [] } }, ['success.statuses']],
  ['a path left open', { success: { body: { path: '', op: 'exists' } } }, ['success.body.path']],
  ['a path half typed', { success: { body: { path: 'data.', op: 'exists' } } }, ['success.body.path']],
  ['no values', { success: { body: { path: 'a', op: 'one_of', values: [] } } }, ['success.body.values']],
  [
    'credentials left open',
    { auth: { ...AUTH, token_url: 'https://', client_id: '', client_secret: '' } },
    ['auth.token_url', 'auth.client_id', 'auth.client_secret'],
  ],
  [
    'two authorizations',
    { auth: AUTH, headers: [{ name: 'authorization', value: 'x' }] },
    ['headers.0.name'],
  ],
  ['all of it', { auth: AUTH, success: { body: { path: 'data.0.ok', op: 'equals', value: '' } } }, []],
])('rules: %s', (_name, request, fields) =>
  expect(inspect(request).map((problem) => problem.field)).toEqual(fields),
);
