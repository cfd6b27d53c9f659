// The row of a workspace's sending rules: locked, and changed.
import { sql } from 'kysely';
import type { SendingRules } from '../delivery/plan.contract.ts';
import { execute, jsonb, type Tx } from '../kit/db.ts';

/** Two owners who save at once do so one after the other. */
export async function lockSendingRules(tx: Tx, workspaceId: string, now: Date): Promise<void> {
  await execute(
    tx,
    sql`insert into sending_rules (workspace_id, rules, updated_at) values (${workspaceId}, '{}', ${now})
        on conflict (workspace_id) do nothing`,
  );
  await execute(tx, sql`select from sending_rules where workspace_id = ${workspaceId} for update`);
}

export async function saveSendingRules(
  tx: Tx,
  workspaceId: string,
  rules: SendingRules,
  now: Date,
): Promise<void> {
  await execute(
    tx,
    sql`update sending_rules set rules = ${jsonb(rules)}, updated_at = ${now} where workspace_id = ${workspaceId}`,
  );
}
