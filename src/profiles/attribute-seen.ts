// What the values of a batch tell the catalogue beyond their types: that an attribute is still sent, and what objects hold.
// Almost every batch writes nothing: it compares with what it read anyway.
import { sql } from 'kysely';
import { MINUTE_MS } from '../kit/clock.ts';
import { execute, jsonb, many, type Tx } from '../kit/db.ts';
import { isRecord, listPaths } from './attribute.value.ts';
import type { Catalogue } from './catalogue.ts';
import type { AttributeType } from './profile.contract.ts';

/** `last_seen_at` is as exact as this. */
const SEEN_AGAIN_MS = 10 * MINUTE_MS;
/** Of one attribute: an object whose keys are ids would otherwise make the builders' lists endless. */
export const MAX_PATHS = 200;

/** Call it after the people are written. `stored`: the values as `fitAttributes` gave them. */
export async function noteSeen(
  tx: Tx,
  workspaceId: string,
  { catalogue, stored, now }: { catalogue: Catalogue; stored: readonly Record<string, unknown>[]; now: Date },
): Promise<void> {
  const before = now.getTime() - SEEN_AGAIN_MS;
  const stale = [...catalogue.types.keys()].filter((name) => {
    const at = catalogue.seenAt.get(name);
    return !at || at.getTime() < before;
  });
  const present = stale.filter((name) => stored.some((record) => Object.hasOwn(record, name)));
  await touch(tx, workspaceId, present, now);
  const objects = [...catalogue.types].filter(([, type]) => type === 'object').map(([name]) => name);
  if (objects.length > 0) await learnPaths(tx, workspaceId, objects, stored);
}

/** Whoever holds the row writes the same: nobody waits for it. */
async function touch(tx: Tx, workspaceId: string, names: readonly string[], now: Date): Promise<void> {
  if (names.length === 0) return;
  await execute(
    tx,
    sql`update attributes set last_seen_at = ${now}
         where workspace_id = ${workspaceId} and name in (
           select name from attributes
            where workspace_id = ${workspaceId} and name = any(${names}::text[]) for no key update skip locked)`,
  );
}

interface PathRow {
  name: string;
  path: string;
  type: AttributeType | 'mixed';
}

async function learnPaths(
  tx: Tx,
  workspaceId: string,
  names: readonly string[],
  stored: readonly Record<string, unknown>[],
): Promise<void> {
  const seen = names.flatMap((name) => collectPaths(name, stored));
  if (seen.length === 0) return;
  const known = await many<PathRow>(
    tx,
    sql`select name, path, type from attribute_paths
         where workspace_id = ${workspaceId} and name = any(${names}::text[])`,
  );
  const types = new Map(known.map((row) => [`${row.name}.${row.path}`, row.type]));
  const counts = new Map([...Map.groupBy(known, (row) => row.name)].map(([name, of]) => [name, of.length]));
  const isNews = ({ name, path, type }: PathRow): boolean => {
    const before = types.get(`${name}.${path}`);
    if (before !== undefined) return before !== type && before !== 'mixed';
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count < MAX_PATHS;
  };
  const news = seen.filter(isNews);
  if (news.length === 0) return;
  await execute(
    tx,
    sql`insert into attribute_paths (workspace_id, name, path, type)
        select ${workspaceId}, name, path, type
          from jsonb_to_recordset(${jsonb(news)}) as p (name text, path text, type text)
         order by name, path
        on conflict (workspace_id, name, path) do update set type = 'mixed'
          where attribute_paths.type not in (excluded.type, 'mixed')`,
  );
}

/** Each path once, with the type all its values have, or mixed. */
function collectPaths(name: string, stored: readonly Record<string, unknown>[]): PathRow[] {
  const found = new Map<string, PathRow>();
  for (const record of stored) {
    const value = record[name];
    if (!isRecord(value)) continue;
    for (const [path, type] of listPaths(value)) {
      const row = found.get(path);
      if (row === undefined) found.set(path, { name, path, type });
      else if (row.type !== type) row.type = 'mixed';
    }
  }
  return [...found.values()];
}
