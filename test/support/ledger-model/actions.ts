// From a step to what it does. Here the steps of lanes and campaigns; those of calls and of evidence have files of their own.
// Part of the model test.
import { sql } from 'kysely';
import { pauseOccurrences, resumeOccurrences, stopOccurrences } from '../../../src/delivery/deliveries.ts';
import { createRunning, listDueDeliveries } from '../../../src/delivery/due.queries.ts';
import { skipExited } from '../../../src/delivery/exit.queries.ts';
import { acquireLane, recoverBegun, releaseLane, renewLane } from '../../../src/delivery/lane.queries.ts';
import { applyReceipts, releaseHeld } from '../../../src/delivery/receipts.ts';
import { retryFailed } from '../../../src/delivery/retry-failed.ts';
import { expireHeld, finishOccurrences, skipStopped } from '../../../src/delivery/waiting.queries.ts';
import { execute, type Tx } from '../../../src/kit/db.ts';
import { recordConsents, skipOptedOut } from '../../../src/profiles/consent.ts';
import { joinDeliveries } from '../../../src/profiles/merge.deliveries.ts';
import { type Action, applyWebhook, holderOf, inTransaction } from './action.ts';
import { callAction } from './call-actions.ts';
import { evidenceAction } from './evidence-actions.ts';
import type { Model, Run } from './model.ts';
import * as rules from './rules.ts';
import type { SingleStep } from './steps.ts';
import { PAGE, psidOf, type World } from './world.ts';

const LEASE_MS = 3_600_000;

/** null: the step means nothing now. */
export function actionOf(world: World, model: Model, step: SingleStep): Action | null {
  return (
    laneAction(world, model, step) ??
    campaignAction(world, model, step) ??
    callAction(world, model, step) ??
    evidenceAction(world, model, step)
  );
}

function laneAction(world: World, model: Model, step: SingleStep): Action | null {
  const { db, lane } = world;
  if (step.do === 'expire_lease')
    return {
      by: [],
      run: () =>
        execute(
          db,
          sql`update lanes set leased_until = now() - interval '1 s'
               where workspace_id = ${lane.workspaceId} and leased_until is not null`,
        ),
      apply: (now) => Object.assign(now.lane, { leased: false }),
    };
  if (!('worker' in step)) return null;
  const { worker } = step;
  const { fence } = holderOf(model, worker);
  switch (step.do) {
    case 'take':
      return {
        by: ['recoverBegun'],
        run: () =>
          acquireLane(db, lane, `worker ${worker}`, { ms: LEASE_MS, graceMs: 0, now: world.startAt }),
        apply(now) {
          if (now.lane.leased) return;
          Object.assign(now.lane, { fence: now.lane.fence + 1, leased: true });
          holderOf(now, worker).fence = now.lane.fence; // what it read under an earlier one may be stale
          rules.recover(now, now.lane.fence);
        },
      };
    case 'renew':
      return {
        by: [],
        alone: true, // beside a lease that runs out either answer is right
        run: () => renewLane(db, lane, { fence, leaseMs: LEASE_MS, pace: null }),
        apply: () => {},
        check: (now, renewed) =>
          (renewed !== null) === (now.lane.leased && now.lane.fence === fence)
            ? null
            : 'a lost lane was kept',
      };
    case 'release':
      return {
        by: [],
        run: () => releaseLane(db, lane, fence),
        apply(now) {
          if (now.lane.fence === fence) now.lane.leased = false;
        },
      };
    case 'recover':
      return {
        by: ['recoverBegun'],
        run: () => recoverBegun(db, lane, { fence, graceMs: 0, now: world.startAt }),
        apply: (now) => rules.recover(now, fence),
      };
    case 'crash':
      return {
        by: [],
        apply(now) {
          const { life } = holderOf(now, worker);
          Object.assign(holderOf(now, worker), { fence: 0, life: life + 1, read: new Map(), question: null });
        },
      };
    case 'read':
      return readAction(world, worker);
    default:
      return null;
  }
}

