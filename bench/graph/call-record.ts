// What the platform of a benchmark saw: when each call came and who was written to. Every contestant is judged by it.
import { FIRST_PSID } from '../kit/names.ts';

export interface CallSummary {
  accepted: number;
  people: number;
  /** Wall-clock milliseconds; null when nobody called. */
  firstAtMs: number | null;
  lastAtMs: number | null;
  /** From the first to the last call. */
  perSecond: number;
  /** The most calls in any one second, wherever it begins. */
  largestSecond: number;
}

const FIRST = Number(FIRST_PSID);
const MOST_PEOPLE = 4_000_000;

/** Typed arrays that grow: a million calls cost eight megabytes and no garbage. */
export class CallRecord {
  #calledAtMs = new Float64Array(1 << 16);
  #calls = 0;
  #perPerson = new Uint16Array(1 << 16);
  #people = 0;

  get calls(): number {
    return this.#calls;
  }

  /** `atMs` of performance.now(), never smaller than the one before. Returns false for a PSID that is nobody's. */
  add(psid: string, atMs: number): boolean {
    const person = Number(psid) - FIRST;
    if (!(person > 0 && person < MOST_PEOPLE)) return false;
    if (this.#calls === this.#calledAtMs.length) this.#calledAtMs = grow(Float64Array, this.#calledAtMs);
    this.#calledAtMs[this.#calls++] = atMs;
    while (person >= this.#perPerson.length) this.#perPerson = grow(Uint16Array, this.#perPerson);
    if (this.#perPerson[person] === 0) this.#people += 1;
    this.#perPerson[person]! += 1;
    return true;
  }

  summary(): CallSummary {
    const times = this.#calledAtMs.subarray(0, this.#calls);
    const [first, last] = [times.at(0), times.at(-1)];
    const seconds = ((last ?? 0) - (first ?? 0)) / 1000;
    const toWallClock = (at: number | undefined) => (at === undefined ? null : performance.timeOrigin + at);
    return {
      accepted: this.#calls,
      people: this.#people,
      firstAtMs: toWallClock(first),
      lastAtMs: toWallClock(last),
      perSecond: seconds > 0 ? (this.#calls - 1) / seconds : 0,
      largestSecond: findLargestSecond(times),
    };
  }
}

function grow<T extends Float64Array | Uint16Array>(type: new (length: number) => T, full: T): T {
  const larger = new type(full.length * 2);
  larger.set(full);
  return larger;
}

/** The calls came in order of time, so a window that moves over them sees every second. */
export function findLargestSecond(times: Float64Array): number {
  let largest = 0;
  let first = 0;
  for (let last = 0; last < times.length; last++) {
    while (times[last]! - times[first]! >= 1000) first += 1;
    largest = Math.max(largest, last - first + 1);
  }
  return largest;
}
