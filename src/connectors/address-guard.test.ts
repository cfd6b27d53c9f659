// Addresses a connector may not reach, in every spelling.
import { describe, expect, test } from 'vitest';
import { isPublicAddress } from '../kit/public-address.ts';
import { AddressRefused, checkLiteralHost, guardLookup, type Resolve } from './address-guard.ts';

const PRIVATE = [
  ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...[
    '169.254.169.254',
    '100.64.0.1',
    '100.127.255.255',
    '224.0.0.1',
    '239.1.1.1',
    '255.255.255.255',
    '240.0.0.1',
  ],
  ...['192.0.2.1', '198.18.0.1', '198.51.100.7', '203.0.113.9', '192.0.0.170'],
  ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'fec0::1', 'ff02::1', '2001:db8::1'],
  ...[
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
  ],
  ...['64:ff9b:1::808:808', '2002:7f00:1::', '2002:a9fe:a9fe::1', '2001:0:7f00:1::', '100::1'],
];
const PUBLIC = [
  ...[
    '8.8.8.8',
    '157.240.1.35',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.0.1',
    '2a03:2880:f10c::1',
    '2606:4700::1111',
  ],
  ...['::ffff:8.8.8.8', '64:ff9b::808:808', '2002:808:808::1'],
];

test.each(PRIVATE)('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false));
test.each(PUBLIC)('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));
test('what is not an address is not public', () => expect(isPublicAddress('localhost')).toBe(false));

test.each([
  '0x7f.1',
  '0177.0.0.1',
  '2130706433',
  '127.1',
  '127.0.0.1.',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '0',
  '0xa9fea9fe',
])('http://%s/ is refused', (host) => {
  const { hostname } = new URL(`http://${host}/`);
  expect(() => checkLiteralHost(hostname)).toThrow(AddressRefused);
});

test('a name passes until it is resolved', () => {
  expect(() => checkLiteralHost('example.com')).not.toThrow();
});

describe('resolving', () => {
  const resolveTo =
    (...addresses: string[]): Resolve =>
    (_hostname, _options, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  const lookUp = (resolve: Resolve, all: boolean) =>
    new Promise((done) => {
      guardLookup(resolve)('host.example', { all }, (error, address) => done(error ?? address));
    });

  test('gives public addresses as they were asked for', async () => {
    expect(await lookUp(resolveTo('8.8.8.8', '2606:4700::1111'), true)).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
    expect(await lookUp(resolveTo('8.8.8.8'), false)).toBe('8.8.8.8');
  });

  test('one private address among public ones refuses the name', async () => {
    expect(await lookUp(resolveTo('8.8.8.8', '10.0.0.1'), true)).toBeInstanceOf(AddressRefused);
    expect(await lookUp(resolveTo('8.8.8.8', '::1'), false)).toBeInstanceOf(AddressRefused);
  });

  test('passes on that a name does not exist', async () => {
    const missing = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    expect(await lookUp((_hostname, _options, callback) => callback(missing, []), true)).toBe(missing);
  });
});