/** What one holder would read of all that runs: nothing is marked by it. */
function readAction(world: World, worker: number): Action {
  const { db, lane } = world;
  return {
    by: [],
    alone: true,
    async run() {
      const read: [number, number][] = [];
      const runs = await createRunning(db, lane)();
      const from = runs.map((run) => ({ ...run, after: null, limit: 100 }));
      for (const due of await listDueDeliveries(db, lane.workspaceId, { from, now: world.afterHoldAt }))
        read.push([due.deliveryId, due.attempts + 1]);
      return JSON.stringify(read.sort(([a], [b]) => a - b));
    },
    apply(now) {
      const runs = (row: { campaign: number }): boolean => isRunning(now.runs[row.campaign]);
      const due = now.rows.filter((row) => row.state === 'pending' && runs(row));
      holderOf(now, worker).read = new Map(due.map((row) => [row.id, row.attempts + 1]));
    },
    check: (now, read) =>
      read === JSON.stringify([...holderOf(now, worker).read]) ? null : `read ${String(read)}`,
  };
}

const isRunning = (run: Run | undefined): boolean => run?.state === 'sending' && !run.paused;

function campaignAction(world: World, model: Model, step: SingleStep): Action | null {
  const { db, lane } = world;
  switch (step.do) {
    case 'expire_held':
      return {
        by: ['expireHeld'],
        run: () => expireHeld(db, lane, world.afterHoldAt),
        apply: rules.expireHeld,
      };
    case 'skip_stopped':
      return {
        by: ['skipStopped'],
        run: () => skipStopped(db, lane, world.laterAt),
        apply: rules.skipStopped,
      };
    case 'finish':
      return {
        by: [],
        run: () => finishOccurrences(db, lane, world.laterAt),
        apply: rules.finish,
        skipsLocked: true,
      };
    case 'opt_out':
      return optOutAction(world, step.person);
    case 'exit':
      return exitAction(world, step.campaign);
    case 'write':
    case 'receipt':
      return personAction(world, step);
    case 'merge':
      return {
        by: ['joinDeliveries'],
        run: () =>
          inTransaction(world, (tx) => {
            const [intoId = 0, fromId = 0] = world.profileIds;
            return joinDeliveries(tx, lane.workspaceId, [{ fromId, intoId }], world.laterAt);
          }),
        apply: (now) => rules.merge(now, 1, 0),
      };
    case 'pause':
    case 'resume':
    case 'stop':
    case 'send_again':
      return operatorAction(world, model, step);
    default:
      return null;
  }
}

function operatorAction(
  world: World,
  model: Model,
  step: { do: 'pause' | 'resume' | 'stop' | 'send_again'; campaign: number },
): Action | null {
  const { workspaceId } = world.lane;
  const campaignId = world.campaignIds[step.campaign] ?? 0;
  const run = model.runs[step.campaign];
  const change = (to: Partial<Run>, work: (tx: Tx) => Promise<void>): Action => ({
    by: [],
    run: () => inTransaction(world, work),
    apply(now) {
      const its = now.runs[step.campaign];
      if (its?.state === 'sending') Object.assign(its, to);
    },
  });
  switch (step.do) {
    case 'pause': {
      const because = { because: 'paused', now: world.laterAt };
      return change({ paused: true }, (tx) => pauseOccurrences(tx, workspaceId, campaignId, because));
    }
    case 'resume':
      return change({ paused: false }, (tx) => resumeOccurrences(tx, workspaceId, campaignId));
    case 'stop':
      return change({ paused: false, state: 'stopped' }, (tx) =>
        stopOccurrences(tx, workspaceId, campaignId),
      );
    case 'send_again':
      if (run?.state === 'stopped' || run?.paused) return null; // the campaign refuses
      return {
        by: ['sendAgain'],
        run: () => inTransaction(world, (tx) => retryFailed(tx, { workspaceId, campaignId }, world.laterAt)),
        apply: (now) => rules.sendAgain(now, step.campaign),
      };
  }
}

