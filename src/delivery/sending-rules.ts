// What holds for every message of a workspace, as it stands when one is about to leave. Changed by campaigns/sending-rules.
import { sql } from 'kysely';
import { type Db, one } from '../kit/db.ts';
import { type SendingRules, sendingRules } from './controls.contract.ts';

export interface WorkspaceRules extends SendingRules {
  /** The workspace's own zone: of whoever has none that is known. */
  timeZone: string;
}

/** A workspace that never changed anything has the defaults. */
export async function readSendingRules(db: Db, workspaceId: string): Promise<WorkspaceRules> {
  const row = await one<{ timeZone: string; rules: unknown }>(
    db,
    sql`select w.time_zone as "timeZone", s.rules
          from workspaces w left join sending_rules s using (workspace_id)
         where w.workspace_id = ${workspaceId}`,
  );
  return { ...sendingRules.parse(row.rules ?? {}), timeZone: row.timeZone };
}
