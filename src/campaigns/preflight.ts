// The operations on preflights: start, cancel, look, and whether everybody was checked for a campaign as it stands.
import { type Db, withTransaction } from '../kit/db.ts';
import { conflict, invalid, notFound } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { formatId } from '../kit/ids.ts';
import { notify } from '../kit/wake.ts';
import { aboutDraft } from './campaign.about.ts';
import { lifeOf } from './campaign.change.ts';
import { checkDefinition } from './campaign.check.ts';
import { refusal } from './campaign.lifecycle.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { lockCampaign } from './campaign.queries.ts';
import { getCampaign } from './campaigns.ts';
import { SAMPLE_SIZE } from './preflight.contract.ts';
import {
  type AffectedRow,
  endPreflight,
  findPreflight,
  listAffected,
  listSamples,
  type PreflightRow,
  replacePreflight,
} from './preflight.queries.ts';
import { PREFLIGHT_WORKER } from './preflight.workers.ts';

/**
 * Begins one for the draft as it stands, unless one of this revision runs or is finished (`again`: even so). Refuses
 * (`invalid`) what cannot be rendered for anybody, (`conflict`) what cannot be published any more.
 */
export async function startPreflight(
  needs: CampaignNeeds,
  actor: Actor,
  campaignId: number,
  { again }: { again: boolean },
): Promise<void> {
  const { workspaceId } = actor;
  const campaign = await getCampaign(needs.db, workspaceId, campaignId);
  const { definition, revision } = campaign;
  // Whoever decides about an approval wants to know it too.
  if (!campaign.awaitsApproval && refusal('edit', lifeOf(campaign)) !== null)
    throw conflict('Only what is still to be published is checked.');
  const { problems, segment, plan } = await checkDefinition(needs, workspaceId, definition);
  const wrong = problems.find((one) => one.severity === 'error' && !one.field.startsWith('schedule'));
  if (wrong) throw invalid(wrong.field, wrong.message, wrong.remedy ?? undefined);
  if (segment === null) throw invalid('segment_id', 'No segment is chosen.', 'Choose who gets the message.');
  const { filter } = segment;
  await withTransaction(needs.db, async (tx) => {
    const locked = await lockCampaign(tx, workspaceId, campaignId);
    if (locked?.revision !== revision)
      throw conflict('The campaign was changed in the meantime.', 'Load it again, then check it.');
    const before = await findPreflight(tx, workspaceId, campaignId);
    const isOfNow = before?.revision === revision;
    if (isOfNow && (before.state === 'running' || (before.state === 'finished' && !again))) return;
    await replacePreflight(
      tx,
      { workspaceId, campaignId, revision },
      { plan: { ...plan, campaign: aboutDraft(campaign) }, filter, now: needs.clock.now() },
    );
    await notify(tx, PREFLIGHT_WORKER);
  });
}

/** What it found so far stays. Cancelling one that has ended changes nothing. */
export async function cancelPreflight(needs: CampaignNeeds, actor: Actor, campaignId: number): Promise<void> {
  const row = await getPreflight(needs.db, actor.workspaceId, campaignId);
  const because = `Cancelled by ${actor.name}`;
  await endPreflight(needs.db, row, { state: 'cancelled', because, fence: null, now: needs.clock.now() });
}

/** Refuses with not_found. */
export async function getPreflight(db: Db, workspaceId: string, campaignId: number): Promise<PreflightRow> {
  const row = await findPreflight(db, workspaceId, campaignId);
  if (!row) throw notFound(`preflight of ${formatId('cmp', campaignId)}`);
  return row;
}

/** The finished preflight of exactly this revision: everybody's message was checked as it is going to be sent. */
export async function findFreshPreflight(
  db: Db,
  workspaceId: string,
  campaignId: number,
  revision: number,
): Promise<PreflightRow | undefined> {
  const row = await findPreflight(db, workspaceId, campaignId);
  return row?.state === 'finished' && row.revision === revision ? row : undefined;
}

/** The first people of each finding, by its id. */
export async function findSamples(db: Db, row: PreflightRow): Promise<ReadonlyMap<string, AffectedRow[]>> {
  const ids = row.findings.map(({ id }) => id);
  const rows = ids.length === 0 ? [] : await listSamples(db, row, ids, SAMPLE_SIZE);
  return Map.groupBy(rows, ({ finding }) => finding);
}

export { listAffected };
