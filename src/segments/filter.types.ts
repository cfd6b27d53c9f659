// Which types of value can fulfil a condition on an attribute: with any other it says the same of everybody. Pure.
import type { AttributeType } from '../profiles/profile.contract.ts';
import type { AttributeFilter } from './filter.attribute.ts';
import type { Filter } from './filter.contract.ts';
import { listLeaves } from './filter.walk.ts';

/** Types in the words of whoever makes segments. */
export const TYPE_WORDS: Record<AttributeType, string> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  datetime: 'a date and time',
  array: 'a list',
  object: 'an object',
  geo: 'a place',
};

export interface Unfit {
  attribute: string;
  /** In the filter: filters.0.value */
  field: string;
  type: AttributeType;
}

/** Conditions that ask of an attribute of people what its type cannot say: each is the same for everybody. */
export function listUnfit(filter: Filter, types: ReadonlyMap<string, AttributeType>): Unfit[] {
  return listLeaves(filter).flatMap(({ leaf, path }) => {
    if (leaf.kind !== 'attribute') return [];
    const type = types.get(leaf.attribute);
    const fitting = typesFor(leaf);
    if (type === undefined || fitting === null || fitting.includes(type)) return [];
    const part = ['value', 'values', 'from'].find((key) => key in leaf) ?? 'op';
    return [{ attribute: leaf.attribute, field: `${path}.${part}`, type }];
  });
}

/** null: any. A "not" of something impossible is always true, and as odd. */
export function typesFor(condition: AttributeFilter): readonly AttributeType[] | null {
  switch (condition.op) {
    case 'exists':
    case 'not_exists':
    case 'blank':
      return null;
    case 'is':
    case 'is_not':
      return typesOf(condition.value);
    case 'any_of':
    case 'none_of':
      return condition.values.flatMap(typesOf);
    case 'contains':
    case 'not_contains':
      return ['string', 'array'];
    case 'starts_with':
    case 'ends_with':
    case 'matches':
    case 'not_matches':
      return ['string'];
    case 'has_any':
    case 'has_all':
    case 'has_none':
      return ['array'];
    case 'within_distance':
    case 'not_within_distance':
      return ['geo'];
    case 'greater':
    case 'greater_or_equal':
    case 'less':
    case 'less_or_equal':
      return boundOf(condition.value);
    case 'between':
    case 'not_between':
      return boundOf(condition.from);
    default:
      return ['datetime'];
  }
}

function typesOf(value: unknown): AttributeType[] {
  if (typeof value === 'number') return ['number'];
  if (typeof value === 'boolean') return ['boolean'];
  return typeof value === 'string' && Number.isNaN(Date.parse(value)) ? ['string'] : ['string', 'datetime'];
}
const boundOf = (value: unknown): AttributeType[] => (typeof value === 'number' ? ['number'] : ['datetime']);
