// Once a second on each lane: settles what waits for evidence, for the person or for a stop, and closes what is over.
import { createBell } from '../kit/bell.ts';
import { isLaneAtWork, recoverBegun } from './lane.queries.ts';
import type { LaneWork } from './lane-work.ts';
import { settleUnknown } from './reconcile.queries.ts';
import { expireHeld, findDueWork, finishOccurrences, skipStopped } from './waiting.queries.ts';

const EVERY_MS = 1_000;

/** Resolves when nothing is left open on the lane. */
export async function keepHouse(work: LaneWork): Promise<void> {
  const { needs, lane, lease } = work;
  const pause = createBell(); // nobody rings it
  const since = needs.clock.now();
  while (work.open()) {
    const now = needs.clock.now();
    // Begun by a holder that lost the lane in that moment, and was gone before it could take it back.
    await recoverBegun(needs.db, lane, { fence: lease.fence, graceMs: needs.graceMs });
    const due = await findDueWork(needs.db, lane, now);
    if (due.unknown) await settleByEvidence(work, now, since);
    if (due.held) await expireHeld(needs.db, lane, now);
    if (due.stopped) await skipStopped(needs.db, lane, now);
    const isIdle = work.inHand.size === 0 && work.inFlight.size === 0;
    if (isIdle || due.stopped) await finishOccurrences(needs.db, lane, now);
    if (isIdle && !(await isLaneAtWork(needs.db, lane))) return;
    await pause.wait(EVERY_MS, work.signal);
  }
}

async function settleByEvidence(
  { needs, lane, kind, lease }: LaneWork,
  now: Date,
  since: Date,
): Promise<void> {
  const evidence = await kind.evidence();
  const absent = await kind.lookUp();
  const provenAbsent = absent === null ? [] : [absent];
  await settleUnknown(needs.db, lane, {
    now,
    graceMs: needs.graceMs,
    evidence,
    fence: lease.fence,
    since,
    provenAbsent,
  });
}
