// Carries an undo on: one transaction a batch, each with its counts, so that it goes on where a process ended.
import { withTransaction } from '../kit/db.ts';
import { lockAudience, lockCustomers } from '../profiles/people-lock.ts';
import { NO_COUNTS } from './import.contract.ts';
import type { JobEnd, JobNeeds, Turn } from './import.job.ts';
import { endJob, type ImportRow, moveOn } from './import.queries.ts';
import { removeCreated, removeEvents, restoreChanged } from './undo.queries.ts';

export async function runUndo(needs: JobNeeds, job: ImportRow, turn: Turn): Promise<JobEnd> {
  const until = performance.now() + turn.turnMs;
  let counts = { ...NO_COUNTS, ...job.counts };
  for (;;) {
    const next = await withTransaction(needs.db, async (tx) => {
      // Nobody writes an event or a delivery for somebody who is going, or merges them.
      await lockCustomers(tx, job.workspaceId, 'exclusive');
      await lockAudience(tx, job.workspaceId, 'exclusive');
      const now = needs.clock.now();
      const undone =
        job.kind === 'events'
          ? await removeEvents(tx, job)
          : ((await removeCreated(tx, job)) ?? (await restoreChanged(tx, job, now)));
      if (!undone) return undefined;
      const sum = {
        ...counts,
        removed: counts.removed + undone.removed,
        restored: counts.restored + undone.restored,
        kept: counts.kept + undone.kept,
      };
      await moveOn(tx, job, { counts: sum }, turn.leaseMs);
      return sum;
    });
    if (!next) break;
    counts = next;
    if (turn.signal.aborted || performance.now() > until) return 'left';
  }
  await endJob(needs.db, job, { state: 'undone', endedAt: needs.clock.now() });
  return 'finished';
}
