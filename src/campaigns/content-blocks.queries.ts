// SQL of content blocks, and of the campaigns that may name one.
import { sql } from 'kysely';
import { type Db, execute, many, maybeOne, one, type Tx } from '../kit/db.ts';
import type { CampaignState } from './campaign.contract.ts';
import { MAX_BLOCKS } from './content-blocks.contract.ts';

export interface BlockRow {
  blockId: number;
  name: string;
  body: string;
  createdAt: Date;
  updatedAt: Date;
}

const columns = sql`block_id as "blockId", name, body, created_at as "createdAt", updated_at as "updatedAt"`;

export const listBlocks = (db: Db, workspaceId: string): Promise<BlockRow[]> =>
  many(
    db,
    sql<BlockRow>`select ${columns} from content_blocks where workspace_id = ${workspaceId}
                   order by lower(name) limit ${MAX_BLOCKS}`,
  );

export const findBlock = (db: Db, workspaceId: string, blockId: number): Promise<BlockRow | undefined> =>
  maybeOne(
    db,
    sql<BlockRow>`select ${columns} from content_blocks where workspace_id = ${workspaceId} and block_id = ${blockId}`,
  );

export const lockBlock = (tx: Tx, workspaceId: string, blockId: number): Promise<BlockRow | undefined> =>
  maybeOne(
    tx,
    sql<BlockRow>`select ${columns} from content_blocks where workspace_id = ${workspaceId} and block_id = ${blockId} for update`,
  );

/** Another block of this name, however it is written. */
export async function isNameTaken(
  db: Db,
  workspaceId: string,
  { name, butFor }: { name: string; butFor: number | null },
): Promise<boolean> {
  const { taken } = await one(
    db,
    sql<{ taken: boolean }>`
    select exists (select from content_blocks
                    where workspace_id = ${workspaceId} and lower(name) = lower(${name})
                      and block_id is distinct from ${butFor}) as taken`,
  );
  return taken;
}

export async function insertBlock(
  tx: Tx,
  workspaceId: string,
  { name, body, now }: { name: string; body: string; now: Date },
): Promise<number> {
  const { id } = await one(
    tx,
    sql<{ id: number }>`
    insert into content_blocks (workspace_id, name, body, created_at, updated_at)
    values (${workspaceId}, ${name}, ${body}, ${now}, ${now}) returning block_id as id`,
  );
  return id;
}

export const updateBlock = (
  tx: Tx,
  workspaceId: string,
  { blockId, name, body, now }: { blockId: number; name: string; body: string; now: Date },
): Promise<number> =>
  execute(
    tx,
    sql`update content_blocks set name = ${name}, body = ${body}, updated_at = ${now}
         where workspace_id = ${workspaceId} and block_id = ${blockId}`,
  );

export const deleteBlock = (tx: Tx, workspaceId: string, blockId: number): Promise<number> =>
  execute(tx, sql`delete from content_blocks where workspace_id = ${workspaceId} and block_id = ${blockId}`);

export interface NamingCampaign {
  campaignId: number;
  name: string;
  state: CampaignState;
  definition: unknown;
  /** As it was published last; null: it was not, or nothing of it goes on. */
  published: unknown;
}

const MAX_NAMING = 1_000;

/** Campaigns that are not put away and hold any block, newest first. */
export const listNamingCampaigns = (db: Db, workspaceId: string): Promise<NamingCampaign[]> =>
  many(
    db,
    sql<NamingCampaign>`
    select c.campaign_id as "campaignId", c.name, c.state, c.definition, v.definition as published
      from campaigns c
      left join campaign_versions v on v.workspace_id = c.workspace_id and v.campaign_id = c.campaign_id
           and v.version = c.live_version and c.state not in ('draft', 'stopped', 'finished')
     where c.workspace_id = ${workspaceId} and c.archived_at is null
       and (position('ContentBlock' in c.definition::text) > 0 or position('ContentBlock' in v.definition::text) > 0)
     order by c.campaign_id desc limit ${MAX_NAMING}`,
  );
