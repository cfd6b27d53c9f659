// Keeping a lane's lease: renewed about once a second, with word of the lane's pace; lost the moment it could have run out by our own clock,
// whatever the database would say, so that a paused process never sends on a lane somebody else has.
import { describeError } from '../kit/errors.ts';
import type { LaneNeeds } from './lane.needs.ts';
import { type LaneKey, renewLane, type TakenLane } from './lane.queries.ts';
import type { PaceFacts } from './lane-pace.ts';

export interface Lease {
  readonly fence: number;
  /** May a call start now? */
  held(): boolean;
  paused(now: Date): boolean;
  /** Takes effect here at once; the lanes row tells the other processes. */
  pauseUntil(at: Date | null): void;
  /** Something is left that only the next holder can sort out: stop, so that the lane is taken anew. */
  giveUp(): void;
  stop(): Promise<void>;
}

const FOREVER = new Date('9999-01-01');

const RENEW_MS = 1_000;

/** @param facts what the lanes row shall say of the lane's pace */
export function keepLease(needs: LaneNeeds, lane: LaneKey, taken: TakenLane, facts: () => PaceFacts): Lease {
  const { leaseMs } = needs;
  // Counted from before the statement was sent: never longer than the database counts.
  let validUntilMs = taken.askedAtMs + leaseMs;
  // The monotonic clock stands still while a machine sleeps; the day goes on.
  let validUntilDayMs = Date.now() + leaseMs;
  let lost = false;
  let pausedUntil = taken.pausedUntil;
  let pauses = 0;
  let renewing: Promise<void> = Promise.resolve();

  const renew = async (): Promise<void> => {
    const askedAtMs = performance.now();
    const askedAtDayMs = Date.now();
    const pausesBefore = pauses;
    try {
      const state = await renewLane(needs.db, lane, { fence: taken.fence, leaseMs, pace: facts() });
      if (state === null) {
        lost = true;
        needs.log.warn({ lane: lane.laneId, fence: taken.fence }, 'lane.lost');
        return;
      }
      validUntilMs = askedAtMs + leaseMs;
      validUntilDayMs = askedAtDayMs + leaseMs;
      // A pause that began meanwhile may not stand in the row yet: the next renewal reads it.
      if (pauses === pausesBefore) pausedUntil = state.pausedUntil;
    } catch (error) {
      // The database is away: the lease simply runs out unless a later renewal succeeds.
      needs.log.warn({ lane: lane.laneId, error: describeError(error) }, 'lane.renew_failed');
    }
  };
  const timer = setInterval(
    () => {
      renewing = renewing.then(renew);
    },
    Math.min(RENEW_MS, leaseMs / 3),
  );

  return {
    fence: taken.fence,
    held: () => !lost && performance.now() < validUntilMs && Date.now() < validUntilDayMs,
    paused: (now) => pausedUntil !== null && pausedUntil > now,
    pauseUntil: (at) => {
      const until = at ?? FOREVER;
      pauses += 1;
      if (pausedUntil === null || pausedUntil < until) pausedUntil = until;
    },
    giveUp: () => {
      lost = true;
    },
    stop: async () => {
      clearInterval(timer);
      await renewing;
    },
  };
}
