// Deliveries a lane has read and not settled: they must not be read again, and those the gate has let through count towards the
// caps of the same people, because the ledger does not show them yet. Held in memory: a lane has one holder.
import { type OccurrenceId, occurrenceKey } from './occurrence-key.ts';

/** What the gate has let through. */
export interface Passed {
  deliveryId: number;
  profileId: number;
  campaignId: number;
  tags: readonly string[];
  isOutside: boolean;
}

/** A look at who was let through, from its beginning until it ends, so that nobody who comes and goes meanwhile is missed. */
export interface Watch {
  /** Others of the person who are, or were while it lasts, between the gate and the ledger. */
  othersOf(profileId: number, exceptId: number): Passed[];
  end(): void;
}

export interface InHand {
  readonly size: number;
  has(deliveryId: number): boolean;
  /** How many of them are of this occurrence. */
  sizeOf(of: OccurrenceId): number;
  /** false: it is already, and whoever has it goes on with it. */
  add(delivery: OccurrenceId & { deliveryId: number }): boolean;
  /** It counts from now on, until it is deleted: that must come after it stands in the ledger, or it was not called. */
  pass(passed: Passed): void;
  delete(deliveryId: number): void;
  watch(): Watch;
}

export function createInHand(): InHand {
  const keys = new Map<number, string>();
  const sizes = new Map<string, number>();
  const passed = new Map<number, Passed>();
  const byPerson = new Map<number, Set<Passed>>();
  /** What left while each of the looks lasts. */
  const watches = new Set<Passed[]>();

  const forget = (deliveryId: number): void => {
    const one = passed.get(deliveryId);
    if (one === undefined) return;
    passed.delete(deliveryId);
    for (const left of watches) left.push(one);
    const others = byPerson.get(one.profileId);
    others?.delete(one);
    if (others?.size === 0) byPerson.delete(one.profileId);
  };

  return {
    get size() {
      return keys.size;
    },
    has: (deliveryId) => keys.has(deliveryId),
    sizeOf: (of) => sizes.get(occurrenceKey(of)) ?? 0,
    add(delivery) {
      if (keys.has(delivery.deliveryId)) return false;
      const key = occurrenceKey(delivery);
      sizes.set(key, (sizes.get(key) ?? 0) + 1);
      keys.set(delivery.deliveryId, key);
      return true;
    },
    pass(one) {
      if (!keys.has(one.deliveryId)) return;
      forget(one.deliveryId);
      passed.set(one.deliveryId, one);
      const others = byPerson.get(one.profileId) ?? new Set();
      byPerson.set(one.profileId, others.add(one));
    },
    delete(deliveryId) {
      const key = keys.get(deliveryId);
      if (key === undefined) return;
      keys.delete(deliveryId);
      const left = (sizes.get(key) ?? 1) - 1;
      if (left === 0) sizes.delete(key);
      else sizes.set(key, left);
      forget(deliveryId);
    },
    watch() {
      const left: Passed[] = [];
      watches.add(left);
      return {
        othersOf: (profileId, exceptId) =>
          [...(byPerson.get(profileId) ?? []), ...left.filter((one) => one.profileId === profileId)].filter(
            ({ deliveryId }) => deliveryId !== exceptId,
          ),
        end: () => watches.delete(left),
      };
    },
  };
}
