// Which media messages name: of campaigns, and of answers to comments. Those are renewed at the platform, and not deleted
// from the library.
import { sql } from 'kysely';
import { addMs, DAY_MS } from '../kit/clock.ts';
import { type Db, one } from '../kit/db.ts';

const LATELY_MS = 30 * DAY_MS;

/**
 * Whether a campaign that is open, was changed or ran within 30 days names the media ('med_12'), or a comment rule that is
 * not put away. Messages are read as text: the id may stand anywhere in one, and with its word boundaries it stands for
 * nothing else.
 */
export async function isMediaInUse(
  db: Db,
  workspaceId: string,
  mediaId: string,
  now: Date,
): Promise<boolean> {
  const lately = addMs(now, -LATELY_MS);
  const named = `\\m${mediaId}\\M`;
  const { used } = await one(
    db,
    sql<{ used: boolean }>`
      select exists (
        select from campaigns c
          left join campaign_versions v on v.workspace_id = c.workspace_id and v.campaign_id = c.campaign_id
                                       and v.version = c.live_version -- the definition may be a draft of the next
         where c.workspace_id = ${workspaceId} and (c.definition::text ~ ${named} or v.definition::text ~ ${named})
           and (c.state in ('awaiting_approval', 'scheduled', 'sending', 'active', 'paused') or c.updated_at > ${lately}
                or exists (select from occurrences o
                            where o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id
                              and coalesce(o.finished_at, 'infinity') > ${lately})))
        or exists (
        select from comment_rules r
         where r.workspace_id = ${workspaceId} and r.archived_at is null and r.message::text ~ ${named}
           and coalesce(r.ends_at, 'infinity') > ${now}) as used`,
  );
  return used;
}
