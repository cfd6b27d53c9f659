// The row of a workspace's sending rules.
import { sql } from 'kysely';
import type { SendingRules } from '../delivery/plan.contract.ts';
import { execute, jsonb, type Tx } from '../kit/db.ts';

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
