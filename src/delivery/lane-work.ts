// What the loops of one held lane share: the lease, what was read and is not settled yet, what is ready to leave, what is
// under way. All of it may be lost at any moment; the ledger says what is known.
import { type Bell, createBell } from '../kit/bell.ts';
import { describeError } from '../kit/errors.ts';
import { rememberFor } from '../kit/remember-for.ts';
import { createRunning, type RunningOccurrence } from './due.queries.ts';
import { createGate, type Gate } from './gate.ts';
import { createInFlight, type InFlight } from './in-flight.ts';
import { createInHand, type InHand } from './in-hand.ts';
import type { LaneNeeds } from './lane.needs.ts';
import type { LaneKey, TakenLane } from './lane.queries.ts';
import { createLaneKind, type LaneKind } from './lane-kind.ts';
import { createTypingQueue } from './lane-typing.ts';
import { keepLease, type Lease } from './lease.ts';
import type { Attempt } from './prepare-batch.ts';
import { createReadyQueue, PRIORITIES, type Priority, type ReadyQueue } from './ready-queue.ts';

export interface LaneWork {
  needs: LaneNeeds;
  lane: LaneKey;
  kind: LaneKind;
  lease: Lease;
  ready: ReadyQueue<Attempt>;
  /** Those who see somebody typing before their message is ready. */
  typing: ReturnType<typeof createTypingQueue>;
  typingBell: Bell;
  /** Deliveries read and not settled: they must not be read again. */
  inHand: InHand;
  gate: Gate;
  inFlight: InFlight;
  /** Rung when there may be something to read, by class. */
  readBells: Record<Priority, Bell>;
  /** Rung when something is ready to leave; one for each calling loop. */
  callBells: readonly Bell[];
  signal: AbortSignal;
  /** What was looked at without finding anything to do; nothing yet when the lane was just taken. */
  quiet: Set<Priority | 'house'>;
  /** How long this process has had the lane, in milliseconds. */
  heldMs(): number;
  /** Whether calls without an answer wait to be settled. */
  hasUnknown: boolean;
  /** Whether the loops go on. */
  open(): boolean;
  /** Ends the loops. */
  close(): void;
  /** Waits, or less when the loops end. */
  pause(ms: number): Promise<void>;
  paused(): boolean;
  /** May a call start now? */
  mayCall(): boolean;
  /** The occurrences to send for; asked anew a few times a second at most. */
  running(): Promise<RunningOccurrence[]>;
  /** Something is left that only the next holder can sort out. */
  giveUp(error: unknown): void;
}

/** At 300 calls a second this rides out answers of 1.7 s without slowing down. */
const MAX_IN_FLIGHT = 512;
/** Two, so that one portion is begun while the other is called. */
const CALL_LOOPS = 2;
const RUNNING_HOLDS_MS = 200;

export function createLaneWork(
  needs: LaneNeeds,
  lane: LaneKey,
  taken: TakenLane,
  signal: AbortSignal,
): LaneWork {
  const kind = createLaneKind(needs, lane, taken.fence);
  const lease = keepLease(needs, lane, taken, () =>
    kind.pace.facts(needs.clock.now(), {
      waits_for_answers: work.inFlight.size >= MAX_IN_FLIGHT,
      trouble: kind.trouble(),
    }),
  );
  const giveUp = (error: unknown): void => {
    needs.log.error({ lane: lane.laneId, error: describeError(error) }, 'lane.given_up');
    lease.giveUp();
  };
  const paused = (): boolean => lease.paused(needs.clock.now());
  const inHand = createInHand();
  const closing = new AbortController();
  const ends = AbortSignal.any([signal, closing.signal]);
  const open = (): boolean => !ends.aborted && lease.held();
  const work: LaneWork = {
    needs,
    lane,
    kind,
    lease,
    ready: createReadyQueue(kind.ahead),
    typing: createTypingQueue(),
    typingBell: createBell(),
    inHand,
    gate: createGate(needs, lane, inHand),
    inFlight: createInFlight(MAX_IN_FLIGHT, giveUp),
    readBells: { high: createBell(), normal: createBell() },
    callBells: Array.from({ length: CALL_LOOPS }, createBell),
    signal: ends,
    quiet: new Set(),
    heldMs: () => performance.now() - taken.askedAtMs,
    hasUnknown: false,
    open,
    close: () => closing.abort(),
    pause: (ms) => createBell().wait(ms, ends),
    paused,
    mayCall: () => open() && !paused(),
    running: rememberFor(createRunning(needs.db, lane), RUNNING_HOLDS_MS),
    giveUp,
  };
  return work;
}

/** Nobody is due, nothing is read, nothing under way, and nothing waits for a stop or an end. */
export const isIdle = ({ inHand, inFlight, quiet }: LaneWork): boolean =>
  inHand.size === 0 && inFlight.size === 0 && quiet.size === PRIORITIES.length + 1;

export function ringReaders(work: LaneWork): void {
  for (const priority of PRIORITIES) work.readBells[priority].ring();
}

/** What was prepared and will not be called now: read and prepared anew when its time comes. */
export function dropReady(work: LaneWork): void {
  for (const attempt of work.ready.clear()) work.inHand.delete(attempt.deliveryId);
}
