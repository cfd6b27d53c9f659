// Nothing secret reaches an eye or a table.
import { describe, expect, test } from 'vitest';
import { createMask } from './render-request.ts';

const DOTS = '••••••';
const mask = (
  parts: { url?: string; headers?: Record<string, string>; body?: string | null },
  secrets: string[] = [],
) =>
  createMask(secrets).request({
    method: 'POST',
    url: 'https://h.example/',
    headers: {},
    body: null,
    ...parts,
  });

test('tokens in the URL', () => {
  expect(mask({ url: 'https://g.example/me/messages?x=1&access_token=abc&appsecret_proof=def#x' }).url).toBe(
    `https://g.example/me/messages?x=1&access_token=${DOTS}&appsecret_proof=${DOTS}#x`,
  );
});

test('tokens in a form and in JSON, however deep', () => {
  expect(mask({ body: 'access_token=abc%7C1&recipient=%7B%7D' }).body).toBe(
    `access_token=${DOTS}&recipient=%7B%7D`,
  );
  expect(mask({ body: '{"id":24123456789012345,"x":{"access_token" : "a\\"b","b":1}}' }).body).toBe(
    `{"id":24123456789012345,"x":{"access_token" : "${DOTS}","b":1}}`,
  );
  expect(
    mask({ body: JSON.stringify({ nested: JSON.stringify({ access_token: 'abc', keep: 'me' }) }) }).body,
  ).toBe(JSON.stringify({ nested: JSON.stringify({ access_token: DOTS, keep: 'me' }) }));
});

describe('headers', () => {
  test.each([
    ['authorization', 'Bearer abc', `Bearer ${DOTS}`],
    ['Authorization', 'Basic dXNlcjpwYXNz', `Basic ${DOTS}`],
    ['x-api-key', 'abc', DOTS],
    ['cookie', 'sid=1', DOTS],
    ['x-trace', 'plain', 'plain'],
  ])('%s: %s', (name, value, shown) =>
    expect(mask({ headers: { [name]: value } }).headers).toEqual({ [name]: shown }),
  );

  test('one the operator marked secret, even a short one', () => {
    expect(mask({ headers: { 'x-pin': '1234', 'x-other': '1234567' } }, ['1234']).headers).toEqual({
      'x-pin': DOTS,
      'x-other': '1234567',
    });
  });
});

test.each([
  ['with white space around it', 'pin-12 ', 'pin-12'],
  ['with Liquid in it', 'k-{{ shop }}-z', 'k-prague-z'],
  ['with Liquid at its ends', '{{ shop }}:k:{% if a %}b{% endif %}', 'prague:k:b'],
  ['of nothing but Liquid', '{{ shop }}', 'prague'],
])('a secret header %s is masked as it is sent', (_name, secret, sent) => {
  expect(mask({ headers: { 'x-shop': sent } }, [secret]).headers).toEqual({ 'x-shop': DOTS });
});

test('what only resembles a secret header stays', () => {
  const headers = { 'x-a': 'k-prague', 'x-b': 'a-prague-z', 'x-c': 'kz' };
  expect(mask({ headers }, ['k-{{ shop }}-z', 'k{{ a }}zz']).headers).toEqual(headers);
});

test('a known secret is found in every encoding', () => {
  const secret = 'p"ä ss/w+rd=';
  const url = `https://h.example/?q=${encodeURIComponent(secret)}`;
  const body = JSON.stringify({
    plain: secret,
    form: encodeURIComponent(secret).replaceAll('%20', '+'),
    base64: Buffer.from(secret).toString('base64'),
  });
  const shown = mask({ url, body, headers: { 'x-note': `see ${secret}` } }, [secret]);
  expect(shown).toMatchObject({ url: `https://h.example/?q=${DOTS}`, headers: { 'x-note': `see ${DOTS}` } });
  expect(JSON.parse(shown.body ?? '')).toEqual({ plain: DOTS, form: DOTS, base64: DOTS });
});

test('a Facebook token pasted anywhere', () => {
  expect(mask({ body: 'hello EAAGm0PX4ZCpsBAKZCZCexample0123456789 there' }).body).toBe(
    `hello ${DOTS} there`,
  );
});

test('half a secret at the end of an answer that was cut off is masked; whole ones before the cut', () => {
  const secret = 'S3cr3tHeaderValue-abcdef';
  const mask = createMask([secret]);
  const filler = 'p'.repeat(4_076);
  expect(mask.cut(`${filler}${secret}`, 4_096)).not.toContain('S3cr');
  for (let kept = 4; kept < secret.length; kept++)
    expect(mask.cut(`${filler}${secret.slice(0, kept)}`, 10_000)).toBe(`${filler}••••••`);
  expect(mask.cut('short S3cr', 100)).toBe('short S3cr'); // nothing that short was cut off
});
