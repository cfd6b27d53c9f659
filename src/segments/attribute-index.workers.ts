// Keeps the indexes that saved segments want: builds what is missing, drops what nobody asks for any more. One process at a time.
import { sql } from 'kysely';
import { LOCK_CLASSES } from '../kit/advisory-locks.ts';
import { type Clock, MINUTE_MS } from '../kit/clock.ts';
import { type Db, execute, one } from '../kit/db.ts';
import type { Log } from '../kit/log.ts';
import type { Worker } from '../kit/worker.ts';
import {
  buildIndex,
  dropIndex,
  indexNameOf,
  listIndexes,
  listWanted,
  MIN_PEOPLE,
} from './attribute-indexes.ts';

const EVERY_MS = MINUTE_MS;

interface Needs {
  db: Db;
  clock: Clock;
  log: Log;
  minPeople?: number;
}

/** Woken when a segment is saved; looks again each minute, because people become more. */
export const ATTRIBUTE_INDEX_WORKER = 'segments.attribute_indexes';

export function createAttributeIndexWorker({ db, clock, log, minPeople = MIN_PEOPLE }: Needs): Worker {
  return {
    name: ATTRIBUTE_INDEX_WORKER,
    async step(signal) {
      // One index a step, so that a stop never waits long.
      const done = await withLock(db, async (connection) => {
        const next = await findNext(connection, minPeople);
        if (!next || signal.aborted) return false;
        const startedAt = clock.now();
        await carryOut(connection, next);
        log.info({ ...next, ms: clock.now().getTime() - startedAt.getTime() }, 'segments.index');
        return true;
      });
      return done ? 'again' : EVERY_MS;
    },
  };
}

type Step = { build: string } | { drop: string };

async function findNext(db: Db, minPeople: number): Promise<Step | undefined> {
  const [wanted, existing] = [await listWanted(db, minPeople), await listIndexes(db)];
  const names = new Map(wanted.map((attribute) => [indexNameOf(attribute), attribute]));
  const useless = existing.find(({ name, valid }) => !valid || !names.has(name));
  if (useless) return { drop: useless.name };
  const there = new Set(existing.map(({ name }) => name));
  const missing = wanted.find((attribute) => !there.has(indexNameOf(attribute)));
  return missing === undefined ? undefined : { build: missing };
}

async function carryOut(db: Db, step: Step): Promise<void> {
  if ('drop' in step) {
    await dropIndex(db, step.drop);
    return;
  }
  await buildIndex(db, step.build);
  // How often which value occurs is known of an index on an expression only after this.
  await execute(db, sql`analyze profiles`);
}

/** Undefined when another process is at it. Indexes are built outside transactions, so the lock is the connection's. */
function withLock<T>(db: Db, work: (connection: Db) => Promise<T>): Promise<T | undefined> {
  return db.connection().execute(async (connection) => {
    const { locked } = await one<{ locked: boolean }>(
      connection,
      sql`select pg_try_advisory_lock(${LOCK_CLASSES.attributeIndexes}::int, 0) as locked`,
    );
    if (!locked) return undefined;
    try {
      return await work(connection);
    } finally {
      await execute(connection, sql`select pg_advisory_unlock(${LOCK_CLASSES.attributeIndexes}::int, 0)`);
    }
  });
}
