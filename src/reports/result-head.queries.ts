// What the results of a campaign are told by: its versions with their goals, and its runs with their variants.
import { sql } from 'kysely';
import { type Db, many, maybeOne } from '../kit/db.ts';
import { inScope, type OfCampaign, type Scope } from './scope.queries.ts';

export interface ResultHead {
  state: string;
  deliveryType: string;
  publishedAt: Date | null;
  /** Of the workspace. */
  timeZone: string;
}

export const findResultHead = (
  db: Db,
  { workspaceId, campaignId }: OfCampaign,
): Promise<ResultHead | undefined> =>
  maybeOne(
    db,
    sql<ResultHead>`
    select c.state, coalesce(c.definition ->> 'delivery_type', 'one_time') as "deliveryType", c.published_at as "publishedAt",
           w.time_zone as "timeZone"
      from campaigns c join workspaces w using (workspace_id)
     where c.workspace_id = ${workspaceId} and c.campaign_id = ${campaignId}`,
  );

export interface VersionRow {
  version: number;
  /** As published. */
  goals: unknown;
  variants: unknown;
  publishedAt: Date;
  publishedBy: string;
}

const MAX_VERSIONS = 100;

/** Newest first. */
export const listVersions = (db: Db, { workspaceId, campaignId }: OfCampaign): Promise<VersionRow[]> =>
  many(
    db,
    sql<VersionRow>`
    select version, definition -> 'goals' as goals, definition -> 'experiment' -> 'variants' as variants,
           published_at as "publishedAt", published_by as "publishedBy"
      from campaign_versions where workspace_id = ${workspaceId} and campaign_id = ${campaignId}
     order by version desc limit ${MAX_VERSIONS}`,
  );

export interface RunRow {
  run: number;
  version: number;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** People come into it one by one, or nobody does because others are started by what happens, while its version is the live one. */
  isDoor: boolean;
  /** Place of the variant that won. */
  winner: number | null;
  /** How it was chosen. */
  decision: unknown;
  toPage: boolean;
}

/**
 * Whether a row of occurrences, joined with its campaign, waits for something to happen (or did, while its version was the live one).
 * What was started by something has its time.
 */
export const IS_DOOR = sql`(happened_at is null and delivery_type not in ('one_time', 'periodic'))`;

/** Of more only the newest are told apart. */
const MAX_RUNS = 10_000;

/** Newest first; all of them, also when some were asked for. */
export const listRuns = (db: Db, { workspaceId, campaignId }: OfCampaign): Promise<RunRow[]> =>
  many(
    db,
    sql<RunRow>`
    select occurrence as run, version, started_at as "startedAt", finished_at as "finishedAt",
           ${IS_DOOR} as "isDoor", winner,
           decision - 'counts' as decision, lane_id like 'page:%' as "toPage"
      from occurrences join campaigns using (workspace_id, campaign_id)
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId}
     order by occurrence desc limit ${MAX_RUNS}`,
  );

export interface VersionPlan {
  version: number;
  /** Of the plan: the ways it may go, and the composed message; null: a request. */
  routes: unknown;
  message: unknown;
  /** Of each variant, by its place: its own, or the plan's. */
  variants: { routes: unknown; message: unknown }[];
}

/** What the versions say: each and each variant may have its own. Of their newest runs, newest first. */
export const listPlans = (db: Db, of: Scope): Promise<VersionPlan[]> =>
  many(
    db,
    sql<VersionPlan>`
    select o.version, o.plan -> 'routes' as routes, o.plan -> 'message' as message,
           coalesce((select jsonb_agg(jsonb_build_object('routes', coalesce(said -> 'routes', o.plan -> 'routes'),
                                                         'message', said -> 'message') order by place)
                       from jsonb_array_elements(o.plan -> 'experiment' -> 'variants') with ordinality as x (v, place),
                            coalesce(nullif(v -> 'content', 'null'), o.plan) as said), '[]') as variants
      from (select version, max(occurrence) as occurrence from occurrences
             where workspace_id = ${of.workspaceId} and campaign_id = ${of.campaignId} and ${inScope(of)}
             group by version order by version desc limit ${MAX_VERSIONS}) newest
      join occurrences o on o.workspace_id = ${of.workspaceId} and o.campaign_id = ${of.campaignId} and o.occurrence = newest.occurrence
     order by 1 desc`,
  );
