// Carries what an operator did to an attribute to everybody's values, a range of people a step.
import type { Clock } from '../kit/clock.ts';
import { type Db, type Tx, withTransaction } from '../kit/db.ts';
import type { Worker } from '../kit/worker.ts';
import { TypeConflict } from './attribute.rules.ts';
import { typeOfStored } from './attribute.value.ts';
import {
  beginPass,
  changeRange,
  claimChange,
  finishChange,
  type OpenChange,
  type RangeDone,
  saveProgress,
} from './attribute-change.queries.ts';
import { recordConflicts } from './attribute-conflicts.ts';
import { ATTRIBUTES_WORKER } from './attributes.ts';
import { lockTypes } from './catalogue.ts';

const IDLE_MS = 30_000;

export function createAttributeWorker({ db, clock }: { db: Db; clock: Clock }): Worker {
  return {
    name: ATTRIBUTES_WORKER,
    async step() {
      const found = await withTransaction(db, (tx) => stepChange(tx, clock.now()));
      return found ? 'again' : IDLE_MS;
    },
  };
}

/** One range of the oldest change; false: there is none. The first pass that finds nothing to change ends it. */
async function stepChange(tx: Tx, now: Date): Promise<boolean> {
  const change = await claimChange(tx);
  if (!change) return false;
  const done = await changeRange(tx, change, now);
  if (done.done_to !== null) await saveRange(tx, change, done, now);
  else if (change.changed_in_pass > 0) await beginPass(tx, change);
  else {
    // Nobody is in the midst of writing what refers to the attribute when it goes.
    if (change.kind !== 'convert') await lockTypes(tx, change.workspace_id);
    await finishChange(tx, change);
  }
  return true;
}

async function saveRange(tx: Tx, change: OpenChange, done: RangeDone, now: Date): Promise<void> {
  const { workspace_id: workspaceId, name, type } = change;
  await saveProgress(tx, change, done);
  const conflicts = done.unfit.map((value) => ({
    conflict: new TypeConflict(name, type, { type: typeOfStored(value), value }),
    source: 'conversion' as const,
  }));
  await recordConflicts(tx, workspaceId, conflicts, now);
}
