// Saving a draft that somebody else may be changing too: what both changed apart stays, the same field changed by both is refused
// with both values, so that nothing is lost and nothing is decided behind anybody's back.
import { type Tx, withTransaction } from '../kit/db.ts';
import { AppError, invalid } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { lockFor, storable } from './campaign.change.ts';
import { eachOnce } from './campaign.contract.ts';
import { noteEdit } from './campaign.history.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { type CampaignContent, type CampaignRecord, updateContent } from './campaign.queries.ts';
import {
  type Authors,
  asJson,
  authorsOf,
  conflictsOf,
  contentOf,
  mergeContents,
  shownField,
  storedField,
} from './revision.content.ts';
import { type Choices, type Clash, changedFields, fieldOf, UNKNOWN } from './revision.merge.ts';
import { findRevision, insertRevision, listRevisionsAfter, type OfCampaign } from './revision.queries.ts';

export interface DraftToSave extends Omit<CampaignContent, 'tags'> {
  /** undefined: as they are. */
  tags?: string[] | undefined;
  /** What the editor began with. */
  revision: number;
  /** Decisions about clashes that were shown at a revision. */
  resolve?: { revision: number; fields: { field: string; take: 'theirs' | 'yours' }[] } | undefined;
}

export interface SavedDraft {
  /** Of others, which are in it now and were not in what was sent. */
  merged: { field: string; by: string | null; at: Date | null }[];
  /** What was sent, as the base of the next edit of whoever has typed on meanwhile. */
  sentRevision: number;
}

/**
 * Refuses (`conflict`, with every field, both values, and who changed it when) what somebody else changed too since `revision`,
 * unless `resolve` decides it. Sending what is stored already changes nothing.
 */
export function saveDraft(
  needs: CampaignNeeds,
  actor: Actor,
  campaignId: number,
  draft: DraftToSave,
): Promise<SavedDraft> {
  return withTransaction(needs.db, async (tx) => {
    const stored = await lockFor('edit', tx, actor, campaignId);
    const of = { workspaceId: actor.workspaceId, campaignId };
    if (draft.revision > stored.revision)
      throw invalid('revision', `The campaign has no revision ${draft.revision}.`, 'Load it again.');
    const theirs = contentOf(stored);
    const isFresh = draft.revision === stored.revision;
    const base = isFresh ? theirs : await findContent(tx, of, draft.revision);
    const from = base ?? theirs;
    const definition = await storable({ ...needs, db: tx }, actor, draft.definition, from.definition);
    refuseOtherType(stored, definition.delivery_type);
    const yours = asJson({ name: draft.name, tags: eachOnce(draft.tags ?? from.tags), definition });
    const choices = await choose(tx, of, draft.resolve, theirs);
    const { value, clashes } = mergeContents({ base: base ?? UNKNOWN, theirs, yours }, choices);
    const whose = authorsOf(base, isFresh ? [] : await listRevisionsAfter(tx, of, draft.revision));
    if (clashes.length > 0) throw clashError(stored, clashes, whose);
    return write(tx, needs, actor, { stored, theirs, yours, merged: value, whose });
  });
}

interface ToWrite {
  stored: CampaignRecord;
  theirs: CampaignContent;
  yours: CampaignContent;
  merged: CampaignContent;
  whose: Authors;
}

async function write(
  tx: Tx,
  needs: CampaignNeeds,
  actor: Actor,
  { stored, theirs, yours, merged, whose }: ToWrite,
): Promise<SavedDraft> {
  const of = { workspaceId: actor.workspaceId, campaignId: stored.campaignId };
  const now = needs.clock.now();
  const by = { by: actor.name, at: now };
  const changed = changedFields(theirs, merged);
  const others = changedFields(yours, merged);
  const saved = others.map((path) => ({ field: shownField(path), ...whose(path) }));
  if (changed.length === 0 && others.length === 0) return { merged: [], sentRevision: stored.revision };
  await keepBase(tx, of, { ...theirs, revision: stored.revision, by: actor.name, at: stored.updatedAt });
  const sentRevision = stored.revision + 1;
  const revision = others.length > 0 ? sentRevision + 1 : sentRevision;
  if (others.length > 0)
    await insertRevision(tx, of, { ...yours, ...by, revision: sentRevision, sent: true });
  await updateContent(tx, of, merged, { revision, now });
  if (changed.length > 0) {
    await insertRevision(tx, of, { ...merged, ...by, revision, sent: false });
    await noteEdit(tx, needs, actor, { campaignId: of.campaignId, changed });
  }
  return { sentRevision, merged: saved };
}

/** Changes what is stored, whoever changed it last: for what decides itself, such as going back to a version. */
export async function replaceContent(
  tx: Tx,
  actor: Pick<Actor, 'name' | 'workspaceId'>,
  stored: CampaignRecord,
  { change, now }: { change: Partial<CampaignContent>; now: Date },
): Promise<void> {
  const of = { workspaceId: actor.workspaceId, campaignId: stored.campaignId };
  const theirs = contentOf(stored);
  await keepBase(tx, of, { ...theirs, revision: stored.revision, by: actor.name, at: stored.updatedAt });
  const content = asJson({ ...theirs, ...change });
  const revision = stored.revision + 1;
  await updateContent(tx, of, content, { revision, now });
  await insertRevision(tx, of, { ...content, revision, by: actor.name, at: now, sent: false });
}

/** What nobody has changed since it was published has no revision yet that others could have begun with. */
async function keepBase(
  tx: Tx,
  of: OfCampaign,
  base: CampaignContent & { revision: number; by: string; at: Date },
): Promise<void> {
  if ((await findRevision(tx, of, base.revision)) === undefined)
    await insertRevision(tx, of, { ...base, sent: false });
}

/** What runs cannot become something else: its open runs would wait for what never comes. */
function refuseOtherType({ liveType }: CampaignRecord, type: string): void {
  if (liveType !== null && liveType !== type)
    throw invalid(
      'delivery_type',
      `The campaign is published as ${liveType} and stays so.`,
      'Duplicate it for another delivery type.',
    );
}

/** Which decisions hold: of fields that are still as they were when they were shown. */
async function choose(
  tx: Tx,
  of: OfCampaign,
  resolve: DraftToSave['resolve'],
  theirs: CampaignContent,
): Promise<Choices> {
  const seen = resolve && (await findContent(tx, of, resolve.revision));
  if (!resolve || seen === undefined) return new Map();
  const since = changedFields(seen, theirs).map(fieldOf);
  const isAsSeen = (field: string): boolean =>
    since.every((one) => one !== field && !one.startsWith(`${field}.`) && !field.startsWith(`${one}.`));
  return new Map(
    resolve.fields
      .map(({ field, take }) => [storedField(field), take] as const)
      .filter(([field]) => isAsSeen(field)),
  );
}

function clashError({ revision }: CampaignRecord, clashes: Clash[], whose: Authors): AppError {
  const fields = conflictsOf(clashes, whose);
  const names = fields.slice(0, 3).map(({ field }) => field);
  const those = fields.length === 1 ? 'One field was' : `${fields.length} fields were`;
  return new AppError('conflict', `${those} changed by somebody else too: ${names.join(', ')}.`, {
    remedy: 'Decide for each field which of the two it is to be, and save again with `resolve`.',
    conflict: { revision, fields },
  });
}

async function findContent(tx: Tx, of: OfCampaign, revision: number): Promise<CampaignContent | undefined> {
  const found = await findRevision(tx, of, revision);
  return found && contentOf(found);
}
