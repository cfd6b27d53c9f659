// What differs between a Page's lane and that of any other address: rate, credentials, how an answer is judged, and what
// an answer means beyond its own row.
import type { Caller, CallResult } from '../connectors/caller.ts';
import { addMs, HOUR_MS } from '../kit/clock.ts';
import { withTransaction } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { getPageAccess, markNeedsToken, type PageAccess } from '../pages/pages.ts';
import { markBlocked } from '../profiles/blocks.ts';
import type { ClaimedDelivery } from './claim.queries.ts';
import type { LaneNeeds } from './lane.needs.ts';
import { type LaneKey, pauseLane } from './lane.queries.ts';
import type { Lease } from './lease.ts';
import { connectorOutcome, type Outcome, type SideEffect, sendOutcome } from './outcome.ts';
import type { DeliveryPlan } from './plan.contract.ts';
import type { Evidence } from './reconcile.queries.ts';
import type { PageCredentials } from './send-request.ts';

export const pageLaneId = (pageId: string): string => `page:${pageId}`;
export const hostLaneId = (url: URL): string => `host:${url.origin}`;

export interface LaneKind {
  caller: Caller;
  perSecond: number;
  batch: number;
  /** The Page's credentials, read anew for each batch: a new token works at once. null: not a Page's lane. */
  credentials(): Promise<PageCredentials | 'unusable' | null>;
  evidence(): Promise<Evidence>;
  judge(
    attempt: { delivery: ClaimedDelivery; number: number; plan: DeliveryPlan },
    result: CallResult,
  ): Outcome;
  /** Doing it twice is fine. */
  apply(effect: SideEffect, delivery: ClaimedDelivery): Promise<void>;
}

/** Connectors have no platform limit; this only keeps one address from taking the whole process. */
const CONNECTOR_PER_SECOND = 5_000;
const CONNECTOR_BATCH = 256;
/** How often a Page without a usable token is asked for again. */
const ASK_AGAIN_MS = 2_000;

export function createLaneKind(needs: LaneNeeds, lane: LaneKey, lease: Lease): LaneKind {
  return lane.laneId.startsWith('page:') ? pageLane(needs, lane, lease) : connectorLane(needs);
}

const factsOf = (needs: LaneNeeds, attempt: Parameters<LaneKind['judge']>[0]) => {
  const now = needs.clock.now();
  const { plan, number, delivery } = attempt;
  const holdUntil = plan.outside_window === 'hold' ? addMs(now, plan.hold_hours * HOUR_MS) : null;
  return {
    deliveryId: delivery.deliveryId,
    number,
    holdUntil,
    now,
    graceMs: needs.graceMs,
    random: Math.random(),
  };
};

function connectorLane(needs: LaneNeeds): LaneKind {
  return {
    caller: needs.callers.connector,
    perSecond: CONNECTOR_PER_SECOND,
    batch: CONNECTOR_BATCH,
    credentials: async () => null,
    evidence: async () => 'repeat',
    judge: (attempt, result) => connectorOutcome(factsOf(needs, attempt), result),
    apply: async () => {},
  };
}

function pageLane(needs: LaneNeeds, lane: LaneKey, lease: Lease): LaneKind {
  const { db, secrets, pagePerSecond } = needs;
  const pageId = lane.laneId.slice('page:'.length);
  /** null: the Page is disconnected or gone. */
  const access = async (): Promise<PageAccess | null> => {
    try {
      return await getPageAccess(db, secrets, lane.workspaceId, pageId);
    } catch (error) {
      if (error instanceof AppError && (error.kind === 'conflict' || error.kind === 'not_found')) return null;
      throw error;
    }
  };

  return {
    caller: needs.callers.send,
    perSecond: pagePerSecond,
    // Half a second's worth: small enough that a pause or a crash leaves little in the air.
    batch: Math.max(1, Math.ceil(pagePerSecond / 2)),
    async credentials() {
      const page = await access();
      if (page?.state === 'connected') return page;
      lease.pauseUntil(addMs(needs.clock.now(), ASK_AGAIN_MS));
      return 'unusable';
    },
    evidence: async () => ((await access())?.echoesSubscribed ? 'echo' : 'nothing'),
    judge: (attempt, result) => sendOutcome(factsOf(needs, attempt), result),
    async apply(effect, delivery) {
      if (effect.kind === 'needs_token') {
        lease.pauseUntil(null); // here at once; the lanes row, which pages write and clear, tells the others
        await markNeedsToken(db, lane.workspaceId, pageId, effect.because);
      }
      if (effect.kind === 'pause_lane') {
        lease.pauseUntil(effect.until);
        await pauseLane(db, lane, effect.until, effect.because);
      }
      if (effect.kind === 'block_person' && delivery.psid !== null) {
        const block = { pageId, psid: delivery.psid, code: effect.code, at: needs.clock.now() };
        await withTransaction(db, (tx) => markBlocked(tx, lane.workspaceId, [block]));
      }
    },
  };
}
