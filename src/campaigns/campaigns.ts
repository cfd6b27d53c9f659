// The operations on campaigns: draft, publish, pause, resume, stop, duplicate. Each is one transaction with its line in the
// audit trail.
import { pauseOccurrences, resumeOccurrences, stopOccurrences } from '../delivery/deliveries.ts';
import { retryFailed } from '../delivery/retry-failed.ts';
import { writeAudit } from '../kit/audit.ts';
import { type Db, type Tx, withTransaction } from '../kit/db.ts';
import { AppError, conflict, invalid, notFound } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { formatId } from '../kit/ids.ts';
import { notify } from '../kit/wake.ts';
import { findStanding } from '../pages/page.standing.ts';
import { type CheckedDefinition, checkDefinition } from './campaign.check.ts';
import { isTokenProblem } from './campaign.check-request.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import { type CampaignAction, refusal, remedyFor } from './campaign.lifecycle.ts';
import { uploadMedia } from './campaign.media.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import {
  type CampaignRecord,
  deleteDraft,
  findCampaign,
  insertCampaign,
  insertVersion,
  lockCampaign,
  moveCampaign,
  updateDraft,
} from './campaign.queries.ts';
import { removePastedTokens, sealSecrets } from './campaign.request.ts';
import { checkWithExample } from './campaign.sample.ts';
import { startVersion } from './campaign.start.ts';
import { CAMPAIGN_WORKER } from './campaign.workers.ts';
import { skipPausedRuns, stateOnResume } from './schedule.start.ts';

export interface Draft {
  name: string;
  definition: CampaignDefinition;
}

export async function getCampaign(db: Db, workspaceId: string, campaignId: number): Promise<CampaignRecord> {
  const campaign = await findCampaign(db, workspaceId, campaignId);
  if (!campaign) throw notFound(`campaign ${formatId('cmp', campaignId)}`);
  return campaign;
}

export function createDraft(needs: CampaignNeeds, actor: Actor, draft: Draft): Promise<number> {
  return withTransaction(needs.db, async (tx) => {
    const definition = await storable({ ...needs, db: tx }, actor, draft.definition, null);
    const now = needs.clock.now();
    const id = await insertCampaign(tx, actor.workspaceId, { name: draft.name, definition, now });
    await audit(tx, needs, actor, { campaignId: id, deed: 'created' });
    return id;
  });
}

/** Refuses (`conflict`) when somebody else changed it since `revision`. */
export function saveDraft(
  needs: CampaignNeeds,
  actor: Actor,
  campaignId: number,
  draft: Draft & { revision: number },
): Promise<void> {
  return withTransaction(needs.db, async (tx) => {
    const before = await lockFor('edit', tx, actor, campaignId);
    if (before.revision !== draft.revision) {
      throw conflict(
        'Somebody else changed this campaign in the meantime.',
        'Load it again, then make your change.',
      );
    }
    const definition = await storable({ ...needs, db: tx }, actor, draft.definition, before.definition);
    await updateDraft(tx, actor.workspaceId, campaignId, {
      name: draft.name,
      definition,
      now: needs.clock.now(),
    });
  });
}

export function removeDraft(needs: CampaignNeeds, actor: Actor, campaignId: number): Promise<void> {
  return withTransaction(needs.db, async (tx) => {
    await lockFor('remove', tx, actor, campaignId);
    await deleteDraft(tx, actor.workspaceId, campaignId);
    await audit(tx, needs, actor, { campaignId, deed: 'deleted' });
  });
}

/**
 * Freezes the definition into an occurrence. Refuses (`invalid`) with every error of the definition by field. Media that the
 * Page does not have yet are uploaded first: a call to Facebook has no place in a transaction.
 */
export async function publish(needs: CampaignNeeds, actor: Actor, campaignId: number): Promise<void> {
  const { definition } = await getCampaign(needs.db, actor.workspaceId, campaignId);
  await uploadMedia(needs, actor.workspaceId, definition);
  return withTransaction(needs.db, async (tx) => {
    const campaign = await lockFor('publish', tx, actor, campaignId);
    const checked = await checkWithExample({ ...needs, db: tx }, actor.workspaceId, campaign.definition);
    const { filter } = refuseErrors(checked);
    const now = needs.clock.now();
    const { workspaceId } = actor;
    const { definition } = campaign;
    const version = (campaign.liveVersion ?? 0) + 1;
    await insertVersion(tx, { workspaceId, campaignId, version, definition, by: actor.name, now });
    const plan = { ...checked.plan, campaign: aboutCampaign(campaign, version) };
    const to = await startVersion(tx, { workspaceId, campaignId, version, definition, plan, filter, now });
    await moveCampaign(tx, actor.workspaceId, campaignId, { from: 'draft', to, now });
    await audit(tx, needs, actor, { campaignId, deed: 'published' });
    await notify(tx, CAMPAIGN_WORKER);
  });
}

const aboutCampaign = ({ campaignId, name, tags }: CampaignRecord, version: number) => ({
  ...{ id: formatId('cmp', campaignId), name, version, tags },
});

function refuseErrors(checked: CheckedDefinition): NonNullable<CheckedDefinition['segment']> {
  const errors = checked.problems.filter((problem) => problem.severity === 'error');
  const [first] = errors;
  if (first !== undefined || checked.segment === null) {
    const field = first?.field ?? 'segment_id';
    throw new AppError(
      'invalid',
      `The campaign cannot be published: ${first?.message ?? 'No segment is chosen.'}`,
      {
        field,
        ...(first?.remedy && { remedy: first.remedy }),
        issues: errors.map(({ field, message }) => ({ field, message })),
      },
    );
  }
  return checked.segment;
}

