// Chooses the winners of experiments when their time has come, each in a transaction of its own with a line in the audit.
import { laneTopic } from '../delivery/lane.queries.ts';
import { writeAudit } from '../kit/audit.ts';
import type { Clock } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import { formatId } from '../kit/ids.ts';
import { notify } from '../kit/wake.ts';
import type { Worker } from '../kit/worker.ts';
import { countVariants, lockUndecided, writeWinner } from './winner.queries.ts';
import { decideWinner } from './winner.ts';

const LOOK_AGAIN_MS = 1_000;

export function createWinnerWorker(needs: { db: Db; clock: Clock }): Worker {
  return {
    name: 'campaigns.winner',
    async step() {
      return (await chooseNext(needs.db, needs.clock.now())) ? 'again' : LOOK_AGAIN_MS;
    },
  };
}

/** false: no run waits for it now. */
async function chooseNext(db: Db, now: Date): Promise<boolean> {
  return withTransaction(db, async (tx) => {
    const run = await lockUndecided(tx, now);
    const metric = run?.experiment.winner?.metric;
    if (!run || !metric) return false;
    const { workspaceId, campaignId, occurrence, laneId, experiment } = run;
    const decision = decideWinner(await countVariants(tx, run, metric));
    await writeWinner(tx, run, { ...decision, metric, at: now.toISOString() });
    await writeAudit(tx, {
      workspaceId,
      actor: 'system',
      action: 'campaign.winner_chosen',
      subject: formatId('cmp', campaignId),
      details: { occurrence, variant: experiment.variants[decision.winner]?.name, ...decision, metric },
      at: now,
    });
    await notify(tx, laneTopic({ workspaceId, laneId }));
    return true;
  });
}
