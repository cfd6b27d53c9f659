// The steps of evidence: an echo came, a conversation was looked up, an absence is believed. Part of the model test.
import { settleFound } from '../../../src/delivery/conversation.queries.ts';
import { formatMetadata } from '../../../src/delivery/metadata.ts';
import { applyReceipts } from '../../../src/delivery/receipts.ts';
import { settleUnknown } from '../../../src/delivery/reconcile.queries.ts';
import { type Action, applyWebhook, everyCall, holderOf, pickFrom } from './action.ts';
import { latestCall, type Model, midOf, type Row, rowOf } from './model.ts';
import * as rules from './rules.ts';
import type { SingleStep } from './steps.ts';
import { PAGE, psidOf, type World } from './world.ts';

/** With these grace times the calls, of five minutes ago, are not hopeless, or are. */
const LONG_GRACE_MS = 60_000;
const SHORT_GRACE_MS = 20_000;
const HELD_MS = 3_600_000;

export function evidenceAction(world: World, model: Model, step: SingleStep): Action | null {
  switch (step.do) {
    case 'echo':
      return echoAction(world, model, step);
    case 'settle_unknown':
      return settleUnknownAction(world, model, step);
    case 'ask': {
      const [row] = pickFrom(
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

function echoAction(
  world: World,
  model: Model,
  { picks, of }: { picks: number[]; of: 'ours' | 'another_installation' | 'another_page' },
): Action | null {
  const chosen = pickFrom(
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
        (tx) =>
          applyReceipts(tx, world.lane.workspaceId, { echoes, deliveries: [], reads: [] }, world.laterAt),
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
  const { db, lane, laterAt: now } = world;
  const seen =
    evidence === 'hopeless'
      ? { graceMs: SHORT_GRACE_MS, evidence: 'conversation' as const }
      : { graceMs: LONG_GRACE_MS, evidence };
  return {
    by: ['settleUnknown'],
    run: () => settleUnknown(db, lane, { now, fence, heldMs: HELD_MS, ...seen }),
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
  const { db, lane, laterAt: now } = world;
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
        heldMs: HELD_MS,
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
