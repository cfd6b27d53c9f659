// "There may be something to do": told from one process to all others through PostgreSQL's LISTEN/NOTIFY, together with the
// commit that made it so. Only a hint that saves waiting: every worker also looks by itself, so a lost one costs a moment.

import { sql } from 'kysely';
import pg from 'pg';
import { type Db, execute } from './db.ts';
import { describeError } from './errors.ts';
import type { Log } from './log.ts';

const CHANNEL = 'talaria_wake';
const RECONNECT_MS = 1_000;

/** Tells whoever listens, when (and if) the transaction commits. The same topic twice in one transaction is told once. */
export async function notify(db: Db, topic: string): Promise<void> {
  await execute(db, sql`select pg_notify(${CHANNEL}, ${topic})`);
}

export interface Listener {
  close(): Promise<void>;
}

/**
 * Calls `onTopic` for each topic told, and with null after a connection was lost: then anything may have been missed.
 * Holds one connection of its own, made anew when it breaks.
 */
export function listen(url: string, onTopic: (topic: string | null) => void, log: Log): Listener {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'talaria wake',
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    });
    client = next;
    next.on('notification', ({ payload }) => onTopic(payload ?? null));
    next.on('error', () => {}); // 'end' follows
    next.on('end', () => {
      if (client === next) again();
    });
    try {
      await next.connect();
      await next.query(`listen ${CHANNEL}`);
      onTopic(null);
    } catch (error) {
      log.debug({ error: describeError(error) }, 'wake.not_connected');
      next.end().catch(() => {});
      again();
    }
  };
  const again = (): void => {
    if (isClosed || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      void connect();
    }, RECONNECT_MS);
  };
  void connect();

  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
