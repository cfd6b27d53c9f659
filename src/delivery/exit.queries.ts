// Somebody did what makes a message that waits for them pointless: it is not sent.
import { sql } from 'kysely';
import { execute, jsonText, type Tx } from '../kit/db.ts';

export interface Exit {
  campaignId: number;
  profileId: number;
  /** When they did it. */
  at: Date;
}

/**
 * Skips what waits for these people of these campaigns: messages of those who came in before they did it, also of those whose
 * turn had come without their being called (their campaign was paused, their Page had other people before them). A call that has
 * begun goes on, and is not made again: the message's time is over. Rows are locked by id, as everywhere. Returns how many are skipped.
 */
export async function skipExited(
  tx: Tx,
  workspaceId: string,
  exits: readonly Exit[],
  now: Date,
): Promise<number> {
  if (exits.length === 0) return 0;
  const rows = exits.map(({ campaignId, profileId, at }) => ({
    campaign_id: campaignId,
    profile_id: profileId,
    at,
  }));
  return execute(
    tx,
    sql`
    with exited as materialized (
      select d.delivery_id from deliveries d
       where d.workspace_id = ${workspaceId} and d.state in ('pending', 'held', 'sending', 'unknown') and d.entry_id > 0
         and exists (select from json_to_recordset(${jsonText(rows)}::json) as x (campaign_id bigint, profile_id bigint, at timestamptz)
                       join entries e on e.workspace_id = d.workspace_id and e.entry_id = d.entry_id
                      where x.campaign_id = d.campaign_id and x.profile_id = d.profile_id
                        and e.happened_at < x.at and greatest(d.due_at, ${now}::timestamptz) > x.at)
         and d.profile_id = any(${`{${[...new Set(exits.map((one) => one.profileId))].join(',')}}`}::bigint[])
       order by d.delivery_id for update of d
    ), called as (
      update deliveries d set expires_at = least(d.expires_at, ${now})
        from exited
       where d.workspace_id = ${workspaceId} and d.delivery_id = exited.delivery_id and d.state in ('sending', 'unknown')
    )
    update deliveries d set state = 'skipped', reason = 'exit_event', settled_at = ${now}
      from exited
     where d.workspace_id = ${workspaceId} and d.delivery_id = exited.delivery_id and d.state in ('pending', 'held')`,
  );
}
