// Some thousand rows of a customers' file, read and folded to one entry a customer, as they go to the database. Pure but for
// the pauses that let requests through.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { jsonText } from '../kit/db.ts';
import { PS_ID } from '../profiles/attribute.rules.ts';
import type { ScannedRow } from './csv.scan.ts';
import type { BadRow, ReadRow, RowCompiler } from './row.compile.ts';

export interface CustomerEntry {
  customerId: string;
  /** Members of a JSON object, `"city":"Brno","age":7`. Of a name that occurs twice the last one counts, as jsonb reads it. */
  members: string;
  psid: string | null;
  /** The last row that spoke of the customer. */
  row: ScannedRow;
}

export interface CustomerBatch {
  /** Rows of the file, bad ones included. */
  rows: number;
  entries: Map<string, CustomerEntry>;
  duplicates: number;
  bad: BadRow[];
  /** A value of each attribute that occurs. */
  present: Record<string, unknown>;
}

/** So many rows take about 5 ms; then whoever waits is served. */
const ROWS_AT_ONCE = 400;

export async function readCustomers(
  rows: readonly ScannedRow[],
  compiler: RowCompiler,
): Promise<CustomerBatch> {
  const batch: CustomerBatch = { rows: rows.length, entries: new Map(), duplicates: 0, bad: [], present: {} };
  const keys = new Map<string, string>();
  for (const [index, scanned] of rows.entries()) {
    if (index % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await nextTurn();
    const result = compiler.read(scanned);
    if (result.ok) add(batch, result.row, scanned, keys);
    else batch.bad.push(result.bad);
  }
  return batch;
}

function add(batch: CustomerBatch, row: ReadRow, scanned: ScannedRow, keys: Map<string, string>): void {
  let members = '';
  let psid: string | null = null;
  for (const { name, value } of row.attributes) {
    let key = keys.get(name);
    if (key === undefined) {
      key = `${JSON.stringify(name)}:`;
      keys.set(name, key);
    }
    if (value !== null && !Object.hasOwn(batch.present, name)) batch.present[name] = value;
    if (name === PS_ID) psid = value as string;
    members += `${members === '' ? '' : ','}${key}${jsonText(value)}`;
  }
  const { customerId } = row;
  const before = batch.entries.get(customerId);
  if (before === undefined) {
    batch.entries.set(customerId, { customerId, members, psid, row: scanned });
    return;
  }
  batch.duplicates += 1;
  before.members = [before.members, members].filter((part) => part !== '').join(',');
  before.psid = psid ?? before.psid;
  before.row = scanned;
}
