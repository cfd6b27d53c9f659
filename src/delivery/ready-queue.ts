// What a lane has prepared and not yet begun: two classes, each with its own room, so that a full queue of ordinary messages
// never keeps an urgent one from being prepared. Held in memory only; what is lost here is read again from the ledger.
import { priority } from './plan.contract.ts';

export const PRIORITIES = priority.options;
export type Priority = (typeof PRIORITIES)[number];

export interface ReadyQueue<T> {
  room(priority: Priority): number;
  add(priority: Priority, items: T[]): void;
  /** Up to `max`, the high class first. */
  take(max: number): T[];
  /** Empties it and returns what was in it. */
  clear(): T[];
}

export function createReadyQueue<T>(capacity: number): ReadyQueue<T> {
  const waiting: Record<Priority, T[]> = { high: [], normal: [] };
  return {
    room: (priority) => Math.max(0, capacity - waiting[priority].length),
    add(priority, items) {
      waiting[priority].push(...items);
    },
    take(max) {
      const high = waiting.high.splice(0, max);
      return high.length < max ? [...high, ...waiting.normal.splice(0, max - high.length)] : high;
    },
    clear: () => PRIORITIES.flatMap((priority) => waiting[priority].splice(0)),
  };
}
