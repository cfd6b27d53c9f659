// Some thousand rows of a customers' file, read and folded to one entry a customer, as they go to the database. Pure.
import { jsonText } from '../kit/db.ts';
import { PS_ID } from '../profiles/attribute.rules.ts';
import type { ScannedRow } from './csv.scan.ts';
import type { BadRow, ReadRow, RowCompiler } from './row.compile.ts';

export interface CustomerEntry {
  customerId: string;
  /** Members of a JSON object, `"city":"Brno","age":7`. Of a name that occurs twice the last one counts, as jsonb reads it. */
  members: string;
  psid: string | null;
  /** The last row that named a PSID, in case it is another customer's. The others are not kept: their cells are garbage at once. */
  row: ScannedRow | null;
}

export interface CustomerBatch {
  entries: Map<string, CustomerEntry>;
  duplicates: number;
  bad: BadRow[];
  /** A value of each attribute that occurs. */
  present: Record<string, unknown>;
  /** Names as they stand in JSON. */
  keys: Map<string, string>;
}

export const openCustomerBatch = (): CustomerBatch => ({
  entries: new Map(),
  duplicates: 0,
  bad: [],
  present: {},
  keys: new Map(),
});

export function addCustomers(batch: CustomerBatch, rows: readonly ScannedRow[], compiler: RowCompiler): void {
  for (const scanned of rows) {
    const result = compiler.read(scanned);
    if (result.ok) add(batch, result.row, scanned);
    else batch.bad.push(result.bad);
  }
}

function add(batch: CustomerBatch, row: ReadRow, scanned: ScannedRow): void {
  const parts: string[] = [];
  let psid: string | null = null;
  for (const { name, value } of row.attributes) {
    let key = batch.keys.get(name);
    if (key === undefined) {
      key = `${JSON.stringify(name)}:`;
      batch.keys.set(name, key);
    }
    if (value !== null && !Object.hasOwn(batch.present, name)) batch.present[name] = value;
    if (name === PS_ID) psid = value as string;
    parts.push(key + jsonText(value));
  }
  // Joined rather than added up: a text made of thirty pieces keeps all thirty.
  const members = parts.join(',');
  const { customerId } = row;
  const before = batch.entries.get(customerId);
  if (before === undefined) {
    batch.entries.set(customerId, { customerId, members, psid, row: psid === null ? null : scanned });
    return;
  }
  batch.duplicates += 1;
  before.members = [before.members, members].filter((part) => part !== '').join(',');
  before.psid = psid ?? before.psid;
  if (psid !== null) before.row = scanned;
}
