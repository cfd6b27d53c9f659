// The connection pool and the few words every query file uses: typed raw SQL in, plain rows out.
// Knows no table. Query files take the handle as their first argument, so they compose inside a transaction.
import { Kysely, PostgresDialect, type RawBuilder, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { readTypes } from './db-types.ts';

/** Anything that runs a statement: the pool, or a transaction (which is a `Db` too). Queries are written as `` sql<Row>`…` ``. */
export type Db = Kysely<unknown>;

/** A running transaction. Functions that lock rows (`lock…`) take this, so the compiler reminds the caller. */
export type Tx = Transaction<unknown>;

/** An open database. `pool` is for COPY, LISTEN and cursors, which need a connection of their own. */
export interface Database {
  readonly url: string;
  readonly db: Db;
  readonly pool: pg.Pool;
  /** Waits for running statements, then closes every connection. Calling it twice is fine. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  /** Most connections at once. */
  max?: number;
  /** Shown in `pg_stat_activity`, so an operator sees which program holds a connection. */
  applicationName?: string;
  /** How long a caller waits for a connection before it gets an error. */
  connectTimeoutMs?: number;
  /** Told when an idle connection breaks. The pool replaces it by itself, so this is for the log only. */
  onIdleError?: (error: Error) => void;
}

/**
 * Opens a pool; connects only when first used. Reads int8 as number (throws above 2^53-1), numeric as text,
 * timestamptz as Date, date as 'YYYY-MM-DD', json and jsonb parsed; the session's time zone is UTC.
 *
 * `pg`'s `pipeline` is left off: it pays for many statements in flight on ONE connection (3.4k/s to 22k/s, measured),
 * but refuses COPY and cursors, and Kysely gives each statement a connection of its own anyway.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 10,
    application_name: options.applicationName ?? 'talaria',
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
    keepAlive: true,
    types: readTypes,
    // A frozen process answers keep-alives and would keep its row locks for ever: everybody else would wait for them.
    options: '-c timezone=UTC -c idle_in_transaction_session_timeout=15s',
  });
  // An error nobody listens for ends the process, and a server restart breaks idle and borrowed connections alike.
  // The statement that was running rejects by itself, so a borrowed connection's error needs no second report.
  pool.on('error', (error) => options.onIdleError?.(error));
  pool.on('connect', (client) => client.on('error', () => {}));
  const db: Db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  let closed: Promise<void> | undefined;
  return {
    url: options.url,
    db,
    pool,
    close() {
      closed ??= pool.end();
      return closed;
    },
  };
}

/** All rows. */
export async function many<Row>(db: Db, query: RawBuilder<Row>): Promise<Row[]> {
  return (await query.execute(db)).rows;
}

/** The first row, or undefined. */
export async function maybeOne<Row>(db: Db, query: RawBuilder<Row>): Promise<Row | undefined> {
  return (await query.execute(db)).rows[0];
}

/** The first row. A statement that must give one (`insert … returning`, `select count(*)`) and does not is a bug: throws. */
export async function one<Row>(db: Db, query: RawBuilder<Row>): Promise<Row> {
  const row = await maybeOne(db, query);
  if (row === undefined) throw new Error('The statement was expected to return a row and returned none');
  return row;
}

/** Runs an insert, update or delete and says how many rows it touched. */
export async function execute(db: Db, query: RawBuilder<unknown>): Promise<number> {
  return Number((await query.execute(db)).numAffectedRows ?? 0n);
}

// JSON.stringify escapes exactly these: U+0000 and half a surrogate pair, both of which jsonb refuses.
// An even number of backslashes before it means a real escape; an odd one, the six characters as text.
const UNSTORABLE = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89ab]..|d[c-f]..)/g;

/**
 * A value as a jsonb parameter. Needed because `pg` turns a JavaScript array into a PostgreSQL array, not into JSON.
 * Characters jsonb cannot hold become U+FFFD, so that one odd message cannot wedge a queue.
 */
export const jsonb = (value: unknown): RawBuilder<unknown> => sql`${jsonText(value)}::jsonb`;

/** The same as a text, for `json_to_recordset`, which reads it once where jsonb would be built first. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  // Looking is cheap and finds nothing in almost every text: only control characters are written so.
  return text.includes('\\u') ? text.replace(UNSTORABLE, '$1\\ufffd') : text;
}

/**
 * Runs `work` in a transaction: committed when it returns, rolled back when it throws. Never retried here: only the
 * caller knows whether its work may run twice (see `isConnectionLoss`).
 */
export function withTransaction<T>(
  db: Db,
  work: (tx: Tx) => Promise<T>,
  isolation: 'read committed' | 'repeatable read' | 'serializable' = 'read committed',
): Promise<T> {
  return db.transaction().setIsolationLevel(isolation).execute(work);
}
