// Several things in one breath: "a, b and c". Pure.
export function listWords(words: readonly string[], join: 'and' | 'or'): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${join} ${words.at(-1)}`;
}
