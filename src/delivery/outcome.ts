// From the answer of a call to what the ledger records and what happens next. Pure; decides by code and subcode, never
// by message text or HTTP status alone (messenger-platform §7).
import type { CallResult } from '../connectors/caller.ts';
import { classifyAnswer } from '../connectors/outcome.ts';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { classifySendAnswer } from '../messenger/graph-errors.ts';
import { retryDelayMs } from './retry-policy.ts';
import type { Settlement } from './settlement.ts';

export interface AttemptFacts {
  deliveryId: number;
  number: number;
  /** Calls that count towards the limit of tries, this one among them. */
  tries: number;
  /** null: no hold. */
  holdUntil: Date | null;
  now: Date;
  graceMs: number;
  random: number;
}

/** What a call changes beyond its own row. */
export type SideEffect =
  | { kind: 'none' }
  | { kind: 'block_person'; code: string }
  | { kind: 'pause_lane'; until: Date; because: string }
  | { kind: 'needs_token'; because: string };

export interface Outcome {
  settlement: Settlement;
  effect: SideEffect;
}

const RESPONSE_LIMIT = 4096;
/** How long a Page that may not send is left alone before it is tried again. */
const PAGE_BARRED_MS = 30 * MINUTE_MS;
/** Codes that say: this person cannot be reached (blocked us, turned messages off, deactivated). */
const BLOCK_KEYS = new Set(['551', '551/1545041', '200/1545041', '10/2018108']);

/** The outcome of a call to the Send API. */
export function sendOutcome(facts: AttemptFacts, result: CallResult): Outcome {
  if (result.kind === 'not_sent')
    return retry(facts, result, { reason: 'unreachable', outcome: 'unreachable' });
  if (result.kind === 'unanswered') return unknown(facts, result);
  const answer = classifySendAnswer(result);
  switch (answer.kind) {
    case 'accepted':
      return plain(settle(facts, result, { state: 'accepted', outcome: 'accepted', mid: answer.mid }));
    case 'unreadable':
      return unknown(facts, result);
    case 'limited': {
      const until = addMs(facts.now, answer.waitMs);
      const settlement = settle(facts, result, {
        state: 'pending',
        reason: answer.key,
        outcome: 'limited',
        dueAt: until,
        counts: false,
      });
      return { settlement, effect: { kind: 'pause_lane', until, because: answer.key } };
    }
    case 'refused':
      return refused(facts, answer, result);
  }
}

function refused(facts: AttemptFacts, answer: { key: string; action: string }, result: CallResult): Outcome {
  const { key: reason, action } = answer;
  const refusal = { reason, outcome: 'refused' };
  if (action === 'retry') return retry(facts, result, refusal);
  if (action === 'verify_by_echo') return unknown(facts, result);
  if (action === 'needs_token') {
    // The message was not taken and can succeed with a new token: it waits behind the paused lane.
    const settlement = settle(facts, result, {
      ...refusal,
      state: 'pending',
      dueAt: facts.now,
      counts: false,
    });
    return { settlement, effect: { kind: 'needs_token', because: reason } };
  }
  if (action === 'pause_lane') {
    // The Page itself is barred or switched off: nobody's fault among the recipients, so nobody fails for it.
    const until = addMs(facts.now, PAGE_BARRED_MS);
    const settlement = settle(facts, result, { ...refusal, state: 'pending', dueAt: until, counts: false });
    return { settlement, effect: { kind: 'pause_lane', until, because: reason } };
  }
  if (action === 'window_closed' && facts.holdUntil !== null) {
    return plain(settle(facts, result, { ...refusal, state: 'held', dueAt: facts.holdUntil }));
  }
  const settlement = settle(facts, result, { ...refusal, state: 'failed' });
  return BLOCK_KEYS.has(reason)
    ? { settlement, effect: { kind: 'block_person', code: reason } }
    : plain(settlement);
}

/** The outcome of a call to any other address. An unanswered call is tried again: it carries an Idempotency-Key. */
export function connectorOutcome(facts: AttemptFacts, result: CallResult): Outcome {
  if (result.kind !== 'answered') {
    const reason = result.kind === 'not_sent' ? 'unreachable' : 'no_answer';
    return retry(facts, result, { reason, outcome: 'unreachable' });
  }
  const answer = classifyAnswer(result);
  if (answer.kind === 'accepted')
    return plain(settle(facts, result, { state: 'accepted', outcome: 'accepted' }));
  const refusal = { reason: answer.key, outcome: 'refused' };
  if (answer.kind === 'retry') return retry(facts, result, refusal, answer.waitMs);
  return plain(settle(facts, result, { ...refusal, state: 'failed' }));
}

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
  /** false: being told to wait is no try. */
  counts?: boolean;
}

function settle(facts: AttemptFacts, result: CallResult, to: Verdict): Settlement {
  const status = result.kind === 'answered' ? result.status : null;
  const response = (result.kind === 'answered' ? result.body : result.message).slice(0, RESPONSE_LIMIT);
  const { deliveryId, number } = facts;
  const attempt = { number, outcome: to.outcome, status, response };
  return {
    deliveryId,
    state: to.state,
    reason: to.reason ?? null,
    mid: to.mid ?? null,
    dueAt: to.dueAt ?? null,
    counts: to.counts ?? true,
    attempt,
  };
}
