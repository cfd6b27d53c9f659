// Segments: named filters over people, saved, counted and described. Open to other domains.

import { type Db, type Tx, withTransaction } from '../kit/db.ts';
import { AppError, conflict, notFound } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import { nameOf } from '../profiles/person.view.ts';
import type { GroupFilter } from './filter.contract.ts';
import {
  type Counts,
  countPeople,
  deleteSegmentRow,
  findCampaignsUsing,
  findSegment,
  insertSegment,
  limitStatements,
  type Question,
  type SegmentInput,
  type SegmentRow,
  samplePeople,
  selectSegments,
  updateSegmentRow,
} from './segment.queries.ts';

export { describeFilter } from './sentence.ts';
export type { Counts, Question, SegmentRow };

/** More segments than this in a workspace are refused. */
const MAX_SEGMENTS = 1000;
const SAMPLE_SIZE = 10;
/** A live count that takes longer is given up: the person waits for it, and the database has others to serve. */
const COUNT_TIMEOUT_MS = 15_000;

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

/** Returns the new segment's id. Refuses (conflict) a name that is taken. */
export async function createSegment(db: Db, workspaceId: string, input: SegmentInput): Promise<number> {
  const row = await namingConflict(input.name, () => insertSegment(db, workspaceId, input, MAX_SEGMENTS));
  if (!row) throw conflict(`There are ${MAX_SEGMENTS} segments already.`, 'Delete one that is not used.');
  return row.segmentId;
}

/** What was published with it keeps the filter of that day. Refuses (conflict) a name that is taken. */
export async function updateSegment(
  db: Db,
  workspaceId: string,
  id: number,
  change: SegmentInput,
): Promise<SegmentRow> {
  const row = await namingConflict(change.name, () => updateSegmentRow(db, workspaceId, id, change));
  if (!row) throw missing(id);
  return row;
}

/** Refuses (conflict) while a campaign that has not ended uses it. */
export function deleteSegment(db: Db, workspaceId: string, id: number): Promise<void> {
  return withTransaction(db, async (tx) => {
    const [campaign, ...others] = await findCampaignsUsing(tx, workspaceId, formatId('seg', id));
    if (campaign !== undefined) {
      const more = others.length > 0 ? ' and others use' : ' uses';
      throw conflict(
        `The campaign “${campaign}”${more} this segment.`,
        'Choose another segment there, or delete the draft, first.',
      );
    }
    if ((await deleteSegmentRow(tx, workspaceId, id)) === 0) throw missing(id);
  });
}

/** Counts who matches. Refuses (unavailable) when that takes longer than `timeoutMs`. */
export const countSegment = (
  db: Db,
  workspaceId: string,
  question: Question,
  timeoutMs: number = COUNT_TIMEOUT_MS,
): Promise<Counts> => withinTime(db, timeoutMs, (tx) => countPeople(tx, workspaceId, question));

export interface Preview extends Counts {
  /** At most ten, newest first. */
  sample: { profileId: number; customerId: string | null; name: string | null; psId: string | null }[];
}

/** Counts and a sample of who would be in, without saving anything. Bounded like `countSegment`. */
export const previewSegment = (db: Db, workspaceId: string, question: Question): Promise<Preview> =>
  withinTime(db, COUNT_TIMEOUT_MS, async (tx) => {
    const counts = await countPeople(tx, workspaceId, question);
    const rows = counts.people === 0 ? [] : await samplePeople(tx, workspaceId, question, SAMPLE_SIZE);
    const sample = rows.map(({ profileId, customerId, attributes }) => ({
      profileId,
      customerId,
      name: nameOf(attributes),
      psId: typeof attributes['ps_id'] === 'string' ? attributes['ps_id'] : null,
    }));
    return { ...counts, sample };
  });

/** Each statement of `ask` may take `timeoutMs`; then it is given up, and refused (unavailable) with a remedy. */
export async function withinTime<T>(db: Db, timeoutMs: number, ask: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await withTransaction(db, async (tx) => {
      await limitStatements(tx, timeoutMs);
      return ask(tx);
    });
  } catch (error) {
    if ((error as { code?: string }).code !== QUERY_CANCELED) throw error;
    throw new AppError(
      'unavailable',
      `Counting these people takes longer than ${timeoutMs / 1000} seconds and was given up.`,
      {
        remedy: 'Narrow the filter: fewer events, a shorter period, or one attribute that must be equal.',
        cause: error,
      },
    );
  }
}

const QUERY_CANCELED = '57014';
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
