// Campaign rows: read, write, lock.
import { sql } from 'kysely';
import { completeRequest, controls } from '../delivery/plan.contract.ts';
import { type Db, execute, jsonb, maybeOne, one, type Tx } from '../kit/db.ts';
import { foldWriting } from '../kit/written-words.ts';
import type { CampaignDefinition, CampaignState, DeliveryType } from './campaign.contract.ts';
import { trigger } from './trigger.contract.ts';

export interface CampaignRecord {
  campaignId: number;
  name: string;
  state: CampaignState;
  /** The copy that is worked on; what runs is the live version. */
  definition: CampaignDefinition;
  revision: number;
  createdAt: Date;
  updatedAt: Date;
  publishedAt: Date | null;
  tags: string[];
  /** null: never published. */
  liveVersion: number | null;
  liveType: DeliveryType | null;
  /** Whether the copy differs from the live version. */
  hasChanges: boolean;
  /** Whether a run of it has started. */
  hasStarted: boolean;
  awaitsApproval: boolean;
  archivedAt: Date | null;
}

const selected = sql`select c.campaign_id as "campaignId", c.name, c.state, c.definition, c.revision,
    c.created_at as "createdAt", c.updated_at as "updatedAt", c.published_at as "publishedAt", c.tags,
    c.live_version as "liveVersion", v.definition ->> 'delivery_type' as "liveType",
    coalesce(v.definition <> c.definition, false) as "hasChanges", c.archived_at as "archivedAt",
    exists (select from occurrences o where o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id
                                        and o.started_at is not null) as "hasStarted",
    exists (select from campaign_approvals a where a.workspace_id = c.workspace_id
                                               and a.campaign_id = c.campaign_id) as "awaitsApproval"
  from campaigns c
  left join campaign_versions v
    on v.workspace_id = c.workspace_id and v.campaign_id = c.campaign_id and v.version = c.live_version`;

export async function findCampaign(
  db: Db,
  workspaceId: string,
  campaignId: number,
): Promise<CampaignRecord | undefined> {
  const row = await maybeOne(
    db,
    sql<CampaignRecord>`${selected} where c.workspace_id = ${workspaceId} and c.campaign_id = ${campaignId}`,
  );
  return row && complete(row);
}

const NEWER = {
  ...{ translations: [], experiment: null, content: [], goals: [], trigger: null },
  controls: controls.parse({}),
} satisfies Partial<CampaignDefinition>;
const NEWER_TRIGGER = trigger.parse({});

/** An earlier version stored definitions without what has been added since. */
export const completeDefinition = (stored: CampaignDefinition): CampaignDefinition => ({
  ...NEWER,
  ...stored,
  ...(stored.trigger && { trigger: { ...NEWER_TRIGGER, ...stored.trigger } }),
  request: stored.request && completeRequest(stored.request),
});

const complete = (row: CampaignRecord): CampaignRecord => ({
  ...row,
  definition: completeDefinition(row.definition),
});

export async function lockCampaign(
  tx: Tx,
  workspaceId: string,
  campaignId: number,
): Promise<CampaignRecord | undefined> {
  const row = await maybeOne(
    tx,
    sql<CampaignRecord>`
    ${selected} where c.workspace_id = ${workspaceId} and c.campaign_id = ${campaignId} for no key update of c`,
  );
  return row && complete(row);
}

/** What an operator makes of a campaign. */
export interface CampaignContent {
  name: string;
  tags: string[];
  definition: CampaignDefinition;
}

export async function insertCampaign(
  db: Db,
  workspaceId: string,
  { name, tags, definition }: CampaignContent,
  now: Date,
): Promise<number> {
  const row = await one(
    db,
    sql<{ id: number }>`
    insert into campaigns (workspace_id, name, folded_name, tags, definition, created_at, updated_at)
    values (${workspaceId}, ${name}, ${foldWriting(name)}, ${tags}::text[], ${jsonb(definition)}, ${now}, ${now})
    returning campaign_id as id`,
  );
  return row.id;
}

/** The caller holds the campaign. */
export async function updateContent(
  tx: Tx,
  { workspaceId, campaignId }: { workspaceId: string; campaignId: number },
  { name, tags, definition }: CampaignContent,
  { revision, now }: { revision: number; now: Date },
): Promise<void> {
  await execute(
    tx,
    sql`
    update campaigns
       set name = ${name}, folded_name = ${foldWriting(name)}, tags = ${tags}::text[], definition = ${jsonb(definition)},
           revision = ${revision}, updated_at = ${now}
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
  );
}

export async function setArchived(
  tx: Tx,
  { workspaceId, campaignId }: { workspaceId: string; campaignId: number },
  at: Date | null,
): Promise<void> {
  await execute(
    tx,
    sql`update campaigns set archived_at = ${at}
         where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
  );
}

export async function deleteDraft(tx: Tx, workspaceId: string, campaignId: number): Promise<void> {
  await execute(
    tx,
    sql`
    delete from campaigns where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and state = 'draft'`,
  );
}

const isPublished = ({ from, to }: { from: CampaignState; to: CampaignState }): boolean =>
  (from === 'draft' || from === 'awaiting_approval') && to !== 'draft' && to !== 'awaiting_approval';

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
           published_at = case when ${isPublished(move)} then ${move.now} else published_at end
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
