// The steps of calls: begun, withdrawn, arrived, answered, or not made at all. Part of the model test.
import { sql } from 'kysely';
import {
  beginAttempts,
  settleDeliveries,
  settleUncalled,
  withdrawAttempts,
} from '../../../src/delivery/attempt.queries.ts';
import { execute } from '../../../src/kit/db.ts';
import { type Action, everyCall, holderOf, type OfCall, pickFrom } from './action.ts';
import { callsInHand, HOLD, type Model, midOf, rowOf } from './model.ts';
import * as rules from './rules.ts';
import type { ANSWERS, SingleStep } from './steps.ts';
import { atTick, type World } from './world.ts';

const keyOf = ({ row, call }: OfCall): string => `${row.id}/${call.nth}`;
const nameOf = ({ row, call }: OfCall) => ({ deliveryId: row.id, number: call.number, fence: call.fence });
/** The same call in another copy of the model. */
const callIn = (model: Model, { row, call }: OfCall): OfCall | null => {
  const its = rowOf(model, row.id);
  const same = its.calls[call.nth];
  return same ? { row: its, call: same } : null;
};
export function callAction(world: World, model: Model, step: SingleStep): Action | null {
  switch (step.do) {
    case 'begin':
      return beginAction(world, model, step);
    case 'withdraw':
      return withdrawAction(world, model, step);
    case 'withdraw_again':
      return withdrawAgainAction(world, model, step.worker);
    case 'uncalled':
      return uncalledAction(world, model, step);
    case 'arrive': {
      const [of] = pickFrom(
        everyCall(model).filter(({ call }) => call.taken === null && !call.withdrawn),
        [step.pick],
      );
      return of === undefined
        ? null
        : {
            by: [],
            apply: (now) => Object.assign(callIn(now, of)?.call ?? {}, { taken: step.taken }),
            calls: [keyOf(of)],
          };
    }
    case 'answer':
      return answerAction(world, model, step);
    default:
      return null;
  }
}

function beginAction(
  world: World,
  model: Model,
  { worker, most }: { worker: number; most: number },
): Action | null {
  const { fence, read } = holderOf(model, worker);
  const portion = [...read].slice(0, most).map(([id, number]) => ({ id, number }));
  if (fence === 0 || portion.length === 0) return null;
  const attempts = portion.map(({ id, number }) => ({
    deliveryId: id,
    number,
    fence,
    laneId: world.lane.laneId,
    campaignId: world.campaignIds[rowOf(model, id).campaign] ?? 0,
    occurrence: 1,
  }));
  const startedAt = atTick(world, model.tick);
  return {
    by: ['beginAttempts'],
    run: async () => {
      const begun = await beginAttempts(world.db, world.lane.workspaceId, attempts);
      // The database's clock said when they began; the story has a clock of its own.
      const ids = [...begun];
      await execute(
        world.db,
        sql`update deliveries set started_at = ${startedAt} where delivery_id = any(${ids}::bigint[])`,
      );
      return begun;
    },
    apply: (now) => rules.begin(now, worker, portion),
    calls: portion.map(({ id }) => `${id}/${rowOf(model, id).calls.length}`),
    check(now, begun) {
      const may = portion.filter(({ id, number }) =>
        rowOf(now, id).calls.some(
          (call) => call.number === number && call.fence === fence && !call.withdrawn,
        ),
      );
      const ids = [...(begun as Set<number>)].sort((a, b) => a - b);
      const expected = may.map(({ id }) => id).sort((a, b) => a - b);
      return String(ids) === String(expected) ? null : `begun: ${ids}, allowed: ${expected}`;
    },
  };
}

function withdrawAction(
  world: World,
  model: Model,
  { worker, most }: { worker: number; most: number },
): Action | null {
  const never = callsInHand(model, worker).filter(({ call }) => call.taken === null);
  const chosen = never.slice(0, most);
  if (chosen.length === 0) return null;
  return {
    by: ['withdrawAttempts'],
    run: () => withdrawAttempts(world.db, world.lane.workspaceId, chosen.map(nameOf), world.startAt),
    apply(now) {
      for (const of of chosen) {
        const its = callIn(now, of);
        if (its) rules.withdraw(its.row, its.call);
      }
    },
    calls: chosen.map(keyOf),
  };
}

