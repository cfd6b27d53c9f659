// Keeps tracked segments: one worker finds their members in turns and rests in between, another records who came and went.
import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import type { Log } from '../kit/log.ts';
import type { Worker } from '../kit/worker.ts';
import { TRACK_WORKER } from './track.queries.ts';
import { recordChanges, takeTurn } from './track.ts';
import { listDueTracks } from './track.work.queries.ts';

const LOOK_AGAIN_MS = 5_000;
const LOOK_FOR_CHANGES_MS = 2_000;
/** Those that others are at work on are passed over. */
const LOOKED_AT = 20;
/** Of the time: 1 part of work, 19 of rest, for all segments of the process together. */
const REST = 19;
const MAX_REST_MS = 10 * 60_000;

export function createTrackWorker({ db, clock, log }: { db: Db; clock: Clock; log: Log }): Worker {
  return {
    name: TRACK_WORKER,
    async step() {
      for (const key of await listDueTracks(db, clock.now(), LOOKED_AT)) {
        const turn = await takeTurn(db, key, clock.now());
        if (turn.kind === 'nothing') continue;
        if (turn.kind === 'dropped') return 'again';
        log.info({ ...key, ...turn, tookMs: Math.round(turn.tookMs) }, 'segments.tracked');
        return Math.min(MAX_REST_MS, Math.ceil(REST * turn.tookMs));
      }
      return LOOK_AGAIN_MS;
    },
  };
}

export function createChangesWorker({ db }: { db: Db }): Worker {
  return {
    name: 'segments.changes',
    async step() {
      return (await recordChanges(db)) > 0 ? 'again' : LOOK_FOR_CHANGES_MS;
    },
  };
}
