// Addresses that are known to be refused before they are called.
import { expect, test } from 'vitest';
import { hasUserInfo } from '../kit/public-address.ts';
import { connectorRequest } from './connector.contract.ts';
import { inspectAddresses } from './inspect-addresses.ts';

const inspect = (url: string, tokenUrl = 'https://h.example/token', allowPrivateAddresses = false) => {
  const auth = { kind: 'oauth2_client_credentials', token_url: tokenUrl, client_id: 'a', client_secret: 'b' };
  return inspectAddresses(connectorRequest.parse({ url, auth }), allowPrivateAddresses).map(
    ({ field }) => field,
  );
};

test.each([
  'http://127.0.0.1:8080/a',
  'http://0x7f.1/{{ x }}',
  'https://[::ffff:10.0.0.1]/',
  'http://169.254.169.254/latest/meta-data',
  'http://localhost:3000',
  'http://api.localhost/?q={{ x }}',
  'http://192.168.1.1?x=1',
])('%s', (url) => {
  expect(inspect(url)).toEqual(['url']);
  expect(inspect('https://h.example/', url.split(/[{?]/, 1)[0])).toEqual(['auth.token_url']);
  expect(inspect(url, url.split(/[{?]/, 1)[0], true)).toEqual([]);
});

test.each([
  'https://h.example/a',
  'https://8.8.8.8/',
  'https://localhost.example/',
  'nonsense',
  'http://{{ x }}/',
])('%s is not known to be refused', (url) => expect(inspect(url)).toEqual([]));

test('a user name or password before the host is noticed, and nothing else', () => {
  for (const url of ['https://u:p@h.example/', 'http://u@h', ' https://{{ x }}@h.example/', 'HTTPS://:p@h/'])
    expect(hasUserInfo(url)).toBe(true);
  for (const url of [
    'https://h.example/@me',
    'https://h.example/?a=b@c',
    'https://h.example#a@b',
    'a@b.example',
  ])
    expect(hasUserInfo(url)).toBe(false);
});
