// Signatures held against an independent signer and a published test vector.
import { expect, it } from 'vitest';
import { escapedJson, signatureHeaders } from '../../simulator/webhooks/sign.ts';
import { appSecretProof, sameSecret, verifySignature } from './signature.ts';

it('accepts what the platform signs: the escaped bytes, not what they mean', () => {
  const body = escapedJson({ text: 'Zdravím 😀 https://x/y' });
  const header = signatureHeaders(body, 'secret')['x-hub-signature-256'];
  expect(verifySignature(Buffer.from(body), header, 'secret')).toBe(true);
  expect(verifySignature(Buffer.from(JSON.stringify(JSON.parse(body))), header, 'secret')).toBe(false);
  expect(verifySignature(Buffer.from(body), header, 'Secret')).toBe(false);
});

it.each([
  undefined,
  '',
  'sha256=',
  'sha256=zz',
  `sha1=${'0'.repeat(64)}`,
  `sha256=${'0'.repeat(63)}`,
  `sha256=${'0'.repeat(65)}`,
])('refuses the header %s', (header) => {
  expect(verifySignature(Buffer.from('{}'), header, 'secret')).toBe(false);
});

it('a known digest, so that both sides cannot be wrong together', () => {
  // RFC 4231, test case 2
  const digest = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
  expect(appSecretProof('what do ya want for nothing?', 'Jefe')).toBe(digest);
  expect(
    verifySignature(Buffer.from('what do ya want for nothing?'), `sha256=${digest.toUpperCase()}`, 'Jefe'),
  ).toBe(true);
  expect(sameSecret('ab', 'ab') && !sameSecret('ab', 'ac') && !sameSecret('ab', 'abc')).toBe(true);
});
