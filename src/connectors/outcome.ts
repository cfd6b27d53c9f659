// What an HTTP answer means for a delivery that is not a Send API call, and the words for it. Pure.
import type { CallResult } from './caller.ts';

export type Answered = Extract<CallResult, { kind: 'answered' }>;

export type AnswerOutcome =
  | { kind: 'accepted' }
  /** Sending the same again would be refused again. */
  | { kind: 'refused'; key: string; retryable: false }
  /** `waitMs`: what the answer asked for (Retry-After); null: it did not say. */
  | { kind: 'retry'; key: string; waitMs: number | null };

/** However long a server asks us to wait, we ask again after a day at the latest. */
const MAX_WAIT_MS = 86_400_000;

/**
 * 2xx: accepted. 408, 425, 429 and 5xx: try again. Everything else, redirects included: refused. Keys are `http_404`.
 * A Retry-After that is a date counts from the answer's own Date, so the two clocks need not agree (RFC 9110 §10.2.3).
 */
export function classifyAnswer(result: Answered): AnswerOutcome {
  const { status } = result;
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  const key = `http_${status}`;
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return { kind: 'retry', key, waitMs: readRetryAfter(result.headers) };
  return { kind: 'refused', key, retryable: false };
}

function readRetryAfter(headers: Record<string, string>): number | null {
  const text = headers['retry-after']?.trim();
  if (text === undefined) return null;
  const waitMs = /^\d{1,9}$/.test(text)
    ? Number(text) * 1000
    : Date.parse(text) - Date.parse(headers['date'] ?? '');
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), MAX_WAIT_MS);
}

export interface Explanation {
  title: string;
  remedy: string | null;
}

const STATUSES: Record<number, Explanation> = {
  400: {
    title: 'The receiver found the request wrong (400)',
    remedy: 'Read its answer in the attempt and correct the request.',
  },
  401: { title: 'The receiver wants credentials (401)', remedy: 'Set or renew the Authorization header.' },
  403: {
    title: 'The receiver does not allow it (403)',
    remedy: 'Check what the credentials are permitted to do.',
  },
  404: {
    title: 'There is nothing at this address (404)',
    remedy: 'Check the URL, and the values it is built from.',
  },
  405: { title: 'The address does not take this method (405)', remedy: 'Choose another method.' },
  408: {
    title: 'The receiver gave up waiting (408)',
    remedy: 'It was tried several times. Ask whoever runs it.',
  },
  409: { title: 'The receiver reports a conflict (409)', remedy: 'Read its answer in the attempt.' },
  410: { title: 'What was at this address is gone (410)', remedy: 'Change the URL.' },
  413: { title: 'The receiver finds the body too large (413)', remedy: 'Send less.' },
  415: {
    title: 'The receiver does not read this content type (415)',
    remedy: 'Choose another body kind or content type.',
  },
  422: {
    title: 'The receiver could not use the values (422)',
    remedy: 'Read its answer in the attempt and correct the values.',
  },
  429: { title: 'The receiver wants fewer calls (429)', remedy: 'Set a lower rate for the campaign.' },
};

/** Words for a key such as `http_404`; null when the key is not an HTTP one. */
export function explainHttpReason(key: string): Explanation | null {
  const match = /^http_(\d{3})$/.exec(key);
  if (match === null) return null;
  const status = Number(match[1]);
  const known = STATUSES[status];
  if (known) return known;
  if (status < 400)
    return {
      title: `The receiver sent the call elsewhere (${status})`,
      remedy: 'Redirects are not followed: enter the final URL.',
    };
  if (status < 500)
    return { title: `The receiver refused the call (${status})`, remedy: 'Read its answer in the attempt.' };
  return {
    title: `The receiver failed (${status})`,
    remedy: 'It was tried several times. Ask whoever runs it.',
  };
}