function personAction(
  world: World,
  step: { do: 'write'; person: number } | { do: 'receipt'; person: number; kind: 'delivered' | 'read' },
): Action {
  const { lane, laterAt } = world;
  const who = { pageId: PAGE, psid: psidOf(step.person) };
  if (step.do === 'write')
    return {
      by: ['releaseHeld'],
      run: () =>
        applyWebhook(world, [step.person], async (tx) => {
          await execute(
            tx,
            sql`update identities set last_user_action_at = ${laterAt}
                 where workspace_id = ${lane.workspaceId} and psid = ${who.psid}`,
          );
          await releaseHeld(tx, lane.workspaceId, [who], laterAt);
        }),
      apply: (now) => rules.releaseHeld(now, step.person),
    };
  const column = step.kind === 'read' ? sql`last_read_at` : sql`last_delivered_at`;
  const receipt = { ...who, watermarkAt: world.afterHoldAt };
  const receipts =
    step.kind === 'read'
      ? { echoes: [], deliveries: [], reads: [receipt] }
      : { echoes: [], deliveries: [{ ...receipt, mids: [] }], reads: [] };
  return {
    by: [],
    run: () =>
      applyWebhook(world, [step.person], async (tx) => {
        await execute(
          tx,
          sql`update identities set ${column} = ${receipt.watermarkAt}
               where workspace_id = ${lane.workspaceId} and psid = ${who.psid}`,
        );
        await applyReceipts(tx, lane.workspaceId, receipts, world.laterAt);
      }),
    apply: (now) => rules.receipt(now, step.person, step.kind),
  };
}

function optOutAction(world: World, person: number): Action {
  const { lane, laterAt } = world;
  const who = { pageId: PAGE, psid: psidOf(person) };
  const stop = { says: 'no', source: 'message', words: 'STOP', at: laterAt } as const;
  return {
    by: ['skipOptedOut'],
    run: () =>
      applyWebhook(world, [person], async (tx) => {
        await recordConsents(
          tx,
          lane.workspaceId,
          [{ ...who, ...stop, dedupeKey: `stop:${person}` }],
          laterAt,
        );
        await skipOptedOut(tx, lane.workspaceId, [who], laterAt); // the second time there is nothing new to record
      }),
    apply: (now) => rules.optOut(now, person),
  };
}

/** They count as having come in one by one for as long as the step takes. */
function exitAction(world: World, campaign: number): Action {
  const { workspaceId } = world.lane;
  const campaignId = world.campaignIds[campaign] ?? 0;
  const theirs = sql`workspace_id = ${workspaceId} and campaign_id = ${campaignId}`;
  return {
    by: ['skipExited'],
    run: () =>
      inTransaction(world, async (tx) => {
        await execute(tx, sql`select from deliveries where ${theirs} order by delivery_id for update`);
        await execute(
          tx,
          sql`
          with come as (
            insert into entries (workspace_id, campaign_id, occurrence, profile_id, name, happened_at, entered_at, outcome)
            select workspace_id, campaign_id, occurrence, profile_id, 'came', 'epoch', 'epoch', 'entered' from deliveries where ${theirs}
            returning entry_id, profile_id
          )
          update deliveries d set entry_id = come.entry_id from come
           where d.workspace_id = ${workspaceId} and d.campaign_id = ${campaignId} and d.profile_id = come.profile_id`,
        );
        const exits = world.profileIds.map((profileId) => ({ campaignId, profileId, at: new Date(1000) }));
        await skipExited(tx, workspaceId, exits, world.laterAt);
        await execute(tx, sql`update deliveries set entry_id = 0 where ${theirs}`);
      }),
    apply: (now) => rules.exit(now, campaign),
  };
}
