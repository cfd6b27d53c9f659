// Opens what follows a schedule, and starts the runs of periodic campaigns: each writes the one after it in the same transaction,
// so that a crash leaves both or neither, and the lock on the campaign lets one process do it.
import { openOccurrence } from '../delivery/deliveries.ts';
import { writeAudit } from '../kit/audit.ts';
import type { Tx } from '../kit/db.ts';
import { AppError, conflict, invalid } from '../kit/errors.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { resolveFilter } from '../segments/resolve.ts';
import { getSegment } from '../segments/segments.ts';
import type { CampaignState } from './campaign.contract.ts';
import { judgeLateRuns, type LateRuns, missAll } from './campaign.missed.ts';
import { nextRun, type RunsSoFar } from './campaign.repeat.ts';
import { dueAt } from './campaign.schedule.ts';
import type { NewVersion } from './campaign.start.ts';
import { pauseItself } from './pause-itself.ts';
import {
  type CampaignKey,
  countRuns,
  type DueRun,
  deleteUnstarted,
  findDueRun,
  findProgress,
  insertNextRun,
  MISSED,
  putOffRun,
  readyRun,
  type Unstarted,
} from './run.queries.ts';
import type { Repeat } from './schedule.contract.ts';

/**
 * In the transaction that publishes; the campaign is locked. What is due and not started is replaced, what has started goes on
 * as it was. Refuses (`invalid`) a repeat without a run to come, and (`conflict`) a second run of a one-time campaign.
 * @returns the state the campaign is in from now on
 */
export async function openScheduled(tx: Tx, of: NewVersion): Promise<CampaignState> {
  const { definition, now } = of;
  const { schedule } = definition;
  const replaced = await deleteUnstarted(tx, of);
  const { runs, started, last } = await countRuns(tx, of);
  if (definition.delivery_type === 'one_time' && started > 0)
    throw conflict(
      'A one-time campaign that has begun cannot go out once more.',
      'Duplicate it to change and send it again.',
    );
  const repeats = schedule.kind === 'repeat';
  const at = repeats
    ? nextRun(schedule, { publishedAt: now, runs }, beganAt(replaced, now))
    : dueAt(schedule, now);
  if (at === null)
    throw invalid('schedule.end', `After its ${runs} runs it has none to come.`, 'Let it end later.');
  await openOccurrence(tx, { ...of, occurrence: last + 1, dueAt: at, repeats });
  if (started > 0) return 'active';
  return schedule.kind === 'now' ? 'sending' : 'scheduled';
}

/** A run that is just about to start is not lost because its campaign is published again at this moment. */
const beganAt = (replaced: Unstarted | undefined, now: Date): Date =>
  replaced && !replaced.pausedAt && replaced.dueAt <= now ? new Date(replaced.dueAt.getTime() - 1) : now;

/**
 * Prepares the run whose time has come of a claimed campaign: the row has its audience's filter, and the run after it stands
 * behind it.
 * @returns the run to start; null: none is started now
 */
export async function takeDueRun(tx: Tx, key: CampaignKey, now: Date): Promise<DueRun | null> {
  const run = await findDueRun(tx, key, now);
  if (run === undefined) return null;
  const { runs, last } = await countRuns(tx, key);
  const so = { publishedAt: run.publishedAt, runs };
  const late = judgeLateRuns(repeatOf(run), so, { dueAt: run.dueAt, now });
  if (late.missed) await noteMissed(tx, run, { late, because: 'nothing was running to start it', now });
  if (late.start === null) {
    await putOffRun(tx, run, late.next);
    return null;
  }
  const filter = await findFilter(tx, run, now);
  if (filter === null) return null;
  await readyRun(tx, run, { filter, dueAt: late.start });
  if (late.next !== null) await insertNextRun(tx, run, { occurrence: last + 1, dueAt: late.next });
  return run;
}

/** The state of a campaign that goes on, by what is live of it. */
export async function stateOnResume(tx: Tx, key: CampaignKey): Promise<CampaignState> {
  const { type, started } = await findProgress(tx, key);
  if (type !== 'one_time' && type !== 'periodic') return 'active';
  if (!started) return 'scheduled';
  return type === 'periodic' ? 'active' : 'sending';
}

/** When a campaign goes on after a pause: what was due in it is missed. Before its occurrences are resumed. */
export async function skipPausedRuns(tx: Tx, key: CampaignKey, now: Date): Promise<void> {
  const run = await findDueRun(tx, key, now, 'paused');
  if (run === undefined) return;
  const { runs } = await countRuns(tx, key);
  const so: RunsSoFar = { publishedAt: run.publishedAt, runs };
  const late = missAll(repeatOf(run), so, { dueAt: run.dueAt, now });
  await noteMissed(tx, run, { late, because: 'the campaign was paused', now });
  await putOffRun(tx, run, late.next);
}

function repeatOf({ definition }: DueRun): Repeat {
  if (definition.schedule.kind !== 'repeat') throw new Error('a run that repeats has a schedule that does');
  return definition.schedule;
}

/** Who is in the segment as it is defined now; null: that cannot be said any more, and the campaign has paused itself. */
async function findFilter(tx: Tx, run: DueRun, now: Date): Promise<unknown> {
  try {
    const segmentId = parseId('seg', run.definition.segment_id ?? '');
    const { filter } = await getSegment(tx, run.workspaceId, segmentId);
    return await resolveFilter(tx, run.workspaceId, filter);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await pauseItself(tx, run, `paused: its segment cannot be used any more (${error.message})`, now);
    return null;
  }
}

async function noteMissed(
  tx: Tx,
  { workspaceId, campaignId }: CampaignKey,
  { late, because, now }: { late: LateRuns; because: string; now: Date },
): Promise<void> {
  if (late.missed === null) return;
  const { runs, firstAt, lastAt } = late.missed;
  await writeAudit(tx, {
    workspaceId,
    actor: 'system',
    action: MISSED,
    subject: formatId('cmp', campaignId),
    details: { runs, first_at: firstAt.toISOString(), last_at: lastAt.toISOString(), because },
    at: now,
  });
}
