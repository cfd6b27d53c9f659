// Makes texts comparable whatever their case, accents, punctuation and spacing: for words that stop messages and words that
// promote. Pure.

const MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g;
const NOT_A_WORD = /[\p{P}\p{S}\p{C}\s]+/gu;
/** Letters that Unicode does not take apart into a base and a mark. */
const PLAIN: Readonly<Record<string, string>> = {
  ı: 'i',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ς: 'σ',
};

/** Words in lower case without accents and vowel marks, one space between them; punctuation and emoji are gone. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(MARKS, '')
    .replace(/[ıłøđðßæœς]/g, (letter) => PLAIN[letter] ?? letter)
    .replace(NOT_A_WORD, ' ')
    .trim()
    .normalize('NFC');
}

/** Scripts that write words without spaces between them. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** Those of some phrases that stand in a text as whole words. Prepared once: a text is folded once, whatever their number. */
export function phraseFinder(phrases: readonly string[]): (text: string) => string[] {
  const folded = phrases.map((phrase) => {
    const words = fold(phrase);
    return { phrase, needle: UNSPACED.test(words) ? words : ` ${words} ` };
  });
  return (text) => {
    const haystack = ` ${fold(text)} `;
    return folded.filter(({ needle }) => haystack.includes(needle)).map(({ phrase }) => phrase);
  };
}
