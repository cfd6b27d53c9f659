// A held lane at work: claims due rows in fair shares, prepares them, writes the attempts, calls at the allowed rate, and
// settles in batches. Everything it holds in memory may be lost at any moment; the ledger says what is known.
import { describeError } from '../kit/errors.ts';
import { listRunningOccurrences } from './claim.queries.ts';
import { createFairClaim } from './fair-claim.ts';
import type { LaneNeeds } from './lane.needs.ts';
import { isLaneAtWork, type LaneKey, releaseLane, type TakenLane } from './lane.queries.ts';
import { keepLease, type Lease } from './lease.ts';
import {
  type Evidence,
  expireHeld,
  finishOccurrences,
  settleUnknown,
  skipStopped,
} from './reconcile.queries.ts';
import { createSender, type Sender } from './sender.ts';

const HOUSEKEEPING_MS = 1_000;
/** An idle lane (all held, or paused) looks less and less often, so that a thousand of them cost little. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Works the lane until nothing is left open on it, the lease is lost, or `signal` says stop. Calls under way are always
 * awaited and settled. Resolves when the lane is given back.
 */
export async function runLane(
  needs: LaneNeeds,
  lane: LaneKey,
  taken: TakenLane,
  signal: AbortSignal,
): Promise<void> {
  const lease = keepLease(needs, lane, taken);
  const sender = createSender(needs, lane, lease, signal);
  try {
    await work(needs, lane, { lease, sender }, signal);
  } finally {
    await sender.drain();
    await lease.stop();
    await releaseLane(needs.db, lane, lease.fence).catch((error: unknown) => {
      // The lease runs out by itself.
      needs.log.warn({ lane: lane.laneId, error: describeError(error) }, 'lane.release_failed');
    });
  }
}

async function work(
  needs: LaneNeeds,
  lane: LaneKey,
  { lease, sender }: { lease: Lease; sender: Sender },
  signal: AbortSignal,
): Promise<void> {
  const fair = createFairClaim(needs, lane);
  let cleanedAtMs = Number.NEGATIVE_INFINITY;
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted && lease.held()) {
    if (performance.now() - cleanedAtMs >= HOUSEKEEPING_MS) {
      await settleWaiting(needs, lane, await sender.evidence());
      if (sender.idle() && !(await isLaneAtWork(needs.db, lane))) return;
      cleanedAtMs = performance.now();
    }
    const running = lease.paused(needs.clock.now()) ? [] : await listRunningOccurrences(needs.db, lane);
    const claimed = await fair.claim(running, lease.fence, sender.room());
    if (claimed.length > 0) {
      pauseMs = FIRST_PAUSE_MS;
      await sender.send(claimed, running);
    } else {
      await pause(Math.min(pauseMs, fair.waitMs()), signal);
      pauseMs = sender.idle() ? Math.min(LONGEST_PAUSE_MS, pauseMs * 2) : FIRST_PAUSE_MS;
    }
  }
}

async function settleWaiting(needs: LaneNeeds, lane: LaneKey, evidence: Evidence): Promise<void> {
  const now = needs.clock.now();
  await settleUnknown(needs.db, lane, { now, graceMs: needs.graceMs, evidence });
  await expireHeld(needs.db, lane, now);
  await skipStopped(needs.db, lane, now);
  await finishOccurrences(needs.db, lane, now);
}

/** Waits, or less when told to stop. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
