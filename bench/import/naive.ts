// What a person would write: csv-parse, and either one `saveCustomer` a row, or an upsert of a thousand rows a statement
// without types, undo, duplicates, or a place to go on from.
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { sql } from 'kysely';
import { type Db, execute, jsonb, withTransaction } from '../../src/kit/db.ts';
import { saveCustomer } from '../../src/profiles/customers.ts';
import { filePieces } from './file.ts';

type Row = Record<string, string>;

const rowsOf = (rows: number): AsyncIterable<Row> =>
  Readable.from(filePieces(rows)).pipe(parse({ columns: true })) as AsyncIterable<Row>;

/** Milliseconds. */
export async function saveOneByOne(db: Db, workspaceId: string, rows: number): Promise<number> {
  const begunAt = performance.now();
  for await (const { customer_id, ...texts } of rowsOf(rows)) {
    const attributes = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
    const input = { customerId: customer_id ?? '', attributes, now: new Date() };
    await withTransaction(db, (tx) => saveCustomer(tx, workspaceId, input));
  }
  return performance.now() - begunAt;
}

const ROWS_A_STATEMENT = 1_000;

/** Milliseconds. */
export async function upsertManyRows(db: Db, workspaceId: string, rows: number): Promise<number> {
  const begunAt = performance.now();
  let batch: Row[] = [];
  const write = async (): Promise<void> => {
    const values = batch.map(({ customer_id, ...attributes }) => ({ customer_id, attributes }));
    batch = [];
    await execute(
      db,
      sql`insert into profiles (workspace_id, customer_id, attributes)
          select ${workspaceId}, customer_id, attributes
            from jsonb_to_recordset(${jsonb(values)}) as r (customer_id text, attributes jsonb)
          on conflict (workspace_id, customer_id) where customer_id is not null
          do update set attributes = profiles.attributes || excluded.attributes, updated_at = now()`,
    );
  };
  for await (const row of rowsOf(rows)) {
    batch.push(row);
    if (batch.length === ROWS_A_STATEMENT) await write();
  }
  if (batch.length > 0) await write();
  return performance.now() - begunAt;
}

/** csv-parse alone, of a file in memory: milliseconds. */
export async function parseOnly(pieces: readonly Buffer[]): Promise<number> {
  const begunAt = performance.now();
  let seen = 0;
  for await (const _row of Readable.from(pieces).pipe(parse())) seen += 1;
  if (seen === 0) throw new Error('csv-parse found no rows');
  return performance.now() - begunAt;
}
