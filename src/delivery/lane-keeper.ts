// Beside the messages of a lane: once a second, what waits for evidence, for the person or for a stop is settled, and what is
// over is closed; and unknown outcomes that echoes did not settle are looked up in their conversations.
import { isLaneAtWork, recoverBegun } from './lane.queries.ts';
import type { LaneWork } from './lane-work.ts';
import { settleUnknown } from './reconcile.queries.ts';
import { expireHeld, findDueWork, finishOccurrences, skipStopped } from './waiting.queries.ts';

const EVERY_MS = 1_000;
/** How soon the next one is looked for; the call itself waits for its turn, two a second and Page (page.conversations.ts). */
const ASK_EVERY_MS = 250;

/** Resolves when nothing is left open on the lane. */
export async function keepHouse(work: LaneWork): Promise<void> {
  const { needs, lane, lease } = work;
  while (work.open()) {
    const now = needs.clock.now();
    // Begun by a holder that lost the lane in that moment, and was gone before it could take it back.
    await recoverBegun(needs.db, lane, {
      fence: lease.fence,
      graceMs: needs.graceMs,
      now: needs.clock.now(),
    });
    const due = await findDueWork(needs.db, lane, now);
    work.hasUnknown = due.unknown;
    if (due.unknown) await settleByEvidence(work, []);
    if (due.held) await expireHeld(needs.db, lane, now);
    if (due.stopped) await skipStopped(needs.db, lane, now);
    work.quiet.add('house');
    const isIdle = work.inHand.size === 0 && work.inFlight.size === 0;
    if (isIdle || due.stopped) await finishOccurrences(needs.db, lane, now);
    if (isIdle && !(await isLaneAtWork(needs.db, lane))) return;
    await work.pause(EVERY_MS);
  }
}

/** Runs until the lane is given back. */
export async function askConversations(work: LaneWork): Promise<void> {
  while (work.open()) {
    const absent = work.hasUnknown ? await work.kind.lookUp() : null;
    if (absent) await settleByEvidence(work, [absent]);
    await work.pause(work.hasUnknown ? ASK_EVERY_MS : EVERY_MS);
  }
}

type ProvenAbsent = NonNullable<Parameters<typeof settleUnknown>[2]['provenAbsent']>;

async function settleByEvidence(
  { needs, lane, kind, lease, heldMs }: LaneWork,
  provenAbsent: ProvenAbsent,
): Promise<void> {
  const evidence = await kind.evidence();
  const now = needs.clock.now();
  await settleUnknown(needs.db, lane, {
    now,
    graceMs: needs.graceMs,
    evidence,
    fence: lease.fence,
    heldMs: heldMs(),
    provenAbsent,
  });
}
