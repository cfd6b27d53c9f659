// Looks again at events that may be conversions of a message whose call had no answer yet, until it has one; and ends the watch
// for goals whose time is over.
import { type Clock, HOUR_MS } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import type { Worker } from '../kit/worker.ts';
import { settleWaits } from './conversions.ts';
import { unwatchEnded } from './goal-watch.ts';

const BATCH = 500;
const LOOK_AGAIN_MS = 2_000;

export function createConversionWorker({ db, clock }: { db: Db; clock: Clock }): Worker {
  let unwatchAtMs = 0;
  return {
    name: 'campaigns.conversions',
    step: async () => {
      const now = clock.now();
      if (now.getTime() >= unwatchAtMs) {
        await unwatchEnded(db, now);
        unwatchAtMs = now.getTime() + HOUR_MS;
      }
      const looked = await withTransaction(db, (tx) => settleWaits(tx, now, BATCH));
      return looked === BATCH ? 'again' : LOOK_AGAIN_MS;
    },
  };
}
