// The steps of calls: begun, arrived, answered, echoed, looked up, believed absent. Part of the model test.
import {
  beginAttempts,
  settleDeliveries,
  settleUncalled,
  withdrawAttempts,
} from '../../../src/delivery/attempt.queries.ts';
import { settleFound } from '../../../src/delivery/conversation.queries.ts';
import { formatMetadata } from '../../../src/delivery/metadata.ts';
import { applyReceipts } from '../../../src/delivery/receipts.ts';
import { settleUnknown } from '../../../src/delivery/reconcile.queries.ts';
import { type Action, applyWebhook, holderOf } from './actions.ts';
import { type Call, callsInHand, latestCall, type Model, midOf, type Row, rowOf } from './model.ts';
import * as rules from './rules.ts';
import type { ANSWERS, SingleStep } from './steps.ts';
import { atTick, PAGE, psidOf, type World } from './world.ts';

interface OfCall {
  row: Row;
  call: Call;
}

/** With these grace times an unknown outcome is not hopeless at `laterAt`, or is. */
const LONG_GRACE_MS = 600_000;
const SHORT_GRACE_MS = 20_000;

const keyOf = ({ row, call }: OfCall): string => `${row.id}/${call.nth}`;
const nameOf = ({ row, call }: OfCall) => ({ deliveryId: row.id, number: call.number, fence: call.fence });
/** The same call in another copy of the model. */
const callIn = (model: Model, { row, call }: OfCall): OfCall | null => {
  const its = rowOf(model, row.id);
  const same = its.calls[call.nth];
  return same ? { row: its, call: same } : null;
};
const taken = <Of>(from: readonly Of[], picks: readonly number[]): Of[] => [
  ...new Set(picks.flatMap((pick) => (from.length > 0 ? [from[pick % from.length] as Of] : []))),
];
const everyCall = (model: Model): OfCall[] =>
  model.rows.flatMap((row) => row.calls.map((call) => ({ row, call })));

