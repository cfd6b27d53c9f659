// How fast a lane goes and why: the rate towards the platform, what lowers it now, and what left in the last seconds, by
// campaign. Its description stands in the lanes row, where the report finds it.
import { setTimeout as sleep } from 'node:timers/promises';
import { createAllowance } from './allowance.ts';
import { createCallCounts, rounded } from './call-counts.ts';
import { createSendRate } from './send-rate.ts';

/** As JSON in lanes.pace. Rates are calls a second. */
export interface PaceFacts {
  at: string;
  /** Of the whole lane, over the last seconds. */
  per_second: number;
  /** What may leave at most now. */
  limit_per_second: number;
  /** What holds the limit below the destination's own. */
  because: 'usage' | 'after_limit' | null;
  usage_percent: number | null;
  /** Whether calls wait for answers, not for their turn. */
  waits_for_answers: boolean;
  /** In words, when the destination is left alone for a while because its calls fail. */
  trouble: string | null;
  /** Calls a second by `campaign/occurrence`. */
  campaigns: Record<string, number>;
}

export interface LanePace {
  /** Resolves when a call may start. */
  turn(audioOrVideo: boolean): Promise<void>;
  started(campaign: string): void;
  observeUsage(percent: number): void;
  observeLimit(forMs: number): void;
  /** How many calls fit into the next moment. */
  portion(): number;
  facts(now: Date, of: Pick<PaceFacts, 'waits_for_answers' | 'trouble'>): PaceFacts;
}

/** Audio and video: 10 calls a second and Page instead of 300 (messenger-platform §6). */
export const MEDIA_PER_SECOND = 10;
/** The moment for which attempts are begun ahead of their calls: short, because a crash makes them unknown. */
const PORTION_SECONDS = 0.1;
const MAX_PORTION = 128;

/** @param afterAnother whether the lane had another holder before */
export function createLanePace(perSecond: number, afterAnother: boolean): LanePace {
  const rate = createSendRate(perSecond, performance.now(), afterAnother);
  const mediaRate = createSendRate(Math.min(MEDIA_PER_SECOND, perSecond), performance.now());
  const allowance = createAllowance();
  const counts = createCallCounts();
  const allowed = (): number => perSecond * allowance.share(performance.now()).share;
  const wait = async (of: typeof rate): Promise<void> => {
    for (let ms = of.take(performance.now()); ms > 0; ms = of.take(performance.now())) await sleep(ms);
  };

  return {
    async turn(audioOrVideo) {
      if (audioOrVideo) await wait(mediaRate);
      rate.setRate(allowed(), performance.now());
      await wait(rate);
    },
    started: (campaign) => counts.add(campaign, performance.now()),
    observeUsage: (percent) => allowance.observeUsage(percent, performance.now()),
    observeLimit: (forMs) => allowance.observeLimit(performance.now() + forMs, performance.now()),
    portion: () => Math.max(1, Math.min(MAX_PORTION, Math.ceil(allowed() * PORTION_SECONDS))),
    facts(now, of) {
      const { because, usagePercent } = allowance.share(performance.now());
      const campaigns = counts.perSecond(performance.now());
      return {
        at: now.toISOString(),
        per_second: rounded(Object.values(campaigns).reduce((sum, one) => sum + one, 0)),
        limit_per_second: rounded(allowed()),
        because,
        usage_percent: usagePercent,
        ...of,
        campaigns,
      };
    },
  };
}
