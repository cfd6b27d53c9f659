// Who did what: written in the same transaction as the deed, so that neither exists without the other.
import { sql } from 'kysely';
import { type Db, execute, jsonb, many } from './db.ts';

export interface Deed {
  workspaceId: string;
  /** An e-mail, 'key:<name>', or 'system'. */
  actor: string;
  /** 'campaign.published', 'page.connected', … */
  action: string;
  /** Public id of what it was done to. */
  subject: string;
  details?: Record<string, unknown>;
  at: Date;
}

export async function writeAudit(tx: Db, deed: Deed): Promise<void> {
  await execute(
    tx,
    sql`
      insert into audit (workspace_id, at, actor, action, subject, details)
      values (${deed.workspaceId}, ${deed.at}, ${deed.actor}, ${deed.action}, ${deed.subject}, ${jsonb(deed.details ?? {})})`,
  );
}

/** The last 100 deeds on a subject, newest first. */
export function listAudit(
  db: Db,
  workspaceId: string,
  subject: string,
): Promise<{ at: Date; actor: string; action: string }[]> {
  return many(
    db,
    sql<{ at: Date; actor: string; action: string }>`
      select at, actor, action from audit
       where workspace_id = ${workspaceId} and subject = ${subject} order by audit_id desc limit 100`,
  );
}
