// Finds lanes that need a holder and works those this process can get. Any number of processes may run it: the lease
// decides, and a dead holder's lane is taken over when its lease ends.
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { describeError } from '../kit/errors.ts';
import type { Worker } from '../kit/worker.ts';
import type { LaneNeeds } from './lane.needs.ts';
import { acquireLane, type LaneKey, listLanesToTake } from './lane.queries.ts';
import { runLane } from './lane.ts';

const LOOK_AGAIN_MS = 500;
/** Lanes one process works at once; at 300 calls a second each, some 20 use up a machine, the rest is for quiet ones. */
const MAX_LANES = 200;

export function createLaneWorker(needs: LaneNeeds): Worker {
  const holder = `${hostname()}/${process.pid}/${randomBytes(3).toString('hex')}`;
  const held = new Map<string, Promise<void>>();

  const tryLane = async (lane: LaneKey, signal: AbortSignal): Promise<void> => {
    const taken = await acquireLane(needs.db, lane, holder, { ms: needs.leaseMs, graceMs: needs.graceMs });
    if (taken === null) return;
    const key = keyOf(lane);
    needs.log.info({ lane: lane.laneId, fence: taken.fence }, 'lane.taken');
    const run = runLane(needs, lane, taken, signal)
      .catch((error: unknown) =>
        needs.log.warn({ lane: lane.laneId, error: describeError(error) }, 'lane.failed'),
      )
      .finally(() => held.delete(key));
    held.set(key, run);
  };

  return {
    name: 'lanes',
    async step(signal) {
      for (const lane of await listLanesToTake(needs.db)) {
        if (signal.aborted || held.size >= MAX_LANES) break;
        if (!held.has(keyOf(lane))) await tryLane(lane, signal);
      }
      return LOOK_AGAIN_MS;
    },
    async close() {
      await Promise.all(held.values());
    },
  };
}

const keyOf = (lane: LaneKey): string => `${lane.workspaceId}/${lane.laneId}`;
