// Which operators fit which type of attribute, in which words, and what each asks for. Pure.
import type { AttributeDraft, AttributeOp, ValueType } from './draft.ts';

/** What stands behind an operator in the form. */
export type ValueKind =
  | 'nothing'
  | 'value'
  | 'text'
  | 'list'
  | 'bound'
  | 'bounds'
  | 'days'
  | 'span'
  | 'period'
  | 'anniversary'
  | 'hours'
  | 'weekdays'
  | 'distance';

const KINDS: Record<AttributeOp, ValueKind> = {
  exists: 'nothing',
  not_exists: 'nothing',
  blank: 'nothing',
  is: 'value',
  is_not: 'value',
  any_of: 'list',
  none_of: 'list',
  contains: 'text',
  not_contains: 'text',
  starts_with: 'text',
  ends_with: 'text',
  matches: 'text',
  not_matches: 'text',
  has_any: 'list',
  has_all: 'list',
  has_none: 'list',
  greater: 'bound',
  greater_or_equal: 'bound',
  less: 'bound',
  less_or_equal: 'bound',
  between: 'bounds',
  not_between: 'bounds',
  in_last_days: 'days',
  not_in_last_days: 'days',
  in_last: 'span',
  not_in_last: 'span',
  in_next: 'span',
  not_in_next: 'span',
  in_period: 'period',
  not_in_period: 'period',
  anniversary: 'anniversary',
  hour_of_day: 'hours',
  weekday: 'weekdays',
  within_distance: 'distance',
  not_within_distance: 'distance',
};
export const valueKindOf = (op: AttributeOp): ValueKind => KINDS[op];

const PRESENCE = ['exists', 'not_exists'] as const;
/** The commonest first. */
const OPS: Record<ValueType, readonly AttributeOp[]> = {
  string: [
    'is',
    'is_not',
    'any_of',
    'none_of',
    'contains',
    'not_contains',
    'starts_with',
    'ends_with',
    'matches',
    'not_matches',
    ...PRESENCE,
    'blank',
  ],
  number: [
    'is',
    'is_not',
    'greater',
    'greater_or_equal',
    'less',
    'less_or_equal',
    'between',
    'not_between',
    'any_of',
    'none_of',
    ...PRESENCE,
  ],
  boolean: ['is', 'is_not', ...PRESENCE],
  datetime: [
    'in_last',
    'not_in_last',
    'in_next',
    'not_in_next',
    'in_period',
    'not_in_period',
    'less',
    'greater',
    'between',
    'not_between',
    'anniversary',
    'hour_of_day',
    'weekday',
    ...PRESENCE,
  ],
  array: ['has_any', 'has_all', 'has_none', ...PRESENCE],
  object: PRESENCE,
  geo: ['within_distance', 'not_within_distance', ...PRESENCE],
  mixed: [
    'any_of',
    'none_of',
    'contains',
    'not_contains',
    'greater',
    'greater_or_equal',
    'less',
    'less_or_equal',
    'between',
    ...PRESENCE,
    'blank',
  ],
};

/** `chosen` is among them even where it does not fit: a saved line must stay readable. */
export function opsFor(type: ValueType, chosen: AttributeOp): readonly AttributeOp[] {
  const fitting = OPS[type];
  return fitting.includes(chosen) ? fitting : [chosen, ...fitting];
}

const WORDS: Record<AttributeOp, string> = {
  exists: 'exists',
  not_exists: 'does not exist',
  blank: 'is blank',
  is: 'is',
  is_not: 'is not',
  any_of: 'is any of',
  none_of: 'is none of',
  contains: 'contains',
  not_contains: 'does not contain',
  starts_with: 'starts with',
  ends_with: 'ends with',
  matches: 'matches',
  not_matches: 'does not match',
  has_any: 'has any of',
  has_all: 'has all of',
  has_none: 'has none of',
  greater: 'is more than',
  greater_or_equal: 'is at least',
  less: 'is less than',
  less_or_equal: 'is at most',
  between: 'is between',
  not_between: 'is not between',
  in_last_days: 'is in the last days',
  not_in_last_days: 'is not in the last days',
  in_last: 'is in the last',
  not_in_last: 'is not in the last',
  in_next: 'is in the next',
  not_in_next: 'is not in the next',
  in_period: 'is',
  not_in_period: 'is not',
  anniversary: 'comes round in',
  hour_of_day: 'is at the hours',
  weekday: 'is on a',
  within_distance: 'is within',
  not_within_distance: 'is not within',
};
const OF_INSTANTS: Partial<Record<AttributeOp, string>> = {
  greater: 'is after',
  greater_or_equal: 'is at or after',
  less: 'is before',
  less_or_equal: 'is at or before',
  in_period: 'is in a period',
  not_in_period: 'is not in a period',
};
const OF_ARRAYS: Partial<Record<AttributeOp, string>> = {
  contains: 'has',
  not_contains: 'does not have',
};

export function opWord(op: AttributeOp, type: ValueType): string {
  const own = type === 'datetime' ? OF_INSTANTS : type === 'array' ? OF_ARRAYS : {};
  return own[op] ?? WORDS[op];
}

/** Whether upper and lower case may be told apart or not. */
export const asksForCase = (op: AttributeOp): boolean =>
  ['is', 'is_not', 'any_of', 'none_of'].includes(op) || valueKindOf(op) === 'text';

/** What the API does when nothing is said: equality looks at every letter, searching within a text does not. */
export const ignoresCase = ({ op, ignore_case }: AttributeDraft): boolean =>
  ignore_case ?? valueKindOf(op) === 'text';

/** The same line with another operator; what was entered survives where it still fits. */
export function withOp(draft: AttributeDraft, op: AttributeOp, type: ValueType): AttributeDraft {
  const { id, kind, attribute, value, values } = draft;
  const next: AttributeDraft = { id, kind, attribute, op };
  const [now, then] = [valueKindOf(draft.op), valueKindOf(op)];
  if (then === now) return { ...draft, op };
  switch (then) {
    case 'value':
    case 'bound':
      next.value = value ?? values?.[0] ?? (type === 'boolean' ? true : undefined);
      return next;
    case 'text':
      next.value = typeof value === 'string' ? value : undefined;
      return next;
    case 'list':
      next.values = values ?? (value === undefined || value === '' ? [] : [value]);
      return next;
    case 'days':
      return { ...next, days: 30 };
    case 'span':
      return { ...next, amount: draft.amount ?? 30, unit: draft.unit ?? 'days' };
    case 'period':
      return { ...next, period: { kind: 'this', unit: 'month' } };
    case 'anniversary':
      return { ...next, within_days: 7 };
    case 'hours':
      return { ...next, from: 9, to: 17 };
    case 'weekdays':
      return { ...next, days: [1, 2, 3, 4, 5] };
    case 'distance':
      return { ...next, latitude: draft.latitude, longitude: draft.longitude, kilometres: 10 };
    default:
      return next;
  }
}

/** The same line about another attribute; values of another type make no sense for it. */
export function withAttribute(
  draft: AttributeDraft,
  attribute: string,
  [before, after]: [ValueType, ValueType],
): AttributeDraft {
  const op = OPS[after].includes(draft.op) ? draft.op : OPS[after][0]!;
  const isFresh = draft.attribute === '';
  if (before === after && !isFresh) return { ...draft, attribute };
  const { id, kind } = draft;
  return withOp({ id, kind, attribute, op: 'exists' }, op, after);
}
