// People who were let in and people who were left out for comparison, each once, and those of them who reached a goal. A message
// is not counted here but a person: the control group is drawn once for all runs of a campaign, so its people are the sample. Who
// was drawn for is counted as drawn (intention to treat), whatever they got.
import { sql } from 'kysely';
import { type Db, jsonb, many, one } from '../kit/db.ts';
import type { GoalPlace } from './result-count.queries.ts';
import { inScope, type OfCampaign, type Scope } from './scope.queries.ts';

export type Group = 'let_in' | 'control_group' | 'global_control_group';

export interface GroupCount {
  /** Of the goal. */
  key: number;
  group: Group;
  people: number;
}

const GROUPS: readonly (Group | null)[] = [null, 'let_in', 'control_group', 'global_control_group'];

/**
 * What was drawn with a row, as the place in GROUPS; 0: somebody let in whose turn has not come, null: nothing. Doubles and whoever
 * found no room, which is by lot, are left out after the control group was drawn; nothing that happens to a message later leaves
 * anybody out here.
 */
const DRAWN = sql`
  case when d.state in ('accepted', 'unknown', 'held', 'failed') then 1
       when d.state <> 'skipped' then 0
       when d.reason in ('no_psid', 'audience_limit', 'duplicate') then null
       when d.reason = 'control_group' then 2
       when d.reason = 'global_control_group' then 3
       else 1 end`;

/**
 * Of all that was drawn for a person the first: a larger control group, or a merge with a profile that was drawn otherwise, puts
 * nobody into both groups, and nobody into one by what became of them. (A row's number says when it was drawn.)
 */
const FIRST_DRAWN = sql`min(d.delivery_id * 4 + ${DRAWN}) & 3`;

/** Who the profile of `d` is by now; a row may keep the number of one that was merged. `m` joins profile_merges. */
const PERSON = sql`coalesce(m.into_profile_id, d.profile_id)`;
const MERGES = sql`left join profile_merges m on m.workspace_id = d.workspace_id and m.from_profile_id = d.profile_id`;

const runsOf = (scope: Scope, places: readonly GoalPlace[]) => sql`
  runs as (
    select o.occurrence, p.key, p.place
      from occurrences o join jsonb_to_recordset(${jsonb(places)}) as p (version int, place smallint, key int) using (version)
     where o.workspace_id = ${scope.workspaceId} and o.campaign_id = ${scope.campaignId}
       and ${inScope(scope, sql`o.occurrence`)})`;

type Counted = { key: number; drawn: number; people: number };
const named = (rows: readonly Counted[]): GroupCount[] =>
  rows.flatMap(({ key, drawn, people }) => {
    const group = GROUPS[drawn];
    return group ? [{ key, group, people }] : [];
  });

/** Those who could reach a goal: by the key of each. */
export async function countGroups(db: Db, of: Scope, places: readonly GoalPlace[]): Promise<GroupCount[]> {
  const rows = await many(
    db,
    sql<Counted>`
    with ${runsOf(of, places)}
    select key, drawn, count(*) as people
      from (select r.key, ${PERSON} as person, ${FIRST_DRAWN} as drawn
              from deliveries d join runs r using (occurrence) ${MERGES}
             where d.workspace_id = ${of.workspaceId} and d.campaign_id = ${of.campaignId}
             group by 1, 2) each
     group by 1, 2`,
  );
  return named(rows);
}

/** Those of them who reached it, after a message or after their turn. */
export async function countGroupsConverted(
  db: Db,
  of: Scope,
  places: readonly GoalPlace[],
): Promise<GroupCount[]> {
  const rows = await many(
    db,
    sql<Counted>`
    with ${runsOf(of, places)}, reached as materialized (
      select distinct r.key, ${PERSON} as person
        from conversions c
        join runs r on r.occurrence = c.occurrence and r.place = c.goal
        join deliveries d on d.workspace_id = c.workspace_id and d.delivery_id = c.delivery_id ${MERGES}
       where c.workspace_id = ${of.workspaceId} and c.campaign_id = ${of.campaignId}
    ), profiles_of as (
      select key, person, person as profile_id from reached
      union all
      select key, person, m.from_profile_id from reached
        join profile_merges m on m.workspace_id = ${of.workspaceId} and m.into_profile_id = reached.person
    )
    select key, drawn, count(*) as people
      from (select p.key, p.person, ${FIRST_DRAWN} as drawn
              from profiles_of p
              join deliveries d on d.workspace_id = ${of.workspaceId} and d.profile_id = p.profile_id
               and d.campaign_id = ${of.campaignId}
              join runs r on r.occurrence = d.occurrence and r.key = p.key
             group by 1, 2) each
     group by 1, 2`,
  );
  return named(rows);
}

/** Whether somebody has a row under the number of a profile that was merged: then one person may have several of one run. */
export async function hasRowsOfMerged(db: Db, { workspaceId, campaignId }: OfCampaign): Promise<boolean> {
  const { found } = await one(
    db,
    sql<{ found: boolean }>`
    select exists (select from deliveries d
                     join profile_merges m on m.workspace_id = d.workspace_id and m.from_profile_id = d.profile_id
                    where d.workspace_id = ${workspaceId} and d.campaign_id = ${campaignId}) as found`,
  );
  return found;
}
