// The ledger as a plain model, for the model test: what the platform really took, what has reached us, and what each row
// must look like. Knows no SQL; written from the rules of docs/delivery-states.md, not from the statements.
import type { DeliveryState } from '../../../src/delivery/delivery.states.ts';

/** A call as it really is, whoever knows of it. */
export interface Call {
  /** Among all of its delivery, withdrawn ones too: these give their number back. */
  nth: number;
  number: number;
  fence: number;
  worker: number;
  /** Which life of the worker: a crash forgets the calls of the one before. */
  life: number;
  /** Whether it came to the platform, and what the platform did; null: it did not come (yet). */
  taken: boolean | null;
  /** Its holder has settled or withdrawn it. */
  closed: boolean;
  withdrawn: boolean;
  /** Somebody has believed that the platform has not taken it. */
  believedAbsent: boolean;
}

export interface Attempt {
  number: number;
  fence: number;
  outcome: string | null;
}

/** What the database must say of a delivery. */
export interface Seen {
  state: DeliveryState;
  reason: string | null;
  attempts: number;
  tries: number;
  /** The place in the routes: message, hold, and in campaign 0 a template for whoever did not write in time. */
  route: number;
  mid: string | null;
  echoed: boolean;
  delivered: boolean;
  read: boolean;
  settled: boolean;
  attemptRows: Attempt[];
}

export interface Row extends Seen {
  id: number;
  campaign: number; // 0 or 1
  person: number;
  fence: number;
  startedAt: number;
  calls: Call[];
}

export interface Run {
  state: 'sending' | 'stopped' | 'finished';
  paused: boolean;
  finished: boolean;
}

export interface LaneFacts {
  fence: number;
  leased: boolean;
  echoOfAttemptAt: number | null;
}

export interface Holder {
  fence: number; // 0: it never held the lane, or has forgotten
  life: number;
  /** Deliveries read and not begun, with the number their next attempt gets. */
  read: Map<number, number>;
  /** What it asked the conversation about, and what it saw there. */
  question: { id: number; number: number; taken: boolean } | null;
}

export interface Model {
  tick: number;
  rows: Row[];
  runs: Run[];
  lane: LaneFacts;
  holders: Holder[];
  /** By person: whether they wrote, which opens their window; asked for no more; receipts whose watermark covers everything. */
  people: { wrote: boolean; optedOut: boolean; delivered: boolean; read: boolean }[];
}

export const OPEN: readonly DeliveryState[] = ['pending', 'sending', 'unknown', 'held'];
/** The campaign whose policy is never to resend what got no answer. It has no route behind its hold. */
export const NEVER_RESENDS = 1;
/** The place of the hold in the routes of both campaigns. */
export const HOLD = 1;

export const rowOf = (model: Model, id: number): Row => {
  const row = model.rows.find((one) => one.id === id);
  if (row === undefined) throw new Error(`No delivery ${id}`);
  return row;
};

/** Moves a row; whatever is left out of `to` stays. */
export function move(row: Row, state: DeliveryState, reason: string | null): void {
  row.state = state;
  row.reason = reason;
  row.settled = state === 'accepted' || state === 'failed' || state === 'skipped';
}

export const midOf = (row: Row, call: Pick<Call, 'number'>): string => `m_${row.id}_${call.number}`;

/** Calls a holder still has in its memory. */
export const callsInHand = (model: Model, worker: number): { row: Row; call: Call }[] =>
  model.rows.flatMap((row) =>
    row.calls
      .filter((call) => call.worker === worker && call.life === model.holders[worker]?.life && !call.closed)
      .map((call) => ({ row, call })),
  );

/** Whether a sane engine could not help messaging the person twice: it was told of an absence that was not one. */
export const wasMisled = (row: Row): boolean => row.calls.some((call) => call.taken && call.believedAbsent);

export const latestCall = (row: Row): Call | undefined =>
  row.calls.findLast((call) => call.number === row.attempts && !call.withdrawn);

/** Rules that hold at every moment, whatever happened. Returns what is broken, in words. */
export function findBroken(row: Row): string[] {
  const taken = row.calls.filter((call) => call.taken).length;
  const numbers = row.attemptRows.map((attempt) => attempt.number);
  const broken: [boolean, string][] = [
    [taken > 1 && !wasMisled(row), 'the platform took it twice, and nobody had believed its absence'],
    [numbers.some((number, index) => number !== index + 1), 'its attempts are not numbered without gaps'],
    [numbers.length > row.attempts, 'it has more attempts than it knows of'],
    [row.state === 'accepted' && taken === 0, 'it is accepted, and the platform never took it'],
    [row.state === 'accepted' && row.mid === null, 'it is accepted, and its message has no name'],
    [
      row.state === 'failed' && row.reason !== 'unknown_outcome' && taken > 0 && !wasMisled(row),
      'it is surely not taken, and the platform took it',
    ],
    [row.settled === OPEN.includes(row.state), 'it is settled without an answer, or the reverse'],
  ];
  return broken.filter(([is]) => is).map(([, words]) => `delivery ${row.id}: ${words}`);
}

/** What the database must show of a row. */
export const seenOf = (row: Row): Seen => ({
  state: row.state,
  reason: row.reason,
  attempts: row.attempts,
  tries: row.tries,
  route: row.route,
  mid: row.mid,
  echoed: row.echoed,
  delivered: row.delivered,
  read: row.read,
  settled: row.settled,
  attemptRows: row.attemptRows,
});
