// From the answer of a connector to what the ledger records and what happens next, by the rules of its request. Pure.
import type { CallRules } from '../connectors/call-rules.contract.ts';
import type { CallResult } from '../connectors/caller.ts';
import type { ConnectorResult } from '../connectors/connectors.ts';
import { classifyAnswer } from '../connectors/outcome.ts';
import { addMs } from '../kit/clock.ts';
import { connectorDelayMs } from './connector-retry.ts';
import type { Outcome } from './outcome.ts';

export interface ConnectorFacts {
  deliveryId: number;
  number: number;
  /** Calls that count, this one included. */
  tries: number;
  /** When the first of them was made; null: this is it. */
  firstTriedAt: Date | null;
  now: Date;
  /** In [0, 1). */
  random: number;
}

const RESPONSE_LIMIT = 4096;

interface Verdict {
  state: 'accepted' | 'failed' | 'pending';
  outcome: 'accepted' | 'refused' | 'unreachable';
  reason: string | null;
  dueAt: Date | null;
}

/**
 * An unanswered call is made again: it carries an Idempotency-Key, by which the receiver can drop what it already has.
 * What would end the same way (a refusal, an address that may not be called, credentials that are wrong) is not.
 */
export function connectorOutcome(facts: ConnectorFacts, rules: CallRules, result: ConnectorResult): Outcome {
  const verdict = judge(facts, rules, result);
  const { deliveryId, number } = facts;
  const status = result.kind === 'answered' ? result.status : null;
  const attempt = { number, outcome: verdict.outcome, status, response: recordOf(result) };
  const { state, reason, dueAt } = verdict;
  return {
    settlement: { deliveryId, state, reason, mid: null, dueAt, attempt, counts: true },
    effect: { kind: 'none' },
  };
}

function judge(facts: ConnectorFacts, rules: CallRules, result: CallResult): Verdict {
  if (result.kind === 'answered') {
    const answer = classifyAnswer(result, rules.success, facts.now);
    if (answer.kind === 'accepted')
      return { state: 'accepted', outcome: 'accepted', reason: null, dueAt: null };
    if (answer.kind === 'refused') return failed('refused', answer.key);
    return again(facts, rules, { outcome: 'refused', reason: answer.key, askedMs: answer.waitMs });
  }
  if (result.kind === 'unanswered')
    return again(facts, rules, { outcome: 'unreachable', reason: 'no_answer', askedMs: null });
  if (result.reason === 'address_refused' || result.reason === 'oauth_token_refused')
    return failed('unreachable', result.reason);
  const reason = result.reason ?? 'unreachable';
  return again(facts, rules, { outcome: 'unreachable', reason, askedMs: null });
}

const failed = (outcome: Verdict['outcome'], reason: string): Verdict => ({
  state: 'failed',
  outcome,
  reason,
  dueAt: null,
});

function again(
  { tries, firstTriedAt, now, random }: ConnectorFacts,
  { retry }: CallRules,
  { outcome, reason, askedMs }: { outcome: Verdict['outcome']; reason: string; askedMs: number | null },
): Verdict {
  const sinceFirstMs = firstTriedAt === null ? 0 : now.getTime() - firstTriedAt.getTime();
  const delayMs = connectorDelayMs(retry, { tries, sinceFirstMs, askedMs }, random);
  if (delayMs === null) return failed(outcome, reason);
  return { state: 'pending', outcome, reason, dueAt: addMs(now, delayMs) };
}

/** The answer, behind what led to it; without the secrets it may repeat. */
function recordOf(result: ConnectorResult): string {
  const said = result.kind === 'answered' ? result.body : result.message;
  const whole = result.earlier.length === 0 ? said : `${result.earlier.join('\n')}\n\n${said}`;
  return result.masks.reduce((text, mask) => mask.cut(text, whole.length), whole).slice(0, RESPONSE_LIMIT);
}
