// What starts an automatic answer, in words. Pure.
import type { ConversationStart } from '../../api/conversations.ts';

export const NO_START: ConversationStart = {
  get_started: false,
  payloads: [],
  keywords: [],
  match: 'word',
  asked_human: false,
  any_message: false,
};

export const MATCHES: { value: ConversationStart['match']; label: string }[] = [
  { value: 'word', label: 'is a word of the message' },
  { value: 'fuzzy', label: 'is a word of the message, slips of the pen allowed' },
  { value: 'start', label: 'begins the message' },
  { value: 'whole', label: 'is the whole message' },
];

const SHOWN = 3;

const quoted = (words: readonly string[]): string => {
  const shown = words.slice(0, SHOWN).map((word) => `“${word}”`);
  const more = words.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(' or ');
};

const WAYS = {
  word: 'writes',
  fuzzy: 'writes, or nearly writes,',
  start: 'begins with',
  whole: 'writes only',
} as const;

/** "Somebody taps Get Started, or writes “hours”"; null: nothing starts it. */
export function startWords(start: ConversationStart | null): string | null {
  if (start === null) return null;
  const ways = [
    start.get_started && 'taps Get Started',
    start.keywords.length > 0 && `${WAYS[start.match]} ${quoted(start.keywords)}`,
    start.payloads.length > 0 && `taps a button that carries ${quoted(start.payloads)}`,
    start.asked_human && 'asks for a human',
    start.any_message && 'writes anything no other answer is for',
  ].filter((way) => way !== false);
  return ways.length === 0 ? null : `Somebody ${ways.join(', or ')}`;
}
