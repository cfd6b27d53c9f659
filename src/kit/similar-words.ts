// Names that look like one that is not there, so that a refusal can say what may be meant. Pure.
import { foldWriting } from './written-words.ts';

const MOST = 3;
/** Longer names are not compared letter by letter. */
const LONGEST = 100;

/** Up to three, the likest first: the same letters in another case, one inside the other, or a slip of the pen or two. */
export function findSimilar(name: string, among: readonly string[]): string[] {
  const wanted = plain(name);
  return among
    .flatMap((one) => {
      const distance = likeness(wanted, plain(one));
      return distance === null ? [] : [{ one, distance }];
    })
    .sort((a, b) => a.distance - b.distance || (a.one < b.one ? -1 : 1))
    .slice(0, MOST)
    .map(({ one }) => one);
}

/** Without what separates words. */
const plain = (name: string): string => foldWriting(name.slice(0, LONGEST)).replaceAll(/[^\p{L}\p{N}]/gu, '');

/** null: not alike. */
function likeness(a: string, b: string): number | null {
  if (a === b) return 0;
  const allowed = Math.max(1, Math.floor(Math.max(a.length, b.length) / 4));
  const distance = Math.abs(a.length - b.length) > allowed ? Infinity : countSlips(a, b);
  if (distance <= allowed) return distance;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 4 && long.includes(short) ? allowed + 1 : null;
}

/** Letters to put in, take out or change (Levenshtein), row by row. */
function countSlips(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
