// The operations on campaigns: draft, pause, resume, stop, duplicate, put away. Each is one transaction with its line in the
// audit trail. Saving a draft: revisions.ts; publishing: versions.ts, approvals.ts; sending again: send-again.ts.
import { isDeepStrictEqual } from 'node:util';
import { pauseOccurrences, resumeOccurrences, stopOccurrences } from '../delivery/deliveries.ts';
import { type Db, type Tx, withTransaction } from '../kit/db.ts';
import { conflict, notFound } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { formatId } from '../kit/ids.ts';
import { notify } from '../kit/wake.ts';
import { findStanding } from '../pages/page.standing.ts';
import { deleteApproval } from './approval.queries.ts';
import { audit, lockFor, storable } from './campaign.change.ts';
import { eachOnce, MAX_TAGS } from './campaign.contract.ts';
import { noteEdit } from './campaign.history.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import {
  type CampaignContent,
  type CampaignRecord,
  deleteDraft,
  findCampaign,
  insertCampaign,
  lockCampaign,
  moveCampaign,
  setArchived,
} from './campaign.queries.ts';
import { CAMPAIGN_WORKER } from './campaign.workers.ts';
import { insertRevision } from './revision.queries.ts';
import { replaceContent } from './revisions.ts';
import { skipPausedRuns, stateOnResume } from './schedule.start.ts';
import { unwatch } from './watched.ts';

export async function getCampaign(db: Db, workspaceId: string, campaignId: number): Promise<CampaignRecord> {
  const campaign = await findCampaign(db, workspaceId, campaignId);
  if (!campaign) throw notFound(`campaign ${formatId('cmp', campaignId)}`);
  return campaign;
}

export function createDraft(needs: CampaignNeeds, actor: Actor, draft: CampaignContent): Promise<number> {
  return withTransaction(needs.db, async (tx) => {
    const definition = await storable({ ...needs, db: tx }, actor, draft.definition, null);
    return insertDraft(tx, needs, actor, { content: { ...draft, tags: eachOnce(draft.tags), definition } });
  });
}

async function insertDraft(
  tx: Tx,
  needs: CampaignNeeds,
  actor: Actor,
  { content, details }: { content: CampaignContent; details?: Record<string, unknown> },
): Promise<number> {
  const { workspaceId, name: by } = actor;
  const now = needs.clock.now();
  const campaignId = await insertCampaign(tx, workspaceId, content, now);
  await insertRevision(
    tx,
    { workspaceId, campaignId },
    { ...content, revision: 1, by, at: now, sent: false },
  );
  await audit(tx, needs, actor, { campaignId, deed: 'created', ...(details && { details }) });
  return campaignId;
}

export function removeDraft(needs: CampaignNeeds, actor: Actor, campaignId: number): Promise<void> {
  return withTransaction(needs.db, async (tx) => {
    await lockFor('remove', tx, actor, campaignId);
    await deleteDraft(tx, actor.workspaceId, campaignId);
    await audit(tx, needs, actor, { campaignId, deed: 'deleted' });
  });
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
    const { workspaceId } = actor;
    const now = needs.clock.now();
    await skipPausedRuns(tx, { workspaceId, campaignId }, now);
    await resumeOccurrences(tx, workspaceId, campaignId);
    await refuseWhileStopped(tx, workspaceId, campaignId, now);
    const to = await stateOnResume(tx, { workspaceId, campaignId });
    await moveCampaign(tx, workspaceId, campaignId, { from: state, to, now });
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
    await unwatch(tx, actor.workspaceId, campaignId);
    await deleteApproval(tx, { workspaceId: actor.workspaceId, campaignId });
    await moveCampaign(tx, actor.workspaceId, campaignId, {
      from: state,
      to: 'stopped',
      now: needs.clock.now(),
    });
    await audit(tx, needs, actor, { campaignId, deed: 'stopped' });
  });
}

/** A draft with the same tags and definition, sealed secrets included: nothing of what it did, and nobody's approval. */
export function duplicate(needs: CampaignNeeds, actor: Actor, campaignId: number): Promise<number> {
  return withTransaction(needs.db, async (tx) => {
    const { name, tags, definition } = await getCampaign(tx, actor.workspaceId, campaignId);
    const content = { name: `${name.slice(0, 153)} (copy)`, tags, definition };
    return insertDraft(tx, needs, actor, { content, details: { from: formatId('cmp', campaignId) } });
  });
}

/** Out of sight, and nothing happens to it any more. Only what does not run. */
export function archive(needs: CampaignNeeds, actor: Actor, campaignId: number): Promise<void> {
  return withTransaction(needs.db, async (tx) => {
    await lockFor('archive', tx, actor, campaignId);
    const of = { workspaceId: actor.workspaceId, campaignId };
    await deleteApproval(tx, of);
    await setArchived(tx, of, needs.clock.now());
    await audit(tx, needs, actor, { campaignId, deed: 'archived' });
  });
}

export function unarchive(needs: CampaignNeeds, actor: Actor, campaignId: number): Promise<void> {
  return withTransaction(needs.db, async (tx) => {
    await lockFor('unarchive', tx, actor, campaignId);
    await setArchived(tx, { workspaceId: actor.workspaceId, campaignId }, null);
    await audit(tx, needs, actor, { campaignId, deed: 'unarchived' });
  });
}

/**
 * Adds a tag, or takes it away, whatever the campaign's state: a tag is for finding it again, and for being counted by, at once. Refuses
 * (`conflict`) while approval is awaited: by which caps it counts is part of what is looked at.
 */
export function changeTags(
  needs: CampaignNeeds,
  actor: Actor,
  campaignId: number,
  change: (tags: string[]) => string[],
): Promise<void> {
  return withTransaction(needs.db, async (tx) => {
    const stored = await lockCampaign(tx, actor.workspaceId, campaignId);
    if (!stored) throw notFound(`campaign ${formatId('cmp', campaignId)}`);
    if (stored.awaitsApproval)
      throw conflict(
        'A campaign that awaits approval keeps its tags: caps count by them.',
        'Withdraw the request first, or wait until it is decided.',
      );
    const tags = eachOnce(change(stored.tags));
    if (tags.length > MAX_TAGS) throw conflict(`It has ${MAX_TAGS} tags already.`, 'Take one away first.');
    if (isDeepStrictEqual(tags, stored.tags)) return;
    await replaceContent(tx, actor, stored, { change: { tags }, now: needs.clock.now() });
    await noteEdit(tx, needs, actor, { campaignId, changed: [['tags']] });
  });
}
