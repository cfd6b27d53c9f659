// Indexes on the attributes that saved segments filter by, made and dropped by need: an index on every attribute would cost
// each person written several times the person (0019). Used by the worker beside it; which filters use them is compile's.
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { type Db, execute, many, one } from '../kit/db.ts';

/** Below this a scan of everybody takes some 20 ms, and an index is not worth its upkeep. */
export const MIN_PEOPLE = 20_000;
/** Each costs about 4 µs a person written. Those that most segments ask for come first. */
export const MAX_INDEXES = 16;
const PREFIX = 'profiles_attribute_';

/** One index for the attribute of that name in all workspaces; names may hold anything, and be long. */
export const indexNameOf = (attribute: string): string =>
  PREFIX + createHash('sha256').update(attribute).digest('hex').slice(0, 16);

/** Attributes people have that saved segments filter by directly, most asked first; none while there are few people. */
export async function listWanted(db: Db, minPeople: number = MIN_PEOPLE): Promise<string[]> {
  const { people } = await one<{ people: number }>(
    db,
    // The planner's own estimate: exact enough, and free.
    sql`select greatest(reltuples, 0)::bigint as people from pg_class where oid = 'profiles'::regclass`,
  );
  if (people < minPeople) return [];
  const rows = await many<{ name: string }>(
    db,
    sql`
    with asked as (
      select s.workspace_id, s.segment_id, f #>> '{attribute}' as name
        from segments s, jsonb_path_query(s.filter, '$.**.filters[*] ? (@.kind == "attribute")') as f
       where f ->> 'op' = any(${INDEXED_OPS as unknown as string[]}::text[])
    )
    select name from asked join attributes a using (workspace_id, name)
     where a.type in ('string', 'number', 'boolean', 'datetime') and name <> 'ps_id'
     group by name order by count(distinct (workspace_id, segment_id)) desc, name limit ${MAX_INDEXES}`,
  );
  return rows.map(({ name }) => name);
}

/** What an index answers (compile.indexed.ts); any other question reads everybody. */
const INDEXED_OPS = [
  ...['is', 'any_of', 'greater', 'greater_or_equal', 'less', 'less_or_equal', 'between'],
  ...['in_last_days', 'in_last', 'in_next', 'in_period'],
] as const;

interface Index {
  name: string;
  /** false: an interrupted build left it behind. */
  valid: boolean;
}

export const listIndexes = (db: Db): Promise<Index[]> =>
  many<Index>(
    db,
    sql`select c.relname as name, i.indisvalid as valid
          from pg_index i join pg_class c on c.oid = i.indexrelid
         where i.indrelid = 'profiles'::regclass and starts_with(c.relname, ${PREFIX})`,
  );

/** Which of these attributes have one that can be used. */
export async function findIndexed(db: Db, attributes: readonly string[]): Promise<Set<string>> {
  if (attributes.length === 0) return new Set();
  const rows = await many<{ name: string }>(
    db,
    sql`select c.relname as name from pg_class c join pg_index i on i.indexrelid = c.oid
         where c.relname = any(${attributes.map(indexNameOf)}::text[]) and i.indisvalid
           and i.indrelid = 'profiles'::regclass`,
  );
  const there = new Set(rows.map(({ name }) => name));
  return new Set(attributes.filter((attribute) => there.has(indexNameOf(attribute))));
}

/** Builds while others read and write. Not inside a transaction. A name that is there already is left as it is. */
export const buildIndex = (db: Db, attribute: string): Promise<number> =>
  execute(
    db,
    sql`create index concurrently if not exists ${sql.id(indexNameOf(attribute))}
          on profiles (workspace_id, filter_key(attributes -> ${sql.lit(attribute)})) where attributes ? ${sql.lit(attribute)}`,
  );

export const dropIndex = (db: Db, name: string): Promise<number> =>
  execute(db, sql`drop index concurrently if exists ${sql.id(name)}`);
