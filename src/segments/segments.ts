// Segments: named filters over people, saved and kept consistent with each other. Open to other domains.
import { type Db, type Tx, withTransaction } from '../kit/db.ts';
import { AppError, conflict, notFound } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import { notify } from '../kit/wake.ts';
import { ATTRIBUTE_INDEX_WORKER } from './attribute-index.workers.ts';
import type { GroupFilter } from './filter.contract.ts';
import { resolveFilter } from './resolve.ts';
import {
  deleteSegmentRow,
  findSegment,
  insertSegment,
  lockSegments,
  type SegmentInput,
  type SegmentRow,
  selectSegments,
  updateSegmentRow,
} from './segment.queries.ts';
import { listUses, refuseUnfit, refuseUnknown } from './segment.uses.ts';
import { dropCounts, startTracking } from './track.queries.ts';
import { findWaiting, setTracked } from './track.uses.ts';

export type { SegmentInput, SegmentRow };

/** More segments than this in a workspace are refused. */
const MAX_SEGMENTS = 1000;

export interface Segment {
  id: number;
  name: string;
  filter: GroupFilter;
}

/** Newest first; all of them, there are at most 1,000. */
export const listSegments = (db: Db, workspaceId: string): Promise<SegmentRow[]> =>
  selectSegments(db, workspaceId, MAX_SEGMENTS);

/** Refuses with not_found. */
export async function getSegmentRow(db: Db, workspaceId: string, id: number): Promise<SegmentRow> {
  const row = await findSegment(db, workspaceId, id);
  if (!row) throw missing(id);
  return row;
}

/** The segment as other domains need it. Refuses with not_found. */
export async function getSegment(db: Db, workspaceId: string, id: number): Promise<Segment> {
  const { name, filter } = await getSegmentRow(db, workspaceId, id);
  return { id, name, filter };
}

/**
 * Returns the new segment's id. Refuses a name that is taken (conflict), and a filter that names what is not there
 * (invalid) or comes to too much with the segments it is made of (conflict).
 */
export function createSegment(db: Db, workspaceId: string, input: SegmentInput): Promise<number> {
  return withTransaction(db, async (tx) => {
    await lockSegments(tx, workspaceId);
    await refuseUnknown(tx, workspaceId, input.filter);
    await refuseUnfit(tx, workspaceId, input.filter);
    await resolveFilter(tx, workspaceId, input.filter);
    const row = await namingConflict(input.name, () => insertSegment(tx, workspaceId, input, MAX_SEGMENTS));
    if (!row) throw conflict(`There are ${MAX_SEGMENTS} segments already.`, 'Delete one that is not used.');
    if (input.trackedFrom) await startTracking(tx, workspaceId, row.segmentId, input.trackedFrom);
    await notify(tx, ATTRIBUTE_INDEX_WORKER);
    return row.segmentId;
  });
}

/**
 * Who is in is kept from now on, or still is: a campaign waits for who enters or leaves it. Refuses with not_found; call it
 * in the transaction that makes the campaign wait.
 */
export async function keepTracked(tx: Tx, workspaceId: string, id: number, now: Date): Promise<void> {
  await lockSegments(tx, workspaceId);
  if ((await getSegmentRow(tx, workspaceId, id)).tracked) return;
  await setTracked(tx, workspaceId, id);
  await startTracking(tx, workspaceId, id, now);
}

/**
 * What was published with it keeps the filter of that day; segments made of it follow. Refuses like `createSegment`, and
 * (conflict) a segment that would contain itself, or is not to be tracked any more while a campaign waits for who enters or
 * leaves it.
 */
export function updateSegment(
  db: Db,
  workspaceId: string,
  id: number,
  change: SegmentInput,
): Promise<SegmentRow> {
  return withTransaction(db, async (tx) => {
    await lockSegments(tx, workspaceId);
    if (!(await findSegment(tx, workspaceId, id))) throw missing(id);
    await refuseUnknown(tx, workspaceId, change.filter);
    await refuseUnfit(tx, workspaceId, change.filter);
    await resolveFilter(tx, workspaceId, change.filter, { id, name: change.name });
    if (!change.trackedFrom) await refuseWhileWaiting(tx, workspaceId, id);
    const row = await namingConflict(change.name, () => updateSegmentRow(tx, workspaceId, id, change));
    if (!row) throw missing(id);
    if (change.trackedFrom) await startTracking(tx, workspaceId, id, change.trackedFrom);
    await notify(tx, ATTRIBUTE_INDEX_WORKER);
    return row;
  });
}

async function refuseWhileWaiting(tx: Tx, workspaceId: string, id: number): Promise<void> {
  const campaign = await findWaiting(tx, workspaceId, id);
  if (!campaign) return;
  throw new AppError('conflict', `The campaign “${campaign}” waits for who enters or leaves this segment.`, {
    field: 'tracked',
    remedy: 'Stop the campaign first, or go on tracking the segment.',
  });
}

/** Refuses (conflict) while a campaign that has not ended, or another segment, uses it. */
export function deleteSegment(db: Db, workspaceId: string, id: number): Promise<void> {
  return withTransaction(db, async (tx) => {
    await lockSegments(tx, workspaceId);
    const publicId = formatId('seg', id);
    const [use, ...others] = (await listUses(tx, workspaceId, [publicId])).get(publicId) ?? [];
    if (use) {
      const more = others.length > 0 ? ' and others use' : ' uses';
      const remedy =
        use.kind === 'campaign'
          ? 'Choose another segment there, or delete the draft, first.'
          : 'Take it out of the other segment first.';
      throw conflict(`The ${use.kind} “${use.name}”${more} this segment.`, remedy);
    }
    if ((await deleteSegmentRow(tx, workspaceId, id)) === 0) throw missing(id);
    await dropCounts(tx, workspaceId, id);
  });
}

const UNIQUE_VIOLATION = '23505';

async function namingConflict<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    throw new AppError('conflict', `There is a segment named “${name}” already.`, {
      field: 'name',
      remedy: 'Give it another name.',
      cause: error,
    });
  }
}

const missing = (id: number): AppError => notFound(`segment ${formatId('seg', id)}`);
