// What a restored ledger must not do by itself: send. Whoever was sent to after the backup waits in it as if nothing had been.
import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import { type Db, execute, many, withTransaction } from '../kit/db.ts';
import { formatId } from '../kit/ids.ts';

/** Numbers that deliveries made after the backup may have had: their echoes must not be taken for those of new ones. */
const SKIPPED_NUMBERS = 1_000_000;

/**
 * Pauses everything that would go on sending, and lets new deliveries begin with numbers nobody had.
 * @param backupAt as told to the operator
 * @returns how many campaigns were paused
 */
export function pauseRestored(db: Db, backupAt: string, now: Date): Promise<number> {
  const because = `paused: the database was restored from a backup of ${backupAt}. Whoever got it after that would get it again`;
  return withTransaction(db, async (tx) => {
    const paused = await many(
      tx,
      sql<{ workspaceId: string; campaignId: number }>`
      update campaigns set state = 'paused', updated_at = ${now} where state in ('scheduled', 'sending', 'active')
      returning workspace_id as "workspaceId", campaign_id as "campaignId"`,
    );
    await execute(
      tx,
      sql`update occurrences set paused_at = ${now}, paused_because = ${because}
           where state in ('due', 'preparing', 'sending') and finished_at is null and paused_at is null`,
    );
    const sequence = sql`pg_get_serial_sequence('deliveries', 'delivery_id')::regclass`;
    await execute(tx, sql`select setval(${sequence}, nextval(${sequence}) + ${SKIPPED_NUMBERS}::bigint)`);
    for (const { workspaceId, campaignId } of paused) {
      const subject = formatId('cmp', campaignId);
      await writeAudit(tx, { workspaceId, actor: 'system', action: 'campaign.paused', subject, at: now });
    }
    return paused.length;
  });
}
