// Which automatic answer a person's message or tap gets: at most one. Pure. What was tapped goes before what was written, and
// the more a keyword says of the message the sooner it decides.
import { foldWriting, holdsWord } from '../kit/written-words.ts';
import type { ConversationStart } from './trigger.contract.ts';

/** What somebody did in the conversation. */
export interface Said {
  kind: 'message' | 'quick_reply' | 'postback';
  text: string | null;
  payload: string | null;
}

export interface Answer {
  campaignId: number;
  start: ConversationStart;
}

export type MatchedBy = 'payload' | 'get_started' | 'asked_human' | 'keyword' | 'any_message';

export interface ChosenAnswer<A extends Answer = Answer> {
  answer: A;
  by: MatchedBy;
  /** The payload or keyword; null: it was none. */
  word: string | null;
}

/** Every answer is started by this payload too: a button that carries it leads there. */
export const answerPayload = (campaignId: number): string => `talaria:cmp_${campaignId}`;
/** A button that carries it asks for a human. */
export const HUMAN_PAYLOAD = 'talaria:human';

interface Circumstances {
  /** What the Page's Get Started carries; null: it has none. */
  getStarted: string | null;
  /** Whether the person asked for a human in words or by a button. */
  asksHuman: boolean;
}

/** null: none of them answers this. Of two that fit alike the older decides. */
export function chooseAnswer<A extends Answer>(
  answers: readonly A[],
  said: Said,
  circumstances: Circumstances,
): ChosenAnswer<A> | null {
  let best: (ChosenAnswer<A> & { rank: number }) | null = null;
  for (const answer of answers.toSorted((a, b) => a.campaignId - b.campaignId)) {
    const found = matchStart(answer, said, circumstances);
    if (found !== null && (best === null || found.rank > best.rank)) best = { answer, ...found };
  }
  if (best === null) return null;
  const { rank: _rank, ...chosen } = best;
  return chosen;
}

interface Found {
  rank: number;
  by: MatchedBy;
  word: string | null;
}

/** Ranks of what decides; a keyword adds how much it says. */
const RANKS: Record<MatchedBy, number> = {
  asked_human: 5,
  payload: 4,
  get_started: 3,
  keyword: 1,
  any_message: 0,
};

function matchStart({ campaignId, start }: Answer, said: Said, of: Circumstances): Found | null {
  const found = (by: MatchedBy, word: string | null = null, more = 0): Found => ({
    rank: RANKS[by] + more,
    by,
    word,
  });
  if (of.asksHuman) return start.asked_human ? found('asked_human') : null;
  const { payload } = said;
  if (payload !== null) {
    if (payload === answerPayload(campaignId) || start.payloads.includes(payload))
      return found('payload', payload);
    if (start.get_started && payload === of.getStarted) return found('get_started');
  }
  if (said.kind === 'postback' || said.text === null) return null;
  const keyword = findKeyword(start, said.text);
  if (keyword !== null) return found('keyword', keyword.word, keyword.closeness);
  return start.any_message && said.kind === 'message' ? found('any_message') : null;
}

/** How near ways of finding a keyword come to the message as a whole; below one together with the keyword's length. */
const CLOSENESS = { whole: 0.8, start: 0.6, word: 0.4, fuzzy: 0.2 } as const;
/** Longer ones say no more. */
const LONGEST = 100;

function findKeyword(
  { keywords, match }: ConversationStart,
  text: string,
): { word: string; closeness: number } | null {
  const message = foldWriting(text);
  let best: { word: string; closeness: number } | null = null;
  for (const word of keywords) {
    const way = wayOf(message, foldWriting(word), match);
    if (way === null) continue;
    const closeness = CLOSENESS[way] + (Math.min(word.length, LONGEST) / LONGEST) * 0.19;
    if (best === null || closeness > best.closeness) best = { word, closeness };
  }
  return best;
}

type Way = keyof typeof CLOSENESS;

/** The nearest way in which the keyword is found, among those its rule allows. Both folded. */
function wayOf(message: string, word: string, match: ConversationStart['match']): Way | null {
  if (word === '') return null;
  if (trimmed(message) === trimmed(word)) return 'whole';
  if (match === 'whole') return null;
  if (!holdsWord(message, word)) return match === 'fuzzy' && holdsNearly(message, word) ? 'fuzzy' : null;
  const isAtStart = trimmed(message).startsWith(trimmed(word));
  if (match === 'start')
    return isAtStart && holdsWord(message.slice(0, word.length + 1), word) ? 'start' : null;
  return isAtStart ? 'start' : 'word';
}

/** "Hours?!" is all of the message "hours". */
const trimmed = (text: string): string => text.replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '') || text;

/** Letters of a message that are looked at for slips; who writes more did not just mistype a word. */
const MAX_NEARLY = 500;

/** With a slip of the pen in a word of four letters or more, with two from eight on; the first letter is hardly ever one. */
function holdsNearly(message: string, word: string): boolean {
  const allowed = word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0;
  if (allowed === 0) return false;
  const wanted = word.split(' ').length;
  const tokens = message
    .slice(0, MAX_NEARLY)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  return tokens.some((_token, at) => {
    const said = tokens.slice(at, at + wanted).join(' ');
    return said[0] === word[0] && countSlips(said, word, allowed) <= allowed;
  });
}

/** Letters wrong, missing, too many, or two swapped; more than `most` is not counted further. */
function countSlips(said: string, word: string, most: number): number {
  if (Math.abs(said.length - word.length) > most) return most + 1;
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
    before = last;
    last = row;
  }
  return last[word.length]!;
}
