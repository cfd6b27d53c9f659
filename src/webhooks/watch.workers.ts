// Says every second that webhooks can be taken here, and remembers when nobody could: while that was so an echo may have been
// missed, and its absence proves nothing (delivery/reconcile.queries.ts). It stands in the database, so a database that is
// away, and refuses webhooks with us, is an outage by itself.
import { sql } from 'kysely';
import { type Db, execute } from '../kit/db.ts';
import type { Worker } from '../kit/worker.ts';

const EVERY_MS = 1_000;
/** A gap longer than this is an outage: a slow machine misses a beat or two. */
const OUTAGE_SECONDS = 3;
/** A process that starts has missed none: it, or all before it, were down. A restart takes two seconds, and has its echoes too. */
const OUTAGE_AT_START_SECONDS = 1.3;

export function createWatchWorker({ db }: { db: Db }): Worker {
  let longestGap = OUTAGE_AT_START_SECONDS;
  return {
    name: 'webhook watch',
    async step() {
      await markTaking(db, longestGap);
      longestGap = OUTAGE_SECONDS;
      return EVERY_MS;
    },
  };
}

/** Several processes may take webhooks; one that can is enough. */
export async function markTaking(db: Db, longestGapSeconds = OUTAGE_SECONDS): Promise<void> {
  await execute(
    db,
    sql`
    with outage as (
      insert into webhook_outages (began_at, ended_at)
      select seen_at, now() from webhook_watch where seen_at < now() - ${longestGapSeconds} * interval '1 second'
      on conflict (began_at) do update set ended_at = greatest(webhook_outages.ended_at, excluded.ended_at)
    ), forgotten as (
      delete from webhook_outages where ended_at < now() - interval '30 days'
    )
    insert into webhook_watch as w (seen_at) values (now())
    on conflict (singleton) do update set seen_at = greatest(w.seen_at, now())`,
  );
}
