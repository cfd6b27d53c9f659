// How many calls left in the last seconds, by campaign: what a lane says of itself in the report. Pure: times are the
// caller's monotonic clock.

export interface CallCounts {
  add(name: string, nowMs: number): void;
  /** Calls a second by name, over the last full seconds. */
  perSecond(nowMs: number): Record<string, number>;
}

const COUNT_SECONDS = 4;

/** To a tenth. */
export const rounded = (perSecond: number): number => Math.round(perSecond * 10) / 10;

/** Counts in slots of a second; the slot under way is left out, because it is not full. Times may not go back. */
export function createCallCounts(): CallCounts {
  let slots: { second: number; names: Map<string, number> }[] = [];
  return {
    add(name, nowMs) {
      const second = Math.floor(nowMs / 1000);
      let slot = slots.at(-1);
      if (slot?.second !== second) {
        slot = { second, names: new Map() };
        slots = [...slots.slice(-COUNT_SECONDS), slot];
      }
      slot.names.set(name, (slot.names.get(name) ?? 0) + 1);
    },
    perSecond(nowMs) {
      const second = Math.floor(nowMs / 1000);
      const full = slots.filter((slot) => slot.second < second && slot.second >= second - COUNT_SECONDS);
      const first = full[0]?.second ?? second;
      const seconds = Math.max(1, second - first);
      const sums: Record<string, number> = {};
      for (const slot of full)
        for (const [name, count] of slot.names) sums[name] = (sums[name] ?? 0) + count / seconds;
      return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, rounded(sum)]));
    },
  };
}
