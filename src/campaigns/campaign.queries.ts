// Campaign rows: read, write, lock.
import { sql } from 'kysely';
import { completeRequest, controls } from '../delivery/plan.contract.ts';
import { type Db, execute, jsonb, many, maybeOne, one, type Tx } from '../kit/db.ts';
import type { CampaignDefinition, CampaignState } from './campaign.contract.ts';

export interface CampaignRecord {
  campaignId: number;
  name: string;
  state: CampaignState;
  definition: CampaignDefinition;
  revision: number;
  createdAt: Date;
  updatedAt: Date;
  publishedAt: Date | null;
  tags: string[];
  /** null: never published. */
  liveVersion: number | null;
  archivedAt: Date | null;
}

const columns = sql`campaign_id as "campaignId", name, state, definition, revision,
  created_at as "createdAt", updated_at as "updatedAt", published_at as "publishedAt", tags,
  live_version as "liveVersion", archived_at as "archivedAt"`;

export async function findCampaign(
  db: Db,
  workspaceId: string,
  campaignId: number,
): Promise<CampaignRecord | undefined> {
  const row = await maybeOne(
    db,
    sql<CampaignRecord>`
    select ${columns} from campaigns where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
  );
  return row && complete(row);
}

const NEWER = {
  ...{ translations: [], experiment: null, content: [], goals: [], trigger: null },
  controls: controls.parse({}),
} satisfies Partial<CampaignDefinition>;

/** An earlier version stored definitions without what has been added since. */
const complete = (row: CampaignRecord): CampaignRecord => ({
  ...row,
  definition: {
    ...NEWER,
    ...row.definition,
    request: row.definition.request && completeRequest(row.definition.request),
  },
});

export async function lockCampaign(
  tx: Tx,
  workspaceId: string,
  campaignId: number,
): Promise<CampaignRecord | undefined> {
  const row = await maybeOne(
    tx,
    sql<CampaignRecord>`
    select ${columns} from campaigns where workspace_id = ${workspaceId} and campaign_id = ${campaignId} for update`,
  );
  return row && complete(row);
}

export async function insertCampaign(
  db: Db,
  workspaceId: string,
  campaign: { name: string; definition: CampaignDefinition; now: Date },
): Promise<number> {
  const row = await one(
    db,
    sql<{ id: number }>`
    insert into campaigns (workspace_id, name, definition, created_at, updated_at)
    values (${workspaceId}, ${campaign.name}, ${jsonb(campaign.definition)}, ${campaign.now}, ${campaign.now})
    returning campaign_id as id`,
  );
  return row.id;
}

/** Writes down what is published, and makes it what the campaign does. */
export async function insertVersion(
  tx: Tx,
  of: {
    workspaceId: string;
    campaignId: number;
    version: number;
    definition: CampaignDefinition;
    by: string;
    now: Date;
  },
): Promise<void> {
  const { workspaceId, campaignId, version } = of;
  await execute(
    tx,
    sql`
    insert into campaign_versions (workspace_id, campaign_id, version, definition, published_at, published_by)
    values (${workspaceId}, ${campaignId}, ${version}, ${jsonb(of.definition)}, ${of.now}, ${of.by})`,
  );
  await execute(
    tx,
    sql`update campaigns set live_version = ${version} where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
  );
}

export async function updateDraft(
  tx: Tx,
  workspaceId: string,
  campaignId: number,
  change: { name: string; definition: CampaignDefinition; now: Date },
): Promise<void> {
  await execute(
    tx,
    sql`
    update campaigns
       set name = ${change.name}, definition = ${jsonb(change.definition)}, revision = revision + 1, updated_at = ${change.now}
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and state = 'draft'`,
  );
}

export async function deleteDraft(tx: Tx, workspaceId: string, campaignId: number): Promise<void> {
  await execute(
    tx,
    sql`
    delete from campaigns where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and state = 'draft'`,
  );
}

/** States its old state: a change somebody else made in between changes nothing. */
export async function moveCampaign(
  tx: Tx,
  workspaceId: string,
  campaignId: number,
  move: { from: CampaignState; to: CampaignState; now: Date },
): Promise<void> {
  await execute(
    tx,
    sql`
    update campaigns
       set state = ${move.to}, updated_at = ${move.now}, revision = revision + 1,
           published_at = case when ${move.from} = 'draft' then ${move.now} else published_at end
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and state = ${move.from}`,
  );
}

export interface CampaignRun {
  dueAt: Date;
  /** By an operator, in words. */
  pausedBecause: string | null;
  /** By the platform, for all campaigns of the lane: a key of the reasons. */
  laneBecause: string | null;
  startedAt: Date | null;
}

export async function findLatestRun(
  db: Db,
  workspaceId: string,
  campaignId: number,
  now: Date,
): Promise<CampaignRun | undefined> {
  return maybeOne(
    db,
    sql<CampaignRun>`
    select o.due_at as "dueAt", o.started_at as "startedAt",
           o.paused_because as "pausedBecause",
           case when l.paused_until > ${now} and o.finished_at is null then l.paused_because end as "laneBecause"
      from occurrences o left join lanes l using (workspace_id, lane_id)
     where o.workspace_id = ${workspaceId} and o.campaign_id = ${campaignId}
     order by o.occurrence desc limit 1`,
  );
}

export interface CampaignListRow {
  campaignId: number;
  name: string;
  state: CampaignState;
  segmentName: string | null;
  pageName: string | null;
  dueAt: Date | null;
  recipients: number;
  accepted: number;
  failed: number;
  createdAt: Date;
}

export function listCampaigns(
  db: Db,
  workspaceId: string,
  filter: { state: CampaignState | null; search: string; after: number | null; limit: number },
): Promise<CampaignListRow[]> {
  const pattern = `%${filter.search.replaceAll(/[\\%_]/g, (char) => `\\${char}`)}%`;
  return many(
    db,
    sql<CampaignListRow>`
    select c.campaign_id as "campaignId", c.name, c.state, s.name as "segmentName", p.name as "pageName",
           (select max(o.due_at) from occurrences o where o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id) as "dueAt",
           t.recipients, t.accepted, t.failed, c.created_at as "createdAt"
      from campaigns c
      left join segments s on s.workspace_id = c.workspace_id and 'seg_' || s.segment_id = c.definition ->> 'segment_id'
      left join pages p on p.workspace_id = c.workspace_id and p.page_id = c.definition ->> 'page_id'
      cross join lateral (
        select count(*) as recipients, count(*) filter (where d.state = 'accepted') as accepted,
               count(*) filter (where d.state = 'failed') as failed
          from deliveries d where d.workspace_id = c.workspace_id and d.campaign_id = c.campaign_id) t
     where c.workspace_id = ${workspaceId}
       and (${filter.state}::text is null or c.state = ${filter.state})
       and (${filter.search} = '' or c.name ilike ${pattern})
       and (${filter.after}::bigint is null or c.campaign_id < ${filter.after})
     order by c.campaign_id desc limit ${filter.limit}`,
  );
}
