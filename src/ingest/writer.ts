// Calls that arrive together are stored together, in one transaction, and answered when it is durable. One wrong call
// gets its own error and does not spoil the others.
import type { Clock } from '../kit/clock.ts';
import { type Db, type Tx, withTransaction } from '../kit/db.ts';
import type { AppError } from '../kit/errors.ts';
import { createGroupCommit } from '../kit/group-commit.ts';
import { type CustomerInput, findKnownCustomers, saveCustomers } from '../profiles/customers.ts';
import { type TrackedEvent, trackEvents } from '../profiles/track.ts';

/** At most this many calls a transaction: with bodies of 128 kB it bounds memory, and 200 already hide the commit. */
const MAX_CALLS = 200;
/** Of tracked events, whatever calls they came in. */
const MAX_EVENTS = 5_000;
/** While one batch is in the database the next is on its way: 1.5 times the events of one at a time (`bench -- ingest`, 2 cores). */
const MAX_BATCHES = 2;
/** A transaction costs as much as some 50 events: small calls go together, as ever. */
const FURTHER_FROM = 500;

interface SaveCall {
  workspaceId: string;
  input: CustomerInput;
  /** An unknown customer is then left out, which is no error. */
  onlyExisting: boolean;
  error?: AppError;
}

interface TrackCall {
  workspaceId: string;
  events: TrackedEvent[];
}

export type TrackResults = (AppError | undefined)[];

export interface Writer {
  /** Resolves when the customer is stored; rejects with the AppError of `saveCustomers` when it is refused. */
  save(call: Omit<SaveCall, 'error'>): Promise<void>;
  /**
   * Resolves when the (checked) events are stored, with the error of each that was refused, in their order; undefined for those
   * that are stored.
   */
  track(call: TrackCall): Promise<TrackResults>;
  /** Resolves when all calls so far are settled. */
  drain(): Promise<void>;
}

export function createWriter({ db, clock }: { db: Db; clock: Clock }): Writer {
  const saves = createGroupCommit<SaveCall>(
    (calls) =>
      withTransaction(db, async (tx) => {
        for (const [workspaceId, own] of byWorkspace(calls)) await save(tx, workspaceId, own, clock.now());
      }),
    { maxItems: MAX_CALLS },
  );
  const tracks = createGroupCommit<TrackCall, TrackResults>(
    (calls) =>
      withTransaction(db, async (tx) => {
        const results = new Map<TrackCall, TrackResults>();
        for (const [workspaceId, own] of byWorkspace(calls)) {
          const events = own.flatMap((call) => call.events);
          const errors = await trackEvents(tx, workspaceId, events, clock.now());
          let taken = 0;
          for (const call of own) {
            results.set(call, errors.slice(taken, taken + call.events.length));
            taken += call.events.length;
          }
        }
        return calls.map((call) => results.get(call) ?? []);
      }),
    {
      maxItems: MAX_EVENTS,
      maxRunning: MAX_BATCHES,
      furtherFrom: FURTHER_FROM,
      weigh: (call) => call.events.length,
    },
  );
  return {
    async save(call) {
      const item: SaveCall = { ...call };
      await saves.add(item);
      if (item.error) throw item.error;
    },
    track: async (call) => (call.events.length === 0 ? [] : tracks.add(call)),
    async drain() {
      await saves.drain();
      await tracks.drain();
    },
  };
}

/** In one order of workspaces everywhere, so that two transactions never wait for each other crosswise. */
const byWorkspace = <T extends { workspaceId: string }>(calls: readonly T[]): [string, T[]][] =>
  [...Map.groupBy(calls, (call) => call.workspaceId)].sort(([a], [b]) => (a < b ? -1 : 1));

async function save(tx: Tx, workspaceId: string, calls: readonly SaveCall[], now: Date): Promise<void> {
  const asked = calls.filter((call) => call.onlyExisting).map((call) => call.input.customerId);
  const known = await findKnownCustomers(tx, workspaceId, asked);
  const stored = calls.filter((call) => !call.onlyExisting || known.has(call.input.customerId));
  const inputs = stored.map((call) => call.input);
  for (const [index, result] of (await saveCustomers(tx, workspaceId, inputs, now)).entries()) {
    if (!result.ok) stored[index]!.error = result.error;
  }
}
