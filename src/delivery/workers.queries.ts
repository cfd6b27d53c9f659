// Which processes share the work, by their own word.
import { sql } from 'kysely';
import { type Db, execute, one } from '../kit/db.ts';

/** One that has not said so for so long is gone; its lanes are the others' to share. */
const GONE_AFTER_SECONDS = 5;

/** Says that this process works, and forgets those that left long ago. Returns how many work now, this one among them. */
export async function markWorking(db: Db, workerId: string): Promise<number> {
  const row = await one(
    db,
    sql<{ working: number }>`
    with mine as (
      insert into workers (worker_id, seen_at) values (${workerId}, now())
      on conflict (worker_id) do update set seen_at = now()
    ), gone as (
      delete from workers where seen_at < now() - interval '1 hour'
    )
    select count(*) + 1 as working from workers
     where worker_id <> ${workerId} and seen_at > now() - ${GONE_AFTER_SECONDS} * interval '1 second'`,
  );
  return row.working;
}

/** Leaves: the others need not wait to share its lanes. */
export async function markGone(db: Db, workerId: string): Promise<void> {
  await execute(db, sql`delete from workers where worker_id = ${workerId}`);
}
