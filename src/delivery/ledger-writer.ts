// The process's one way to write attempts to the ledger: what all its lanes begin and settle at about the same time goes in
// one statement and one commit. Settling waits out a database that is away; an answer is worth keeping.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import { isConnectionLoss } from '../kit/db-connection.ts';
import { describeError } from '../kit/errors.ts';
import { createGroupCommit } from '../kit/group-commit.ts';
import type { Log } from '../kit/log.ts';
import {
  beginAttempts,
  type NewAttempt,
  type Settled,
  settleDeliveries,
  settleUncalled,
  withdrawAttempts,
} from './attempt.queries.ts';
import type { Settlement } from './settlement.ts';

export interface LedgerWriter {
  /** Which of these may be called now. Rejects when the database is away: then nothing may be, and `withdraw` is due. */
  begin(workspaceId: string, attempts: readonly NewAttempt[]): Promise<ReadonlySet<number>>;
  /** Undoes `begin` for calls that were not made. Resolves when that is written. */
  withdraw(workspaceId: string, attempts: readonly NewAttempt[]): Promise<void>;
  /** Resolves when the result stands in the ledger; rejects after a minute without a database. */
  settle(workspaceId: string, settled: Settled): Promise<void>;
  settleUncalled(
    workspaceId: string,
    uncalled: readonly { deliveryId: number; fence: number; settlement: Settlement }[],
  ): Promise<void>;
  drain(): Promise<void>;
}

/** Rows of one statement. */
const MAX_ROWS = 500;
/**
 * Results wait so long for company. Fifty in a statement cost PostgreSQL 80 µs each, 500 cost 40; and a crash makes no more of
 * them unknown than are under way anyway.
 */
const GATHER_MS = 20;
/** How long results are kept while the database is away. After that the lane's next holder finds them as unknown. */
const KEEP_TRYING_MS = 60_000;

interface BeginItem {
  workspaceId: string;
  attempts: readonly NewAttempt[];
}

export function createLedgerWriter(needs: { db: Db; clock: Clock; log: Log }): LedgerWriter {
  const { db, clock, log } = needs;
  const keepTrying = async (write: () => Promise<void>): Promise<void> => {
    const giveUpAtMs = performance.now() + KEEP_TRYING_MS;
    for (let waitMs = 50; ; waitMs = Math.min(2_000, waitMs * 2)) {
      try {
        return await write();
      } catch (error) {
        log.warn({ error: describeError(error) }, 'ledger.write_failed');
        if (!isPassing(error) || performance.now() + waitMs > giveUpAtMs) throw error;
      }
      await sleep(waitMs);
    }
  };
  /** What went wrong with each row, null: nothing. One that PostgreSQL refuses keeps none beside it from being written. */
  const settleRows = async (workspaceId: string, rows: Settled[]): Promise<(Error | null)[]> => {
    try {
      await keepTrying(() => settleDeliveries(db, workspaceId, rows, clock.now()));
      return rows.map(() => null);
    } catch (error) {
      if (isPassing(error) || rows.length === 1) return rows.map(() => error as Error);
      const errors: (Error | null)[] = [];
      for (const row of rows) errors.push(...(await settleRows(workspaceId, [row])));
      return errors;
    }
  };

  // An item is a lane's portion (some tens of rows), so sixteen of them make a statement.
  const begin = createGroupCommit<BeginItem, ReadonlySet<number>>(
    async (items) => {
      const begun = new Map<string, ReadonlySet<number>>();
      for (const [workspaceId, group] of groupByWorkspace(items)) {
        const attempts = group.flatMap((item) => item.attempts);
        begun.set(workspaceId, await beginAttempts(db, workspaceId, attempts));
      }
      return items.map((item) => begun.get(item.workspaceId) ?? new Set());
    },
    { maxItems: 16 },
  );

  const settle = createGroupCommit<{ workspaceId: string; settled: Settled }, Error | null>(
    async (items) => {
      const errors = new Map<Settled, Error | null>();
      for (const [workspaceId, group] of groupByWorkspace(items)) {
        const rows = group.map((item) => item.settled);
        const found = await settleRows(workspaceId, rows);
        for (const [index, row] of rows.entries()) errors.set(row, found[index] ?? null);
      }
      return items.map((item) => errors.get(item.settled) ?? null);
    },
    { maxItems: MAX_ROWS, gatherMs: GATHER_MS },
  );

  return {
    begin: (workspaceId, attempts) => begin.add({ workspaceId, attempts }),
    withdraw: (workspaceId, attempts) =>
      keepTrying(() => withdrawAttempts(db, workspaceId, attempts, clock.now())),
    settle: async (workspaceId, settled) => {
      const error = await settle.add({ workspaceId, settled });
      if (error) throw error;
    },
    settleUncalled: async (workspaceId, uncalled) => {
      if (uncalled.length > 0) await keepTrying(() => settleUncalled(db, workspaceId, uncalled, clock.now()));
    },
    drain: async () => {
      await begin.drain();
      await settle.drain();
    },
  };
}

function groupByWorkspace<Item extends { workspaceId: string }>(items: Item[]): Map<string, Item[]> {
  return Map.groupBy(items, (item) => item.workspaceId);
}

/** Worth trying again: the server was away, or two statements waited for each other. Not a value it refuses. */
function isPassing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(40|53|55|57)/.test(code) || isConnectionLoss(error);
}
