// Takes preflights that nobody works on, one at a time. Any process may; one that ends leaves the rest to the next.
import { isConnectionLoss } from '../kit/db-connection.ts';
import { describeError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { Worker } from '../kit/worker.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { claimPreflight, endPreflight, releasePreflight } from './preflight.queries.ts';
import { runPreflight } from './preflight.run.ts';

export const PREFLIGHT_WORKER = 'preflight';
const LOOK_AGAIN_MS = 5_000;
/** Longer than a chunk and the counting before the first take. */
const LEASE_MS = 20_000;

export function createPreflightWorker(needs: CampaignNeeds & { log: Log }): Worker {
  const { db, clock, log } = needs;
  return {
    name: PREFLIGHT_WORKER,
    async step(signal) {
      const row = await claimPreflight(db, LEASE_MS);
      if (!row) return LOOK_AGAIN_MS;
      const { fence, workspaceId, campaignId } = row;
      const startedAt = performance.now();
      try {
        const end = await runPreflight(needs, row, { leaseMs: LEASE_MS, signal });
        const now = clock.now();
        if (end === 'finished') await endPreflight(db, row, { state: 'finished', because: null, fence, now });
        if (end === 'lost') await endPreflight(db, row, { state: 'cancelled', because: CHANGED, fence, now });
        if (end === 'left') await releasePreflight(db, row);
        const durationMs = Math.round(performance.now() - startedAt);
        log.info({ workspaceId, campaignId, end, durationMs }, 'preflight.ran');
      } catch (error) {
        // When the database was away, whoever looks after the lease goes on. A fault of its own would only come again.
        if (isConnectionLoss(error)) throw error;
        const because = describeError(error).slice(0, 500);
        await endPreflight(db, row, { state: 'failed', because, fence, now: clock.now() });
        throw error;
      }
      return 'again';
    },
  };
}

const CHANGED = 'The campaign was changed meanwhile.';
