// Looks at the events campaigns wait for, workspace by workspace, as soon as they are stored. A campaign that cannot go on pauses
// itself and the others go on; an event that cannot be looked at is found by halving the batch, and set aside.
import { sql } from 'kysely';
import type { Clock } from '../kit/clock.ts';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { type Db, execute, withTransaction } from '../kit/db.ts';
import { isConnectionLoss } from '../kit/db-connection.ts';
import { describeError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { Worker } from '../kit/worker.ts';
import { TRIGGER_WORKER } from '../profiles/events.ts';
import {
  BatchTooLarge,
  handleBatch,
  listWaitingWorkspaces,
  setAside,
  type TriggerEvent,
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
  let after = ''; // with more workspaces than one look is for, the next one begins where it ended
  return {
    name: TRIGGER_WORKER,
    async step(signal) {
      if (performance.now() >= houseAtMs) {
        await closeOver(needs.db, needs.clock.now());
        await forgetCalls(needs.db, addMs(needs.clock.now(), -CALLS_KEPT_MS));
        houseAtMs = performance.now() + HOUSE_MS;
      }
      const workspaces = await listWaitingWorkspaces(needs.db, after, WORKSPACES_AT_ONCE);
      const isAll = after === '' && workspaces.length < WORKSPACES_AT_ONCE;
      after = (workspaces.length < WORKSPACES_AT_ONCE ? undefined : workspaces.at(-1)) ?? '';
      const taken = await lookAtAll(needs, workspaces, { memory, sizes, signal });
      return taken > 0 || !isAll ? 'again' : LOOK_AGAIN_MS;
    },
  };
}

interface Look {
  memory: TriggerMemory;
  sizes: Map<string, BatchSize>;
}

/** One that cannot be looked at now does not keep the others waiting: they come first, then it throws. */
async function lookAtAll(
  needs: TriggerWorkerNeeds,
  workspaces: readonly string[],
  { signal, ...look }: Look & { signal: AbortSignal },
): Promise<number> {
  let taken = 0;
  const failures: unknown[] = [];
  for (const workspaceId of workspaces) {
    if (signal.aborted) break;
    try {
      taken += await lookAt(needs, workspaceId, look);
    } catch (error) {
      if (isConnectionLoss(error)) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return taken;
}

/** Of a workspace whose last batch failed, or was too large. */
interface BatchSize {
  limit: number;
  /** The event that was alone in its batch and failed, and how often it did in a row. */
  failing?: { eventId: number; times: number };
}

async function lookAt(
  { db, clock, log }: TriggerWorkerNeeds,
  workspaceId: string,
  { memory, sizes }: Look,
): Promise<number> {
  const now = clock.now();
  const { limit, failing } = sizes.get(workspaceId) ?? { limit: BATCH };
  let first: TriggerEvent | undefined;
  const seen = (events: readonly TriggerEvent[]): void => {
    first = events[0];
  };
  try {
    const taken = await withTransaction(db, (tx) =>
      handleBatch(tx, workspaceId, { now, memory, limit, seen }),
    );
    if (limit * 2 >= BATCH) sizes.delete(workspaceId);
    else sizes.set(workspaceId, { limit: limit * 2 });
    return taken ?? 0;
  } catch (error) {
    if (error instanceof DoorMoved) return 1;
    if (error instanceof BatchTooLarge) {
      sizes.set(workspaceId, { limit: error.fits });
      return 1;
    }
    if (error instanceof CampaignFault) {
      await pauseFaulty(db, error, now);
      return 1;
    }
    if (!isOwnFault(error) || first === undefined) throw error;
    const { eventId } = first;
    const times = failing?.eventId === eventId ? failing.times + 1 : 1; // another one may have come before it meanwhile
    if (limit > 1) sizes.set(workspaceId, { limit: Math.ceil(limit / 2) });
    else if (times < TRIES) sizes.set(workspaceId, { limit, failing: { eventId, times } });
    else {
      await setAside(db, workspaceId, eventId);
      log.error({ workspaceId, eventId, error: describeError(error) }, 'triggers.event_set_aside');
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
    sql`
    with over as (
      select workspace_id, campaign_id, occurrence from occurrences
       where standing and closes_at <= ${addMs(now, -CLOSES_LATE_MS)} and state = 'sending' and paused_at is null
         for no key update skip locked -- people come in just now: the next look is soon
    )
    update occurrences o set standing = false from over
     where o.workspace_id = over.workspace_id and o.campaign_id = over.campaign_id and o.occurrence = over.occurrence`,
  );
}
