// Keywords in what people write: as a word, at the start, as the whole message, or with a slip of the pen. Pure. Every message of
// a Page is held against every keyword of it, so each is folded once.
import { foldWriting, holdsWord } from '../kit/written-words.ts';
import type { ConversationStart } from './trigger.contract.ts';

/** A message as it is compared. */
export interface Written {
  folded: string;
  /** Without punctuation around it: "Hours?!" is all of the message "hours". */
  trimmed: string;
  /** The words at its beginning; who writes more than these did not just mistype one. */
  words: readonly string[];
}

/** Letters of a message that are looked at for slips. */
const MAX_NEARLY = 500;

export function readWritten(text: string): Written {
  const folded = foldWriting(text);
  const words = folded
    .slice(0, MAX_NEARLY)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  return { folded, trimmed: trim(folded), words };
}

const EDGE = /[\s\p{P}]/u;

/** Character by character: a pattern that ends in `+$` looks at a long row of signs once for each of them. */
function trim(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && EDGE.test(text[from]!)) from += 1;
  while (to > from && EDGE.test(text[to - 1]!)) to -= 1;
  return text.slice(from, to) || text;
}

interface Keyword {
  /** As it was entered. */
  word: string;
  folded: string;
  trimmed: string;
  /** How many words it has. */
  length: number;
  letters: number;
}

/** By the keywords as they were published, which never change. */
const KEYWORDS = new WeakMap<readonly string[], readonly Keyword[]>();

function readKeywords(keywords: readonly string[]): readonly Keyword[] {
  const known = KEYWORDS.get(keywords);
  if (known) return known;
  const read = keywords
    .map((word) => ({ word, folded: foldWriting(word) }))
    .filter(({ folded }) => folded !== '')
    .map((one) => ({
      ...one,
      trimmed: trim(one.folded),
      length: one.folded.split(' ').length,
      letters: lettersOf(one.folded),
    }));
  KEYWORDS.set(keywords, read);
  return read;
}

/** How near ways of finding a keyword come to the message as a whole; below one together with the keyword's length. */
const CLOSENESS = { whole: 0.8, start: 0.6, word: 0.4, fuzzy: 0.2 } as const;
type Way = keyof typeof CLOSENESS;
/** Longer ones say no more. */
const LONGEST = 100;

/** The keyword that says most of the message, and how much: from 0 to below 1. */
export function findKeyword(
  { keywords, match }: Pick<ConversationStart, 'keywords' | 'match'>,
  message: Written,
): { word: string; closeness: number } | null {
  let best: { word: string; closeness: number } | null = null;
  for (const keyword of readKeywords(keywords)) {
    const way = wayOf(message, keyword, match);
    if (way === null) continue;
    const closeness = CLOSENESS[way] + (Math.min(keyword.word.length, LONGEST) / LONGEST) * 0.19;
    if (best === null || closeness > best.closeness) best = { word: keyword.word, closeness };
  }
  return best;
}

/** The nearest way in which the keyword is found, among those its rule allows. */
function wayOf(message: Written, keyword: Keyword, match: ConversationStart['match']): Way | null {
  if (message.trimmed === keyword.trimmed) return 'whole';
  if (match === 'whole') return null;
  const { folded } = keyword;
  if (!holdsWord(message.folded, folded))
    return match === 'fuzzy' && holdsNearly(message.words, keyword) ? 'fuzzy' : null;
  const isAtStart = message.trimmed.startsWith(keyword.trimmed);
  if (match !== 'start') return isAtStart ? 'start' : 'word';
  return isAtStart && holdsWord(message.trimmed.slice(0, keyword.trimmed.length + 1), keyword.trimmed)
    ? 'start'
    : null;
}

/** With a slip of the pen in a word of four letters or more, with two from eight on; the first letter is hardly ever one. */
function holdsNearly(words: readonly string[], { folded, length, letters }: Keyword): boolean {
  const allowed = folded.length >= 8 ? 2 : folded.length >= 4 ? 1 : 0;
  if (allowed === 0) return false;
  return words.some((first, at) => {
    if (first[0] !== folded[0]) return false;
    const said = length === 1 ? first : words.slice(at, at + length).join(' ');
    if (Math.abs(said.length - folded.length) > allowed) return false;
    return differ(lettersOf(said), letters) <= 2 * allowed && countSlips(said, folded, allowed) <= allowed;
  });
}

/** Which letters there are, as bits. One slip changes two of them at most, so most words are told apart without counting. */
function lettersOf(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at++) letters |= 1 << (text.charCodeAt(at) & 31);
  return letters;
}

function differ(one: number, other: number): number {
  let count = 0;
  for (let bits = one ^ other; bits !== 0; bits &= bits - 1) count += 1;
  return count;
}

/** Letters wrong, missing, too many, or two swapped; more than `most` is not counted further. */
function countSlips(said: string, word: string, most: number): number {
  let before: number[] = [];
  let last = Array.from({ length: word.length + 1 }, (_, index) => index);
  for (let i = 1; i <= said.length; i++) {
    const row = [i];
    for (let j = 1; j <= word.length; j++) {
      const isSame = said[i - 1] === word[j - 1];
      const isSwapped = i > 1 && j > 1 && said[i - 1] === word[j - 2] && said[i - 2] === word[j - 1];
      row.push(
        Math.min(
          last[j]! + 1,
          row[j - 1]! + 1,
          last[j - 1]! + (isSame ? 0 : 1),
          isSwapped ? before[j - 2]! + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return last[word.length]!;
}
