// Open requests for approval: one a campaign at most, gone when it is decided.
import { sql } from 'kysely';
import { type Db, execute, jsonb, maybeOne, type Tx } from '../kit/db.ts';
import type { Beside } from './approval.beside.ts';
import type { CampaignState } from './campaign.contract.ts';

interface OfCampaign {
  workspaceId: string;
  campaignId: number;
}

export interface Approval {
  /** As the audit trail names them. */
  requestedBy: string;
  /** The operator who asked, or who made the key that asked; null: nobody knows who made it. */
  responsible: string | null;
  requestedAt: Date;
  note: string;
  /** null: asked for before this was kept. */
  beside: Beside | null;
}

export const findApproval = (
  db: Db,
  { workspaceId, campaignId }: OfCampaign,
): Promise<Approval | undefined> =>
  maybeOne(
    db,
    sql<Approval>`
    select requested_by as "requestedBy", responsible, requested_at as "requestedAt", note, beside
      from campaign_approvals
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
  );

export async function insertApproval(
  tx: Tx,
  { workspaceId, campaignId }: OfCampaign,
  { requestedBy, responsible, requestedAt, note, beside }: Approval,
): Promise<void> {
  await execute(
    tx,
    sql`insert into campaign_approvals (workspace_id, campaign_id, requested_by, responsible, requested_at, note, beside)
        values (${workspaceId}, ${campaignId}, ${requestedBy}, ${responsible}, ${requestedAt}, ${note}, ${beside && jsonb(beside)})`,
  );
}

export async function deleteApproval(tx: Tx, { workspaceId, campaignId }: OfCampaign): Promise<void> {
  await execute(
    tx,
    sql`delete from campaign_approvals where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
  );
}

/** Its revision stays: what was checked of it was checked of exactly this. */
export async function setApprovalState(
  tx: Tx,
  { workspaceId, campaignId }: OfCampaign,
  { from, to, now }: { from: CampaignState; to: CampaignState; now: Date },
): Promise<void> {
  await execute(
    tx,
    sql`update campaigns set state = ${to}, updated_at = ${now}
         where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and state = ${from}`,
  );
}
