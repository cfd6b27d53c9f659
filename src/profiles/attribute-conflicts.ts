// Values that were refused because their attribute is of another type: counted for the operator, who sees them beside the
// attribute and mends the program or the type. Written with the batch that refused them, one row an attribute and type.
import { sql } from 'kysely';
import { type Db, execute, jsonb, many, type Tx } from '../kit/db.ts';
import type { TypeConflict } from './attribute.rules.ts';
import type { AttributeType } from './profile.contract.ts';

/** Who sent the value; website: with a key that every visitor can read; conversion: it was there, and could not become one of the new type. */
export type AttributeSource =
  | 'api'
  | 'moengage'
  | 'segment'
  | 'website'
  | 'import'
  | 'messenger'
  | 'conversion';

export interface SeenConflict {
  conflict: TypeConflict;
  source: AttributeSource;
}

const SHOWN_CHARACTERS = 80;

/** Counts them. Call it last among what locks people: its rows are shared by everybody who sends such values. */
export async function recordConflicts(
  tx: Tx,
  workspaceId: string,
  seen: readonly SeenConflict[],
  now: Date,
): Promise<void> {
  if (seen.length === 0) return;
  const kinds = Map.groupBy(seen, ({ conflict }) => `${conflict.seenType} ${conflict.attribute}`);
  const rows = [...kinds.values()].map((of) => {
    const last = of.at(-1)!;
    const { attribute, seenType, value } = last.conflict;
    return {
      name: attribute,
      seen_type: seenType,
      times: of.length,
      value: show(value),
      source: last.source,
    };
  });
  // Sorted, so that two transactions with the same conflicts wait for each other in one direction only.
  await execute(
    tx,
    sql`insert into attribute_conflicts
          (workspace_id, name, seen_type, times, last_value, last_source, first_at, last_at)
        select ${workspaceId}, c.name, c.seen_type, c.times, case when not a.sensitive then c.value end, c.source, ${now}, ${now}
          from jsonb_to_recordset(${jsonb(rows)}) as c (name text, seen_type text, times bigint, value text, source text)
          join attributes a on a.workspace_id = ${workspaceId} and a.name = c.name
         order by c.name, c.seen_type
        on conflict (workspace_id, name, seen_type) do update
          set times = attribute_conflicts.times + excluded.times, last_value = excluded.last_value,
              last_source = excluded.last_source, last_at = greatest(attribute_conflicts.last_at, excluded.last_at)`,
  );
}

const show = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
};

export interface ConflictRow {
  seen_type: AttributeType;
  times: number;
  last_value: string | null;
  last_source: AttributeSource;
  first_at: Date;
  last_at: Date;
}

/** Of one attribute, the latest first; a handful of types at most. */
export const listConflicts = (db: Db, workspaceId: string, name: string): Promise<ConflictRow[]> =>
  many(
    db,
    sql<ConflictRow>`
      select seen_type, times, last_value, last_source, first_at, last_at from attribute_conflicts
       where workspace_id = ${workspaceId} and name = ${name} order by last_at desc, seen_type`,
  );

/** What is known of refused values is forgotten: the operator has seen to it, or the type is another one now. */
export const forgetConflicts = (tx: Tx, workspaceId: string, name: string): Promise<number> =>
  execute(tx, sql`delete from attribute_conflicts where workspace_id = ${workspaceId} and name = ${name}`);
