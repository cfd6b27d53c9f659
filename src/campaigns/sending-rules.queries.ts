// The row of a workspace's sending rules, and what they are checked against.
import { sql } from 'kysely';
import type { SendingRules } from '../delivery/plan.contract.ts';
import { execute, jsonb, one, type Tx } from '../kit/db.ts';

export async function saveSendingRules(
  tx: Tx,
  workspaceId: string,
  rules: SendingRules,
  now: Date,
): Promise<void> {
  await execute(
    tx,
    sql`insert into sending_rules (workspace_id, rules, updated_at) values (${workspaceId}, ${jsonb(rules)}, ${now})
        on conflict (workspace_id) do update set rules = excluded.rules, updated_at = excluded.updated_at`,
  );
}

/** Those who may publish, and so approve. */
export const countWhoMaySend = async (tx: Tx, workspaceId: string): Promise<number> =>
  (
    await one<{ count: number }>(
      tx,
      sql`select count(*)::int as count from operators
           where workspace_id = ${workspaceId} and permission in ('send', 'own')`,
    )
  ).count;
