// Sharing a lane between the campaigns that want it: each gets an equal part of the room, within its own throttle.
import { type ClaimedDelivery, claimDeliveries, type RunningOccurrence } from './claim.queries.ts';
import type { LaneNeeds } from './lane.needs.ts';
import type { LaneKey } from './lane.queries.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

export type FairClaim = (
  running: RunningOccurrence[],
  fence: number,
  room: number,
) => Promise<ClaimedDelivery[]>;

export const occurrenceKey = (of: { campaignId: number; occurrence: number }): string =>
  `${of.campaignId}/${of.occurrence}`;

/** Throttles live as long as the lane is held; they start with one token, so a new holder never adds a burst. */
export function createFairClaim(needs: LaneNeeds, lane: LaneKey): FairClaim {
  const throttles = new Map<string, TokenBucket>();

  const allowed = (one: RunningOccurrence, room: number): number => {
    const { per_second: perSecond } = one.plan;
    if (perSecond === null) return room;
    const key = occurrenceKey(one);
    const bucket = throttles.get(key) ?? createTokenBucket(perSecond, performance.now());
    throttles.set(key, bucket);
    return Math.min(room, bucket.available(performance.now()));
  };

  const spend = (one: RunningOccurrence, count: number): void => {
    const bucket = throttles.get(occurrenceKey(one));
    for (let i = 0; i < count && bucket; i++) bucket.take(performance.now());
  };

  return async (running, fence, room) => {
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
}
