// What the results of a campaign are told by: its versions with their goals, and its runs with their variants.
import { sql } from 'kysely';
import { type Db, many, maybeOne } from '../kit/db.ts';

export interface OfCampaign {
  workspaceId: string;
  campaignId: number;
  /** null: all runs. */
  run: number | null;
}

export interface ResultHead {
  state: string;
  deliveryType: string;
  publishedAt: Date | null;
}

export const findResultHead = (
  db: Db,
  { workspaceId, campaignId }: OfCampaign,
): Promise<ResultHead | undefined> =>
  maybeOne(
    db,
    sql<ResultHead>`
    select state, coalesce(definition ->> 'delivery_type', 'one_time') as "deliveryType", published_at as "publishedAt"
      from campaigns where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
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
  /** Place of the variant that won. */
  winner: number | null;
  /** How it was chosen. */
  because: 'best' | 'tie' | 'nothing' | null;
  toPage: boolean;
}

/** Of more only the newest are told apart. */
const MAX_RUNS = 10_000;

/** Newest first; all of them, also when one was asked for. */
export const listRuns = (db: Db, { workspaceId, campaignId }: OfCampaign): Promise<RunRow[]> =>
  many(
    db,
    sql<RunRow>`
    select occurrence as run, version, started_at as "startedAt", finished_at as "finishedAt", winner,
           decision ->> 'because' as because,
           lane_id like 'page:%' as "toPage"
      from occurrences where workspace_id = ${workspaceId} and campaign_id = ${campaignId}
     order by occurrence desc limit ${MAX_RUNS}`,
  );

export interface VersionRoutes {
  version: number;
  /** Of the plan. */
  routes: unknown;
  /** Of each variant, by its place. */
  ofVariants: unknown[];
}

/** The routes a place in the ledger stands for: each version and variant may have its own. */
export const listRoutesOf = (
  db: Db,
  { workspaceId, campaignId, run }: OfCampaign,
): Promise<VersionRoutes[]> =>
  many(
    db,
    sql<VersionRoutes>`
    select o.version, o.plan -> 'routes' as routes,
           array(select coalesce(v -> 'content' -> 'routes', o.plan -> 'routes')
                   from jsonb_array_elements(o.plan -> 'experiment' -> 'variants') with ordinality as x (v, place)
                  order by place) as "ofVariants"
      from (select version, max(occurrence) as occurrence from occurrences
             where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and (${run}::int is null or occurrence = ${run})
             group by version order by version desc limit ${MAX_VERSIONS}) newest
      join occurrences o on o.workspace_id = ${workspaceId} and o.campaign_id = ${campaignId} and o.occurrence = newest.occurrence`,
  );
