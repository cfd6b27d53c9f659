// What was published of a campaign: one row a version, never changed.
import { sql } from 'kysely';
import { type Db, execute, jsonb, many, maybeOne, type Tx } from '../kit/db.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import { completeDefinition } from './campaign.queries.ts';

interface OfCampaign {
  workspaceId: string;
  campaignId: number;
}

export interface VersionRecord {
  version: number;
  definition: CampaignDefinition;
  publishedAt: Date;
  publishedBy: string;
}

/** Writes down what is published, and makes it what the campaign does. */
export async function insertVersion(
  tx: Tx,
  of: OfCampaign & { version: number; definition: CampaignDefinition; by: string; now: Date },
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

const columns = sql`version, definition, published_at as "publishedAt", published_by as "publishedBy"`;
const complete = (row: VersionRecord): VersionRecord => ({
  ...row,
  definition: completeDefinition(row.definition),
});

export async function findVersion(
  db: Db,
  { workspaceId, campaignId }: OfCampaign,
  version: number,
): Promise<VersionRecord | undefined> {
  const row = await maybeOne(
    db,
    sql<VersionRecord>`
    select ${columns} from campaign_versions
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and version = ${version}`,
  );
  return row && complete(row);
}

/** Newest first; `before`: only those below it. */
export async function listVersions(
  db: Db,
  { workspaceId, campaignId }: OfCampaign,
  { before, limit }: { before: number | null; limit: number },
): Promise<VersionRecord[]> {
  const rows = await many(
    db,
    sql<VersionRecord>`
    select ${columns} from campaign_versions
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and (${before}::int is null or version < ${before})
     order by version desc limit ${limit}`,
  );
  return rows.map(complete);
}
