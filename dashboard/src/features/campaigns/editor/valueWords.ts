// Any value of a definition in a few words, to be compared with another. Pure.
const LONGEST = 300;

export function valueWords(value: unknown): string {
  const words = asWords(value);
  return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
}

function asWords(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (value === true) return 'on';
  if (value === false) return 'off';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(asWords).join(' · ');
  if (typeof value !== 'object') return String(value);
  const parts = Object.entries(value).filter(([, part]) => part !== null && part !== '');
  return parts.map(([key, part]) => `${key.replaceAll('_', ' ')}: ${asWords(part)}`).join(', ');
}
