// What `schema.sql` is printed from: tables, types, views and routines of the current schema, read from the catalogues in
// an order of their own, so that two databases with the same schema read the same, on every supported version.
import type pg from 'pg';

export interface Column {
  name: string;
  type: string;
  notNull: boolean;
  collation: string | null;
  /** `a` always, `d` by default, empty: no identity. */
  identity: '' | 'a' | 'd';
  /** `s` stored, `v` virtual, empty: not generated; then `expression` is the default. */
  generated: '' | 's' | 'v';
  expression: string | null;
  comment: string | null;
}

export interface Table {
  name: string;
  comment: string | null;
  unlogged: boolean;
  columns: Column[];
  constraints: { name: string; definition: string }[];
  indexes: string[];
  triggers: string[];
  /** Storage settings such as `fillfactor=70`. */
  options: string[];
  partitionBy: string | null;
  partitionOf: string | null;
  partitionBound: string | null;
}

export interface Catalogue {
  extensions: string[];
  enums: { name: string; labels: string[] }[];
  domains: { name: string; type: string; notNull: boolean; checks: string[] }[];
  sequences: { name: string; type: string; increment: string }[];
  tables: Table[];
  views: { name: string; materialized: boolean; columns: string; reads: string[] }[];
  routines: string[];
}

const HERE = 'current_schema()::regnamespace';
const notExtension = (catalogue: string, oid: string) =>
  `not exists (select from pg_depend where classid = '${catalogue}'::regclass and objid = ${oid} and deptype = 'e')`;

/** One statement per kind, all in the caller's snapshot. */
export async function readCatalogue(client: pg.ClientBase): Promise<Catalogue> {
  const list = async <Row extends object>(text: string) => (await client.query<Row>(text)).rows;
  return {
    extensions: (await list<{ name: string }>(EXTENSIONS)).map((row) => row.name),
    enums: await list(ENUMS),
    domains: await list(DOMAINS),
    sequences: await list(SEQUENCES),
    tables: await list(TABLES),
    views: await list(VIEWS),
    routines: (await list<{ definition: string }>(ROUTINES)).map((row) => row.definition),
  };
}

const EXTENSIONS = `select extname::text as name from pg_extension where extname <> 'plpgsql' order by extname`;

const ENUMS = `
  select quote_ident(typname) as name,
         array(select enumlabel::text from pg_enum where enumtypid = t.oid order by enumsortorder) as labels
    from pg_type t
   where typnamespace = ${HERE} and typtype = 'e' and ${notExtension('pg_type', 't.oid')}
   order by typname`;

const DOMAINS = `
  select quote_ident(typname) as name, format_type(typbasetype, typtypmod) as type, typnotnull as "notNull",
         array(select pg_get_constraintdef(oid, true) from pg_constraint
                where contypid = t.oid and contype = 'c' order by conname) as checks
    from pg_type t
   where typnamespace = ${HERE} and typtype = 'd' and ${notExtension('pg_type', 't.oid')}
   order by typname`;

// Those of identity and serial columns belong to their column and are printed there.
const SEQUENCES = `
  select quote_ident(c.relname) as name, format_type(s.seqtypid, null) as type, s.seqincrement::text as increment
    from pg_sequence s join pg_class c on c.oid = s.seqrelid
   where c.relnamespace = ${HERE} and ${notExtension('pg_class', 'c.oid')}
     and not exists (select from pg_depend
                      where classid = 'pg_class'::regclass and objid = c.oid and deptype in ('a', 'i'))
   order by c.relname`;

const COLUMNS = `
  select coalesce(json_agg(json_build_object(
           'name', quote_ident(a.attname),
           'type', format_type(a.atttypid, a.atttypmod),
           'notNull', a.attnotnull,
           'collation', case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end,
           'identity', a.attidentity,
           'generated', a.attgenerated,
           'expression', pg_get_expr(d.adbin, d.adrelid, true),
           'comment', col_description(a.attrelid, a.attnum)) order by a.attnum), '[]')
    from pg_attribute a
    join pg_type t on t.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped`;

// PostgreSQL 18 also lists each "not null" as a constraint; 15 does not, and the column says it already.
const CONSTRAINTS = `
  select coalesce(json_agg(json_build_object(
           'name', quote_ident(conname), 'definition', pg_get_constraintdef(oid, true))
           order by array_position(array['p', 'u', 'x', 'c', 'f'], contype::text), conname), '[]')
    from pg_constraint
   where conrelid = c.oid and contype in ('p', 'u', 'x', 'c', 'f') and conislocal`;

const TABLES = `
  select quote_ident(c.relname) as name,
         obj_description(c.oid, 'pg_class') as comment,
         c.relpersistence = 'u' as unlogged,
         (${COLUMNS}) as columns,
         (${CONSTRAINTS}) as constraints,
         array(select pg_get_indexdef(i.indexrelid, 0, true)
                 from pg_index i join pg_class ic on ic.oid = i.indexrelid
                where i.indrelid = c.oid and not ic.relispartition
                  and not exists (select from pg_constraint where conindid = i.indexrelid and contype in ('p', 'u', 'x'))
                order by ic.relname) as indexes,
         array(select pg_get_triggerdef(oid, true) from pg_trigger
                where tgrelid = c.oid and not tgisinternal and tgparentid = 0 order by tgname) as triggers,
         coalesce(c.reloptions, '{}') as options,
         pg_get_partkeydef(c.oid) as "partitionBy",
         case when c.relispartition then (select inhparent::regclass::text from pg_inherits where inhrelid = c.oid) end as "partitionOf",
         pg_get_expr(c.relpartbound, c.oid, true) as "partitionBound"
    from pg_class c
   where c.relnamespace = ${HERE} and c.relkind in ('r', 'p') and ${notExtension('pg_class', 'c.oid')}
   order by c.relname`;

// Not pg_get_viewdef: PostgreSQL 16 began to leave out table names that 15 writes. What a view gives and reads is the same.
const VIEWS = `
  select quote_ident(c.relname) as name, c.relkind = 'm' as materialized,
         (select string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)
            from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) as columns,
         array(select distinct d.refobjid::regclass::text
                 from pg_rewrite r join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
                where r.ev_class = c.oid and d.refclassid = 'pg_class'::regclass and d.refobjid <> c.oid
                order by 1) as reads
    from pg_class c
   where c.relnamespace = ${HERE} and c.relkind in ('v', 'm') and ${notExtension('pg_class', 'c.oid')}
   order by c.relname`;

const ROUTINES = `
  select pg_get_functiondef(oid) as definition
    from pg_proc
   where pronamespace = ${HERE} and prokind in ('f', 'p') and ${notExtension('pg_proc', 'oid')}
   order by proname, pg_get_function_identity_arguments(oid)`;
