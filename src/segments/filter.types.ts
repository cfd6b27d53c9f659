// Which types of value can fulfil a condition on an attribute: with any other it says the same of everybody. Pure.
import type { AttributeType } from '../profiles/profile.contract.ts';
import type { AttributeFilter } from './filter.attribute.ts';

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

const typesOf = (value: unknown): AttributeType[] =>
  typeof value === 'number' ? ['number'] : typeof value === 'boolean' ? ['boolean'] : ['string', 'datetime'];
const boundOf = (value: unknown): AttributeType[] => (typeof value === 'number' ? ['number'] : ['datetime']);
