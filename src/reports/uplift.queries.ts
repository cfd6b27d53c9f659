// People who were let in and people who were left out for comparison, each once, and those of them who reached a goal. A message
// is not counted here but a person: the control group is drawn once for all runs of a campaign, so its people are the sample.
import { sql } from 'kysely';
import { type Db, jsonb, many } from '../kit/db.ts';
import type { GoalPlace } from './result-count.queries.ts';
import type { OfCampaign } from './result-head.queries.ts';

export type Group = 'let_in' | 'control_group' | 'global_control_group';

export interface GroupCount {
  /** Of the goal. */
  key: number;
  group: Group;
  people: number;
}

/**
 * null: neither. Whose turn has not come is not among those let in. Doubles and whoever found no room, which is by lot, are left out
 * after the control group was drawn; nothing that happens to a message later leaves anybody out here.
 */
const GROUP = sql`
  case when d.state in ('accepted', 'unknown', 'held', 'failed') then 'let_in'
       when d.state <> 'skipped' or d.reason in ('no_psid', 'audience_limit', 'duplicate') then null
       when d.reason in ('control_group', 'global_control_group') then d.reason
       else 'let_in' end`;

const runsOf = ({ workspaceId, campaignId, run }: OfCampaign, places: readonly GoalPlace[]) => sql`
  runs as (
    select o.occurrence, p.key, p.place
      from occurrences o join jsonb_to_recordset(${jsonb(places)}) as p (version int, place smallint, key int) using (version)
     where o.workspace_id = ${workspaceId} and o.campaign_id = ${campaignId} and (${run}::int is null or o.occurrence = ${run}))`;

/** Those who could reach a goal: by the key of each. */
export const countGroups = (db: Db, of: OfCampaign, places: readonly GoalPlace[]): Promise<GroupCount[]> =>
  many(
    db,
    sql<GroupCount>`
    with ${runsOf(of, places)}
    select key, "group", count(*) as people
      from (select distinct r.key, ${GROUP} as "group", d.profile_id
              from deliveries d join runs r using (occurrence)
             where d.workspace_id = ${of.workspaceId} and d.campaign_id = ${of.campaignId}) each
     where "group" is not null
     group by 1, 2`,
  );

/** Those of them who reached it, after a message or after their turn. */
export const countGroupsConverted = (
  db: Db,
  of: OfCampaign,
  places: readonly GoalPlace[],
): Promise<GroupCount[]> =>
  many(
    db,
    sql<GroupCount>`
    with ${runsOf(of, places)}
    select key, "group", count(*) as people
      from (select distinct r.key, ${GROUP} as "group", d.profile_id
              from conversions c
              join runs r on r.occurrence = c.occurrence and r.place = c.goal
              join deliveries d on d.workspace_id = c.workspace_id and d.delivery_id = c.delivery_id
             where c.workspace_id = ${of.workspaceId} and c.campaign_id = ${of.campaignId}) each
     where "group" is not null
     group by 1, 2`,
  );
