// Webhooks that are not applied yet may tell of somebody who is being erased: their part is taken out, the others' stays.
import { sql } from 'kysely';
import { execute, many, type Tx } from '../kit/db.ts';
import { isObject, parseLossless } from '../messenger/lossless-json.ts';
import type { PsidOnPage } from './erased-ids.ts';

/**
 * Whoever applies one of them at this moment is waited for, so call it before any lock of identities (appliers lock in the same
 * order). The inbox is read through, since its rows are bytes; it is empty but for the last moments, and for webhooks that failed.
 * @returns how many webhooks told of them.
 */
export async function eraseFromInbox(tx: Tx, people: readonly PsidOnPage[]): Promise<number> {
  if (people.length === 0) return 0;
  const psids = [...new Set(people.map((one) => one.psid))];
  const rows = await many<{ inbox_id: number; body: Buffer }>(
    tx,
    sql`select inbox_id, body from inbox
         where exists (select from unnest(${psids}::text[]) as p (psid)
                        where position(convert_to(p.psid, 'UTF8') in body) > 0)
         order by inbox_id for update`,
  );
  let told = 0;
  for (const { inbox_id, body } of rows) {
    const left = withoutPeople(body, people);
    if (left === undefined) continue;
    told += 1;
    await execute(
      tx,
      left === null
        ? sql`delete from inbox where inbox_id = ${inbox_id}`
        : sql`update inbox set body = ${left} where inbox_id = ${inbox_id}`,
    );
  }
  return told;
}

/** The webhook without their part; null: nothing is left of it; undefined: the digits stand for something else. */
export function withoutPeople(body: Buffer, people: readonly PsidOnPage[]): Buffer | null | undefined {
  const parsed = parse(body.toString('utf8'));
  if (!isObject(parsed) || !Array.isArray(parsed['entry'])) return null;
  let changed = false;
  const entries = parsed['entry'].filter((entry: unknown) => {
    if (!isObject(entry)) return true;
    const psids = people.filter((one) => one.pageId === String(entry['id'])).map((one) => one.psid);
    const { left, gone } = takeOut(entry, psids);
    if (gone === 0) return true;
    changed = true;
    return left > 0;
  });
  if (!changed) return undefined;
  return entries.length === 0 ? null : Buffer.from(JSON.stringify({ ...parsed, entry: entries }));
}

/** Takes what names one of the PSIDs out of the entry's lists (messaging, standby, changes); counts what they hold. */
function takeOut(entry: Record<string, unknown>, psids: readonly string[]): { left: number; gone: number } {
  let [left, gone] = [0, 0];
  for (const [name, list] of Object.entries(entry)) {
    if (!Array.isArray(list)) continue;
    const kept = list.filter((item) => {
      const text = JSON.stringify(item);
      return !psids.some((psid) => new RegExp(`(?<![0-9])${psid}(?![0-9])`).test(text));
    });
    entry[name] = kept;
    left += kept.length;
    gone += list.length - kept.length;
  }
  return { left, gone };
}

function parse(text: string): unknown {
  try {
    return parseLossless(text);
  } catch {
    return undefined;
  }
}
