// From the answer of a call to what the ledger records and what happens next. Pure; decides by code and subcode, never
// by message text or HTTP status alone (messenger-platform §7).
import type { CallResult } from '../connectors/caller.ts';
import { addMs } from '../kit/clock.ts';
import { classifySendAnswer, type SendAnswer } from '../messenger/graph-errors.ts';
import { type LanePause, nextPause } from './lane-pause.ts';
import { MAX_ATTEMPTS, retryDelayMs } from './retry-policy.ts';
import type { Settlement } from './settlement.ts';

export interface AttemptFacts {
  deliveryId: number;
  number: number;
  /** Calls that count towards the limit of tries, this one among them. */
  tries: number;
  /** The place of the route to try when the platform calls the window closed; null: there is none behind this one. */
  nextRoute: number | null;
  /** Attachment ids of our library that the call names. */
  media?: readonly string[];
  /** The place of the route that was taken. */
  route: number;
  /** When the call began: whatever the person did since, its answer does not know of. */
  calledAt: Date;
  now: Date;
  graceMs: number;
  random: number;
  /** The Page's pause before this one; null: none known. */
  lastPause?: LanePause | null;
  /** The call carries a message, whose acceptance names it; a sender action is answered without. */
  expectsMid?: boolean;
}

/** What a call changes beyond its own row. */
export type SideEffect =
  | { kind: 'none' }
  | { kind: 'block_person'; code: string; at: Date }
  /** The person asked the platform not to get this. */
  | { kind: 'opt_out'; code: string; at: Date }
  /** Our belief about the person's window was wrong. */
  | { kind: 'window_closed'; at: Date }
  /** The platform does not know these ids any more: they are uploaded anew, and the Page waits for that. */
  | { kind: 'renew_media'; media: readonly string[]; until: Date }
  | ({ kind: 'pause_lane' } & LanePause)
  | { kind: 'needs_token'; because: string };

export interface Outcome {
  settlement: Settlement;
  effect: SideEffect;
}

/** The outcome of a call to the Send API. */
export function sendOutcome(facts: AttemptFacts, result: CallResult): Outcome {
  if (result.kind === 'not_sent')
    return retry(facts, result, { reason: 'unreachable', outcome: 'unreachable' });
  if (result.kind === 'unanswered') return unknown(facts, result);
  const answer = classifySendAnswer(result);
  switch (answer.kind) {
    case 'accepted':
      if (answer.mid === null && facts.expectsMid) return unknown(facts, result);
      return plain(settle(facts, result, { state: 'accepted', outcome: 'accepted', mid: answer.mid }));
    case 'unreadable':
      return unknown(facts, result);
    case 'limited':
    case 'barred':
      return paused(facts, answer, result);
    case 'refused':
      return refused(facts, answer, result);
  }
}

/**
 * It concerns the Page and nobody among the recipients: the message keeps its turn, for its window may be about to close, and
 * the call counts as no try. Refused so again, it goes behind the others: it may be the one message that is refused.
 */
function paused(
  facts: AttemptFacts,
  answer: Extract<SendAnswer, { kind: 'limited' | 'barred' }>,
  result: CallResult,
): Outcome {
  const { key: reason, askedMs, firstMs, longestMs } = answer;
  const pause = nextPause(
    facts.lastPause ?? null,
    { because: reason, askedMs, firstMs, longestMs },
    facts.now,
  );
  const outcome = answer.kind === 'limited' ? 'limited' : 'refused';
  const turn = facts.number === 1 ? {} : { dueAt: pause.until };
  const to = { state: 'pending', reason, outcome, ...turn, counts: false } as const;
  return { settlement: settle(facts, result, to), effect: { kind: 'pause_lane', ...pause } };
}

function refused(
  facts: AttemptFacts,
  answer: Extract<SendAnswer, { kind: 'refused' }>,
  result: CallResult,
): Outcome {
  const { key: reason, action, tries, retryAfterMs } = answer;
  const refusal = { reason, outcome: 'refused' };
  const failed = (): Settlement => settle(facts, result, { ...refusal, state: 'failed' });
  const { media = [], calledAt: at } = facts;
  if (reason === ATTACHMENT_UNKNOWN && media.length > 0 && facts.tries < MAX_ATTEMPTS) {
    const until = addMs(facts.now, RENEWAL_MS);
    const settlement = settle(facts, result, { ...refusal, state: 'pending', dueAt: until });
    return { settlement, effect: { kind: 'renew_media', media, until } };
  }
  switch (action) {
    case 'retry':
      return facts.tries >= (tries ?? MAX_ATTEMPTS)
        ? plain(failed())
        : retry(facts, result, refusal, retryAfterMs);
    case 'verify_by_echo':
      return unknown(facts, result);
    case 'needs_token': {
      // The message was not taken and can succeed with a new token: it waits behind the paused lane.
      const to = { ...refusal, state: 'pending', counts: false } as const;
      return { settlement: settle(facts, result, to), effect: { kind: 'needs_token', because: reason } };
    }
    case 'window_closed': {
      const effect = { kind: 'window_closed', at } as const;
      if (facts.nextRoute === null) return { settlement: failed(), effect };
      const to = { ...refusal, state: 'pending', dueAt: facts.now, counts: false } as const;
      return { settlement: settle(facts, result, { ...to, route: facts.nextRoute }), effect };
    }
    case 'suppress_person':
      return { settlement: failed(), effect: { kind: 'block_person', code: reason, at } };
    case 'opt_out':
      return { settlement: failed(), effect: { kind: 'opt_out', code: reason, at } };
    case 'drop_person':
    case 'fix':
    case 'operator':
      return plain(failed());
  }
}

/** An attachment id that is unknown, another Page's, or older than 90 days. */
const ATTACHMENT_UNKNOWN = '100/2018074';
/** An upload takes seconds. */
export const RENEWAL_MS = 15_000;

const plain = (settlement: Settlement): Outcome => ({ settlement, effect: { kind: 'none' } });

function retry(
  facts: AttemptFacts,
  result: CallResult,
  why: { reason: string; outcome: string },
  askedMs: number | null = null,
): Outcome {
  const delayMs = retryDelayMs(facts.tries, askedMs, facts.random);
  if (delayMs === null) return plain(settle(facts, result, { ...why, state: 'failed' }));
  return plain(settle(facts, result, { ...why, state: 'pending', dueAt: addMs(facts.now, delayMs) }));
}

/** The platform may have taken it. Never re-sent on suspicion: it waits for its echo (or for its absence). */
function unknown(facts: AttemptFacts, result: CallResult): Outcome {
  const dueAt = addMs(facts.now, facts.graceMs);
  return plain(
    settle(facts, result, {
      state: 'unknown',
      reason: 'no_answer',
      outcome: 'unknown',
      dueAt,
      counts: false,
    }),
  );
}

interface Verdict {
  state: Settlement['state'];
  outcome: string;
  reason?: string;
  mid?: string | null;
  dueAt?: Date;
  /** Default: true. */
  counts?: boolean;
  /** Default: the one that was taken. */
  route?: number;
}

function settle(facts: AttemptFacts, result: CallResult, to: Verdict): Settlement {
  const status = result.kind === 'answered' ? result.status : null;
  const response = result.kind === 'answered' ? result.body : result.message; // cut where it is masked
  const { deliveryId, number } = facts;
  const attempt = { number, outcome: to.outcome, status, response };
  return {
    deliveryId,
    state: to.state,
    reason: to.reason ?? null,
    mid: to.mid ?? null,
    dueAt: to.dueAt ?? null,
    counts: to.counts ?? true,
    route: to.route ?? facts.route,
    attempt,
  };
}
