// What the answer of a connector means: success by its campaign's rule, worth another try, or refused. Pure.
import { checkBody } from './answer-body.ts';
import type { SuccessRule } from './call-rules.contract.ts';
import type { CallResult } from './caller.ts';
import { readRetryAfter } from './retry-after.ts';

export type Answered = Extract<CallResult, { kind: 'answered' }>;

export type AnswerOutcome =
  | { kind: 'accepted' }
  /** Sending the same again would be refused again. */
  | { kind: 'refused'; key: string }
  /** `waitMs`: what the answer asked for (Retry-After); null: it did not say. */
  | { kind: 'retry'; key: string; waitMs: number | null };

/**
 * First the status, then the body: a status that counts as success is accepted when the body's condition holds, refused
 * otherwise. Of the others 408, 425, 429 and 5xx are tried again; the rest, redirects included, are refused. Keys are
 * `http_404`, `answer_condition:PATH` and `answer_not_json`.
 */
export function classifyAnswer(result: Answered, success: SuccessRule, now: Date): AnswerOutcome {
  const { status } = result;
  if (success.statuses.some((pattern) => isOfClass(status, pattern))) return classifyBody(result, success);
  const key = `http_${status}`;
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return { kind: 'retry', key, waitMs: readRetryAfter(result.headers, now) };
  return { kind: 'refused', key };
}

const isOfClass = (status: number, pattern: string): boolean =>
  pattern.endsWith('xx') ? String(status).startsWith(pattern.charAt(0)) : String(status) === pattern;

function classifyBody(result: Answered, { body }: SuccessRule): AnswerOutcome {
  const verdict = body === null ? 'met' : checkBody(body, result.body);
  if (body === null || verdict === 'met') return { kind: 'accepted' };
  return {
    kind: 'refused',
    key: verdict === 'not_json' ? 'answer_not_json' : `answer_condition:${body.path}`,
  };
}
