// The password an operator begins with: random, shown to a person once, to be changed after the first sign-in.
import { randomInt } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';

// Without 0/o, 1/l/i: it is read from a screen and typed.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** Like `k7wd-m2qa-9xhe-rtb4`: 16 of 31 characters, 79 bits. */
function makePassword(): string {
  const letter = () => ALPHABET[randomInt(ALPHABET.length)];
  const group = () => Array.from({ length: GROUP_LENGTH }, letter).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/** With the hash that sign-in compares with: the only thing to be stored. */
export async function makeOneTimePassword(): Promise<{ oneTimePassword: string; passwordHash: string }> {
  const oneTimePassword = makePassword();
  return { oneTimePassword, passwordHash: await hashPassword(oneTimePassword) };
}
