// Occurrences of a campaign as its runs: those that are due, those that follow, those it had.
import { sql } from 'kysely';
import { type Db, execute, jsonb, many, maybeOne, one, type Tx } from '../kit/db.ts';
import type { CampaignDefinition, DeliveryType } from './campaign.contract.ts';
import type { Run } from './runs.contract.ts';

export interface CampaignKey {
  workspaceId: string;
  campaignId: number;
}

const ofCampaign = ({ workspaceId, campaignId }: CampaignKey) =>
  sql`o.workspace_id = ${workspaceId} and o.campaign_id = ${campaignId}`;

export interface Unstarted {
  dueAt: Date;
  pausedAt: Date | null;
}

/** Takes away what has not started: nobody is in it yet. The campaign is locked. */
export function deleteUnstarted(tx: Tx, key: CampaignKey): Promise<Unstarted | undefined> {
  return maybeOne(
    tx,
    sql<Unstarted>`
    delete from occurrences o where ${ofCampaign(key)} and o.state = 'due' and o.started_at is null
    returning o.due_at as "dueAt", o.paused_at as "pausedAt"`,
  );
}

/** Runs of the schedule that started, of all versions; and the highest number of any. */
export function countRuns(
  db: Db,
  key: CampaignKey,
): Promise<{ runs: number; started: number; last: number }> {
  return one(
    db,
    sql<{ runs: number; started: number; last: number }>`
    select count(*) filter (where o.repeats and o.started_at is not null) as runs,
           count(*) filter (where not o.standing and o.started_at is not null) as started,
           coalesce(max(o.occurrence), 0) as last
      from occurrences o where ${ofCampaign(key)}`,
  );
}

/** What is live of a campaign, and whether anything of it has started. */
export function findProgress(
  db: Db,
  { workspaceId, campaignId }: CampaignKey,
): Promise<{ type: DeliveryType; started: boolean }> {
  return one(
    db,
    sql<{ type: DeliveryType; started: boolean }>`
    select coalesce(v.definition ->> 'delivery_type', 'one_time') as type,
           exists (select 1 from occurrences o where o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id
                      and o.started_at is not null) as started
      from campaigns c
      left join campaign_versions v on v.workspace_id = c.workspace_id and v.campaign_id = c.campaign_id
                                   and v.version = c.live_version
     where c.workspace_id = ${workspaceId} and c.campaign_id = ${campaignId}`,
  );
}

/** A campaign with a run of its schedule whose time has come, locked; undefined: none, or somebody else has it just now. */
export function claimCampaignWithRun(tx: Tx, now: Date): Promise<CampaignKey | undefined> {
  return maybeOne(
    tx,
    sql<CampaignKey>`
    select o.workspace_id as "workspaceId", o.campaign_id as "campaignId"
      from occurrences o join campaigns c using (workspace_id, campaign_id)
     where o.state = 'due' and o.finished_at is null and o.due_at <= ${now} and o.paused_at is null and o.repeats
     order by o.due_at, o.campaign_id limit 1
       for no key update of c skip locked`,
  );
}

export interface DueRun extends CampaignKey {
  occurrence: number;
  dueAt: Date;
  /** As it was published. */
  definition: CampaignDefinition;
  publishedAt: Date;
}

/** The run of a locked campaign whose time has come; of a paused one when that is asked for. */
export function findDueRun(
  tx: Tx,
  key: CampaignKey,
  now: Date,
  which: 'going' | 'paused' = 'going',
): Promise<DueRun | undefined> {
  return maybeOne(
    tx,
    sql<DueRun>`
    select o.workspace_id as "workspaceId", o.campaign_id as "campaignId", o.occurrence, o.due_at as "dueAt", v.definition,
           v.published_at as "publishedAt"
      from occurrences o join campaign_versions v using (workspace_id, campaign_id, version)
     where ${ofCampaign(key)} and o.state = 'due' and o.finished_at is null and o.due_at <= ${now} and o.repeats
       and (o.paused_at is not null) = ${which === 'paused'}
     limit 1`,
  );
}

