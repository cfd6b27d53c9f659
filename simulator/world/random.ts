// Seeded randomness: the same SANDBOX_SEED gives the same ids, names and choices. Every random decision of the
// sandbox draws from here, so a failing run can be repeated.
import { createHash } from 'node:crypto';

/** A stream of numbers. `next()` is in [0, 1). */
export interface Random {
  next(): number;
  /** A whole number in [min, max]. */
  between(min: number, max: number): number;
  /** True with the given probability (0 never, 1 always). */
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** `length` characters of the URL-safe base64 alphabet. */
  text(length: number): string;
  /** A stream of its own, so that two users of randomness do not disturb each other. */
  fork(label: string): Random;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Builds the stream that belongs to `seed` (mulberry32 over the seed's SHA-256). */
export function createRandom(seed: string): Random {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const between = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    between,
    chance: (probability) => probability >= 1 || (probability > 0 && next() < probability),
    pick: <T>(items: readonly T[]): T => {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new Error('pick: the list is empty');
      return item;
    },
    text: (length) => {
      let out = '';
      while (out.length < length) {
        // One draw yields five 6-bit characters.
        let bits = Math.floor(next() * 1073741824);
        for (let i = 0; i < 5 && out.length < length; i++) {
          out += ALPHABET[bits & 63];
          bits >>>= 6;
        }
      }
      return out;
    },
    fork: (label) => createRandom(`${seed}/${label}`),
  };
}
