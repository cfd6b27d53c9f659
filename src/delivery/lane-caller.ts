// Second half of a lane: takes what is ready in small portions, writes that the calls begin, makes them at the allowed rate,
// and settles the answers. Keeps no truth: what is not in the ledger has not happened.
import type { Bell } from '../kit/bell.ts';
import type { NewAttempt } from './attempt.queries.ts';
import { dropReady, type LaneWork, ringReaders } from './lane-work.ts';
import { occurrenceKey } from './occurrence-key.ts';
import type { Attempt } from './prepare-batch.ts';
import type { Settlement } from './settlement.ts';

/** When nothing rings: a destination in trouble may be tried again. */
const LOOK_AGAIN_MS = 500;
/** Characters of an answer that are kept. */
const RESPONSE_LIMIT = 4_096;
/** Judged longer ago than this, a message is judged again: the window or the person may have changed. */
const STALE_MS = 10_000;

/** Runs until the lane is given back. Calls under way are left to `work.inFlight`. */
export async function callInTurn(work: LaneWork, bell: Bell): Promise<void> {
  const { ready, inFlight } = work;
  while (work.open()) {
    if (work.paused()) dropReady(work); // it may be a long time
    await inFlight.room();
    const portion = ready.take(Math.min(work.kind.pace.portion(), work.kind.room()));
    if (portion.length > 0)
      await callPortion(
        work,
        portion.filter((attempt) => isFresh(work, attempt)),
      );
    else await bell.wait(LOOK_AGAIN_MS, work.signal);
  }
}

/** Quiet hours have not begun, and it has not expired. */
const isInTime = ({ needs }: LaneWork, { before }: Attempt): boolean =>
  before === null || needs.clock.now() < before;

function isFresh(work: LaneWork, attempt: Attempt): boolean {
  const fresh = isInTime(work, attempt) && performance.now() - attempt.preparedAtMs < STALE_MS;
  if (!fresh) work.inHand.delete(attempt.deliveryId);
  return fresh;
}

async function callPortion(work: LaneWork, portion: Attempt[]): Promise<void> {
  const { needs, lane, kind, inHand, inFlight } = work;
  if (portion.length === 0) return;
  const rows = rowsOf(work, portion);
  const begun = await needs.writer.begin(lane.workspaceId, rows).catch(async (error: unknown) => {
    // Whether it was written is not known; that no call was made is.
    await withdraw(work, portion);
    throw error;
  });
  for (const { deliveryId } of rows) if (!begun.has(deliveryId)) inHand.delete(deliveryId);
  const calls = await withoutClosed(
    work,
    portion.filter(({ deliveryId }) => begun.has(deliveryId)),
  );
  ringReaders(work);
  for (const [index, attempt] of calls.entries()) {
    await kind.pace.turn(attempt.audioOrVideo);
    await inFlight.room();
    // Checked last: between this line and the call there is no wait in which the lease could end, or quiet hours begin (audio and
    // video wait for seconds here).
    if (!work.mayCall() || kind.room() < 1 || !isInTime(work, attempt)) {
      return withdraw(work, calls.slice(index));
    }
    kind.pace.started(occurrenceKey(attempt.delivery));
    inFlight.track(callAndSettle(work, attempt));
  }
}

/** Caps hold between lanes too: whoever finds that another has begun with the same person steps back, and is judged again. */
async function withoutClosed(work: LaneWork, begun: Attempt[]): Promise<Attempt[]> {
  const guards = begun.flatMap(({ guard }) => guard ?? []);
  const closed = await work.gate.recheck(guards, work.needs.clock.now()).catch(async (error: unknown) => {
    await withdraw(work, begun);
    throw error;
  });
  if (closed.size > 0)
    await withdraw(
      work,
      begun.filter(({ deliveryId }) => closed.has(deliveryId)),
    );
  return begun.filter(({ deliveryId }) => !closed.has(deliveryId));
}

const rowsOf = ({ lane, lease }: LaneWork, attempts: Attempt[]): NewAttempt[] =>
  attempts.map(({ deliveryId, number, delivery }) => ({
    deliveryId,
    number,
    fence: lease.fence,
    laneId: lane.laneId,
    campaignId: delivery.campaignId,
    occurrence: delivery.occurrence,
  }));

async function withdraw(work: LaneWork, rest: Attempt[]): Promise<void> {
  try {
    await work.needs.writer.withdraw(work.lane.workspaceId, rowsOf(work, rest));
  } catch (error) {
    work.giveUp(error); // they stay begun: the next holder takes them for unknown
  }
  for (const { deliveryId } of rest) work.inHand.delete(deliveryId);
}

async function callAndSettle(work: LaneWork, attempt: Attempt): Promise<void> {
  const { needs, lane, lease, kind } = work;
  const startedAt = needs.clock.now();
  const { settlement, effect } = await kind.call(attempt);
  // Holds the lane back at once; the database may be away, and the answer must not be lost with it.
  const applied = effect.kind === 'none' ? Promise.resolve() : kind.apply(effect, attempt, lease);
  applied.catch(() => {}); // awaited below
  const { deliveryId, requestJson, language } = attempt;
  await needs.writer.settle(lane.workspaceId, {
    deliveryId,
    fence: lease.fence,
    startedAt,
    requestJson,
    language,
    settlement: masked(settlement, attempt),
  });
  work.inHand.delete(deliveryId);
  await applied;
}

/** An address that repeats our headers, or an error that quotes a token, must not carry a secret into the ledger. */
function masked(
  settlement: Settlement,
  { mask }: Attempt,
): Settlement & { attempt: NonNullable<Settlement['attempt']> } {
  const made = settlement.attempt;
  if (made === null) throw new Error('A call was judged without a record of it');
  return {
    ...settlement,
    attempt: { ...made, response: made.response && mask.cut(made.response, RESPONSE_LIMIT) },
  };
}
