// A personal ref is worth nothing once a letter of it changed, or anywhere but where it was made.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSecrets } from '../kit/secrets.ts';
import {
  entryUrl,
  formatPersonalRef,
  isPersonalRef,
  REF_KEY,
  readPersonalRef,
  refCode,
  suggestRefCode,
} from './entry-ref.ts';

const key = createSecrets('k'.repeat(32)).deriveKey(REF_KEY);
const scope = { workspaceId: 'default', pageId: '2400000000000000001' };
const id = fc.integer({ min: 1, max: 2 ** 48 - 1 });

test('names its invitation, in characters the platform takes', () => {
  fc.assert(
    fc.property(id, (inviteId) => {
      const ref = formatPersonalRef(key, scope, inviteId);
      expect(ref).toMatch(/^[A-Za-z0-9_=-]{33}$/);
      expect(isPersonalRef(ref)).toBe(true);
      expect(refCode.safeParse(ref).success).toBe(false);
      expect(readPersonalRef(key, scope, ref)).toBe(inviteId);
    }),
  );
});

test('any changed letter makes it nobody’s', () => {
  const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  fc.assert(
    fc.property(id, fc.nat({ max: 30 }), fc.constantFrom(...LETTERS), (inviteId, place, letter) => {
      const ref = formatPersonalRef(key, scope, inviteId);
      const changed = `${ref.slice(0, place + 2)}${letter}${ref.slice(place + 3)}`;
      // The last letter has bits to spare: of the spellings that read the same, only ours is taken.
      expect(readPersonalRef(key, scope, changed)).toBe(changed === ref ? inviteId : null);
    }),
  );
});

test('means nothing on another Page, in another workspace, under another key', () => {
  const ref = formatPersonalRef(key, scope, 7);
  expect(readPersonalRef(key, { ...scope, pageId: '2400000000000000002' }, ref)).toBeNull();
  expect(readPersonalRef(key, { ...scope, workspaceId: 'other' }, ref)).toBeNull();
  expect(readPersonalRef(createSecrets('o'.repeat(32)).deriveKey(REF_KEY), scope, ref)).toBeNull();
  expect(readPersonalRef(createSecrets('k'.repeat(32)).deriveKey('other'), scope, ref)).toBeNull();
});

test.each(['', '--', 'summer', `--${'A'.repeat(31)}`, `--${'A'.repeat(30)}`, `--${'A'.repeat(2000)}`, '--ü'])(
  'reads "%s" as nobody',
  (ref) => expect(readPersonalRef(key, scope, ref)).toBeNull(),
);

test('a plain ref is what the platform takes; one is suggested from any name', () => {
  for (const good of ['summer', 'Summer_24=a-b', '7']) expect(refCode.safeParse(good).success).toBe(true);
  for (const bad of ['', '-a', '_a', 'ä', 'a b', 'a&b', 'a'.repeat(101)])
    expect(refCode.safeParse(bad).success).toBe(false);
  expect(suggestRefCode('Sommer-Plakat München!')).toMatch(/^sommer-plakat-munchen-[a-z2-9]{6}$/);
  expect(suggestRefCode('夏')).toMatch(/^[a-z2-9]{6}$/);
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (name) => refCode.safeParse(suggestRefCode(name)).success),
  );
});

test('the address carries ref and text encoded, and knows its limit', () => {
  expect(entryUrl('https://m.me', { pageId: '1', ref: 'a=b', welcomeText: null })).toBe(
    'https://m.me/1?ref=a%3Db',
  );
  expect(entryUrl('http://x/m.me', { pageId: '1', ref: 'a', welcomeText: 'Hi & bye?' })).toBe(
    'http://x/m.me/1?ref=a&text=Hi%20%26%20bye%3F',
  );
  expect(entryUrl('https://m.me', { pageId: '1', ref: 'a', welcomeText: 'ü'.repeat(400) })).toBeNull();
});
