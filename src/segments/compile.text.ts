// Looking into texts, as SQL. Part of the compiler of attribute filters.
import { type RawBuilder, sql } from 'kysely';
import type { Condition, Field } from './compile.field.ts';

export const isText = ({ json, column }: Field): Condition =>
  column ? sql`${column} is not null` : sql`jsonb_typeof(${json}) = 'string'`;

/** Is one of the texts, whatever the case of their letters. */
export const foldedIn = (field: Field, texts: readonly string[]): Condition =>
  sql`${isText(field)} and lower(${field.text}) = any(array(select lower(x) from unnest(${texts}::text[]) x))`;

interface Search {
  op: 'contains' | 'starts_with' | 'ends_with' | 'matches';
  value: string;
  ignore_case: boolean | undefined;
}

/** Within a text, without regard to case unless that is asked for; of an array, whether an element is equal. */
export function contains(field: Field, { op, value, ignore_case }: Search): Condition {
  const fold = (text: RawBuilder<unknown>) => (ignore_case === false ? text : sql`lower(${text})`);
  const text = fold(sql`${field.text}`);
  const found = within(text, op, (wanted) => fold(sql`${wanted}::text`), value);
  if (op !== 'contains' || field.column) return sql`${isText(field)} and ${found}`;
  const { json } = field;
  const element =
    ignore_case === true
      ? sql`exists (select from jsonb_array_elements(${json}) x
          where jsonb_typeof(x.value) = 'string' and lower(x.value #>> '{}') = lower(${value}))`
      : sql`(${json}) ? ${value}`;
  return sql`case jsonb_typeof(${json}) when 'string' then ${found} when 'array' then ${element} end`;
}

function within(
  text: RawBuilder<unknown>,
  op: Search['op'],
  fold: (wanted: string) => RawBuilder<unknown>,
  value: string,
): Condition {
  switch (op) {
    case 'contains':
      return sql`strpos(${text}, ${fold(value)}) > 0`;
    case 'starts_with':
      return sql`starts_with(${text}, ${fold(value)})`;
    case 'ends_with':
      return sql`right(${text}, length(${fold(value)})) = ${fold(value)}`;
    case 'matches':
      return sql`${text} like ${fold(likePattern(value))}`;
  }
}

/** * and ? as LIKE knows them; what LIKE knows otherwise is taken as it stands. */
const likePattern = (pattern: string): string =>
  pattern.replace(/[\\%_*?]/g, (sign) => (sign === '*' ? '%' : sign === '?' ? '_' : `\\${sign}`));
