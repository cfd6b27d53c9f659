// The condition that an index on an attribute answers, where there is one: it stands beside the plain one and is true
// whenever that is. Part of the compiler.
import { sql } from 'kysely';
import { jsonText } from '../kit/db.ts';
import { compileAttribute } from './compile.attribute.ts';
import { type Condition, personField } from './compile.field.ts';
import { calendarOf, type FilterScope } from './compile.rows.ts';
import type { AttributeFilter } from './filter.contract.ts';

/** undefined: no index helps, or a few people are asked about, who are found by their ids. */
export function askIndex(filter: AttributeFilter, scope: FilterScope): Condition | undefined {
  if (scope.reach !== 'everybody' || !scope.indexed?.has(filter.attribute) || !isAnswered(filter))
    return undefined;
  const field = personField(filter.attribute);
  return compileAttribute({ ...field, json: sql`filter_key(${field.json})` }, filter, calendarOf(scope));
}

/** Questions for one value, some values, or a range of them, as they stand in the index; see INDEXED_OPS. */
function isAnswered(filter: AttributeFilter): boolean {
  switch (filter.op) {
    case 'is':
      return !filter.ignore_case && isShort(filter.value);
    case 'any_of':
      return !filter.ignore_case && filter.values.every(isShort);
    case 'greater':
    case 'greater_or_equal':
    case 'less':
    case 'less_or_equal':
    case 'between':
    case 'in_last_days':
    case 'in_last':
    case 'in_next':
    case 'in_period':
      return true;
    default:
      return false;
  }
}

/** filter_key of the schema is null for values of more than 1,000 bytes. */
const isShort = (value: unknown): boolean => Buffer.byteLength(jsonText(value)) < 900;