const ofRun = (run: DueRun) => sql`${ofCampaign(run)} and o.occurrence = ${run.occurrence}`;

/** Another time for a run that does not start; null: there is none, it leaves. */
export async function putOffRun(tx: Tx, run: DueRun, to: Date | null): Promise<void> {
  await execute(
    tx,
    to === null
      ? sql`delete from occurrences o where ${ofRun(run)} and o.state = 'due'`
      : sql`update occurrences o set due_at = ${to} where ${ofRun(run)} and o.state = 'due'`,
  );
}

/** Who gets it, as the segment is now, and for when it was planned. */
export async function readyRun(tx: Tx, run: DueRun, ready: { filter: unknown; dueAt: Date }): Promise<void> {
  await execute(
    tx,
    sql`update occurrences o set filter = ${jsonb(ready.filter)}, due_at = ${ready.dueAt} where ${ofRun(run)}`,
  );
}

/** The run after one: the same version, the same plan. */
export async function insertNextRun(
  tx: Tx,
  run: DueRun,
  next: { occurrence: number; dueAt: Date },
): Promise<void> {
  await execute(
    tx,
    sql`
    insert into occurrences (workspace_id, campaign_id, occurrence, version, state, due_at, plan, filter, lane_id, repeats)
    select o.workspace_id, o.campaign_id, ${next.occurrence}, o.version, 'due', ${next.dueAt}, o.plan, o.filter, o.lane_id, true
      from occurrences o where ${ofRun(run)}`,
  );
}

/** What was published as a version; undefined: none was. */
export function findVersion(
  db: Db,
  { workspaceId, campaignId }: CampaignKey,
  version: number | null,
): Promise<{ definition: CampaignDefinition; publishedAt: Date } | undefined> {
  return maybeOne(
    db,
    sql<{ definition: CampaignDefinition; publishedAt: Date }>`
    select definition, published_at as "publishedAt" from campaign_versions
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and version = ${version}::int`,
  );
}

export interface PastRun {
  occurrence: number;
  version: number;
  state: Run['state'];
  plannedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  recipients: number;
  accepted: number;
  failed: number;
}

/**
 * Newest first; what is under way was counted some seconds ago (totals.workers.ts). Where something has to happen each run has the time
 * when it did: the others are doors, one of each version, open while that is the live one.
 */
export function listPastRuns(
  db: Db,
  key: CampaignKey,
  page: { before: number | null; limit: number },
): Promise<PastRun[]> {
  return many(
    db,
    sql<PastRun>`
    select o.occurrence, o.version, o.state, o.due_at as "plannedAt", o.started_at as "startedAt",
           o.finished_at as "finishedAt", coalesce(t.recipients, 0) as recipients, coalesce(t.accepted, 0) as accepted,
           coalesce(t.failed, 0) as failed
      from occurrences o left join occurrence_totals t using (workspace_id, campaign_id, occurrence)
      join campaigns c using (workspace_id, campaign_id)
     where ${ofCampaign(key)} and o.started_at is not null
       and (o.happened_at is not null or c.delivery_type in ('one_time', 'periodic'))
       and (${page.before}::int is null or o.occurrence < ${page.before})
     order by o.occurrence desc limit ${page.limit}`,
  );
}

export interface MissedDeed {
  at: Date;
  details: { runs: number; first_at: string; last_at: string; because: string };
}

export const MISSED = 'campaign.runs_missed';

/** Newest first. */
export function listMissed(db: Db, workspaceId: string, subject: string): Promise<MissedDeed[]> {
  return many(
    db,
    sql<MissedDeed>`
    select at, details from audit
     where workspace_id = ${workspaceId} and subject = ${subject} and action = ${MISSED}
     order by audit_id desc limit 100`,
  );
}
