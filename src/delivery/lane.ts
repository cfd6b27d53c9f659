// A held lane at work. Two halves run beside each other: readers prepare what is due ahead of its turn, callers begin, call
// and settle it at the allowed rate; once a second the keeper settles what waits for evidence or time.
import { describeError } from '../kit/errors.ts';
import type { LaneNeeds } from './lane.needs.ts';
import { type LaneKey, releaseLane, type TakenLane } from './lane.queries.ts';
import { callInTurn } from './lane-caller.ts';
import { askConversations, keepHouse } from './lane-keeper.ts';
import { readAhead } from './lane-reader.ts';
import { showTyping } from './lane-typing.ts';
import { createLaneWork, dropReady, isIdle, type LaneWork, ringReaders } from './lane-work.ts';
import { PRIORITIES } from './ready-queue.ts';

export interface LaneRun {
  /** Resolves when the lane is given back: nothing is left open on it, the lease is lost, or it was told to stop. */
  done: Promise<void>;
  /** Resolves when every call is answered and settled as well; of a lost lane that may be later. */
  drained: Promise<void>;
  /** Something may be due now. */
  wake(): void;
  /** Whether it could do without a holder for now. */
  isIdle(): boolean;
}

/** How long a loop that failed waits; the database is the usual reason. */
const TRY_AGAIN_MS = 250;

export function runLane(needs: LaneNeeds, lane: LaneKey, taken: TakenLane, signal: AbortSignal): LaneRun {
  const work = createLaneWork(needs, lane, taken, signal);
  const done = runLoops(work);
  return {
    done,
    drained: done.then(() => work.inFlight.all()),
    wake: () => ringReaders(work),
    isIdle: () => isIdle(work),
  };
}

/** The keeper says when nothing is left. The other loops go on until then, past what fails in them. */
async function runLoops(work: LaneWork): Promise<void> {
  const { needs, lane, lease } = work;
  const loops = [
    ...PRIORITIES.map((priority) => () => readAhead(work, priority)),
    ...work.callBells.map((bell) => () => callInTurn(work, bell)),
    () => showTyping(work),
    () => askConversations(work),
  ].map((loop) => goOn(work, loop));
  await goOn(work, () => keepHouse(work));
  work.close();
  await Promise.all(loops);
  dropReady(work);
  // Answers that come before the lane is given back leave nothing unknown. Of a lost lane they are late anyway, and waiting
  // would only keep this process from taking it again.
  if (lease.held()) await work.inFlight.all();
  await lease.stop();
  await releaseLane(needs.db, lane, lease.fence).catch((error: unknown) => {
    // The lease runs out by itself.
    needs.log.warn({ lane: lane.laneId, error: describeError(error) }, 'lane.release_failed');
  });
}

async function goOn(work: LaneWork, loop: () => Promise<void>): Promise<void> {
  const { needs, lane } = work;
  while (work.open()) {
    try {
      return await loop();
    } catch (error) {
      needs.log.warn({ lane: lane.laneId, error: describeError(error) }, 'lane.failed');
      await work.pause(TRY_AGAIN_MS);
    }
  }
}