export function pause(needs: CampaignNeeds, actor: Actor, campaignId: number): Promise<void> {
  return withTransaction(needs.db, async (tx) => {
    const { state } = await lockFor('pause', tx, actor, campaignId);
    const now = needs.clock.now();
    await pauseOccurrences(tx, actor.workspaceId, campaignId, { because: `paused by ${actor.name}`, now });
    await moveCampaign(tx, actor.workspaceId, campaignId, { from: state, to: 'paused', now });
    await audit(tx, needs, actor, { campaignId, deed: 'paused' });
  });
}

export function resume(needs: CampaignNeeds, actor: Actor, campaignId: number): Promise<void> {
  return withTransaction(needs.db, async (tx) => {
    const { state } = await lockFor('resume', tx, actor, campaignId);
    const now = needs.clock.now();
    const { workspaceId } = actor;
    await skipPausedRuns(tx, { workspaceId, campaignId }, now);
    await resumeOccurrences(tx, actor.workspaceId, campaignId);
    await refuseWhileStopped(tx, actor.workspaceId, campaignId, now);
    const to = await stateOnResume(tx, { workspaceId, campaignId });
    await moveCampaign(tx, actor.workspaceId, campaignId, { from: state, to, now });
    await audit(tx, needs, actor, { campaignId, deed: 'resumed' });
    await notify(tx, CAMPAIGN_WORKER);
  });
}

/** It would be paused again within seconds. */
async function refuseWhileStopped(tx: Tx, workspaceId: string, campaignId: number, now: Date): Promise<void> {
  const pageId = (await getCampaign(tx, workspaceId, campaignId)).definition.page_id;
  const standing = pageId === null ? undefined : await findStanding(tx, { workspaceId, pageId }, now);
  if (!standing?.stopsSending) return;
  const end =
    standing.until === null
      ? ''
      : ` until ${standing.until.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  throw conflict(
    `Facebook lets the Page send nothing${end}.`,
    'Resume the campaign once that is over; see the Page’s health.',
  );
}

export function stop(needs: CampaignNeeds, actor: Actor, campaignId: number): Promise<void> {
  return withTransaction(needs.db, async (tx) => {
    const { state } = await lockFor('stop', tx, actor, campaignId);
    await stopOccurrences(tx, actor.workspaceId, campaignId);
    await moveCampaign(tx, actor.workspaceId, campaignId, {
      from: state,
      to: 'stopped',
      now: needs.clock.now(),
    });
    await audit(tx, needs, actor, { campaignId, deed: 'stopped' });
  });
}

/**
 * Sends again to whoever failed or was skipped for a reason that may have gone, and to nobody else. Twice is fine.
 * @returns how many people.
 */
export function retry(needs: CampaignNeeds, actor: Actor, campaignId: number): Promise<number> {
  return withTransaction(needs.db, async (tx) => {
    const { state } = await lockFor('retry', tx, actor, campaignId);
    const now = needs.clock.now();
    const people = await retryFailed(tx, { workspaceId: actor.workspaceId, campaignId }, now);
    if (people === 0) return 0;
    await moveCampaign(tx, actor.workspaceId, campaignId, { from: state, to: 'sending', now });
    await audit(tx, needs, actor, { campaignId, deed: 'sent_again', details: { people } });
    return people;
  });
}

/** A draft with the same definition, sealed secrets included. */
export function duplicate(needs: CampaignNeeds, actor: Actor, campaignId: number): Promise<number> {
  return withTransaction(needs.db, async (tx) => {
    const { name, definition } = await getCampaign(tx, actor.workspaceId, campaignId);
    const copy = { name: `${name} (copy)`.slice(0, 160), definition, now: needs.clock.now() };
    const id = await insertCampaign(tx, actor.workspaceId, copy);
    await audit(tx, needs, actor, { campaignId: id, deed: 'created' });
    return id;
  });
}

async function lockFor(
  action: CampaignAction,
  tx: Tx,
  actor: Actor,
  campaignId: number,
): Promise<CampaignRecord> {
  const campaign = await lockCampaign(tx, actor.workspaceId, campaignId);
  if (!campaign) throw notFound(`campaign ${formatId('cmp', campaignId)}`);
  const refused = refusal(action, campaign.state);
  if (refused !== null) throw conflict(refused, remedyFor(action, campaign.state));
  return campaign;
}

/** The definition as it may be stored: secrets sealed, a pasted Page token left out, the Page found from the address. */
async function storable(
  needs: CampaignNeeds,
  actor: Actor,
  definition: CampaignDefinition,
  before: CampaignDefinition | null,
): Promise<CampaignDefinition> {
  const sealed = sealSecrets(definition, before, needs.secrets);
  const { destination, problems } = await checkDefinition(needs, actor.workspaceId, sealed);
  const wrongToken = problems.find(isTokenProblem);
  if (wrongToken) throw invalid(wrongToken.field, wrongToken.message, wrongToken.remedy ?? undefined);
  if (destination.kind !== 'send_api') return { ...sealed, page_id: null };
  return {
    ...sealed,
    page_id: destination.pageId ?? sealed.page_id,
    request: sealed.request && removePastedTokens(sealed.request).request,
  };
}

function audit(
  tx: Db,
  needs: CampaignNeeds,
  actor: Actor,
  { campaignId, deed, details }: { campaignId: number; deed: string; details?: Record<string, unknown> },
): Promise<void> {
  const { workspaceId, name } = actor;
  const subject = formatId('cmp', campaignId);
  return writeAudit(tx, {
    workspaceId,
    actor: name,
    action: `campaign.${deed}`,
    subject,
    ...(details && { details }),
    at: needs.clock.now(),
  });
}
