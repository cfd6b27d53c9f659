// What came of a campaign, counted by run and variant: answers, conversions, windows, who came in; and all of it over time.
import { sql } from 'kysely';
import { type Db, jsonb, many, one } from '../kit/db.ts';
import { inScope, type Scope } from './scope.queries.ts';

/** A run and a variant within it. */
export interface Cell {
  run: number;
  variant: number | null;
}

export interface AnswerCell extends Cell {
  did: 'clicked' | 'answered';
  count: number;
}

/** Each message once; read from the index alone. */
export const countAnswers = (db: Db, of: Scope): Promise<AnswerCell[]> =>
  many(
    db,
    sql<AnswerCell>`
    select did, occurrence as run, variant, count(*) as count
      from (select distinct case kind when 'click' then 'clicked' else 'answered' end as did, delivery_id, occurrence, variant
              from responses
             where workspace_id = ${of.workspaceId} and campaign_id = ${of.campaignId} and ${inScope(of)}
               and kind in ('click', 'reply', 'quick_reply', 'postback')) each
     group by 1, 2, 3`,
  );

/** Clicked, answered or reacted: anybody the message moved. */
export const countEngaged = async (db: Db, of: Scope): Promise<number> =>
  (
    await one<{ count: number }>(
      db,
      sql`select count(distinct delivery_id) as count from responses
           where workspace_id = ${of.workspaceId} and campaign_id = ${of.campaignId} and ${inScope(of)}`,
    )
  ).count;

export interface ConvertedCell extends Cell {
  isControl: boolean;
  count: number;
}

/** Messages after which any goal was reached, each once; and of who was left out for comparison. */
export const countConverted = (db: Db, of: Scope): Promise<ConvertedCell[]> =>
  many(
    db,
    sql<ConvertedCell>`
    select is_control as "isControl", occurrence as run, variant, count(distinct delivery_id) as count
      from conversions
     where workspace_id = ${of.workspaceId} and campaign_id = ${of.campaignId} and ${inScope(of)}
       and not is_unsent
     group by 1, 2, 3`,
  );

/** Which goal a place among the goals of a version stands for. */
export interface GoalPlace {
  version: number;
  place: number;
  key: number;
}

export interface GoalCount {
  key: number;
  people: number;
  times: number;
  revenue: number | null;
  medianSeconds: number;
}

/** By goal, across the versions that have it, after messages that were sent. The median is of the first time after each message. */
export const countGoals = (db: Db, of: Scope, places: readonly GoalPlace[]): Promise<GoalCount[]> =>
  many(
    db,
    sql<GoalCount>`
    select key, count(*) as people, sum(times)::float8 as times, sum(revenue) as revenue,
           percentile_cont(0.5) within group (order by first) as "medianSeconds"
      from (select p.key, c.delivery_id, count(*) as times, sum(c.value) as revenue,
                   min(c.after_seconds) as first
              from conversions c
              join occurrences o on o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id and o.occurrence = c.occurrence
              join jsonb_to_recordset(${jsonb(places)}) as p (version int, place smallint, key int)
                on p.version = o.version and p.place = c.goal
             where c.workspace_id = ${of.workspaceId} and c.campaign_id = ${of.campaignId} and ${inScope(of, sql`c.occurrence`)}
               and not c.is_unsent and not c.is_control
             group by 1, 2) message
     group by 1 order by 1`,
  );

export interface WindowCounts {
  reopened: number;
  keptOpen: number;
}

/** People whose answer opened a window that had closed, and others whose answer came shortly before it closed. */
export const countWindows = (db: Db, of: Scope): Promise<WindowCounts> =>
  one(
    db,
    sql<WindowCounts>`
    select count(*) filter (where reopened) as reopened, count(*) filter (where not reopened) as "keptOpen"
      from (select delivery_id, bool_or(window_was = 'closed') as reopened from responses
             where workspace_id = ${of.workspaceId} and campaign_id = ${of.campaignId} and ${inScope(of)}
               and window_was in ('closing', 'closed')
             group by delivery_id) each`,
  );

export interface EntryCount {
  outcome: string;
  count: number;
}

/** Who came in one by one, and who was turned away at the door. */
export const countEntries = (db: Db, of: Scope): Promise<EntryCount[]> =>
  many(
    db,
    sql<EntryCount>`
    select outcome, sum(times)::float8 as count from entries
     where workspace_id = ${of.workspaceId} and campaign_id = ${of.campaignId} and ${inScope(of)}
     group by outcome order by count desc, outcome`,
  );
