// Sharing a lane between the campaigns that want it: each gets an equal part of the room, within its own throttle.
import { type ClaimedDelivery, claimDeliveries, type RunningOccurrence } from './claim.queries.ts';
import type { LaneNeeds } from './lane.needs.ts';
import type { LaneKey } from './lane.queries.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

export interface FairClaim {
  claim(running: RunningOccurrence[], fence: number, room: number): Promise<ClaimedDelivery[]>;
  /** Milliseconds until a throttle lets the next one through; Infinity when none holds anything back. */
  waitMs(): number;
}

export const occurrenceKey = (of: { campaignId: number; occurrence: number }): string =>
  `${of.campaignId}/${of.occurrence}`;

/** What a throttle keeps for later, in seconds: enough to make up for a slow round trip, too little to be noticed. */
const BURST_SECONDS = 0.25;

export function createFairClaim(needs: LaneNeeds, lane: LaneKey): FairClaim {
  const throttles = new Map<string, TokenBucket>();

  const allowed = (one: RunningOccurrence, room: number): number => {
    const { per_second: perSecond } = one.plan;
    if (perSecond === null) return room;
    const key = occurrenceKey(one);
    const burst = Math.max(1, perSecond * BURST_SECONDS);
    const bucket = throttles.get(key) ?? createTokenBucket(perSecond, performance.now(), burst);
    throttles.set(key, bucket);
    return Math.min(room, bucket.available(performance.now()));
  };

  const spend = (one: RunningOccurrence, count: number): void => {
    const bucket = throttles.get(occurrenceKey(one));
    for (let i = 0; i < count && bucket; i++) bucket.take(performance.now());
  };

  const claim: FairClaim['claim'] = async (running, fence, room) => {
    const wanted = new Set(running.map(occurrenceKey));
    for (const key of throttles.keys()) if (!wanted.has(key)) throttles.delete(key);
    const claimed: ClaimedDelivery[] = [];
    let left = room;
    let sharers = running.length;
    for (const one of running) {
      // What one campaign does not use is there for the next.
      const limit = allowed(one, Math.ceil(left / sharers));
      sharers -= 1;
      if (limit <= 0) continue;
      const { campaignId, occurrence } = one;
      const rows = await claimDeliveries(needs.db, {
        lane,
        fence,
        campaignId,
        occurrence,
        limit,
        now: needs.clock.now(),
      });
      spend(one, rows.length);
      left -= rows.length;
      claimed.push(...rows);
    }
    return claimed;
  };

  const waitMs = (): number => {
    const waits = [...throttles.values()].map((bucket) => bucket.waitMs(performance.now()));
    return Math.min(...waits.filter((ms) => ms > 0));
  };

  return { claim, waitMs };
}
