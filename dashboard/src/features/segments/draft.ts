// A filter while it is being edited: parts may still be empty. Pure: changes give a new tree, and completeness is decided here.
import type { AttributeType, Filter, GroupFilter } from '../../api/types.ts';

export type AttributeOp =
  | 'exists'
  | 'not_exists'
  | 'is'
  | 'is_not'
  | 'contains'
  | 'not_contains'
  | 'greater'
  | 'less'
  | 'between'
  | 'in_last_days'
  | 'not_in_last_days';

export type DraftValue = string | number | boolean;

export interface AttributeDraft {
  kind: 'attribute';
  attribute: string;
  op: AttributeOp;
  value?: DraftValue;
  from?: string | number;
  to?: string | number;
  days?: number;
}
export interface EventDraft {
  kind: 'event';
  event: string;
  did: boolean;
  at_least: number;
  within_days: number | null;
}
export interface GroupDraft {
  kind: 'group';
  match: 'all' | 'any';
  filters: Draft[];
}
export type Draft = GroupDraft | AttributeDraft | EventDraft;

/** The limits of the service: filters in one segment, and how deep groups may nest. */
export const MAX_FILTERS = 100;
export const MAX_DEPTH = 6;

/** What nearly every Messenger segment begins with. */
export const FIRST_FILTER: GroupDraft = {
  kind: 'group',
  match: 'all',
  filters: [{ kind: 'attribute', attribute: 'ps_id', op: 'exists' }],
};

export const newAttribute = (): AttributeDraft => ({ kind: 'attribute', attribute: '', op: 'exists' });
export const newEvent = (): EventDraft => ({
  kind: 'event',
  event: '',
  did: true,
  at_least: 1,
  within_days: null,
});
export const newGroup = (match: 'all' | 'any'): GroupDraft => ({
  kind: 'group',
  match,
  filters: [newAttribute()],
});

/** Every filter of the service is a draft that happens to be complete. */
export const toDraft = (filter: GroupFilter): GroupDraft => filter as GroupDraft;

export function countFilters(draft: Draft): number {
  return draft.kind === 'group' ? draft.filters.reduce((sum, part) => sum + countFilters(part), 0) : 1;
}

/** The filter when every part is complete, else null. */
export function toFilter(draft: GroupDraft): GroupFilter | null {
  const filters: Filter[] = [];
  for (const part of draft.filters) {
    const filter = part.kind === 'group' ? toFilter(part) : toLeaf(part);
    if (filter === null) return null;
    filters.push(filter);
  }
  return { kind: 'group', match: draft.match, filters };
}

function toLeaf(draft: AttributeDraft | EventDraft): Filter | null {
  if (draft.kind === 'event') return draft.event.trim() === '' ? null : { ...draft };
  const { attribute, op, value, from, to, days } = draft;
  if (attribute.trim() === '') return null;
  const base = { kind: 'attribute' as const, attribute };
  switch (op) {
    case 'exists':
    case 'not_exists':
      return { ...base, op };
    case 'is':
    case 'is_not':
      return value === undefined || value === '' ? null : { ...base, op, value };
    case 'contains':
    case 'not_contains':
      return typeof value !== 'string' || value === '' ? null : { ...base, op, value };
    case 'greater':
    case 'less':
      return value === undefined || value === '' || typeof value === 'boolean'
        ? null
        : { ...base, op, value };
    case 'between':
      return isSet(from) && isSet(to) ? { ...base, op, from, to } : null;
    case 'in_last_days':
    case 'not_in_last_days':
      return days === undefined ? null : { ...base, op, days };
  }
}

const isSet = (end: string | number | undefined): end is string | number => end !== undefined && end !== '';

/** The operators that make sense for a type, the commonest first, in the words of the form. */
const OPS: Record<AttributeType, readonly AttributeOp[]> = {
  string: ['exists', 'not_exists', 'is', 'is_not', 'contains', 'not_contains'],
  number: ['exists', 'not_exists', 'is', 'is_not', 'greater', 'less', 'between'],
  boolean: ['is', 'is_not', 'exists', 'not_exists'],
  datetime: ['in_last_days', 'not_in_last_days', 'greater', 'less', 'between', 'exists', 'not_exists'],
  array: ['contains', 'not_contains', 'exists', 'not_exists'],
  object: ['exists', 'not_exists'],
};

export const opsFor = (type: AttributeType): readonly AttributeOp[] => OPS[type];

const WORDS: Record<AttributeOp, string> = {
  exists: 'exists',
  not_exists: 'does not exist',
  is: 'is',
  is_not: 'is not',
  contains: 'contains',
  not_contains: 'does not contain',
  greater: 'is greater than',
  less: 'is less than',
  between: 'is between',
  in_last_days: 'is in the last days',
  not_in_last_days: 'is not in the last days',
};

export function opWord(op: AttributeOp, type: AttributeType): string {
  if (type === 'datetime' && op === 'greater') return 'is after';
  if (type === 'datetime' && op === 'less') return 'is before';
  return WORDS[op];
}

/** The same filter with another operator; a value survives where it still fits. */
export function withOp(draft: AttributeDraft, op: AttributeOp, type: AttributeType): AttributeDraft {
  const { kind, attribute } = draft;
  const value = draft.value ?? (type === 'boolean' && (op === 'is' || op === 'is_not') ? true : undefined);
  const takesValue = ['is', 'is_not', 'contains', 'not_contains', 'greater', 'less'].includes(op);
  if (takesValue && value !== undefined) return { kind, attribute, op, value };
  if (op.endsWith('last_days')) return { kind, attribute, op, days: draft.days ?? 30 };
  return { kind, attribute, op };
}
