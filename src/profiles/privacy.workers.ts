// Goes on with erasures that had to wait, or that another process left, and forgets what undoing old merges would have needed.
import { addMs, HOUR_MS, SECOND_MS } from '../kit/clock.ts';
import type { Worker } from '../kit/worker.ts';
import { type ErasureNeeds, eraseNext } from './erasures.ts';
import { thinMerges } from './merge.undo.ts';

export const PRIVACY_WORKER = 'profiles.privacy';

const IDLE_MS = 2 * SECOND_MS;

export function createPrivacyWorker(needs: ErasureNeeds): Worker {
  let thinAt = new Date(0);
  return {
    name: PRIVACY_WORKER,
    async step() {
      if (await eraseNext(needs)) return 'again';
      const now = needs.clock.now();
      if (now < thinAt) return IDLE_MS;
      if ((await thinMerges(needs.db, now)) > 0) return 'again';
      thinAt = addMs(now, HOUR_MS);
      return IDLE_MS;
    },
  };
}
