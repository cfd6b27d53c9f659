// What a backup asks PostgreSQL's catalogues: which tables and sequences are ours, and what must be out of the way while
// rows are loaded. "Ours" is everything in the current schema that no extension brought.
import type pg from 'pg';

export interface TableShape {
  name: string;
  /** In the table's order, without generated ones, which compute themselves. */
  columns: string[];
}

const NOT_OF_AN_EXTENSION = (catalogue: string, oid: string) =>
  `not exists (select from pg_depend where classid = '${catalogue}'::regclass and objid = ${oid} and deptype = 'e')`;

/** Every table but the version table, by name; a partitioned one as a whole. */
export async function listTables(client: pg.ClientBase): Promise<TableShape[]> {
  const { rows } = await client.query<TableShape>(`
    select c.relname::text as name,
           array(select a.attname::text from pg_attribute a
                  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                  order by a.attnum) as columns
      from pg_class c
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname <> 'schema_migrations' and ${NOT_OF_AN_EXTENSION('pg_class', 'c.oid')}
     order by c.relname`);
  return rows;
}

/** Sequences that have given a value, and the last one. Not bound to a snapshot: read after the rows, so never behind them. */
export async function listSequences(client: pg.ClientBase): Promise<{ name: string; lastValue: string }[]> {
  const { rows } = await client.query<{ name: string; lastValue: string }>(`
    select sequencename::text as name, last_value::text as "lastValue"
      from pg_sequences where schemaname = current_schema() and last_value is not null order by sequencename`);
  return rows;
}

/** The applied migrations, or undefined in a database that never had any. */
export async function findApplied(
  client: pg.ClientBase,
): Promise<{ version: number; name: string; checksum: string }[] | undefined> {
  const { rows } = await client.query<{ found: boolean }>(
    "select to_regclass(quote_ident(current_schema()) || '.schema_migrations') is not null as found",
  );
  if (!rows[0]?.found) return undefined;
  const applied = await client.query<{ version: number; name: string; checksum: string }>(
    'select version, name, checksum from schema_migrations order by version',
  );
  return applied.rows;
}

/** Removes every table, view, sequence, routine and type of ours. */
export async function dropEverything(client: pg.ClientBase): Promise<void> {
  // One kind after the other: what an earlier statement took along with it is no longer listed by a later one.
  const lists = [
    `select format('drop %s %I cascade', case relkind when 'v' then 'view' else 'materialized view' end, relname) as statement
       from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('v', 'm') and ${NOT_OF_AN_EXTENSION('pg_class', 'oid')}`,
    `select format('drop table %s cascade', string_agg(format('%I', relname), ', ')) as statement
       from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and ${NOT_OF_AN_EXTENSION('pg_class', 'oid')}
     having count(*) > 0`,
    `select format('drop sequence %I cascade', relname) as statement
       from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'S' and ${NOT_OF_AN_EXTENSION('pg_class', 'oid')}`,
    `select format('drop routine %s cascade', oid::regprocedure) as statement
       from pg_proc where pronamespace = current_schema()::regnamespace and ${NOT_OF_AN_EXTENSION('pg_proc', 'oid')}`,
    `select format('drop type %I cascade', typname) as statement
       from pg_type t where typnamespace = current_schema()::regnamespace and typtype in ('e', 'd', 'r', 'c')
        and (typrelid = 0 or (select relkind from pg_class where oid = typrelid) = 'c') and ${NOT_OF_AN_EXTENSION('pg_type', 't.oid')}`,
  ];
  for (const list of lists) {
    const { rows } = await client.query<{ statement: string }>(list);
    for (const { statement } of rows)
      await client.query(
        statement.replace(/^drop (view|materialized view|routine|type) /, 'drop $1 if exists '),
      );
  }
}

/**
 * Takes foreign keys and triggers away, so that tables can be loaded in any order and nothing fires; the returned function
 * puts them back, and the keys check every row then. Needs no superuser, unlike session_replication_role.
 */
export async function suspendRules(client: pg.ClientBase): Promise<() => Promise<void>> {
  const { rows: keys } = await client.query<{ table: string; name: string; definition: string }>(`
    select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
      from pg_constraint
     where connamespace = current_schema()::regnamespace and contype = 'f' and conparentid = 0`);
  for (const key of keys) await client.query(`alter table ${key.table} drop constraint ${key.name}`);
  const { rows: triggers } = await client.query<{ table: string }>(`
    select distinct tgrelid::regclass::text as table from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where c.relnamespace = current_schema()::regnamespace and not t.tgisinternal`);
  for (const { table } of triggers) await client.query(`alter table ${table} disable trigger user`);
  return async () => {
    for (const { table } of triggers) await client.query(`alter table ${table} enable trigger user`);
    for (const key of keys) {
      await client.query(`alter table ${key.table} add constraint ${key.name} ${key.definition}`);
    }
  };
}