export function callAction(world: World, model: Model, step: SingleStep): Action | null {
  switch (step.do) {
    case 'begin':
      return beginAction(world, model, step);
    case 'withdraw':
      return withdrawAction(world, model, step);
    case 'uncalled':
      return uncalledAction(world, model, step);
    case 'arrive': {
      const [of] = taken(
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
    case 'echo':
      return echoAction(world, model, step);
    case 'settle_unknown':
      return settleUnknownAction(world, model, step);
    case 'ask': {
      const [row] = taken(
        model.rows.filter((one) => one.state === 'unknown'),
        [step.pick],
      );
      if (row === undefined) return null;
      const question = { id: row.id, number: row.attempts, taken: latestCall(row)?.taken === true };
      return {
        by: [],
        apply: (now) => Object.assign(holderOf(now, step.worker), { question }),
      };
    }
    case 'believe':
      return believeAction(world, model, step.worker);
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
    run: () => beginAttempts(world.db, world.lane.workspaceId, attempts, startedAt),
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
    run: () => withdrawAttempts(world.db, world.lane.workspaceId, chosen.map(nameOf)),
    apply(now) {
      for (const of of chosen) {
        const its = callIn(now, of);
        if (its) rules.withdraw(its.row, its.call);
      }
    },
    calls: chosen.map(keyOf),
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
  const to = { state: as, reason, counts: false } as const;
  const rows = ids.map((deliveryId) => ({
    deliveryId,
    fence,
    settlement: { ...to, deliveryId, mid: null, dueAt, attempt: null },
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

type Given = rules.Answer & { dueAt: 'now' | 'hold' | null };
const REFUSED = { outcome: 'refused', counts: true } as const;
const GIVEN: Record<(typeof ANSWERS)[number], Given> = {
  accepted: { state: 'accepted', reason: null, outcome: 'accepted', counts: true, dueAt: null },
  refused: { ...REFUSED, state: 'failed', reason: '1200', dueAt: null },
  again: { ...REFUSED, state: 'pending', reason: '1200', dueAt: 'now' },
  limited: { state: 'pending', reason: '613', outcome: 'limited', counts: false, dueAt: 'now' },
  held: { ...REFUSED, state: 'held', reason: '10/2018278', dueAt: 'hold' },
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
  const chosen = taken(open, picks).map((of) => ({ ...of, given: learnt(of, as) }));
  if (chosen.length === 0) return null;
  const due = { now: world.startAt, hold: world.heldUntil };
  const settled = chosen.map(({ row, call, given: { outcome, dueAt, ...to } }) => ({
    ...nameOf({ row, call }),
    startedAt: atTick(world, row.startedAt),
    requestJson: '{}',
    settlement: {
      ...to,
      deliveryId: row.id,
      mid: to.state === 'accepted' ? midOf(row, call) : null,
      dueAt: dueAt && due[dueAt],
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

function echoAction(
  world: World,
  model: Model,
  { picks, of }: { picks: number[]; of: 'ours' | 'another_installation' | 'another_page' },
): Action | null {
  const chosen = taken(
    everyCall(model).filter(({ call }) => call.taken),
    picks,
  );
  if (chosen.length === 0) return null;
  const installationId = of === 'another_installation' ? 'another' : world.installationId;
  const echoes = chosen.map(({ row, call }) => ({
    pageId: of === 'another_page' ? '77' : PAGE,
    psid: psidOf(row.person),
    mid: midOf(row, call),
    metadata: formatMetadata({
      installationId,
      campaignId: world.campaignIds[row.campaign] ?? 0,
      deliveryId: row.id,
      number: call.number,
    }),
    at: world.laterAt,
  }));
  const names = chosen.map(({ row, call }) => ({ id: row.id, number: call.number }));
  return {
    by: ['applyEchoes'],
    run: () =>
      applyWebhook(
        world,
        chosen.map(({ row }) => row.person),
        (tx) => applyReceipts(tx, world.lane.workspaceId, { echoes, deliveries: [], reads: [] }),
      ),
    apply: (now) => (of === 'ours' ? rules.echo(now, names) : undefined),
  };
}

function settleUnknownAction(
  world: World,
  model: Model,
  { worker, evidence, wrong }: Extract<SingleStep, { do: 'settle_unknown' }>,
): Action | null {
  const absent = (now: Model, row: Row): boolean =>
    evidence === 'repeat' || (evidence === 'echo' && rules.echoIsMissed(now, row));
  // The grace time is there so that the absence of an echo does not mislead.
  const misleads = model.rows.some(
    (row) => row.state === 'unknown' && latestCall(row)?.taken !== false && absent(model, row),
  );
  if (misleads && !wrong) return null;
  const { fence } = holderOf(model, worker);
  const { db, lane, laterAt: now, startAt: since } = world;
  const seen =
    evidence === 'hopeless'
      ? { graceMs: SHORT_GRACE_MS, evidence: 'conversation' as const }
      : { graceMs: LONG_GRACE_MS, evidence };
  return {
    by: ['settleUnknown'],
    run: () => settleUnknown(db, lane, { now, fence, since, ...seen }),
    apply: (after) =>
      rules.settleUnknown(after, fence, {
        absent: (row) => absent(after, row),
        hopeless: evidence === 'hopeless',
        repeat: evidence === 'repeat',
      }),
  };
}

/** What was asked of the conversation some time ago: it tells of that attempt, and of no later one. */
function believeAction(world: World, model: Model, worker: number): Action | null {
  const { fence, question } = holderOf(model, worker);
  if (question === null) return null;
  const { db, lane, laterAt: now, startAt: since } = world;
  const { id, number } = question;
  const provenAbsent = [{ deliveryId: id, attempt: number }];
  const asked = rowOf(model, id);
  const forget = (after: Model): void => {
    holderOf(after, worker).question = null;
  };
  if (question.taken)
    return {
      by: ['settleFound'],
      run: () =>
        settleFound(db, lane, {
          deliveryId: id,
          attempt: number,
          mid: midOf(asked, { number }),
          at: now,
          now,
        }),
      apply(after) {
        forget(after);
        rules.settleFound(after, id, number);
      },
    };
  return {
    by: ['settleUnknown'],
    run: () =>
      settleUnknown(db, lane, {
        now,
        fence,
        since,
        graceMs: LONG_GRACE_MS,
        evidence: 'conversation',
        provenAbsent,
      }),
    apply(after) {
      forget(after);
      const absent = (row: Row): boolean => row.id === id && row.attempts === number;
      rules.settleUnknown(after, fence, { absent, hopeless: false, repeat: false });
    },
  };
}
