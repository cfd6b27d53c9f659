// The lanes a process holds: taken, woken, given back. Which and how many is decided by whoever keeps them (delivery.workers.ts).
import { describeError } from '../kit/errors.ts';
import type { LaneNeeds } from './lane.needs.ts';
import { acquireLane, type LaneKey, laneTopic } from './lane.queries.ts';
import { type LaneRun, runLane } from './lane.ts';

export interface HeldLane {
  lane: LaneKey;
  run: LaneRun;
  /** On the monotonic clock. */
  sinceMs: number;
}

export interface HeldLanes {
  readonly size: number;
  /** In the order in which they were taken. */
  list(): HeldLane[];
  /** false: it is not held. */
  wake(topic: string): boolean;
  /** Takes them one by one until so many are held; one that somebody else was faster with is passed over. */
  takeUpTo(most: number, free: readonly LaneKey[], signal: AbortSignal): Promise<void>;
  /** Calls under way end first. */
  giveBack(lanes: readonly HeldLane[]): void;
  /** Resolves when all are given back and every call is settled; whoever took them has told them to stop. */
  close(): Promise<void>;
}

export function createHeldLanes(needs: LaneNeeds, workerId: string): HeldLanes {
  const held = new Map<string, HeldLane & { ending: AbortController }>();
  /** Of lanes that are lost, with answers still to come. */
  const draining = new Set<Promise<void>>();

  const take = async (lane: LaneKey, signal: AbortSignal): Promise<void> => {
    const taken = await acquireLane(needs.db, lane, workerId, {
      ...{ ms: needs.leaseMs, graceMs: needs.graceMs, now: needs.clock.now() },
    });
    if (taken === null) return;
    needs.log.info({ lane: lane.laneId, fence: taken.fence }, 'lane.taken');
    const ending = new AbortController();
    const run = runLane(needs, lane, taken, AbortSignal.any([signal, ending.signal]));
    held.set(laneTopic(lane), { lane, run, ending, sinceMs: performance.now() });
    run.done
      .catch((error: unknown) =>
        needs.log.warn({ lane: lane.laneId, error: describeError(error) }, 'lane.failed'),
      )
      .finally(() => held.delete(laneTopic(lane)));
    const drained: Promise<void> = run.drained.catch(() => {}).finally(() => draining.delete(drained));
    draining.add(drained);
  };

  return {
    get size() {
      return held.size;
    },
    list: () => [...held.values()],
    wake(topic) {
      const lane = held.get(topic);
      lane?.run.wake();
      return lane !== undefined;
    },
    async takeUpTo(most, free, signal) {
      for (const lane of free) {
        if (signal.aborted || held.size >= most) break;
        if (!held.has(laneTopic(lane))) await take(lane, signal);
      }
    },
    giveBack(lanes) {
      for (const { lane } of lanes) {
        needs.log.info({ lane: lane.laneId }, 'lane.given_back');
        held.get(laneTopic(lane))?.ending.abort();
      }
    },
    async close() {
      await Promise.all([...held.values()].map(({ run }) => run.done));
      await Promise.all(draining);
    },
  };
}
