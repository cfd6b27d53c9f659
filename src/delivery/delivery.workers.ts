// Finds lanes that need a holder and works its share of them. Any number of processes may run it and each may come or go at
// any time: the lease decides who holds a lane, and whoever holds more than its share gives some back.
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { describeError } from '../kit/errors.ts';
import type { Worker } from '../kit/worker.ts';
import type { LaneNeeds } from './lane.needs.ts';
import { acquireLane, type LaneKey, laneTopic, listLanesAtWork } from './lane.queries.ts';
import { type LaneRun, runLane } from './lane.ts';
import { markGone, markWorking } from './workers.queries.ts';

const LOOK_AGAIN_MS = 500;
/** Lanes one process works at once; at 300 calls a second each, some 20 use up a machine, the rest is for quiet ones. */
const MAX_LANES = 1_000;
/** How often in a row a process must find itself with too many before it gives one back: another may only be restarting. */
const SURPLUS_LOOKS = 4;

interface HeldLane {
  lane: LaneKey;
  run: LaneRun;
  giveBack: AbortController;
}

export interface LaneWorker extends Worker {
  /** Something may be due on the lane of this topic. false: this process does not hold it. */
  wakeLane(topic: string): boolean;
}

export function createLaneWorker(needs: LaneNeeds): LaneWorker {
  const workerId = `${hostname()}/${process.pid}/${randomBytes(3).toString('hex')}`;
  const held = new Map<string, HeldLane>();
  /** Of lanes that are lost, with answers still to come. */
  const draining = new Set<Promise<void>>();
  let surplusLooks = 0;

  const tryLane = async (lane: LaneKey, signal: AbortSignal): Promise<void> => {
    const taken = await acquireLane(needs.db, lane, workerId, {
      ...{ ms: needs.leaseMs, graceMs: needs.graceMs, now: needs.clock.now() },
    });
    if (taken === null) return;
    needs.log.info({ lane: lane.laneId, fence: taken.fence }, 'lane.taken');
    const giveBack = new AbortController();
    const run = runLane(needs, lane, taken, AbortSignal.any([signal, giveBack.signal]));
    held.set(laneTopic(lane), { lane, run, giveBack });
    run.done
      .catch((error: unknown) =>
        needs.log.warn({ lane: lane.laneId, error: describeError(error) }, 'lane.failed'),
      )
      .finally(() => held.delete(laneTopic(lane)));
    const drained: Promise<void> = run.drained.catch(() => {}).finally(() => draining.delete(drained));
    draining.add(drained);
  };

  /** Calls under way end first; then whoever has less than its share takes the lane. */
  const giveBackSurplus = (share: number): void => {
    surplusLooks = held.size > share ? surplusLooks + 1 : 0;
    if (surplusLooks < SURPLUS_LOOKS) return;
    for (const { lane, giveBack } of [...held.values()].slice(share)) {
      needs.log.info({ lane: lane.laneId }, 'lane.given_back');
      giveBack.abort();
    }
    surplusLooks = 0;
  };

  return {
    name: 'lanes',
    wakeLane(topic) {
      const lane = held.get(topic);
      lane?.run.wake();
      return lane !== undefined;
    },
    async step(signal) {
      const working = await markWorking(needs.db, workerId);
      const atWork = await listLanesAtWork(needs.db);
      const share = Math.min(MAX_LANES, Math.ceil(atWork.length / working));
      giveBackSurplus(share);
      for (const lane of atWork) {
        if (signal.aborted || held.size >= share) break;
        if (lane.isFree && !held.has(laneTopic(lane))) await tryLane(lane, signal);
      }
      return LOOK_AGAIN_MS;
    },
    async close() {
      await Promise.all([...held.values()].map(({ run }) => run.done));
      await Promise.all(draining);
      await needs.writer.drain();
      await markGone(needs.db, workerId).catch(() => {}); // it is noticed a few seconds later
    },
  };
}
