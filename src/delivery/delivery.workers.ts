// Finds lanes that need a holder and works its share of them. Any number of processes may run it and each may come or go at
// any time: the lease decides who holds a lane, and whoever holds more than its share gives some back.
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { MINUTE_MS } from '../kit/clock.ts';
import type { Worker } from '../kit/worker.ts';
import { createHeldLanes, type HeldLane } from './held-lanes.ts';
import type { LaneNeeds } from './lane.needs.ts';
import { listLanesAtWork, listWantingLanes, MOST_LISTED } from './lane.queries.ts';
import { markGone, markWorking } from './workers.queries.ts';

const LOOK_AGAIN_MS = 500;
/** How often in a row a process must find itself with too many before it gives one back: another may only be restarting. */
const SURPLUS_LOOKS = 4;
/** Lanes that change hands in one look. */
const MOST_TURNS = 200;

export interface LaneLimits {
  /** Lanes one process holds at once. */
  most: number;
  /** How long a lane that has something to do is kept while others wait for a holder. */
  turnMs: number;
}

/**
 * At 300 calls a second each, some 20 lanes use up a machine, the rest is for quiet ones. A campaign that waits for events keeps its
 * lane at work for ever, so there may be more than all processes hold: then they take turns, long enough ones that the slow
 * start of a lane hardly counts.
 */
const LIMITS: LaneLimits = { most: 1_000, turnMs: 30_000 };

export interface LaneWorker extends Worker {
  /** Something may be due on the lane of this topic. false: this process does not hold it. */
  wakeLane(topic: string): boolean;
}

/** @param limits other than those of a process, for tests */
export function createLaneWorker(needs: LaneNeeds, limits = LIMITS): LaneWorker {
  const workerId = `${hostname()}/${process.pid}/${randomBytes(3).toString('hex')}`;
  const held = createHeldLanes(needs, workerId);
  let surplusLooks = 0;
  let warnAtMs = 0; // by the monotonic clock

  /** Then whoever has less than its share takes the lane. */
  const giveBackSurplus = (share: number): void => {
    surplusLooks = held.size > share ? surplusLooks + 1 : 0;
    if (surplusLooks < SURPLUS_LOOKS) return;
    held.giveBack(held.list().slice(share));
    surplusLooks = 0;
  };

  /** Of more lanes than are held those with something to do come first, one after the other. */
  const takeTurns = async (share: number, total: number, signal: AbortSignal): Promise<void> => {
    const wanting = await listWantingLanes(needs.db, needs.clock.now(), MOST_TURNS);
    const room = Math.max(0, share - held.size);
    await held.takeUpTo(share, wanting, signal);
    if (wanting.length <= room) return;
    const endsBeforeMs = performance.now() - limits.turnMs;
    held.giveBack(chooseNext(held.list(), endsBeforeMs).slice(0, wanting.length - room));
    if (performance.now() < warnAtMs) return;
    warnAtMs = performance.now() + MINUTE_MS;
    needs.log.warn({ lanes: total, held: held.size }, 'lanes.take_turns');
  };

  return {
    name: 'lanes',
    wakeLane: (topic) => held.wake(topic),
    async step(signal) {
      const working = await markWorking(needs.db, workerId);
      const { lanes, total } = await listLanesAtWork(needs.db);
      const share = Math.min(limits.most, Math.ceil(total / working));
      giveBackSurplus(share);
      const free = lanes.filter(({ isFree }) => isFree);
      if (total > Math.min(limits.most * working, MOST_LISTED)) await takeTurns(share, total, signal);
      else await held.takeUpTo(share, free, signal);
      return LOOK_AGAIN_MS;
    },
    async close() {
      await held.close();
      await needs.writer.drain();
      await markGone(needs.db, workerId).catch(() => {}); // it is noticed a few seconds later
    },
  };
}

/** Which lanes make room for others: idle ones, then busy ones whose turn is over; of each those held longest first. */
function chooseNext(held: readonly HeldLane[], endsBeforeMs: number): HeldLane[] {
  const [idle, busy] = [held.filter(({ run }) => run.isIdle()), held.filter(({ run }) => !run.isIdle())];
  return [...idle, ...busy.filter(({ sinceMs }) => sinceMs < endsBeforeMs)];
}
