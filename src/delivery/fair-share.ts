// Sharing a lane between the campaigns that want it: each gets an equal part of the room, within its own throttle. Keeps how
// far each was read, and never gives out what is in hand already. However many of them wait for somebody, two queries find who
// is due: which campaigns have somebody, and these people.
import type { Clock } from '../kit/clock.ts';
import {
  type DueDelivery,
  type DuePlace,
  findNextDue,
  listDueDeliveries,
  type RunningOccurrence,
} from './due.queries.ts';
import type { InHand } from './in-hand.ts';
import type { LaneNeeds } from './lane.needs.ts';
import type { LaneKey } from './lane.queries.ts';
import { type OccurrenceId, occurrenceKey } from './occurrence-key.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

export interface FairShare {
  /** At most `room` due rows of these occurrences; what one does not use is there for the next. */
  read(running: RunningOccurrence[], room: number): Promise<DueDelivery[]>;
  /** So many of an occurrence's rows are not called: its throttle is there for others of it. */
  giveBack(of: OccurrenceId, count: number): void;
  /**
   * Milliseconds until a throttle lets the next one through, or the next row known of is due; Infinity when nothing holds
   * anything back.
   */
  waitMs(): number;
  /** Whether a throttle holds somebody back, or may. */
  isThrottled(): boolean;
}

/** What a throttle keeps for later, in seconds: enough to make up for a slow round trip, too little to be noticed. */
const BURST_SECONDS = 0.25;
/** So often reading begins at the front again: a retry may have become due behind the place it had come to. */
const FROM_THE_FRONT_MS = 2_000;

interface Reading {
  of: RunningOccurrence;
  throttle: TokenBucket | null;
  /** null: from the front. */
  place: DuePlace | null;
  sinceMs: number;
}

export function createFairShare(
  needs: { db: LaneNeeds['db']; clock: Clock },
  lane: LaneKey,
  inHand: Pick<InHand, 'has' | 'sizeOf'>,
): FairShare {
  const readings = new Map<string, Reading>();
  let reads = 0;
  let nextDueAt: Date | null = null;

  /** Who may be read now: their throttle has something left. */
  const openReadings = (running: RunningOccurrence[], nowMs: number): Reading[] => {
    const wanted = new Set(running.map(occurrenceKey));
    for (const key of readings.keys()) if (!wanted.has(key)) readings.delete(key);
    return running
      .map((of) => {
        const reading = readings.get(occurrenceKey(of)) ?? beginReading(of, nowMs);
        readings.set(occurrenceKey(of), reading);
        if (nowMs - reading.sinceMs > FROM_THE_FRONT_MS)
          Object.assign(reading, { place: null, sinceMs: nowMs });
        return reading;
      })
      .filter(({ throttle }) => tokensOf(throttle) > 0);
  };

  /** Who has somebody due. Of those read on from a place it is known: there was more than was asked for. */
  const sharersOf = async (open: Reading[], now: Date): Promise<Reading[]> => {
    const asked = open.filter(({ place }) => place === null).map(({ of }) => of);
    const next = await findNextDue(needs.db, lane.workspaceId, asked);
    nextDueAt = [...next.values()].reduce<Date | null>(
      (soonest, at) => (at > now && (soonest === null || at < soonest) ? at : soonest),
      null,
    );
    return open.filter(({ place, of }) => {
      const dueAt = next.get(occurrenceKey(of));
      return place !== null || (dueAt !== undefined && dueAt <= now);
    });
  };

  /** An equal share for each; what comes back short of it has nobody left. */
  const readRound = async (sharers: Reading[], share: number, now: Date): Promise<DueDelivery[]> => {
    const from = sharers.map(({ of, place, throttle }) => {
      const wanted = Math.min(share, tokensOf(throttle));
      // From the front the rows in hand come first: they are still pending.
      const limit = place === null ? wanted + inHand.sizeOf(of) : wanted;
      const { campaignId, occurrence } = of;
      return { campaignId, occurrence, after: place, wanted, limit };
    });
    const rows = Map.groupBy(
      await listDueDeliveries(needs.db, lane.workspaceId, { from, now }),
      occurrenceKey,
    );
    return sharers.flatMap((reading, index) => {
      const of = rows.get(occurrenceKey(reading.of)) ?? [];
      const { wanted, limit } = from[index] ?? { wanted: 0, limit: 0 };
      const due = of.filter((row) => !inHand.has(row.deliveryId)).slice(0, wanted);
      const last = due.at(-1);
      reading.place = last !== undefined && of.length >= limit ? last : null;
      for (let i = 0; i < due.length; i++) reading.throttle?.take(performance.now());
      return due;
    });
  };

  return {
    async read(running, room) {
      const now = needs.clock.now();
      const due: DueDelivery[] = [];
      let sharers = fromNext(await sharersOf(openReadings(running, performance.now()), now), reads++);
      while (sharers.length > 0 && due.length < room) {
        const left = room - due.length;
        const taking = sharers.slice(0, left);
        due.push(...(await readRound(taking, Math.floor(left / taking.length), now)));
        sharers = taking.filter(({ place, throttle }) => place !== null && tokensOf(throttle) > 0);
      }
      return due;
    },
    giveBack: (of, count) => readings.get(occurrenceKey(of))?.throttle?.giveBack(count),
    waitMs() {
      const untilDue =
        nextDueAt === null ? Number.POSITIVE_INFINITY : nextDueAt.getTime() - needs.clock.now().getTime();
      return Math.min(...throttleWaits(readings.values()), Math.max(1, untilDue));
    },
    isThrottled: () => throttleWaits(readings.values()).length > 0,
  };
}

/** Each begins once in a while: with less room than campaigns the last ones would otherwise never have a turn. */
function fromNext<Of>(all: readonly Of[], turn: number): Of[] {
  const first = turn % Math.max(1, all.length);
  return [...all.slice(first), ...all.slice(0, first)];
}

function beginReading(of: RunningOccurrence, nowMs: number): Reading {
  const { per_second: perSecond } = of.plan;
  return {
    of,
    throttle:
      perSecond === null ? null : createTokenBucket(perSecond, nowMs, Math.max(1, perSecond * BURST_SECONDS)),
    place: null,
    sinceMs: nowMs,
  };
}

/** Of those that let nobody through now. */
const throttleWaits = (readings: Iterable<Reading>): number[] =>
  [...readings].map(({ throttle }) => throttle?.waitMs(performance.now()) ?? 0).filter((ms) => ms > 0);

const tokensOf = (throttle: TokenBucket | null): number =>
  throttle === null ? Number.MAX_SAFE_INTEGER : Math.floor(throttle.available(performance.now()));
