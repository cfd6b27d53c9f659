// Carries an undo on: one transaction a batch, each with its counts, so that it goes on where a process ended.
import { type Tx, withTransaction } from '../kit/db.ts';
import { lockCustomers } from '../profiles/people-lock.ts';
import { NO_COUNTS } from './import.contract.ts';
import type { JobEnd, JobNeeds, Turn } from './import.job.ts';
import { endJob, type ImportRow, moveOn } from './import.queries.ts';
import { removeCreated, removeEvents, restoreChanged, type Undone } from './undo.queries.ts';

export async function runUndo(needs: JobNeeds, job: ImportRow, turn: Turn): Promise<JobEnd> {
  const until = performance.now() + turn.turnMs;
  let counts = { ...NO_COUNTS, ...job.counts };
  let { line } = job;
  for (;;) {
    const next = await withTransaction(needs.db, async (tx) => {
      // Nobody writes an event for somebody who is going.
      await lockCustomers(tx, job.workspaceId, 'exclusive');
      const now = needs.clock.now();
      const step = job.kind === 'events' ? await removeEvents(tx, job, line) : await undoPeople(tx, job, now);
      if (!step) return undefined;
      const { undone } = step;
      const sum = {
        ...counts,
        removed: counts.removed + undone.removed,
        restored: counts.restored + undone.restored,
        kept: counts.kept + undone.kept,
      };
      await moveOn(tx, job, { counts: sum, line: step.line }, turn.leaseMs);
      return { counts: sum, line: step.line };
    });
    if (!next) break;
    ({ counts, line } = next);
    if (turn.signal.aborted || performance.now() > until) return 'left';
  }
  await endJob(needs.db, job, { state: 'undone', endedAt: needs.clock.now() });
  return 'finished';
}

async function undoPeople(
  tx: Tx,
  job: ImportRow,
  now: Date,
): Promise<{ undone: Undone; line: number } | undefined> {
  const undone = (await removeCreated(tx, job)) ?? (await restoreChanged(tx, job, now));
  return undone && { undone, line: job.line };
}
