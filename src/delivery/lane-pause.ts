// How long a Page stops when the platform says so: as long as it asks, else twice as long as last time. Pure; the lane's
// holder keeps the last pause.
import { addMs, MINUTE_MS } from '../kit/clock.ts';

export interface LanePause {
  /** Key of the answer. */
  because: string;
  until: Date;
  ms: number;
}

export interface PauseRule {
  because: string;
  /** What the answer asks for; null: it does not say. */
  askedMs: number | null;
  firstMs: number;
  longestMs: number;
}

/** After this long without the same answer the pauses begin from the shortest again. */
const FORGET_AFTER_MS = 10 * MINUTE_MS;

/**
 * @param last the pause before, null: none known. Answers that come while it lasts are of calls begun before it, and do
 * not make it longer; the first one after it does.
 */
export function nextPause(last: LanePause | null, rule: PauseRule, now: Date): LanePause {
  const { because, askedMs, firstMs, longestMs } = rule;
  if (askedMs !== null) return { because, ms: askedMs, until: addMs(now, askedMs) };
  const same = last?.because === because;
  if (same && now < last.until) return last;
  const isBack = same && now <= addMs(last.until, Math.max(last.ms, FORGET_AFTER_MS));
  const ms = isBack ? Math.min(last.ms * 2, Math.max(longestMs, firstMs)) : firstMs;
  return { because, ms, until: addMs(now, ms) };
}
