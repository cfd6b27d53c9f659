// Campaigns that wait for who enters or leaves a segment: it stays tracked for them.
import { sql } from 'kysely';
import { type Db, execute, maybeOne } from '../kit/db.ts';
import { formatId } from '../kit/ids.ts';

export const setTracked = (db: Db, workspaceId: string, segmentId: number): Promise<number> =>
  execute(
    db,
    sql`update segments set tracked = true where workspace_id = ${workspaceId} and segment_id = ${segmentId}`,
  );

/** The name of a campaign that waits for it as it was published; undefined: none does. */
export async function findWaiting(
  db: Db,
  workspaceId: string,
  segmentId: number,
): Promise<string | undefined> {
  const row = await maybeOne<{ name: string }>(
    db,
    sql`
    select c.name from campaigns c
      join campaign_versions v on v.workspace_id = c.workspace_id and v.campaign_id = c.campaign_id and v.version = c.live_version
     where c.workspace_id = ${workspaceId} and c.state not in ('stopped', 'finished')
       and v.definition ->> 'delivery_type' = 'segment' and v.definition #>> '{trigger,segment_id}' = ${formatId('seg', segmentId)}
     order by c.campaign_id limit 1`,
  );
  return row?.name;
}
