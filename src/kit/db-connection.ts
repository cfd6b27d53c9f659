// Telling a lost connection from a refused statement, and waiting for a server that is still starting.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const LOST_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT', // the socket file of a server that is not running
  '25P03', // idle_in_transaction_session_timeout: this process stood still in a transaction
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now: starting up, shutting down or recovering
]);

// pg reports these without a code.
const LOST_MESSAGES = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error and is not queryable',
];

/**
 * True when the statement failed because the connection did, not because the server refused it. Its effect is then
 * unknown (a commit may have arrived), so repeat it only when running it twice is harmless.
 */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (LOST_CODES.has(code) || /^08[0-9A-Z]{3}$/.test(code)) return true;
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isConnectionLoss);
  if (LOST_MESSAGES.some((message) => error.message.startsWith(message))) return true;
  return error.cause !== undefined && isConnectionLoss(error.cause);
}

/**
 * Waits until the server at `url` answers a query. Goes on trying only while the connection is what fails: a wrong
 * password or a missing database is told at once.
 */
export async function waitForDatabase(url: string, options: { timeoutMs: number; signal?: AbortSignal }) {
  const deadline = Date.now() + options.timeoutMs;
  for (let delayMs = 50; ; delayMs = Math.min(delayMs * 2, 1_000)) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => {}); // reported by the query below
    try {
      await client.connect();
      await client.query('select 1');
      return;
    } catch (error) {
      if (!isConnectionLoss(error) || Date.now() + delayMs > deadline) throw error;
    } finally {
      await client.end().catch(() => {});
    }
    await sleep(delayMs, undefined, options.signal ? { signal: options.signal } : {});
  }
}
