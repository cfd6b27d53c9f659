// Segments over time: who is in is found anew in turns, who came and who went becomes their events. Every turn is one
// transaction, so that a process may end at any point.
import { addMs, DAY_MS, MINUTE_MS } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import { isConnectionLoss } from '../kit/db-connection.ts';
import { AppError, describeError } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import { recordEvents } from '../profiles/events.ts';
import { isGivenUp } from './counting.ts';
import type { GroupFilter } from './filter.contract.ts';
import { prepareFilter } from './scope.ts';
import { readBroadly, rememberCount } from './segment.queries.ts';
import {
  type ChangeRow,
  deleteChanges,
  deleteCountsBefore,
  dropMembers,
  listChanges,
  lockDueTrack,
  lockProfiles,
  lockRecording,
  moveMembers,
  recordOutcome,
  recordProblem,
  type TrackKey,
} from './track.work.queries.ts';

const AT_MOST_EVERY_MS = MINUTE_MS;
/** A turn is followed by so many times its length without one: finding members takes 5 % of the time. */
const REST = 20;
const TURN_TIMEOUT_MS = MINUTE_MS;
const AFTER_PROBLEM_MS = 20 * MINUTE_MS;
const COUNTS_KEPT_MS = 400 * DAY_MS;
/** Of a segment that is no longer tracked: 10,000 rows are deleted in some 50 ms. */
const DROPPED_AT_ONCE = 10_000;
const CHANGES_AT_ONCE = 1_000;

export type Turn =
  | { kind: 'found'; people: number; entered: number; left: number; tookMs: number }
  | { kind: 'dropped'; members: number }
  /** Somebody else is at it, or was. */
  | { kind: 'nothing' }
  | { kind: 'failed'; problem: string; tookMs: number };

/** Finds who is in this segment now, or drops the members of one that is not tracked any more. */
export async function takeTurn(db: Db, key: TrackKey, now: Date): Promise<Turn> {
  const startedMs = performance.now();
  const tookMs = (): number => performance.now() - startedMs;
  let filter: GroupFilter | null = null;
  let dueAt = now;
  try {
    const turn = await withTransaction(db, async (tx): Promise<Turn> => {
      await readBroadly(tx, TURN_TIMEOUT_MS);
      const track = await lockDueTrack(tx, key, now);
      if (!track) return { kind: 'nothing' };
      dueAt = track.dueAt;
      if (track.filter === null) {
        return { kind: 'dropped', members: await dropMembers(tx, track, DROPPED_AT_ONCE) };
      }
      filter = track.filter;
      const prepared = await prepareFilter(tx, key.workspaceId, filter, { now, reach: 'everybody' });
      const moved = await moveMembers(tx, prepared, track);
      const nextAt = addMs(now, Math.max(AT_MOST_EVERY_MS, REST * tookMs()));
      await recordOutcome(tx, track, { ...moved, now, nextAt });
      await deleteCountsBefore(tx, track, addMs(now, -COUNTS_KEPT_MS));
      return { kind: 'found', ...moved, tookMs: tookMs() };
    });
    // Outside: whoever saves the segment holds its row and wants the track's.
    if (turn.kind === 'found' && filter !== null)
      await rememberCount(db, key.workspaceId, filter, { people: turn.people, at: now });
    return turn;
  } catch (error) {
    if (isConnectionLoss(error) || isDeadlock(error)) throw error;
    const problem = wordsOf(error);
    await recordProblem(db, key, { problem, dueAt, nextAt: addMs(now, AFTER_PROBLEM_MS) });
    return { kind: 'failed', problem, tookMs: tookMs() };
  }
}

/** With somebody who is being merged or erased; the next try finds them gone. */
const isDeadlock = (error: unknown): boolean => (error as { code?: string }).code === '40P01';

function wordsOf(error: unknown): string {
  if (isGivenUp(error)) return `Finding these people takes longer than ${TURN_TIMEOUT_MS / 1000} seconds.`;
  return error instanceof AppError ? error.message : describeError(error).slice(0, 300);
}

/**
 * Gives some of those who entered or left a segment their event: segment_entered or segment_left, {segment_id, segment_name}.
 * The note and the event change places in one transaction: each becomes one event, whenever a process ends.
 * @returns how many notes were looked at; 0: there are none.
 */
export function recordChanges(db: Db): Promise<number> {
  return withTransaction(db, async (tx) => {
    if (!(await lockRecording(tx))) return 0;
    const changes = await listChanges(tx, CHANGES_AT_ONCE);
    const [first] = changes;
    if (!first) return 0;
    const { workspaceId } = first;
    const there = await lockProfiles(tx, workspaceId, [...new Set(changes.map((one) => one.personId))]);
    const mine = changes.map(({ changeId, profileId, personId }) => ({ changeId, profileId, personId }));
    const gone = await deleteChanges(tx, workspaceId, mine);
    const due = changes.filter(({ changeId, personId }) => gone.has(changeId) && there.has(personId));
    await recordEvents(tx, workspaceId, due.flatMap(toEvent));
    return changes.length;
  });
}

/** None for a segment that was deleted since. */
function toEvent({ personId, segmentId, segmentName, entered, at }: ChangeRow) {
  if (segmentName === null) return [];
  return [
    {
      profileId: personId,
      name: entered ? 'segment_entered' : 'segment_left',
      occurredAt: at,
      source: 'talaria' as const,
      pageId: null,
      dedupeKey: null,
      attributes: { segment_id: formatId('seg', segmentId), segment_name: segmentName },
    },
  ];
}
