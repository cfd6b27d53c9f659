// Which media campaigns have in their messages: those are renewed at the platform, and not deleted from the library.
import { sql } from 'kysely';
import { addMs, DAY_MS } from '../kit/clock.ts';
import { type Db, one } from '../kit/db.ts';

const LATELY_MS = 30 * DAY_MS;

/**
 * Whether a campaign that is open, was changed or ran within 30 days names the media ('med_12'). Its definition is read as
 * text: the id may stand anywhere in a message, and with its word boundaries it stands for nothing else.
 */
export async function isMediaInUse(
  db: Db,
  workspaceId: string,
  mediaId: string,
  now: Date,
): Promise<boolean> {
  const lately = addMs(now, -LATELY_MS);
  const { used } = await one(
    db,
    sql<{ used: boolean }>`
      select exists (
        select from campaigns c
         where c.workspace_id = ${workspaceId} and c.definition::text ~ ${`\\m${mediaId}\\M`}
           and (c.state in ('scheduled', 'sending', 'paused') or c.updated_at > ${lately}
                or exists (select from occurrences o
                            where o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id
                              and coalesce(o.finished_at, 'infinity') > ${lately}))) as used`,
  );
  return used;
}
