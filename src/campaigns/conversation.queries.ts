// Conversation campaigns as rows: those that answer now, and all there are for the screen.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import type { CampaignDefinition, CampaignState } from './campaign.contract.ts';
import type { LiveAnswer } from './conversations.ts';
import { conversationStart } from './trigger.contract.ts';

/** More on one Page than anybody keeps in mind. */
const MOST_ANSWERS = 1_000;

interface LiveRow {
  campaignId: number;
  name: string;
  definition: CampaignDefinition;
}

/** What answers on a Page now, as it was published. */
export async function listLiveAnswers(
  db: Db,
  workspaceId: string,
  pageId: string,
): Promise<(LiveAnswer & { name: string })[]> {
  const rows = await many(
    db,
    sql<LiveRow>`
    select c.campaign_id as "campaignId", c.name, v.definition
      from campaigns c
      join campaign_versions v on v.workspace_id = c.workspace_id and v.campaign_id = c.campaign_id and v.version = c.live_version
     where c.workspace_id = ${workspaceId} and c.state = 'active' and v.definition ->> 'delivery_type' = 'conversation'
       and v.definition ->> 'page_id' = ${pageId}
     order by c.campaign_id limit ${MOST_ANSWERS}`,
  );
  return rows.flatMap(({ campaignId, name, definition: { trigger } }) => {
    const start = conversationStart.safeParse(trigger?.conversation);
    return start.success ? [{ campaignId, name, pageId, start: start.data }] : [];
  });
}

export interface AnswerRow {
  campaignId: number;
  name: string;
  state: CampaignState;
  pageName: string | null;
  definition: CampaignDefinition;
  answered: number;
}

/** As the index `entries_answered` says it: 30 days with a million answers are counted in 0.1 s instead of 2.5 (busy machine). */
const IS_ANSWER = sql`e.outcome = 'entered' and e.name in ('messenger_message', 'messenger_quick_reply', 'messenger_postback')`;

export const listAnswers = (
  db: Db,
  workspaceId: string,
  { pageId, since }: { pageId: string | null; since: Date },
): Promise<AnswerRow[]> =>
  many(
    db,
    sql<AnswerRow>`
    select c.campaign_id as "campaignId", c.name, c.state, p.name as "pageName", c.definition,
           (select count(*) from entries e
             where e.workspace_id = c.workspace_id and e.campaign_id = c.campaign_id and ${IS_ANSWER}
               and e.entered_at > ${since}) as answered
      from campaigns c
      left join pages p on p.workspace_id = c.workspace_id and p.page_id = c.definition ->> 'page_id'
     where c.workspace_id = ${workspaceId} and c.definition ->> 'delivery_type' = 'conversation' and c.archived_at is null
       and (${pageId}::text is null or c.definition ->> 'page_id' = ${pageId})
     order by c.state = 'active' desc, lower(c.name), c.campaign_id limit ${MOST_ANSWERS}`,
  );

export interface LinkTarget {
  campaignId: number;
  name: string;
  state: CampaignState;
  pageId: string | null;
}

/** Of these campaigns those that are automatic answers, on the Page they answer on or would if they were published. */
export const findAnswerTargets = (
  db: Db,
  workspaceId: string,
  campaignIds: readonly number[],
): Promise<LinkTarget[]> =>
  many(
    db,
    sql<LinkTarget>`
    select c.campaign_id as "campaignId", c.name, c.state, d.definition ->> 'page_id' as "pageId"
      from campaigns c
      left join campaign_versions v on v.workspace_id = c.workspace_id and v.campaign_id = c.campaign_id and v.version = c.live_version
      cross join lateral (select coalesce(v.definition, c.definition) as definition) d
     where c.workspace_id = ${workspaceId} and c.campaign_id = any(${[...campaignIds]}::bigint[])
       and d.definition ->> 'delivery_type' = 'conversation'`,
  );
