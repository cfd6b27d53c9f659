// Preview and test: the same preparation and the same call as a delivery, for one person, outside the ledger.
import type { CallResult } from '../connectors/caller.ts';
import type { ShownRequest } from '../connectors/connector.contract.ts';
import { createMask, type Mask } from '../connectors/render-request.ts';
import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import type { Secrets } from '../kit/secrets.ts';
import { getPageAccess } from '../pages/pages.ts';
import type { Callers } from './callers.ts';
import { compilePlan, secretsOf } from './compile-plan.ts';
import { testMetadata } from './metadata.ts';
import { connectorOutcome, sendOutcome } from './outcome.ts';
import type { DeliveryPlan } from './plan.contract.ts';
import { type Addressee, type Prepared, prepare } from './prepare.ts';

export interface TryOutNeeds {
  db: Db;
  secrets: Secrets;
  callers: Callers;
  clock: Clock;
  installationId: string;
  graphUrl: string;
}

export interface TryOut {
  prepared: Prepared;
  shown: ShownRequest | null;
  mask: Mask;
}

/** Nothing was rendered: the request itself has errors. */
export const notTried = (reason: string): TryOut => ({
  prepared: { kind: 'fail', reason, request: null, message: null },
  shown: null,
  mask: createMask([]),
});

/** What the lane would do for this person now. Refuses (`invalid`) when the template cannot be parsed. */
export async function tryPrepare(
  needs: TryOutNeeds,
  workspaceId: string,
  plan: DeliveryPlan,
  to: Addressee,
): Promise<TryOut> {
  const compiled = compilePlan(plan, needs.secrets);
  const page =
    plan.page_id === null ? null : await getPageAccess(needs.db, needs.secrets, workspaceId, plan.page_id);
  const send = page && {
    graphUrl: needs.graphUrl,
    credentials: page,
    metadata: testMetadata(needs.installationId),
  };
  const prepared = prepare(compiled, to, send, needs.clock.now());
  const mask = createMask([...secretsOf(compiled), ...(page ? [page.accessToken, page.appSecret] : [])]);
  return { prepared, shown: prepared.request && mask.request(prepared.request), mask };
}

/** Reasons of the window alone do not stop a test: the platform itself answers, and that answer is what a test is for. */
const PLATFORM_DECIDES = new Set(['window_closed', 'window_unknown']);

export interface TestResult {
  /** Masked: it may repeat what was sent. */
  call: CallResult | null;
  state: 'accepted' | 'failed' | 'unknown' | 'not_sent';
  reason: string | null;
}

export async function testSend(needs: TryOutNeeds, plan: DeliveryPlan, tried: TryOut): Promise<TestResult> {
  const { prepared } = tried;
  if (prepared.kind !== 'call' && !PLATFORM_DECIDES.has(prepared.reason)) {
    return { call: null, state: 'not_sent', reason: prepared.reason };
  }
  if (prepared.request === null) return { call: null, state: 'not_sent', reason: 'template_error' };
  const caller = plan.page_id === null ? needs.callers.connector : needs.callers.send;
  const call = await caller.call(prepared.request);
  const facts = {
    deliveryId: 0,
    number: 1,
    tries: 1,
    holdUntil: null,
    now: needs.clock.now(),
    graceMs: 0,
    random: 0,
  };
  const judge = plan.page_id === null ? connectorOutcome : sendOutcome;
  const { state, reason } = judge(facts, call).settlement;
  const shown = maskResult(call, tried.mask);
  if (state === 'accepted' || state === 'unknown') return { call: shown, state, reason };
  return { call: shown, state: 'failed', reason };
}

function maskResult(call: CallResult, mask: Mask): CallResult {
  if (call.kind !== 'answered') return { ...call, message: mask.text(call.message) };
  return { ...call, body: mask.text(call.body), headers: mask.headers(call.headers) };
}
