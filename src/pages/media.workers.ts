// Renews media at the platform before its 90 days are over, where a campaign uses it; and at once what was refused too early.
import { addMs, DAY_MS, HOUR_MS } from '../kit/clock.ts';
import { AppError } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { Worker } from '../kit/worker.ts';
import { claimRenewal, postponeRenewal } from './media-attachment.queries.ts';
import { MEDIA_WORKER, uploadToPage } from './media-attachments.ts';
import type { MediaNeeds } from './media-library.ts';

const IDLE_MS = 60_000;
const HOLD_MS = HOUR_MS;
/** What no campaign uses now may be used tomorrow. */
const UNUSED_AGAIN_MS = DAY_MS;

/** One media on one Page a step. */
export function createMediaWorker(needs: MediaNeeds & { log: Log }): Worker {
  const { db, clock, log } = needs;
  return {
    name: MEDIA_WORKER,
    async step() {
      const place = await claimRenewal(db, clock.now(), HOLD_MS);
      if (!place) return IDLE_MS;
      if (!(await needs.isMediaInUse(place.workspaceId, formatId('med', place.mediaId)))) {
        await postponeRenewal(db, place, { renewAt: addMs(clock.now(), UNUSED_AGAIN_MS), error: null });
        return 'again';
      }
      try {
        await uploadToPage(needs, place);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        await postponeRenewal(db, place, {
          renewAt: addMs(clock.now(), HOLD_MS),
          error: error.message.slice(0, 1000),
        });
        log.warn({ ...place, cause: error.message }, 'media.not_renewed');
      }
      return 'again';
    },
  };
}
