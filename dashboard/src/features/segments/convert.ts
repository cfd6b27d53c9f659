// From the API's filter to a draft and back. A valid filter that nobody touched comes back as it was, part for part.
import type { Filter, GroupFilter } from '../../api/types.ts';
import {
  type AttributeDraft,
  type AttributeFilter,
  type AttributeOp,
  type Draft,
  type EventDraft,
  type EventFilter,
  type GroupDraft,
  type LeafFilter,
  type LineDraft,
  newId,
  type Period,
  type PeriodDraft,
  type PeriodKind,
  type Times,
  type WhichDraft,
} from './draft.ts';
import { findFaults } from './faults.ts';

export const toGroupDraft = (filter: GroupFilter): GroupDraft => ({
  ...filter,
  id: newId(),
  filters: filter.filters.map(toDraft),
});

function toDraft(filter: Filter): Draft {
  const id = newId();
  switch (filter.kind) {
    case 'group':
      return toGroupDraft(filter);
    case 'event': {
      const { where, ...rest } = filter;
      return { ...rest, ...whichDraft(filter), id, times: timesOf(filter) };
    }
    case 'sequence':
      return { ...filter, id, first: whichDraft(filter.first), next: whichDraft(filter.next) };
    case 'attribute':
      return attributeDraft(filter);
    default:
      return { ...filter, id };
  }
}

const attributeDraft = (filter: AttributeFilter): AttributeDraft => ({ ...filter, id: newId() });

const whichDraft = ({
  event,
  where,
  where_match,
}: Pick<EventFilter, 'event' | 'where' | 'where_match'>): WhichDraft => ({
  event,
  ...(where && { where: where.map(attributeDraft) }),
  ...(where_match && { where_match }),
});

function timesOf({ occasion, at_least, at_most }: EventFilter): Times {
  if (occasion === 'first' || occasion === 'last') return occasion;
  if (at_most === null || at_most === undefined) return 'at_least';
  if (at_least === at_most) return 'exactly';
  return at_least === 0 ? 'at_most' : 'between';
}

/** The filter when no line lacks or contradicts anything, else null. */
export const toFilter = (draft: GroupDraft): GroupFilter | null =>
  findFaults(draft).length > 0 ? null : groupFilter(draft);

/** The filter without the lines that are not finished, and how many those are: what can be counted already. */
export function toCountable(draft: GroupDraft): { filter: GroupFilter; unfinished: number } {
  const faulty = new Set(findFaults(draft).map((fault) => fault.line));
  return { filter: groupFilter(withoutLines(draft, faulty)), unfinished: faulty.size };
}

/** A group that loses all its lines goes too: empty, it would mean everybody or nobody. */
function withoutLines(group: GroupDraft, ids: ReadonlySet<string>): GroupDraft {
  const filters = group.filters.flatMap((part): Draft[] => {
    if (part.kind !== 'group') return ids.has(part.id) ? [] : [part];
    const left = withoutLines(part, ids);
    return left.filters.length === 0 && part.filters.length > 0 ? [] : [left];
  });
  return { ...group, filters };
}

/** Only of a draft without faults. */
const groupFilter = ({ match, filters }: GroupDraft): GroupFilter => ({
  kind: 'group',
  match,
  filters: filters.map((part) => (part.kind === 'group' ? groupFilter(part) : leafFilter(part))),
});

function leafFilter(draft: LineDraft): LeafFilter {
  switch (draft.kind) {
    case 'attribute':
      return attributeFilter(draft);
    case 'event':
      return eventFilter(draft);
    case 'sequence': {
      const { id, ...rest } = draft;
      return set({
        ...rest,
        first: which(draft.first),
        next: which(draft.next),
        period: period(draft.period),
      }) as LeafFilter;
    }
    case 'messenger': {
      const { is, page_id, fact, kind } = draft;
      return set({ kind, is, page_id, fact, ...messengerParts(draft) }) as LeafFilter;
    }
    case 'campaign': {
      const { id, ...rest } = draft;
      return set({ ...rest, period: period(draft.period) }) as LeafFilter;
    }
    default: {
      const { id, ...rest } = draft;
      return rest;
    }
  }
}

function messengerParts(draft: Extract<LineDraft, { kind: 'messenger' }>): object {
  if (draft.fact === 'window_closes_within') return { within: draft.within };
  if (draft.fact === 'wrote' || draft.fact === 'read') return { period: period(draft.period) };
  return draft.fact === 'came_from' ? { link_id: draft.link_id ?? null, ref: draft.ref ?? null } : {};
}

function eventFilter(draft: EventDraft): EventFilter {
  const { id, times, period: when, ...rest } = draft;
  return set({ ...rest, ...which(draft), period: period(when) }) as EventFilter;
}

const which = ({ event, where, where_match }: WhichDraft) =>
  set({ event, where: where?.map(attributeFilter), where_match });

const SPAN = ['amount', 'unit'] as const;
const CASE = ['value', 'ignore_case'] as const;
const BOUNDS = ['from', 'to'] as const;
const PLACE = ['latitude', 'longitude', 'kilometres'] as const;
type Part = Exclude<keyof AttributeDraft, 'id' | 'kind' | 'attribute' | 'op'>;

/** What belongs to each operator. */
const PARTS: Record<AttributeOp, readonly Part[]> = {
  exists: [],
  not_exists: [],
  blank: [],
  is: CASE,
  is_not: CASE,
  any_of: ['values', 'ignore_case'],
  none_of: ['values', 'ignore_case'],
  contains: CASE,
  not_contains: CASE,
  starts_with: CASE,
  ends_with: CASE,
  matches: CASE,
  not_matches: CASE,
  has_any: ['values'],
  has_all: ['values'],
  has_none: ['values'],
  greater: ['value'],
  greater_or_equal: ['value'],
  less: ['value'],
  less_or_equal: ['value'],
  between: BOUNDS,
  not_between: BOUNDS,
  in_last_days: ['days'],
  not_in_last_days: ['days'],
  in_last: SPAN,
  not_in_last: SPAN,
  in_next: SPAN,
  not_in_next: SPAN,
  in_period: ['period'],
  not_in_period: ['period'],
  anniversary: ['within_days'],
  hour_of_day: BOUNDS,
  weekday: ['days'],
  within_distance: PLACE,
  not_within_distance: PLACE,
};

function attributeFilter(draft: AttributeDraft): AttributeFilter {
  const { kind, attribute, op } = draft;
  const parts = PARTS[op].map((part) => [part, part === 'period' ? period(draft.period) : draft[part]]);
  return set({ kind, attribute, op, ...Object.fromEntries(parts) }) as AttributeFilter;
}

const OF_PERIOD: Record<PeriodKind, readonly (keyof PeriodDraft)[]> = {
  last: SPAN,
  more_than_ago: SPAN,
  before: ['at'],
  after: ['at'],
  between: BOUNDS,
  on: ['day'],
  this: ['unit'],
  previous: ['unit'],
};

const period = (draft: PeriodDraft | null | undefined): Period | null | undefined =>
  draft
    ? (Object.fromEntries(
        ['kind' as const, ...OF_PERIOD[draft.kind]].map((part) => [part, draft[part]]),
      ) as Period)
    : draft;

/** Without what is undefined. */
const set = <T extends object>(values: T): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
