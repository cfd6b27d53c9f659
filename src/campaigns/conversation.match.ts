// Which automatic answer a person's message or tap gets: at most one. Pure. What was tapped goes before what was written, and
// the more a keyword says of the message the sooner it decides.
import { findKeyword, readWritten, type Written } from './keywords.ts';
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
  const written = said.kind === 'postback' || said.text === null ? null : readWritten(said.text);
  let best: (ChosenAnswer<A> & { rank: number }) | null = null;
  for (const answer of answers) {
    const found = matchStart(answer, { ...said, written }, circumstances);
    if (found === null) continue;
    const isOlder = found.rank === best?.rank && answer.campaignId < best.answer.campaignId;
    if (best === null || found.rank > best.rank || isOlder) best = { answer, ...found };
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

interface Compared extends Said {
  /** null: nothing that keywords are looked for in. */
  written: Written | null;
}

function matchStart({ campaignId, start }: Answer, said: Compared, of: Circumstances): Found | null {
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
  const keyword = said.written && findKeyword(start, said.written);
  if (keyword) return found('keyword', keyword.word, keyword.closeness);
  const isElse = (said.kind === 'message' && said.text !== null) || isDeadEnd(payload);
  return start.any_message && isElse ? found('any_message') : null;
}

/**
 * A button of ours whose answer is gone: nobody else can answer it. Whatever payload somebody else wrote is for their program,
 * and no answer of ours.
 */
const isDeadEnd = (payload: string | null): boolean => payload?.startsWith('talaria:cmp_') ?? false;
