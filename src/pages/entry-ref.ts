// The ref of an entry link: what stands behind ?ref= on m.me and comes back in webhooks. Pure but for the random default.
// A plain one is a word of the operator's; a personal one is signed and names an invitation, nothing about the person.
import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** m.me links: `ref` is made of these, at most 2083 characters URL-encoded (Messenger Platform, m.me links). */
const MAX_URL_LENGTH = 2083;
const MAX_CODE_LENGTH = 100;

/** A plain ref. It begins with a letter or a digit, so that it can never be taken for a personal one. */
export const refCode = z
  .string()
  .trim()
  .max(MAX_CODE_LENGTH)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_=-]*$/,
    'must begin with a letter or digit and have only letters without accents, digits, and _ = -',
  );

const PERSONAL = '--';
const VERSION = 1;
const ID_BYTES = 6;
/** 128 bits of HMAC-SHA256: a guess per message would take longer than there are messages. */
const SIGNATURE_BYTES = 16;
const PERSONAL_PATTERN = /^--[A-Za-z0-9_-]{31}$/;

/** What the signature covers besides the invitation: the ref means nothing on another Page or in another workspace. */
export interface RefScope {
  workspaceId: string;
  pageId: string;
}

/** Which key of `Secrets.deriveKey` signs personal refs. */
export const REF_KEY = 'entry link refs';

export const isPersonalRef = (ref: string): boolean => ref.startsWith(PERSONAL);

/** 33 characters: version, invitation id, signature. */
export function formatPersonalRef(key: Buffer, scope: RefScope, inviteId: number): string {
  const named = Buffer.alloc(1 + ID_BYTES);
  named.writeUInt8(VERSION, 0);
  named.writeUIntBE(inviteId, 1, ID_BYTES);
  return PERSONAL + Buffer.concat([named, sign(key, scope, named)]).toString('base64url');
}

/** The invitation of a personal ref; null for one that was changed, or signed for another Page, workspace or key. */
export function readPersonalRef(key: Buffer, scope: RefScope, ref: string): number | null {
  if (!PERSONAL_PATTERN.test(ref)) return null;
  const bytes = Buffer.from(ref.slice(PERSONAL.length), 'base64url');
  // The last letter has bits to spare: of the spellings that read the same only ours is one of ours.
  if (bytes.toString('base64url') !== ref.slice(PERSONAL.length)) return null;
  const named = bytes.subarray(0, 1 + ID_BYTES);
  if (!timingSafeEqual(bytes.subarray(1 + ID_BYTES), sign(key, scope, named))) return null;
  return named[0] === VERSION ? named.readUIntBE(1, ID_BYTES) : null;
}

/** The parts are of known form (a workspace id and digits hold no colon), so no two scopes give the same text. */
const sign = (key: Buffer, { workspaceId, pageId }: RefScope, named: Buffer): Buffer =>
  createHmac('sha256', key)
    .update(`${workspaceId}:${pageId}:`)
    .update(named)
    .digest()
    .subarray(0, SIGNATURE_BYTES);

/** The address of a link. null when it would be longer than the platform takes. */
export function entryUrl(
  meUrl: string,
  { pageId, ref, welcomeText }: { pageId: string; ref: string; welcomeText: string | null },
): string | null {
  const text = welcomeText === null ? '' : `&text=${encodeURIComponent(welcomeText)}`;
  const url = `${meUrl}/${pageId}?ref=${encodeURIComponent(ref)}${text}`;
  return url.length <= MAX_URL_LENGTH ? url : null;
}

const RANDOM_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'; // none that is read as another

/** A ref from a link's name: 'Sommer-Plakat München' → 'sommer-plakat-munchen-k7mt2c'. */
export function suggestRefCode(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  const random = Array.from({ length: 6 }, () => RANDOM_LETTERS[randomInt(RANDOM_LETTERS.length)]).join('');
  return words === '' ? random : `${words}-${random}`;
}
