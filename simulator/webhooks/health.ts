// When to try again, when to warn, when to give up: pure rules over the times of failure. "Immediate retry, a few more
// times", an alert after 15 minutes, unsubscribed after one hour; generic Page fields (`changes`) "with decreasing frequency
// over the next 36 hours" and without a word to the app (messenger-platform §3.4). The spacing is not published.
import type { SubscriptionHealth } from '../world/apps.ts';
import { HOUR_MS } from '../world/clock.ts';
import type { Place } from './place.ts';

const RETRY_DELAYS_MS = [0, 0, 1_000, 2_000, 5_000, 10_000, 20_000];
const LONGEST_RETRY_DELAY_MS = 30_000;
const ALERT_AFTER_MS = 15 * 60_000;
const DISABLE_AFTER_MS = HOUR_MS;
const CHANGES_KEPT_MS = 36 * HOUR_MS;
const LONGEST_CHANGES_DELAY_MS = HOUR_MS;

/** Virtual ms until the attempt that follows `failures` failed ones. */
export function retryDelayMs(failures: number, place: Place): number {
  const early = RETRY_DELAYS_MS[failures - 1];
  if (early !== undefined) return early;
  if (place !== 'changes') return LONGEST_RETRY_DELAY_MS;
  const doublings = Math.min(10, failures - RETRY_DELAYS_MS.length);
  return Math.min(LONGEST_CHANGES_DELAY_MS, LONGEST_RETRY_DELAY_MS * 2 ** doublings);
}

/** How long an event is tried, virtual ms. */
export function keptForMs(place: Place): number {
  return place === 'changes' ? CHANGES_KEPT_MS : DISABLE_AFTER_MS;
}

/** Health after one more failure. Times in `elapsedMs` are of the clock that never runs back; `now` is for display. */
export function afterFailure(health: SubscriptionHealth, elapsedMs: number, now: number): SubscriptionHealth {
  const failingSince = health.failingSince ?? elapsedMs;
  const failingForMs = elapsedMs - failingSince;
  return {
    failingSince,
    alertedAt: health.alertedAt ?? (failingForMs >= ALERT_AFTER_MS ? now : null),
    disabledAt: health.disabledAt ?? (failingForMs >= DISABLE_AFTER_MS ? now : null),
  };
}
