// The leaves of a filter tree and what they refer to, with where each stands. Pure.
import type { AttributeFilter } from './filter.attribute.ts';
import type { Filter, GroupFilter, LeafFilter } from './filter.contract.ts';

export interface Leaf {
  leaf: LeafFilter;
  /** As a path into the request: filters.0.filters.2 */
  path: string;
}

/** From left to right. */
export function listLeaves(filter: Filter, path = ''): Leaf[] {
  if (filter.kind !== 'group') return [{ leaf: filter, path }];
  const start = path === '' ? '' : `${path}.`;
  return filter.filters.flatMap((part, index) => listLeaves(part, `${start}filters.${index}`));
}

export type ReferenceKind = 'segment' | 'list' | 'campaign' | 'page' | 'link';

export interface Reference {
  kind: ReferenceKind;
  /** Public: seg_12; of a Page its digits. */
  id: string;
  /** In the filter: filters.0.segment_id */
  field: string;
}

/** Everything a filter names that is kept elsewhere and may be gone. */
export function listReferences(filter: GroupFilter): Reference[] {
  return listLeaves(filter).flatMap(({ leaf, path }) => {
    const refer = (kind: ReferenceKind, id: string | null): Reference[] =>
      id === null ? [] : [{ kind, id, field: `${path}.${kind}_id` }];
    switch (leaf.kind) {
      case 'segment':
        return refer('segment', leaf.segment_id);
      case 'list':
        return refer('list', leaf.list_id);
      case 'campaign':
        return refer('campaign', leaf.campaign_id);
      case 'messenger':
        return [
          ...refer('page', leaf.page_id),
          ...(leaf.fact === 'came_from' ? refer('link', leaf.link_id) : []),
        ];
      default:
        return [];
    }
  });
}

/** The events a filter asks about, each once, sorted. */
export function listEventNames(filter: Filter): string[] {
  const names = listLeaves(filter).flatMap(({ leaf }) => {
    if (leaf.kind === 'event') return [leaf.event];
    return leaf.kind === 'sequence' ? [leaf.first.event, leaf.next.event] : [];
  });
  return [...new Set(names)].sort();
}

/** The attributes of people a filter asks about, each once, sorted. */
export function listAttributes(filter: Filter): string[] {
  const names = listLeaves(filter).flatMap(({ leaf }) => (leaf.kind === 'attribute' ? [leaf.attribute] : []));
  return [...new Set(names)].sort();
}

/** Conditions on the attributes of events a line has: each is a line's work to the database, and takes as many parameters. */
export function countConditions(filter: Filter): number {
  if (filter.kind === 'event') return filter.where?.length ?? 0;
  if (filter.kind !== 'sequence') return 0;
  return (filter.first.where?.length ?? 0) + (filter.next.where?.length ?? 0);
}

/** Where "between" begins after it ends, as the paths of these ends: filters, 0, to. Also in conditions on events. */
export function findReversed(filter: Filter): (string | number)[][] {
  return listLeaves(filter).flatMap(({ leaf, path }) => {
    const steps = path === '' ? [] : path.split('.');
    if (leaf.kind === 'attribute') return isReversed(leaf) ? [[...steps, 'to']] : [];
    const parts =
      leaf.kind === 'event'
        ? [{ steps, where: leaf.where }]
        : leaf.kind === 'sequence'
          ? [
              { steps: [...steps, 'first'], where: leaf.first.where },
              { steps: [...steps, 'next'], where: leaf.next.where },
            ]
          : [];
    return parts.flatMap((part) =>
      (part.where ?? []).flatMap((condition, index) =>
        isReversed(condition) ? [[...part.steps, 'where', index, 'to']] : [],
      ),
    );
  });
}

function isReversed(filter: AttributeFilter): boolean {
  if (filter.op !== 'between' && filter.op !== 'not_between') return false;
  const [from, to] = [filter.from, filter.to].map((end) => (typeof end === 'string' ? Date.parse(end) : end));
  return from! > to!;
}
