// A connection held for a while, as the database everybody's statements take and as the client that COPY needs: so that both
// can be parts of one transaction.
import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import type { Db } from '../kit/db.ts';

export interface OneConnection {
  db: Db;
  client: pg.PoolClient;
}

/** Borrowed from the pool until `work` is done; thrown away when it failed, for it may be in any state. */
export async function withConnection<T>(
  pool: pg.Pool,
  work: (connection: OneConnection) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  // Kysely only queries and gives back; giving back is ours.
  const lent = { query: client.query.bind(client), release: () => {} } as PostgresPoolClient;
  const dialect = new PostgresDialect({
    pool: { connect: async () => lent, end: async () => {}, options: {} },
  });
  try {
    const result = await work({ db: new Kysely<unknown>({ dialect }), client });
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
