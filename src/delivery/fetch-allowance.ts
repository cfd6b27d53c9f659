// How many addresses one operator may have fetched by looking at previews: a definition is whatever its author wrote, so without a
// limit whoever may look could make the service call others as fast as they ask. Lanes have limits of their own.
import { MINUTE_MS } from '../kit/clock.ts';

/** More than somebody who types an address sees, each state of it being another one. */
export const FETCHES_PER_MINUTE = 60;
const MAX_ASKERS = 1_000;

export interface FetchAllowance {
  /** Takes one of the asker's; false: there is none left this minute. */
  take(asker: string): boolean;
}

/** @param nowMs on the monotonic clock */
export function createFetchAllowance(nowMs = () => performance.now()): FetchAllowance {
  const used = new Map<string, { sinceMs: number; count: number }>();
  return {
    take(asker) {
      const now = nowMs();
      const known = used.get(asker);
      const own = known && now - known.sinceMs < MINUTE_MS ? known : { sinceMs: now, count: 0 };
      used.delete(asker); // the map's order is the order of use
      used.set(asker, own);
      if (used.size > MAX_ASKERS) used.delete(used.keys().next().value!);
      if (own.count >= FETCHES_PER_MINUTE) return false;
      own.count += 1;
      return true;
    },
  };
}
