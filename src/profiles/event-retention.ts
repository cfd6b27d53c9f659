// How long events are kept: those of a name that are older than an operator wants are deleted, few at a time, so that nobody who
// stores events waits for it.
import { sql } from 'kysely';
import { addMs, type Clock, DAY_MS, HOUR_MS } from '../kit/clock.ts';
import { type Db, many, withTransaction } from '../kit/db.ts';
import type { Worker } from '../kit/worker.ts';
import { type EventPair, recountEvents } from './event-totals.ts';
import { lockAudience } from './people-lock.ts';

/** Few, because whoever stores an event of one of these people waits for the totals until they are counted anew. */
const BATCH = 1_000;
/** Between looks when nothing was old enough: nobody counts on the hour. */
const PAUSE_MS = HOUR_MS;

export const RETENTION_WORKER = 'profiles.event-retention';

export function createRetentionWorker({ db, clock }: { db: Db; clock: Clock }): Worker {
  return {
    name: RETENTION_WORKER,
    async step() {
      const bounded = await many<{ workspaceId: string; name: string; retainDays: number }>(
        db,
        sql`select workspace_id as "workspaceId", name, retain_days as "retainDays"
              from event_names where retain_days is not null order by workspace_id, name`,
      );
      let deleted = 0;
      for (const { workspaceId, name, retainDays } of bounded) {
        const before = addMs(clock.now(), -retainDays * DAY_MS);
        deleted += await deleteOldEvents(db, { workspaceId, name, before });
      }
      return deleted > 0 ? 'again' : PAUSE_MS;
    },
  };
}

/**
 * Deletes the oldest events of a name that happened before an instant, `BATCH` at most, and counts the totals of their people
 * anew. Returns how many went. Two processes at once take different events.
 */
export function deleteOldEvents(
  db: Db,
  { workspaceId, name, before }: { workspaceId: string; name: string; before: Date },
): Promise<number> {
  return withTransaction(db, async (tx) => {
    // A merge moves events and their totals; it and this would wait for each other crosswise.
    await lockAudience(tx, workspaceId, 'shared');
    const deleted = await many<EventPair>(
      tx,
      sql`delete from events
           where workspace_id = ${workspaceId} and event_id = any(array(
             select event_id from events
              where workspace_id = ${workspaceId} and name = ${name} and occurred_at < ${before}
              order by occurred_at limit ${BATCH} for update skip locked))
          returning profile_id as "profileId", name`,
    );
    await recountEvents(tx, workspaceId, deleted);
    return deleted.length;
  });
}
