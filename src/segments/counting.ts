// How many are in, exactly: for previews, for campaigns, for whoever only needs the number. Open to other domains.
import { type Db, type Tx, withTransaction } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { rememberFor } from '../kit/remember-for.ts';
import type { GroupFilter } from './filter.contract.ts';
import { listPeopleIn, type Member } from './members.ts';
import { type Counts, countEverybody, countIn, countPeople } from './people.queries.ts';
import { prepareFilter } from './scope.ts';
import { readBroadly, rememberCount } from './segment.queries.ts';

export type { Counts };

/** A live count that takes longer is given up: the person waits for it, and the database has others to serve. */
const COUNT_TIMEOUT_MS = 15_000;
const SAMPLE_SIZE = 10;
/** How old the number of all people of a workspace may be: counting a million takes longer than a narrow segment. */
const TOTAL_KEPT_MS = 10_000;
const MAX_TOTALS = 1_000;

export interface Question {
  filter: GroupFilter;
  /** null: any Page, or just a ps_id. */
  pageId: string | null;
  now: Date;
}

/** Exactly how many match. Refuses like `prepareFilter`, and (unavailable) when that takes longer than 15 seconds. */
export function countMatching(db: Db, workspaceId: string, filter: GroupFilter, now: Date): Promise<number> {
  return withinTime(db, COUNT_TIMEOUT_MS, async (tx) =>
    countIn(tx, await prepareFilter(tx, workspaceId, filter, { now, reach: 'everybody' })),
  );
}

/** Counts who matches and how they stand. Refuses (unavailable) when that takes longer than `timeoutMs`. */
export function countSegment(
  db: Db,
  workspaceId: string,
  { filter, pageId, now }: Question,
  timeoutMs: number = COUNT_TIMEOUT_MS,
): Promise<Counts> {
  return withinTime(db, timeoutMs, async (tx) =>
    countPeople(tx, await prepareFilter(tx, workspaceId, filter, { now, reach: 'everybody' }), pageId),
  );
}

export interface Preview extends Counts {
  /** At most ten, newest first. */
  sample: Member[];
}

/**
 * Counts, and a sample of who would be in. Bounded like `countSegment`. What it counted is remembered of the segments that
 * are saved with this filter.
 */
export async function previewSegment(db: Db, workspaceId: string, question: Question): Promise<Preview> {
  const { filter, now } = question;
  const counts = await countSegment(db, workspaceId, question);
  await rememberCount(db, workspaceId, filter, { people: counts.people, at: now });
  const page = { now, beforeId: null, limit: SAMPLE_SIZE };
  const sample = counts.people === 0 ? [] : await listWithinTime(db, workspaceId, filter, page);
  return { ...counts, sample };
}

/** A page of who is in, bounded like `countSegment`. */
export const listWithinTime = (
  ...[db, workspaceId, filter, page]: Parameters<typeof listPeopleIn>
): Promise<Member[]> => withinTime(db, COUNT_TIMEOUT_MS, (tx) => listPeopleIn(tx, workspaceId, filter, page));

/** All people of a workspace, as of some seconds ago. One per process. */
export function createTotals(db: Db): (workspaceId: string) => Promise<number> {
  const totals = new Map<string, () => Promise<number>>();
  return (workspaceId) => {
    const known =
      totals.get(workspaceId) ?? rememberFor(() => countEverybody(db, workspaceId), TOTAL_KEPT_MS);
    totals.set(workspaceId, known);
    const [oldest] = totals.keys();
    if (totals.size > MAX_TOTALS && oldest !== undefined) totals.delete(oldest);
    return known();
  };
}

/** Each statement of `ask` may take `timeoutMs`; then it is given up, and refused (unavailable) with a remedy. */
export async function withinTime<T>(db: Db, timeoutMs: number, ask: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await withTransaction(db, async (tx) => {
      await readBroadly(tx, timeoutMs);
      return ask(tx);
    });
  } catch (error) {
    if (!isGivenUp(error)) throw error;
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

/** The statement ran into its time limit. */
export const isGivenUp = (error: unknown): boolean => (error as { code?: string }).code === '57014';
