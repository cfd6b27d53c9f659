// The apply worker: empties the inbox batch by batch. Any number may run, in any number of processes.
import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import { isConnectionLoss } from '../kit/db-connection.ts';
import { describeError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { Secrets } from '../kit/secrets.ts';
import type { Worker } from '../kit/worker.ts';
import { REF_KEY } from '../pages/entry-ref.ts';
import { type Applied, applyBatch, applyCarefully, isContention } from './inbox.apply.ts';
import { deleteExpired, KEEP_DAYS, listFreshIds, listRetries, releaseConnected } from './inbox.queries.ts';

export const APPLY_WORKER = 'webhooks.apply';

/** The receiver of the same process wakes the worker; this is for webhooks another process received. */
const IDLE_MS = 250;
const CLEAN_EVERY_MS = 3_600_000;

export interface ApplyCounters {
  webhooks: number;
  events: number;
  kept: number;
  foreign: number;
  batchesFailed: number;
}

export function createApplyWorker(needs: {
  db: Db;
  secrets: Secrets;
  clock: Clock;
  log: Log;
  adWindowHours: number;
}): Worker & { counters: ApplyCounters } {
  const { db, clock, log, adWindowHours } = needs;
  const refKey = needs.secrets.deriveKey(REF_KEY);
  const applying = () => ({ now: clock.now(), refKey, adWindowHours });
  const counters: ApplyCounters = { webhooks: 0, events: 0, kept: 0, foreign: 0, batchesFailed: 0 };
  let cleanAt = 0;
  const count = (applied: Applied): void => {
    counters.webhooks += applied.webhooks;
    counters.events += applied.events;
    counters.kept += applied.kept;
    counters.foreign += applied.foreign;
    if (applied.foreign > 0) log.warn({ events: applied.foreign }, 'webhooks.foreign_app');
  };

  const applyEach = async (inboxIds: { inboxId: number }[], signal: AbortSignal): Promise<void> => {
    for (const { inboxId } of inboxIds) {
      if (signal.aborted) return;
      count(await applyCarefully(db, inboxId, applying()));
    }
  };

  const applyFresh = async (signal: AbortSignal): Promise<boolean> => {
    try {
      const applied = await applyBatch(db, applying());
      count(applied);
      return applied.webhooks > 0;
    } catch (error) {
      if (isConnectionLoss(error) || isContention(error)) throw error;
      counters.batchesFailed += 1;
      log.warn({ error: describeError(error) }, 'webhooks.batch_failed');
      await applyEach(await listFreshIds(db), signal);
      return true;
    }
  };

  return {
    name: APPLY_WORKER,
    counters,
    async step(signal) {
      const worked = await applyFresh(signal);
      // A backlog is worked off first: what waits or failed is seen once it is done.
      if (worked) return 'again';
      await applyEach(await listRetries(db), signal);
      const released = await releaseConnected(db);
      if (clock.now().getTime() >= cleanAt) {
        cleanAt = clock.now().getTime() + CLEAN_EVERY_MS;
        const given = await deleteExpired(db);
        if (given > 0) log.warn({ webhooks: given, days: KEEP_DAYS }, 'webhooks.given_up');
      }
      return released > 0 ? 'again' : IDLE_MS;
    },
  };
}
