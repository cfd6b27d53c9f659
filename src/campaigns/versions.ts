// Publishing, and what was published before. A live campaign's definition is the draft of its next version: what is sent goes by
// the version that was published last, until this one is.
import { pauseOccurrences } from '../delivery/deliveries.ts';
import { readSendingRules } from '../delivery/sending-rules.ts';
import { type Db, type Tx, withTransaction } from '../kit/db.ts';
import { AppError, conflict, notFound } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { formatId } from '../kit/ids.ts';
import { notify } from '../kit/wake.ts';
import { aboutCampaign } from './campaign.about.ts';
import { audit, lockFor, refuseUnseen } from './campaign.change.ts';
import type { CheckedDefinition } from './campaign.check.ts';
import { uploadMedia } from './campaign.media.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { type CampaignRecord, findLatestRun, moveCampaign } from './campaign.queries.ts';
import { checkWithExample } from './campaign.sample.ts';
import { startVersion } from './campaign.start.ts';
import { CAMPAIGN_WORKER } from './campaign.workers.ts';
import { getCampaign } from './campaigns.ts';
import { learnGetStarted } from './get-started.ts';
import { changedFields, fieldOf } from './revision.merge.ts';
import { replaceContent } from './revisions.ts';
import { findVersion, insertVersion, listVersions, type VersionRecord } from './version.queries.ts';

/**
 * Freezes the definition into a version and sets it going. Refuses (`invalid`) with every error of the definition by field, and
 * (`conflict`) what a second operator has to let go, or what is live as it stands already. A fresh preflight is not asked for:
 * a definition for people who are yet to come has none, and whoever has to send at once must be able to; the screen warns.
 * @param seen the revision that was looked at: any other is refused; null: nobody looked, whatever it is now is meant
 */
export async function publish(
  needs: CampaignNeeds,
  actor: Actor,
  campaignId: number,
  seen: number | null = null,
): Promise<void> {
  const { definition } = await getCampaign(needs.db, actor.workspaceId, campaignId);
  // A call to Facebook has no place in a transaction.
  await uploadMedia(needs, actor.workspaceId, definition);
  await learnGetStarted(needs, actor.workspaceId, definition);
  return withTransaction(needs.db, async (tx) => {
    const campaign = await lockFor('publish', tx, actor, campaignId);
    if (seen !== null) refuseUnseen(campaign, seen);
    const { approval_required } = await readSendingRules(tx, actor.workspaceId);
    if (approval_required)
      throw conflict(
        'Here a second operator must approve what is published.',
        'Request approval: another operator then publishes it.',
      );
    await publishVersion(tx, needs, actor, { campaign });
  });
}

/** In the transaction that decided that it may be; the caller holds the campaign. */
export async function publishVersion(
  tx: Tx,
  needs: CampaignNeeds,
  actor: Actor,
  { campaign, requestedBy }: { campaign: CampaignRecord; requestedBy?: string },
): Promise<void> {
  const { workspaceId } = actor;
  const { campaignId, definition, state, liveVersion } = campaign;
  if (liveVersion !== null && !campaign.hasChanges)
    throw conflict(
      `Nothing has changed since version ${liveVersion}, which is live.`,
      'Change something first.',
    );
  const checked = await checkWithExample({ ...needs, db: tx }, workspaceId, definition, { campaignId });
  const { filter } = refuseErrors(checked);
  const now = needs.clock.now();
  const of = { workspaceId, campaignId };
  const version = (liveVersion ?? 0) + 1;
  await insertVersion(tx, { ...of, version, definition, by: actor.name, now });
  const plan = { ...checked.plan, campaign: aboutCampaign(campaign, version) };
  const paused = state === 'paused' ? await findLatestRun(tx, workspaceId, campaignId, now) : undefined;
  const started = await startVersion(tx, { ...of, version, definition, plan, filter, now });
  // What is paused stays so: a new version is no reason to go on.
  if (state === 'paused')
    await pauseOccurrences(tx, workspaceId, campaignId, { because: paused?.pausedBecause ?? 'paused', now });
  const to = state === 'paused' ? 'paused' : started;
  const details = { version, ...(requestedBy !== undefined && { requested_by: requestedBy }) };
  await moveCampaign(tx, workspaceId, campaignId, { from: state, to, now });
  await audit(tx, needs, actor, { campaignId, deed: 'published', details });
  await notify(tx, CAMPAIGN_WORKER);
}

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
        issues: errors.map(({ field, message, remedy }) => ({ field, message, ...(remedy && { remedy }) })),
      },
    );
  }
  return checked.segment;
}

/** Back to what is live. Twice is fine. */
export function discardChanges(needs: CampaignNeeds, actor: Actor, campaignId: number): Promise<void> {
  return withTransaction(needs.db, async (tx) => {
    const campaign = await lockFor('discard', tx, actor, campaignId);
    if (!campaign.hasChanges) return;
    const { definition } = await getVersion(tx, actor.workspaceId, {
      campaignId,
      version: campaign.liveVersion ?? 0,
    });
    const now = needs.clock.now();
    await replaceContent(tx, actor, campaign, { change: { definition }, now });
    const details = { version: campaign.liveVersion, fields: topFields(campaign.definition, definition) };
    await audit(tx, needs, actor, { campaignId, deed: 'changes_discarded', details });
  });
}

/** Makes a version what is worked on; it is sent once it is published, as the next version. */
export function restoreVersion(
  needs: CampaignNeeds,
  actor: Actor,
  campaignId: number,
  version: number,
): Promise<void> {
  return withTransaction(needs.db, async (tx) => {
    const campaign = await lockFor('edit', tx, actor, campaignId);
    const { definition } = await getVersion(tx, actor.workspaceId, { campaignId, version });
    const now = needs.clock.now();
    await replaceContent(tx, actor, campaign, { change: { definition }, now });
    await audit(tx, needs, actor, { campaignId, deed: 'version_restored', details: { version } });
  });
}

export async function getVersion(
  db: Db,
  workspaceId: string,
  { campaignId, version }: { campaignId: number; version: number },
): Promise<VersionRecord> {
  const found = await findVersion(db, { workspaceId, campaignId }, version);
  if (!found) throw notFound(`version ${version} of campaign ${formatId('cmp', campaignId)}`);
  return found;
}

export interface VersionInList extends VersionRecord {
  /** Fields in which it differs from the one before it. */
  changed: string[];
}

/** Newest first, each compared with the one before it. */
export async function listVersionChanges(
  db: Db,
  of: { workspaceId: string; campaignId: number },
  page: { before: number | null; limit: number },
): Promise<{ versions: VersionInList[]; next: number | null }> {
  const rows = await listVersions(db, of, { ...page, limit: page.limit + 1 });
  const versions = rows.slice(0, page.limit).map((row, index) => {
    const earlier = rows[index + 1];
    return {
      ...row,
      changed: earlier ? changedFields(asStored(earlier), asStored(row)).map(within) : [],
    };
  });
  return { versions, next: rows.length > page.limit ? (versions.at(-1)?.version ?? null) : null };
}

/** `definition` stands before every field, as in a campaign's content: lists with names are told apart by their place. */
export const asStored = ({ definition }: { definition: unknown }): { definition: unknown } => ({
  definition,
});
export const within = (path: string[]): string => fieldOf(path.slice(1));

const topFields = (before: unknown, after: unknown): string[] => [
  ...new Set(changedFields(before, after).map((path) => path[0] ?? 'definition')),
];
