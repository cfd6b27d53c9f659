// Segments within segments: the tree with every one of them written out, so that what compiles it needs to know none.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import { AppError, conflict } from '../kit/errors.ts';
import { formatId, parseId } from '../kit/ids.ts';
import type { Filter, GroupFilter } from './filter.contract.ts';
import { countConditions, listReferences } from './filter.walk.ts';

/** Lines, their conditions and groups of a tree with all its segments written out. A line takes up to 25 of 65,535 parameters. */
const MAX_RESOLVED_LINES = 2_000;
/** Different segments one may be made of, over all levels. */
const MAX_INNER_SEGMENTS = 200;

export interface InnerSegment {
  name: string;
  filter: GroupFilter;
}
export type InnerSegments = ReadonlyMap<number, InnerSegment>;

/**
 * The filter with each segment in the place where it is referred to, as it is defined now. Refuses (conflict) a segment
 * that was deleted, one that comes back to itself, and a tree of more than 2,000 lines.
 * @param self the segment this filter is to become, which may not occur in it.
 */
export async function resolveFilter(
  db: Db,
  workspaceId: string,
  filter: GroupFilter,
  self?: { id: number; name: string },
): Promise<GroupFilter> {
  if (segmentIdsOf(filter).length === 0) return filter;
  const inner = await loadInnerSegments(db, workspaceId, filter);
  if (self) inner.set(self.id, { name: self.name, filter });
  return inlineSegments(filter, inner, self ? [self.id] : []);
}

/** All segments a filter is made of, level by level: one query each. A deleted one is not among them. */
export async function loadInnerSegments(
  db: Db,
  workspaceId: string,
  filter: GroupFilter,
): Promise<Map<number, InnerSegment>> {
  const known = new Map<number, InnerSegment>();
  const asked = new Set<number>();
  for (let wanted = segmentIdsOf(filter); wanted.length > 0; ) {
    for (const id of wanted) asked.add(id);
    if (asked.size > MAX_INNER_SEGMENTS)
      throw tooLarge(`is made of more than ${MAX_INNER_SEGMENTS} segments`);
    const rows = await many(
      db,
      sql<InnerSegment & { id: number }>`
      select segment_id as id, name, filter from segments
       where workspace_id = ${workspaceId} and segment_id = any(${wanted}::bigint[])`,
    );
    for (const { id, ...row } of rows) known.set(id, row);
    wanted = [...new Set(rows.flatMap((row) => segmentIdsOf(row.filter)))].filter((id) => !asked.has(id));
  }
  return known;
}

/** @param way the segments this filter stands in, outermost first. */
export function inlineSegments(
  filter: GroupFilter,
  inner: InnerSegments,
  way: readonly number[] = [],
): GroupFilter {
  let left = MAX_RESOLVED_LINES;
  const inline = (node: Filter, within: readonly number[]): Filter => {
    left -= 1 + countConditions(node);
    if (left < 0) throw tooLarge(`comes to more than ${MAX_RESOLVED_LINES.toLocaleString('en')} lines`);
    if (node.kind === 'group') return { ...node, filters: node.filters.map((part) => inline(part, within)) };
    if (node.kind !== 'segment') return node;
    const id = parseId('seg', node.segment_id);
    const segment = inner.get(id);
    if (!segment) throw deleted(node.segment_id);
    if (within.includes(id)) throw goesRound([...within.slice(within.indexOf(id)), id], inner);
    const tree = inline(segment.filter, [...within, id]);
    return node.is_in ? tree : { kind: 'group', match: 'none', filters: [tree] };
  };
  return inline(filter, way) as GroupFilter;
}

const segmentIdsOf = (filter: GroupFilter): number[] => [
  ...new Set(
    listReferences(filter)
      .filter(({ kind }) => kind === 'segment')
      .map(({ id }) => parseId('seg', id)),
  ),
];

const deleted = (publicId: string): AppError =>
  conflict(
    `The segment ${publicId}, which this filter is made of, was deleted.`,
    'Take the line out, or choose another segment in it.',
  );

function goesRound(way: readonly number[], inner: InnerSegments): AppError {
  const names = way.map((id) => `“${inner.get(id)?.name ?? formatId('seg', id)}”`);
  return conflict(
    `A segment cannot contain itself: ${names.join(' contains ')}.`,
    'Take one of these segments out of the other.',
  );
}

const tooLarge = (what: string): AppError =>
  new AppError('conflict', `With the segments it is made of, this filter ${what}.`, {
    remedy: 'Leave some of them out, or make them simpler.',
  });
