// Once a second on each lane: settles what waits for evidence, for the person or for a stop, and closes what is over.

import { createBell } from '../kit/bell.ts';
import { isLaneAtWork } from './lane.queries.ts';
import type { LaneWork } from './lane-work.ts';
import { expireHeld, finishOccurrences, settleUnknown, skipStopped } from './reconcile.queries.ts';

const EVERY_MS = 1_000;

/** Resolves when nothing is left open on the lane. */
export async function keepHouse(work: LaneWork): Promise<void> {
  const { needs, lane } = work;
  const never = createBell();
  while (work.open()) {
    const now = needs.clock.now();
    const evidence = await work.kind.evidence();
    const absent = await work.kind.lookUp();
    const provenAbsent = absent === null ? [] : [absent];
    await settleUnknown(needs.db, lane, { now, graceMs: needs.graceMs, evidence, provenAbsent });
    await expireHeld(needs.db, lane, now);
    await skipStopped(needs.db, lane, now);
    await finishOccurrences(needs.db, lane, now);
    if (work.inHand.size === 0 && work.inFlight.size === 0 && !(await isLaneAtWork(needs.db, lane))) return;
    await never.wait(EVERY_MS, work.signal);
  }
}
