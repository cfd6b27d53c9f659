// Recent revisions of a campaign: what an edit is merged with, and who changed what when.
import { sql } from 'kysely';
import { type Db, execute, jsonb, many, maybeOne, type Tx } from '../kit/db.ts';
import { type CampaignContent, completeDefinition } from './campaign.queries.ts';

export interface OfCampaign {
  workspaceId: string;
  campaignId: number;
}

export interface Revision extends CampaignContent {
  revision: number;
  by: string;
  at: Date;
  /** It was sent and merged, and never what the campaign was. */
  sent: boolean;
}

/** Somebody who types saves every second or two: these are some minutes of two busy operators, and of one an hour away. */
const KEPT = 200;

/** Writes a revision down, and lets go of those too old to be anybody's. */
export async function insertRevision(tx: Tx, of: OfCampaign, revision: Revision): Promise<void> {
  const { workspaceId, campaignId } = of;
  const { name, tags, definition, by, at, sent } = revision;
  await execute(
    tx,
    sql`insert into campaign_revisions (workspace_id, campaign_id, revision, name, tags, definition, by, at, sent)
        values (${workspaceId}, ${campaignId}, ${revision.revision}, ${name}, ${tags}::text[], ${jsonb(definition)}, ${by},
                ${at}, ${sent})`,
  );
  await execute(
    tx,
    sql`delete from campaign_revisions
         where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and revision <= ${revision.revision - KEPT}`,
  );
}

const columns = sql`revision, name, tags, definition, by, at, sent`;
const complete = (row: Revision): Revision => ({ ...row, definition: completeDefinition(row.definition) });

/** What the campaign was at a revision: numbers between two are moves of its state. undefined: not kept any more. */
export async function findRevision(
  db: Db,
  { workspaceId, campaignId }: OfCampaign,
  revision: number,
): Promise<Revision | undefined> {
  const row = await maybeOne(
    db,
    sql<Revision>`
    select ${columns} from campaign_revisions
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId}
       and (revision = ${revision} or revision < ${revision} and not sent)
     order by revision desc limit 1`,
  );
  return row && complete(row);
}

/** What the campaign was after `revision`, oldest first. */
export async function listRevisionsAfter(
  db: Db,
  { workspaceId, campaignId }: OfCampaign,
  revision: number,
): Promise<Revision[]> {
  const rows = await many(
    db,
    sql<Revision>`
    select ${columns} from campaign_revisions
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and revision > ${revision} and not sent
     order by revision limit ${KEPT}`,
  );
  return rows.map(complete);
}

/** Who else changed it lately, the last first. */
export function listOtherEditors(
  db: Db,
  { workspaceId, campaignId }: OfCampaign,
  { but, since }: { but: string; since: Date },
): Promise<{ by: string; at: Date }[]> {
  return many(
    db,
    sql<{ by: string; at: Date }>`
    select by, max(at) as at from campaign_revisions
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and at >= ${since} and by not in (${but}, 'system')
       and revision > 1 and not sent
     group by by order by 2 desc limit 10`,
  );
}
