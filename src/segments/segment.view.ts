// Segments and their people in the contract's shapes, with the names of what their filters refer to.
import type { Db } from '../kit/db.ts';
import { formatId } from '../kit/ids.ts';
import { nameOf } from '../profiles/person.view.ts';
import { hideAttributes } from '../profiles/sensitive.ts';
import type { GroupFilter } from './filter.contract.ts';
import { listReferences } from './filter.walk.ts';
import type { Member } from './members.ts';
import { findNames, listUses } from './segment.uses.ts';
import type { SegmentRow } from './segments.ts';
import { describeFilter, type NameOf } from './sentence.ts';

/** What segments, lists, campaigns, Pages and links in these filters are called. */
export async function loadNames(
  db: Db,
  workspaceId: string,
  filters: readonly GroupFilter[],
): Promise<NameOf> {
  const names = await findNames(db, workspaceId, filters.flatMap(listReferences));
  return (kind, id) => names.get(`${kind}:${id}`);
}

/** Filters in plain words, what these `filters` refer to by its name. */
export async function createDescriber(
  db: Db,
  workspaceId: string,
  filters: readonly GroupFilter[],
): Promise<(filter: GroupFilter) => string> {
  const names = await findNames(db, workspaceId, filters.flatMap(listReferences));
  return (filter) => describeFilter(filter, (kind, id) => names.get(`${kind}:${id}`));
}

export async function showSegments(db: Db, workspaceId: string, rows: readonly SegmentRow[]) {
  const ids = rows.map((row) => formatId('seg', row.segmentId));
  const uses = await listUses(db, workspaceId, ids);
  const filters = rows.map((row) => row.filter);
  const describe = await createDescriber(db, workspaceId, filters);
  return rows.map((row, index) => ({
    id: ids[index]!,
    name: row.name,
    filter: row.filter,
    tracked: row.tracked,
    people:
      row.people === null || row.countedAt === null
        ? null
        : { count: row.people, at: row.countedAt.toISOString() },
    used_by: uses.get(ids[index]!) ?? [],
    sentence: describe(row.filter),
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  }));
}

/** @param hidden names of attributes that whoever asks may not see */
export function showMember({ profileId, customerId, attributes }: Member, hidden: ReadonlySet<string>) {
  const { shown } = hideAttributes(attributes, hidden);
  return {
    id: formatId('prf', profileId),
    customer_id: customerId,
    name: nameOf(shown),
    ps_id: typeof shown['ps_id'] === 'string' ? shown['ps_id'] : null,
  };
}
