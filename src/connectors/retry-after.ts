// How long an answer asks us to wait (RFC 9110 §10.2.3): seconds, or a date. Pure.

/** However long a server asks us to wait, we ask again after a day at the latest. */
const MAX_WAIT_MS = 86_400_000;

/** The three spellings of an HTTP date (RFC 9110 §5.6.7) begin with a weekday; only asctime's names no zone: it is UTC. */
const WEEKDAY = /^(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,? /i;
const HAS_ZONE = / GMT$/i;

/**
 * Milliseconds, at least 0; null when the answer does not say, or says nonsense. A date counts from the answer's own Date,
 * so that the two clocks need not agree; from `now` when it has none.
 */
export function readRetryAfter(headers: Record<string, string>, now: Date): number | null {
  const text = headers['retry-after']?.trim();
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text) * 1000, MAX_WAIT_MS);
  const until = readHttpDate(text);
  if (until === null) return null;
  const from = readHttpDate(headers['date']?.trim() ?? '') ?? now.getTime();
  return Math.min(Math.max(until - from, 0), MAX_WAIT_MS);
}

function readHttpDate(text: string): number | null {
  if (!WEEKDAY.test(text)) return null;
  const at = Date.parse(HAS_ZONE.test(text) ? text : `${text} GMT`);
  return Number.isNaN(at) ? null : at;
}
