// Prints `schema.sql`, the picture of our data that a person reads and CI compares: what the migrations add up to. The
// embedded PostgreSQL brings no pg_dump, so it is printed from the catalogues.
import pg from 'pg';
import { type Catalogue, type Column, readCatalogue, type Table } from './schema-catalogue.ts';

const HEADING = `-- The schema after all migrations, printed from the database by "npm run talaria -- schema > schema.sql".
-- To change it, add a file to migrations/ and print it again.`;

/** The schema of the database at `url` as SQL, the same text on PostgreSQL 15 and newer. Ends with a newline. */
export async function dumpSchema(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, application_name: 'talaria schema' });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read, read only');
    return renderSchema(await readCatalogue(client));
  } finally {
    await client.end();
  }
}

function renderSchema(catalogue: Catalogue): string {
  return `${[
    HEADING,
    ...catalogue.extensions.map((name) => `create extension if not exists ${name};`),
    ...catalogue.enums.map(
      ({ name, labels }) => `create type ${name} as enum (${labels.map(quote).join(', ')});`,
    ),
    ...catalogue.domains.map(({ name, type, notNull, checks }) =>
      [`create domain ${name} as ${type}`, ...(notNull ? ['not null'] : []), ...checks].join(' ').concat(';'),
    ),
    ...catalogue.sequences.map(
      ({ name, type, increment }) => `create sequence ${name} as ${type} increment ${increment};`,
    ),
    ...catalogue.tables.map(renderTable),
    ...catalogue.views.map(renderView),
    ...catalogue.routines.map((definition) => `${definition.trim()};`),
  ].join('\n\n')}\n`;
}

function renderTable(table: Table): string {
  const options = table.options.length > 0 ? ` with (${table.options.join(', ')})` : '';
  const partitionBy = table.partitionBy ? ` partition by ${table.partitionBy}` : '';
  const kind = table.unlogged ? 'unlogged table' : 'table';
  const head = table.partitionOf
    ? `create ${kind} ${table.name} partition of ${table.partitionOf} ${table.partitionBound}${partitionBy}${options};`
    : `create ${kind} ${table.name} (\n${renderBody(table)}\n)${partitionBy}${options};`;
  return [
    ...(table.comment ? [comment(table.comment)] : []),
    head,
    ...table.indexes.map((index) => `${index};`),
    ...table.triggers.map((trigger) => `${trigger};`),
  ].join('\n');
}

/** A comma after each line but the last, before the line's comment. */
function renderBody({ columns, constraints }: Table): string {
  const lines = [
    ...columns.map((column) => ({ text: renderColumn(column), note: column.comment })),
    ...constraints.map(({ name, definition }) => ({ text: `constraint ${name} ${definition}`, note: null })),
  ];
  return lines
    .map(({ text, note }, index) => {
      const end = index < lines.length - 1 ? ',' : '';
      return `  ${text}${end}${note ? ` ${comment(note.replaceAll('\n', ' '))}` : ''}`;
    })
    .join('\n');
}

function renderColumn(column: Column): string {
  const { identity, generated, expression } = column;
  return [
    column.name,
    column.type,
    ...(column.collation ? [`collate ${column.collation}`] : []),
    ...(column.notNull ? ['not null'] : []),
    ...(identity ? [`generated ${identity === 'a' ? 'always' : 'by default'} as identity`] : []),
    ...(generated ? [`generated always as (${expression}) ${generated === 's' ? 'stored' : 'virtual'}`] : []),
    ...(!generated && expression !== null ? [`default ${expression}`] : []),
  ].join(' ');
}

/** Its body stands in the migration that made it; servers of different versions do not print it alike. */
function renderView({ name, materialized, columns, reads }: Catalogue['views'][number]): string {
  const kind = materialized ? 'materialized view' : 'view';
  return `-- ${kind} ${name} (${columns}) reads ${reads.join(', ')}`;
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const comment = (text: string): string => text.replace(/^/gm, '-- ');
