// A merge was wrong: the profile that went comes back under its old id with what was its own. What happened since stays with
// who remained. (docs/identity.md)
import { sql } from 'kysely';
import { addMs, DAY_MS } from '../kit/clock.ts';
import { type Db, execute, jsonb, many, maybeOne, type Tx } from '../kit/db.ts';
import { AppError, conflict, notFound } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import type { Moved } from './merge.moves.ts';
import { keepFitting, restoreProfile, returnRows } from './merge.restore.ts';
import { lockAudience, lockCustomers, lockPsids } from './people-lock.ts';

/** So long a merge can be undone; then its snapshot goes. */
export const UNDO_DAYS = 30;

export interface Snapshot {
  customer_id: string | null;
  attributes: Record<string, unknown>;
  created_at: string;
}

export interface KeptMerge {
  fromId: number;
  /** Whom it was merged with. */
  directIntoId: number | null;
  /** Who remains by now. */
  intoId: number;
  mergedAt: Date;
  snapshot: Snapshot | null;
  moved: Moved | null;
}

/** When a merge of this instant can be undone no more. */
export const undoableUntil = (mergedAt: Date): Date => addMs(mergedAt, UNDO_DAYS * DAY_MS);

/**
 * Undoes the merge in which `fromId` went. Refuses `not_found` when there was none (or one of them was erased), `conflict`
 * with the reason when it cannot be undone. Call it first in a transaction.
 * @returns who remained.
 */
export async function undoMerge(
  tx: Tx,
  workspaceId: string,
  { fromId, actor, now }: { fromId: number; actor: string; now: Date },
): Promise<number> {
  await lockCustomers(tx, workspaceId, 'exclusive');
  const merge = await lockMerge(tx, workspaceId, fromId);
  if (!merge) throw notFound(`merge of person ${formatId('prf', fromId)}`);
  const { intoId } = merge;
  const { snapshot, moved } = checkUndoable(merge, now);
  const attributes = await keepFitting(tx, workspaceId, snapshot.attributes);
  await lockReturning(tx, workspaceId, merge.intoId, moved);
  await lockAudience(tx, workspaceId, 'exclusive');
  await restoreProfile(tx, workspaceId, { fromId, intoId, snapshot: { ...snapshot, attributes }, now });
  await returnRows(tx, workspaceId, { fromId, intoId, moved, now });
  await execute(
    tx,
    sql`delete from profile_merges where workspace_id = ${workspaceId} and from_profile_id = ${fromId}`,
  );
  await execute(
    tx,
    sql`update profile_merges set into_profile_id = ${fromId}
         where workspace_id = ${workspaceId} and from_profile_id = any(${moved.merges}::bigint[])`,
  );
  await execute(
    tx,
    sql`insert into audit (workspace_id, at, actor, action, subject, details)
        values (${workspaceId}, ${now}, ${actor}, 'person.merge_undone', ${formatId('prf', intoId)},
                ${jsonb({ restored: formatId('prf', fromId) })})`,
  );
  return intoId;
}

const lockMerge = (tx: Tx, workspaceId: string, fromId: number): Promise<KeptMerge | undefined> =>
  maybeOne(
    tx,
    sql<KeptMerge>`
      select from_profile_id as "fromId", direct_into_id as "directIntoId", into_profile_id as "intoId",
             merged_at as "mergedAt", snapshot, moved
        from profile_merges where workspace_id = ${workspaceId} and from_profile_id = ${fromId} for update`,
  );

const NO_UNDO = 'Save the person as a customer of their own; what they do from now on is theirs.';

/** What an undo needs of a merge, or why it is refused. */
export function checkUndoable(merge: KeptMerge, now: Date): { snapshot: Snapshot; moved: Moved } {
  const { snapshot, moved, directIntoId, intoId } = merge;
  if (moved === null && now < undoableUntil(merge.mergedAt))
    throw conflict('This merge was made by a version that did not keep what moved.', NO_UNDO);
  if (snapshot === null || moved === null || now >= undoableUntil(merge.mergedAt))
    throw conflict(
      `A merge can be undone for ${UNDO_DAYS} days, and this one is from ${merge.mergedAt.toISOString().slice(0, 10)}.`,
      NO_UNDO,
    );
  if (directIntoId !== intoId)
    throw conflict(
      `It was merged into ${formatId('prf', directIntoId ?? intoId)}, which itself was merged into ${formatId('prf', intoId)} later.`,
      `Undo the merge of ${formatId('prf', directIntoId ?? intoId)} first.`,
    );
  return { snapshot, moved };
}

/** Takes the PSIDs that go back and the remaining profile. A PSID that is somebody else's by now stays theirs: refused. */
async function lockReturning(tx: Tx, workspaceId: string, intoId: number, moved: Moved): Promise<void> {
  const pages = moved.identities.map(([pageId]) => pageId);
  const psids = moved.identities.map(([, psid]) => psid);
  await lockPsids(tx, workspaceId, psids);
  const identities = await many<{ psid: string; profile_id: number }>(
    tx,
    sql`select i.psid, i.profile_id
          from unnest(${pages}::text[], ${psids}::text[]) as m (page_id, psid) join identities i using (page_id, psid)
         where i.workspace_id = ${workspaceId} order by i.page_id, i.psid for no key update of i`,
  );
  const elsewhere = identities.find((identity) => identity.profile_id !== intoId);
  if (elsewhere)
    throw conflict(
      `The PSID ${elsewhere.psid} belongs to ${formatId('prf', elsewhere.profile_id)} by now.`,
      'Decide whose it is there; until then the merge stands.',
    );
  const into = await maybeOne(
    tx,
    sql`select from profiles where workspace_id = ${workspaceId} and profile_id = ${intoId} for update`,
  );
  if (!into)
    throw new AppError('conflict', 'Who remained was merged at this moment.', { remedy: 'Try again.' });
}

/** Forgets what undoing merges would need once they are too old for it; returns how many. At most 1,000 a call. */
export const thinMerges = (db: Db, now: Date): Promise<number> =>
  execute(
    db,
    sql`update profile_merges set snapshot = null, moved = null
         where (workspace_id, from_profile_id) in (
           select workspace_id, from_profile_id from profile_merges
            where snapshot is not null and merged_at < ${addMs(now, -UNDO_DAYS * DAY_MS)}
            order by merged_at limit 1000 for update skip locked)`,
  );
