// Approval by a second operator: whoever asks freezes the campaign, somebody else looks at exactly that and publishes it, or
// says what is to be changed.
import { type Tx, withTransaction } from '../kit/db.ts';
import { AppError, conflict } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { readBeside, refuseChanged } from './approval.beside.ts';
import {
  type Approval,
  deleteApproval,
  findApproval,
  insertApproval,
  setApprovalState,
} from './approval.queries.ts';
import { audit, lockFor, refuseUnseen } from './campaign.change.ts';
import { uploadMedia } from './campaign.media.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import type { CampaignRecord } from './campaign.queries.ts';
import { getCampaign } from './campaigns.ts';
import { learnGetStarted } from './get-started.ts';
import { publishVersion } from './versions.ts';

/**
 * Of a draft: it awaits approval. What is live goes on as it is, and its next version waits. Asked for where it is not required
 * too: whoever wants a second look may have one. Refuses (`conflict`) what is live as it stands already.
 */
export function requestApproval(
  needs: CampaignNeeds,
  actor: Actor,
  campaignId: number,
  note: string,
): Promise<void> {
  return withTransaction(needs.db, async (tx) => {
    const campaign = await lockFor('request_approval', tx, actor, campaignId);
    if (campaign.liveVersion !== null && !campaign.hasChanges)
      throw conflict('Nothing has changed since the version that is live.', 'Change something first.');
    const now = needs.clock.now();
    const of = { workspaceId: actor.workspaceId, campaignId };
    await insertApproval(tx, of, {
      requestedBy: actor.name,
      responsible: personOf(actor),
      requestedAt: now,
      note,
      beside: await readBeside(tx, actor.workspaceId, campaign.definition),
    });
    if (campaign.state === 'draft')
      await setApprovalState(tx, of, { from: 'draft', to: 'awaiting_approval', now });
    await audit(tx, needs, actor, {
      ...{ campaignId, deed: 'approval_requested' },
      ...(note && { details: { note } }),
    });
  });
}

/** The operator to whom a deed comes down: a program does what whoever made its key let it do. */
const personOf = ({ kind, name, madeBy = null }: Actor): string | null =>
  kind === 'operator' ? name : madeBy;

/**
 * Publishes it as it was handed in. Refuses (`forbidden`) whoever stands behind the request, and programs: a key is nobody in
 * particular, so that whoever asked might hold it; (`conflict`) when it is not what was looked at or asked for; (`invalid`) with every
 * error of the definition.
 * @param seen the revision that was looked at
 */
export async function approve(
  needs: CampaignNeeds,
  actor: Actor,
  campaignId: number,
  seen: number,
): Promise<void> {
  const { definition } = await getCampaign(needs.db, actor.workspaceId, campaignId);
  await uploadMedia(needs, actor.workspaceId, definition);
  await learnGetStarted(needs, actor.workspaceId, definition);
  return withTransaction(needs.db, async (tx) => {
    const { campaign, approval, of } = await lockRequest('approve', tx, actor, campaignId);
    refuseApprover(actor, approval);
    refuseUnseen(campaign, seen);
    await deleteApproval(tx, of);
    await publishVersion(tx, needs, actor, { campaign, requestedBy: approval.requestedBy });
    // Looked at last: what was published cannot have been read after it.
    refuseChanged(approval.beside, await readBeside(tx, actor.workspaceId, definition));
  });
}

function refuseApprover(actor: Actor, { requestedBy, responsible }: Approval): void {
  const refuse = (message: string, remedy: string) => new AppError('forbidden', message, { remedy });
  if (actor.kind !== 'operator')
    throw refuse(
      'Only an operator who is signed in approves, not a program.',
      'Sign in to the dashboard to approve it.',
    );
  if (responsible === null)
    throw refuse(
      'A program asked for this, with an API key that nobody is known to have made: so nobody is known to be somebody else.',
      'Take the request back and ask for approval yourself, so that another operator can give it.',
    );
  if (responsible === actor.name)
    throw refuse(
      requestedBy === actor.name
        ? 'You asked for this approval: somebody else has to give it.'
        : 'This was asked for with an API key that you made: somebody else has to approve it.',
      'Ask another operator to look at it.',
    );
}

/** Back to being worked on, with what is to be changed. */
export function reject(needs: CampaignNeeds, actor: Actor, campaignId: number, note: string): Promise<void> {
  return giveBack('reject', needs, actor, { campaignId, deed: 'rejected', note });
}

/** Anybody who may edit takes it back: it is about going on working, not about permission to send. */
export function withdraw(needs: CampaignNeeds, actor: Actor, campaignId: number): Promise<void> {
  return giveBack('withdraw', needs, actor, { campaignId, deed: 'approval_withdrawn', note: '' });
}

function giveBack(
  action: 'reject' | 'withdraw',
  needs: CampaignNeeds,
  actor: Actor,
  { campaignId, deed, note }: { campaignId: number; deed: string; note: string },
): Promise<void> {
  return withTransaction(needs.db, async (tx) => {
    const { campaign, of } = await lockRequest(action, tx, actor, campaignId);
    await deleteApproval(tx, of);
    if (campaign.state === 'awaiting_approval')
      await setApprovalState(tx, of, { from: campaign.state, to: 'draft', now: needs.clock.now() });
    await audit(tx, needs, actor, { campaignId, deed, ...(note && { details: { note } }) });
  });
}

async function lockRequest(
  action: 'approve' | 'reject' | 'withdraw',
  tx: Tx,
  actor: Actor,
  campaignId: number,
): Promise<{
  campaign: CampaignRecord;
  approval: Approval;
  of: { workspaceId: string; campaignId: number };
}> {
  const campaign = await lockFor(action, tx, actor, campaignId);
  const of = { workspaceId: actor.workspaceId, campaignId };
  const approval = await findApproval(tx, of);
  if (approval === undefined) throw new Error('a campaign that awaits approval has a request');
  return { campaign, approval, of };
}
