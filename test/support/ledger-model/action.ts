// What a step does: the product's own statement on the database, and its rule on the model. Part of the model test.
import { sql } from 'kysely';
import type { StatementName } from '../../../src/delivery/delivery.states.ts';
import { execute, type Tx, withTransaction } from '../../../src/kit/db.ts';
import type { Call, Holder, Model, Row } from './model.ts';
import { psidOf, type World } from './world.ts';

export interface Action {
  /** The statements that may change a state here. */
  by: readonly StatementName[];
  /** None: it happens outside the ledger. */
  run?(): Promise<unknown>;
  apply(model: Model): void;
  /** Compares what the statement returned with the model after it. Returns what is wrong, or null. */
  check?(model: Model, returned: unknown): string | null;
  /** The calls it settles, as `delivery/nth`: no two steps at once settle one. */
  calls?: readonly string[];
  /** Several statements, between which anything may happen: not one of two at once. */
  alone?: boolean;
  /** Leaves what another has locked for the next time. */
  skipsLocked?: boolean;
}

export const holderOf = (model: Model, worker: number): Holder => {
  const holder = model.holders[worker];
  if (holder === undefined) throw new Error(`No worker ${worker}`);
  return holder;
};

/** Of `from` those at these places, counted round; each once. */
export const pickFrom = <Of>(from: readonly Of[], picks: readonly number[]): Of[] => [
  ...new Set(picks.flatMap((pick) => (from.length > 0 ? [from[pick % from.length] as Of] : []))),
];

export interface OfCall {
  row: Row;
  call: Call;
}

export const everyCall = (model: Model): OfCall[] =>
  model.rows.flatMap((row) => row.calls.map((call) => ({ row, call })));

export const inTransaction = <T>(world: World, work: (tx: Tx) => Promise<T>): Promise<T> =>
  withTransaction(world.db, work);

/** As a webhook is applied: with the people in it locked first, so that two webhooks about one person take turns. */
export const applyWebhook = <T>(
  world: World,
  people: readonly number[],
  work: (tx: Tx) => Promise<T>,
): Promise<T> =>
  inTransaction(world, async (tx) => {
    await execute(
      tx,
      sql`select from identities where workspace_id = ${world.lane.workspaceId} and psid = any(${people.map(psidOf)}::text[])
           order by page_id, psid for no key update`,
    );
    return work(tx);
  });
