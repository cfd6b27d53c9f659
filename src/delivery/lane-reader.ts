// First half of a lane: reads due rows of one class in fair shares, renders and judges them ahead of their turn.
import { createPlanCache } from './compile-plan.ts';
import type { DueDelivery, RunningOccurrence } from './due.queries.ts';
import { createFairShare } from './fair-share.ts';
import { typingSeconds } from './lane-typing.ts';
import type { LaneWork } from './lane-work.ts';
import { occurrenceKey } from './occurrence-key.ts';
import { prepareBatch } from './prepare-batch.ts';
import type { Priority } from './ready-queue.ts';
import type { Settlement } from './settlement.ts';

/** An idle lane (all held, or paused) looks less and less often, so that a thousand of them cost little. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
/** While everybody waits for a file that is uploaded anew, no more rows are written than would be called. */
const WAITING_PAUSE_MS = 1_000;

/** Runs until the lane is given back. */
export async function readAhead(work: LaneWork, priority: Priority): Promise<void> {
  const { needs, lane, ready, inHand } = work;
  const fair = createFairShare(needs, lane, inHand);
  const plansOf = createPlanCache(needs.secrets, needs);
  const bell = work.readBells[priority];
  let pauseMs = FIRST_PAUSE_MS;
  while (work.open()) {
    const room = ready.room(priority) - work.typing.size(priority);
    if (work.paused() || room < work.kind.ahead / 2) {
      await bell.wait(LONGEST_PAUSE_MS, work.signal);
      continue;
    }
    const running = (await work.running()).filter(({ plan }) => plan.priority === priority);
    const due = await fair.read(running, room);
    if (due.length > 0) {
      work.quiet.delete(priority);
      pauseMs = FIRST_PAUSE_MS;
      const uncalled = await prepareAndQueue(work, priority, { due, running, plansOf });
      for (const of of uncalled) fair.giveBack(of, 1);
    } else {
      if (!fair.isThrottled()) work.quiet.add(priority);
      await bell.wait(Math.min(pauseMs, fair.waitMs()), work.signal);
      pauseMs = inHand.size > 0 ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    }
  }
}

interface Reading {
  due: DueDelivery[];
  running: RunningOccurrence[];
  plansOf: ReturnType<typeof createPlanCache>;
}

/** Returns whom no call is made for. */
async function prepareAndQueue(
  work: LaneWork,
  priority: Priority,
  { due: read, running, plansOf }: Reading,
): Promise<DueDelivery[]> {
  const { needs, lane, lease, ready, inHand } = work;
  const credentials = await work.kind.credentials(lease);
  if (credentials === 'unusable') return read; // they stay as they are, and the lane pauses
  // Whatever reading did: what is in hand twice would be called twice, for both are begun by the one statement.
  const due = read.filter((delivery) => inHand.add(delivery));
  const { attempts, settlements } = await prepareBatch(needs, lane, {
    due,
    credentials,
    assets: await work.kind.assets(),
    plans: plansOf(running),
    running: new Map(running.map((one) => [occurrenceKey(one), one])),
    gate: work.gate,
  }).catch((error: unknown) => {
    for (const { deliveryId } of due) inHand.delete(deliveryId); // to be read again
    throw error;
  });
  const [typed, others] = [
    attempts.filter((attempt) => typingSeconds(attempt) > 0),
    attempts.filter((attempt) => typingSeconds(attempt) === 0),
  ];
  work.typing.add(priority, typed);
  if (typed.length > 0) work.typingBell.ring();
  ready.add(priority, others);
  for (const bell of work.callBells) bell.ring();
  if (settlements.length === 0) return [];
  const uncalled = settlements.map((settlement) => ({
    deliveryId: settlement.deliveryId,
    fence: lease.fence,
    settlement,
  }));
  const written = needs.writer.settleUncalled(lane.workspaceId, uncalled).then(() => {
    for (const { deliveryId } of uncalled) inHand.delete(deliveryId);
  });
  work.inFlight.track(written);
  if (attempts.length === 0 && settlements.every(waitsForFile)) await work.pause(WAITING_PAUSE_MS);
  const ids = new Set(settlements.map(({ deliveryId }) => deliveryId));
  return due.filter(({ deliveryId }) => ids.has(deliveryId));
}

const waitsForFile = ({ state, reason }: Settlement): boolean =>
  state === 'pending' && reason?.startsWith('media_missing') === true;
