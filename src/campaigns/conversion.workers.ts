// Looks again at events that may be conversions of a message whose call had no answer yet, until it has one.
import type { Clock } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import type { Worker } from '../kit/worker.ts';
import { settleWaits } from './conversions.ts';

const BATCH = 500;
const LOOK_AGAIN_MS = 2_000;

export function createConversionWorker({ db, clock }: { db: Db; clock: Clock }): Worker {
  return {
    name: 'campaigns.conversions',
    step: async () => {
      const looked = await withTransaction(db, (tx) => settleWaits(tx, clock.now(), BATCH));
      return looked === BATCH ? 'again' : LOOK_AGAIN_MS;
    },
  };
}
