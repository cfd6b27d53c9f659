// Looks at the events campaigns wait for, workspace by workspace, as soon as they are stored. A campaign that cannot go on pauses
// itself and the others go on; an event that cannot be looked at is found by halving the batch, and set aside.
import { sql } from 'kysely';
import type { Clock } from '../kit/clock.ts';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { type Db, execute, withTransaction } from '../kit/db.ts';
import { describeError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { Worker } from '../kit/worker.ts';
import { TRIGGER_WORKER } from '../profiles/events.ts';
import {
  BatchTooLarge,
  handleBatch,
  listWaitingWorkspaces,
  lockTriggers,
  takeNoticed,
} from './trigger.batch.ts';
import { CampaignFault, isOwnFault, pauseFaulty } from './trigger.filter.ts';
import { createTriggerMemory, DoorMoved, type TriggerMemory } from './trigger.watchers.ts';
import { forgetCalls } from './trigger-call.queries.ts';
import { CALLS_KEPT_MS } from './trigger-calls.ts';

const LOOK_AGAIN_MS = 1_000;
/** Doors are closed and old calls forgotten so often, however many events there are. */
const HOUSE_MS = 1_000;
/** Events of a workspace in one transaction: enough to share the queries, few enough to be through in some 50 ms. */
const BATCH = 500;
const WORKSPACES_AT_ONCE = 100;
/** An event alone in its batch is tried so often. */
const TRIES = 5;
/** What happened before `until` may arrive so long after it. */
const CLOSES_LATE_MS = 5 * MINUTE_MS;

export interface TriggerWorkerNeeds {
  db: Db;
  clock: Clock;
  log: Log;
}

export function createTriggerWorker(needs: TriggerWorkerNeeds): Worker {
  const memory = createTriggerMemory();
  const sizes = new Map<string, BatchSize>();
  let houseAtMs = 0; // by the monotonic clock
  return {
    name: TRIGGER_WORKER,
    async step(signal) {
      if (performance.now() >= houseAtMs) {
        await closeOver(needs.db, needs.clock.now());
        await forgetCalls(needs.db, addMs(needs.clock.now(), -CALLS_KEPT_MS));
        houseAtMs = performance.now() + HOUSE_MS;
      }
      let taken = 0;
      for (const workspaceId of await listWaitingWorkspaces(needs.db, WORKSPACES_AT_ONCE)) {
        if (signal.aborted) break;
        taken += await lookAt(needs, workspaceId, { memory, sizes });
      }
      return taken > 0 ? 'again' : LOOK_AGAIN_MS;
    },
  };
}

/** Of a workspace whose last batch failed, or was too large. */
interface BatchSize {
  limit: number;
  failures: number;
}

async function lookAt(
  { db, clock, log }: TriggerWorkerNeeds,
  workspaceId: string,
  { memory, sizes }: { memory: TriggerMemory; sizes: Map<string, BatchSize> },
): Promise<number> {
  const now = clock.now();
  const { limit, failures } = sizes.get(workspaceId) ?? { limit: BATCH, failures: 0 };
  try {
    const taken = await withTransaction(db, (tx) => handleBatch(tx, workspaceId, { now, memory, limit }));
    if (limit * 2 >= BATCH) sizes.delete(workspaceId);
    else sizes.set(workspaceId, { limit: limit * 2, failures: 0 });
    return taken ?? 0;
  } catch (error) {
    if (error instanceof DoorMoved) return 1;
    if (error instanceof BatchTooLarge) {
      sizes.set(workspaceId, { limit: error.fits, failures: 0 });
      return 1;
    }
    if (error instanceof CampaignFault) {
      await pauseFaulty(db, error, now);
      return 1;
    }
    if (!isOwnFault(error)) throw error;
    if (limit > 1) sizes.set(workspaceId, { limit: Math.ceil(limit / 2), failures: 0 });
    else if (failures + 1 < TRIES) sizes.set(workspaceId, { limit, failures: failures + 1 });
    else {
      const { events } = await withTransaction(db, async (tx) => {
        await lockTriggers(tx, workspaceId);
        return takeNoticed(tx, workspaceId, 1);
      });
      const eventIds = events.map((event) => event.eventId);
      log.error({ workspaceId, eventIds, error: describeError(error) }, 'triggers.event_set_aside');
      sizes.delete(workspaceId);
    }
    log.warn({ workspaceId, limit, error: describeError(error) }, 'triggers.batch_failed');
    return 1;
  }
}

/** Nobody comes in any more once the campaign's time is over; it finishes when everybody in it has an answer. */
async function closeOver(db: Db, now: Date): Promise<void> {
  await execute(
    db,
    sql`update occurrences set standing = false
         where standing and closes_at <= ${addMs(now, -CLOSES_LATE_MS)}
           and state = 'sending' and paused_at is null`,
  );
}
