// Words as people write them in messages and comments: folded, and found as words of their own. Pure.

/** Letters that have no parts to be taken apart into. */
const WHOLE: Record<string, string> = { ß: 'ss', ı: 'i', ł: 'l', ø: 'o', đ: 'd', æ: 'ae', œ: 'oe' };

/** Comparable whatever its case, accents, width and spacing. */
export const foldWriting = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[ßıłøđæœ]/g, (letter) => WHOLE[letter]!)
    .replaceAll(/\s+/g, ' ')
    .trim();

const LETTER = /[\p{L}\p{N}]/u;
/** Written without spaces between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** As a word of its own: "price" is in "Price?" and not in "priceless". Both folded. */
export function holdsWord(text: string, word: string): boolean {
  if (word === '' || !text.includes(word)) return false; // as a rule it is not there
  const isApart = (inner: string | undefined, outer: string | undefined): boolean =>
    inner === undefined ||
    outer === undefined ||
    !LETTER.test(inner) ||
    !LETTER.test(outer) ||
    UNSPACED.test(inner) ||
    UNSPACED.test(outer);
  const [first, last] = [charAt(word, 0), charBefore(word, word.length)];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const end = at + word.length;
    if (isApart(first, charBefore(text, at)) && isApart(last, charAt(text, end))) return true;
  }
  return false;
}

/** Whole characters, also those of two units. */
const charAt = (text: string, at: number): string | undefined => {
  const point = text.codePointAt(at);
  return point === undefined ? undefined : String.fromCodePoint(point);
};
const charBefore = (text: string, at: number): string | undefined =>
  [...text.slice(Math.max(0, at - 2), at)].at(-1);
