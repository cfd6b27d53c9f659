// How much of the platform's rate a lane takes: less as the usage headers near the limit, half after a limit was hit, and
// rising again by itself. Pure: times are the caller's monotonic clock.

export interface Allowance {
  /** Of `X-Business-Use-Case-Usage` and `X-App-Usage`, in percent of the allowance (messenger-platform §6). */
  observeUsage(percent: number, nowMs: number): void;
  /** The platform refused for too many calls; nothing leaves until `untilMs`. */
  observeLimit(untilMs: number, nowMs: number): void;
  /** The share of the rate to use now, in (0, 1], and what holds it below 1. */
  share(nowMs: number): {
    share: number;
    because: 'usage' | 'after_limit' | null;
    usagePercent: number | null;
  };
}

/** From here on the rate falls in a straight line, to its least at 100 %. */
const SLOW_FROM_PERCENT = 80;
const LEAST_SHARE = 0.05;
/** The headers come only "once enough calls were made": without one for so long, usage is low again. */
const USAGE_HOLDS_MS = 60_000;
/** First a second of very few calls, to see whether it is over: calls while it lasts make it longer. */
const PROBE_MS = 1_000;
/** After a limit: half the rate it was hit at, and a tenth of the full rate more every five seconds. */
const AFTER_LIMIT = 0.5;
const RISE_PER_MS = 0.1 / 5_000;

export function createAllowance(): Allowance {
  let usage: { percent: number; atMs: number } | null = null;
  let limited: { fromMs: number; share: number } | null = null;

  const shareOfUsage = (nowMs: number): number => {
    if (usage === null || nowMs - usage.atMs > USAGE_HOLDS_MS) return 1;
    const over = (usage.percent - SLOW_FROM_PERCENT) / (100 - SLOW_FROM_PERCENT);
    return Math.min(1, Math.max(LEAST_SHARE, 1 - over * (1 - LEAST_SHARE)));
  };
  const shareAfterLimit = (nowMs: number): number => {
    if (limited === null) return 1;
    const sinceMs = Math.max(0, nowMs - limited.fromMs);
    return sinceMs < PROBE_MS ? LEAST_SHARE : Math.min(1, limited.share + sinceMs * RISE_PER_MS);
  };

  return {
    observeUsage(percent, nowMs) {
      usage = { percent, atMs: nowMs };
    },
    observeLimit(untilMs, nowMs) {
      // Calls under way when it was hit are refused for it too: they say nothing new.
      if (limited !== null && nowMs <= limited.fromMs) limited.fromMs = Math.max(limited.fromMs, untilMs);
      else limited = { fromMs: untilMs, share: Math.max(LEAST_SHARE, shareAfterLimit(nowMs) * AFTER_LIMIT) };
    },
    share(nowMs) {
      const [byUsage, byLimit] = [shareOfUsage(nowMs), shareAfterLimit(nowMs)];
      const share = Math.min(byUsage, byLimit);
      const because = share >= 1 ? null : byUsage <= byLimit ? 'usage' : 'after_limit';
      const fresh = usage !== null && nowMs - usage.atMs <= USAGE_HOLDS_MS;
      return { share, because, usagePercent: fresh ? (usage?.percent ?? null) : null };
    },
  };
}
