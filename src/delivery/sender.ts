// Sends claimed deliveries of one lane: people loaded, requests prepared, attempts written, calls made at the lane's rate,
// answers settled in groups. Keeps no truth: what is not in the ledger has not happened.
import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '../kit/errors.ts';
import { createGroupCommit, type GroupCommit } from '../kit/group-commit.ts';
import {
  beginAttempts,
  type ClaimedDelivery,
  type RunningOccurrence,
  type Settlement,
  settleDeliveries,
  withdrawAttempts,
} from './claim.queries.ts';
import { createPlanCache } from './compile-plan.ts';
import { createInFlight } from './in-flight.ts';
import type { LaneNeeds } from './lane.needs.ts';
import type { LaneKey } from './lane.queries.ts';
import { createLaneKind, type LaneKind } from './lane-kind.ts';
import type { Lease } from './lease.ts';
import { type Attempt, prepareBatch } from './prepare-batch.ts';
import type { Evidence } from './reconcile.queries.ts';
import { createSendRate, type SendRate } from './send-rate.ts';

export interface Sender {
  /** How many deliveries may be claimed now. */
  room(): number;
  /** Resolves when every call of the batch has started; answers settle by themselves. */
  send(claimed: ClaimedDelivery[], running: RunningOccurrence[]): Promise<void>;
  idle(): boolean;
  evidence(): Promise<Evidence>;
  /** Waits until every call is answered and settled. */
  drain(): Promise<void>;
}

/** At 300 calls a second this rides out answers of 1.7 s without slowing down. */
const MAX_IN_FLIGHT = 512;
const MAX_BATCH = 256;
/** Audio and video: 10 calls a second and Page (messenger-platform §6). */
const MEDIA_PER_SECOND = 10;
/** How long results are kept while the database is away. After that the next holder finds them as unknown. */
const SETTLE_FOR_MS = 60_000;

/** @param signal once aborted no further call starts; what was prepared waits again. */
export function createSender(needs: LaneNeeds, lane: LaneKey, lease: Lease, signal: AbortSignal): Sender {
  const kind = createLaneKind(needs, lane, lease);
  const rate = createSendRate(kind.perSecond, performance.now());
  const mediaRate = createSendRate(MEDIA_PER_SECOND, performance.now());
  const plansOf = createPlanCache(needs.secrets);
  const settle = createGroupCommit<Settlement>(
    (settlements) =>
      keepTrying(
        () => settleDeliveries(needs.db, lane, lease.fence, { settlements, now: needs.clock.now() }),
        needs,
        lane,
      ),
    MAX_BATCH,
  );
  // What fails stays claimed: the lane is given up, and its next holder treats it as unknown.
  const inFlight = createInFlight((error) => {
    needs.log.error({ lane: lane.laneId, error: describeError(error) }, 'delivery.not_settled');
    lease.giveUp();
  });
  const mayCall = (): boolean => !signal.aborted && lease.held() && !lease.paused(needs.clock.now());

  return {
    room: () => Math.max(0, Math.min(kind.batch, MAX_BATCH, MAX_IN_FLIGHT - inFlight.size)),
    idle: () => inFlight.size === 0,
    evidence: () => kind.evidence(),
    async send(claimed, running) {
      const batch = await prepareBatch(needs, lane, { claimed, plans: plansOf(running), kind });
      inFlight.track(Promise.all(batch.settlements.map((one) => settle.add(one))));
      const begun = await beginAttempts(needs.db, lane, lease.fence, batch.attempts);
      const waiting = batch.attempts.filter((attempt) => begun.has(attempt.deliveryId));
      for (const [index, attempt] of waiting.entries()) {
        await waitForTurn(rate);
        if (attempt.audioOrVideo) await waitForTurn(mediaRate);
        if (inFlight.size >= MAX_IN_FLIGHT) await inFlight.one();
        // Checked last: between this line and the call there is no wait in which the lease could end.
        if (!mayCall()) {
          const rest = waiting.slice(index);
          return keepTrying(() => withdrawAttempts(needs.db, lane, lease.fence, rest), needs, lane);
        }
        inFlight.track(callAndSettle(attempt, { needs, lane, kind, settle }));
      }
    },
    drain: async () => {
      await inFlight.all();
      await settle.drain();
    },
  };
}

interface CallNeeds {
  needs: LaneNeeds;
  lane: LaneKey;
  kind: LaneKind;
  settle: GroupCommit<Settlement>;
}

async function callAndSettle(attempt: Attempt, { needs, lane, kind, settle }: CallNeeds): Promise<void> {
  const result = await kind.caller.call(attempt.call);
  const { settlement, effect } = kind.judge(attempt, result);
  await keepTrying(() => kind.apply(effect, attempt.delivery), needs, lane);
  await settle.add(masked(settlement, attempt));
  const { deliveryId: delivery, number } = attempt;
  const { state, reason } = settlement;
  const ms = result.durationMs;
  needs.log.debug({ lane: lane.laneId, delivery, attempt: number, state, reason, ms }, 'delivery.attempted');
}

/** An address that repeats our headers, or an error that quotes a token, must not carry a secret into the ledger. */
function masked(settlement: Settlement, { mask }: Attempt): Settlement {
  const made = settlement.attempt;
  if (made === null || made.response === null) return settlement;
  return { ...settlement, attempt: { ...made, response: mask.text(made.response) } };
}

async function waitForTurn(rate: SendRate): Promise<void> {
  for (let waitMs = rate.take(performance.now()); waitMs > 0; waitMs = rate.take(performance.now()))
    await sleep(waitMs);
}

/** An answer must not be lost because the database restarts: it is written as soon as it is back. */
async function keepTrying(write: () => Promise<void>, needs: LaneNeeds, lane: LaneKey): Promise<void> {
  const givenUpAtMs = performance.now() + SETTLE_FOR_MS;
  for (let waitMs = 50; ; waitMs = Math.min(2_000, waitMs * 2)) {
    try {
      return await write();
    } catch (error) {
      needs.log.warn({ lane: lane.laneId, error: describeError(error) }, 'lane.write_failed');
      if (performance.now() + waitMs > givenUpAtMs) throw error;
    }
    await sleep(waitMs);
  }
}
