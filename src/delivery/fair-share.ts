// Sharing a lane between the campaigns that want it: each gets an equal part of the room, within its own throttle. Keeps how
// far each was read, and never gives out what is in hand already.
import { type DueDelivery, type DuePlace, listDueDeliveries, type RunningOccurrence } from './due.queries.ts';
import type { LaneNeeds } from './lane.needs.ts';
import type { LaneKey } from './lane.queries.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

export interface FairShare {
  /** At most `room` due rows of these occurrences; what one does not use is there for the next. */
  read(running: RunningOccurrence[], room: number): Promise<DueDelivery[]>;
  /** Milliseconds until a throttle lets the next one through; Infinity when none holds anything back. */
  waitMs(): number;
}

export const occurrenceKey = (of: { campaignId: number; occurrence: number }): string =>
  `${of.campaignId}/${of.occurrence}`;

/** What a throttle keeps for later, in seconds: enough to make up for a slow round trip, too little to be noticed. */
const BURST_SECONDS = 0.25;
/** So often reading begins at the front again: a retry may have become due behind the place it had come to. */
const FROM_THE_FRONT_MS = 2_000;

interface Reading {
  throttle: TokenBucket | null;
  place: DuePlace | null;
  sinceMs: number;
}

export function createFairShare(
  needs: Pick<LaneNeeds, 'db' | 'clock'>,
  lane: LaneKey,
  inHand: ReadonlySet<number>,
): FairShare {
  const readings = new Map<string, Reading>();
  let reads = 0;

  const readingOf = (one: RunningOccurrence, nowMs: number): Reading => {
    const { per_second: perSecond } = one.plan;
    const begin = (): Reading => ({
      throttle:
        perSecond === null
          ? null
          : createTokenBucket(perSecond, nowMs, Math.max(1, perSecond * BURST_SECONDS)),
      place: null,
      sinceMs: nowMs,
    });
    const reading = readings.get(occurrenceKey(one)) ?? begin();
    readings.set(occurrenceKey(one), reading);
    return reading;
  };

  const readOne = async (one: RunningOccurrence, share: number): Promise<DueDelivery[]> => {
    const nowMs = performance.now();
    const reading = readingOf(one, nowMs);
    const wanted = Math.min(share, reading.throttle?.available(nowMs) ?? share);
    if (wanted <= 0) return [];
    if (nowMs - reading.sinceMs > FROM_THE_FRONT_MS) Object.assign(reading, { place: null, sinceMs: nowMs });
    // From the front the rows in hand come first: they are still pending.
    const limit = reading.place === null ? wanted + inHand.size : wanted;
    const { campaignId, occurrence } = one;
    const from = { campaignId, occurrence, after: reading.place, limit, now: needs.clock.now() };
    const rows = await listDueDeliveries(needs.db, lane.workspaceId, from);
    const due = rows.filter((row) => !inHand.has(row.deliveryId)).slice(0, wanted);
    const last = due.at(-1);
    reading.place = last !== undefined && rows.length >= limit ? last : null;
    for (let i = 0; i < due.length; i++) reading.throttle?.take(performance.now());
    return due;
  };

  return {
    async read(running, room) {
      const wanted = new Set(running.map(occurrenceKey));
      for (const key of readings.keys()) if (!wanted.has(key)) readings.delete(key);
      const due: DueDelivery[] = [];
      let sharers = running.length;
      // Each begins once in a while: with less room than campaigns the last ones would otherwise never have a turn.
      const first = reads++ % Math.max(1, running.length);
      for (const one of [...running.slice(first), ...running.slice(0, first)]) {
        due.push(...(await readOne(one, Math.ceil((room - due.length) / sharers))));
        sharers -= 1;
      }
      return due;
    },
    waitMs() {
      const waits = [...readings.values()].map(({ throttle }) => throttle?.waitMs(performance.now()) ?? 0);
      return Math.min(...waits.filter((ms) => ms > 0));
    },
  };
}