/** Before it is known to be written, the delivery is not begun anew under the same fence; under a later one it may be. */
function withdrawAgainAction(world: World, model: Model, worker: number): Action | null {
  const withdrawn = everyCall(model).filter(
    ({ row, call }) => call.worker === worker && call.withdrawn && row.calls.at(-1)?.fence !== call.fence,
  );
  if (withdrawn.length === 0) return null;
  return {
    by: ['withdrawAttempts'],
    run: () => withdrawAttempts(world.db, world.lane.workspaceId, withdrawn.map(nameOf), world.startAt),
    apply: () => {},
  };
}

function uncalledAction(
  world: World,
  model: Model,
  { worker, most, as }: { worker: number; most: number; as: 'skipped' | 'failed' | 'held' },
): Action | null {
  const { fence, read } = holderOf(model, worker);
  const ids = [...read.keys()].slice(0, most);
  if (fence === 0 || ids.length === 0) return null;
  const reason = as === 'failed' ? 'template_error' : 'window_closed';
  const dueAt = as === 'held' ? world.heldUntil : null;
  const to = { state: as, reason, counts: false, ...(as === 'held' && { route: HOLD }) } as const;
  const rows = ids.map((deliveryId) => ({
    deliveryId,
    fence,
    settlement: { ...to, deliveryId, mid: null, dueAt, seenActionAt: null, attempt: null },
  }));
  return {
    by: ['settleUncalled'],
    run: () => settleUncalled(world.db, world.lane.workspaceId, rows, world.laterAt),
    apply(now) {
      for (const id of ids) {
        holderOf(now, worker).read.delete(id);
        rules.settleUncalled(now, fence, id, to);
      }
    },
  };
}

type Given = rules.Answer & { dueAt: 'now' | null };
const REFUSED = { outcome: 'refused', counts: true } as const;
const GIVEN: Record<(typeof ANSWERS)[number], Given> = {
  accepted: { state: 'accepted', reason: null, outcome: 'accepted', counts: true, dueAt: null },
  refused: { ...REFUSED, state: 'failed', reason: '1200', dueAt: null },
  again: { ...REFUSED, state: 'pending', reason: '1200', dueAt: 'now' },
  limited: { state: 'pending', reason: '613', outcome: 'limited', counts: false, dueAt: 'now' },
  closed: { ...REFUSED, state: 'pending', reason: '10/2018278', dueAt: 'now', counts: false, route: HOLD },
  unknown: { state: 'unknown', reason: 'no_answer', outcome: 'unknown', counts: false, dueAt: 'now' },
};

/** What the holder can learn of it: of what was taken that, of what was refused that, and of anything nothing. */
const learnt = ({ call }: OfCall, as: (typeof ANSWERS)[number]): Given => {
  if (as === 'unknown' || call.taken === null) return GIVEN.unknown;
  if (call.taken) return GIVEN.accepted;
  return GIVEN[as === 'accepted' ? 'refused' : as];
};

function answerAction(
  world: World,
  model: Model,
  { picks, as }: { picks: number[]; as: (typeof ANSWERS)[number] },
): Action | null {
  const open = model.holders.flatMap((_, worker) => callsInHand(model, worker));
  const chosen = pickFrom(open, picks).map((of) => ({ ...of, given: learnt(of, as) }));
  if (chosen.length === 0) return null;
  const settled = chosen.map(({ row, call, given: { outcome, dueAt, ...to } }) => ({
    ...nameOf({ row, call }),
    startedAt: atTick(world, row.startedAt),
    requestJson: '{}',
    language: '',
    settlement: {
      ...to,
      deliveryId: row.id,
      mid: to.state === 'accepted' ? midOf(row, call) : null,
      dueAt: dueAt && world.startAt,
      attempt: { number: call.number, outcome, status: null, response: null },
    },
  }));
  return {
    by: ['settleDeliveries'],
    run: () => settleDeliveries(world.db, world.lane.workspaceId, settled, world.laterAt),
    apply(now) {
      for (const of of chosen) {
        const its = callIn(now, of);
        if (its) rules.settle(its.row, its.call, of.given);
      }
    },
    calls: chosen.map(keyOf),
  };
}
