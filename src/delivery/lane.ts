// A held lane at work. Two halves run beside each other: readers prepare what is due ahead of its turn, callers begin, call
// and settle it at the allowed rate; once a second the keeper settles what waits for evidence or time.
import { describeError } from '../kit/errors.ts';
import type { LaneNeeds } from './lane.needs.ts';
import { type LaneKey, releaseLane, type TakenLane } from './lane.queries.ts';
import { callInTurn } from './lane-caller.ts';
import { keepHouse } from './lane-keeper.ts';
import { readAhead } from './lane-reader.ts';
import { createLaneWork, dropReady, type LaneWork, ringReaders } from './lane-work.ts';
import { PRIORITIES } from './ready-queue.ts';

export interface LaneRun {
  /** Resolves when the lane is given back: nothing is left open on it, the lease is lost, or it was told to stop. */
  done: Promise<void>;
  /** Something may be due now. */
  wake(): void;
}

/** Works the lane until then. Calls under way are always awaited and settled. */
export function runLane(needs: LaneNeeds, lane: LaneKey, taken: TakenLane, signal: AbortSignal): LaneRun {
  const ending = new AbortController();
  const work = createLaneWork(needs, lane, taken, AbortSignal.any([signal, ending.signal]));
  return { done: runLoops(work, ending), wake: () => ringReaders(work) };
}

async function runLoops(work: LaneWork, ending: AbortController): Promise<void> {
  const { needs, lane, lease } = work;
  const loops = [
    ...PRIORITIES.map((priority) => readAhead(work, priority)),
    ...work.callBells.map((bell) => callInTurn(work, bell)),
    keepHouse(work),
  ];
  try {
    // Whichever ends first, with an error or because nothing is left, ends the others.
    await Promise.race(loops);
  } finally {
    ending.abort();
    const ends = await Promise.allSettled(loops);
    for (const end of ends)
      if (end.status === 'rejected')
        needs.log.warn({ lane: lane.laneId, error: describeError(end.reason) }, 'lane.failed');
    dropReady(work);
    await work.inFlight.all();
    await lease.stop();
    await releaseLane(needs.db, lane, lease.fence).catch((error: unknown) => {
      // The lease runs out by itself.
      needs.log.warn({ lane: lane.laneId, error: describeError(error) }, 'lane.release_failed');
    });
  }
}
