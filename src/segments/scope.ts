// Everybody who asks the database who is in a segment comes through here first: the tree made whole, and what its meaning
// depends on besides the tree.
import { sql } from 'kysely';
import { type Db, maybeOne } from '../kit/db.ts';
import { notFound } from '../kit/errors.ts';
import { findIndexed } from './attribute-indexes.ts';
import type { FilterScope } from './compile.ts';
import type { GroupFilter } from './filter.contract.ts';
import { listAttributes, listEventNames } from './filter.walk.ts';
import { resolveFilter } from './resolve.ts';

/** What `compileFilter` takes. */
export interface PreparedFilter {
  filter: GroupFilter;
  scope: FilterScope;
}

/**
 * The filter with its inner segments written out, the workspace's time zone, and which attributes of the events it names
 * stand in a column of their own or have an index. Refuses like `resolveFilter`.
 * @param of.reach whether everybody is asked about, or a few people at hand; see FilterScope.
 */
export async function prepareFilter(
  db: Db,
  workspaceId: string,
  filter: GroupFilter,
  of: { now: Date; reach: 'everybody' | 'few' },
): Promise<PreparedFilter> {
  const resolved = await resolveFilter(db, workspaceId, filter);
  const facts = await loadFacts(db, workspaceId, listEventNames(resolved));
  const indexed =
    of.reach === 'everybody' ? await findIndexed(db, listAttributes(resolved)) : new Set<string>();
  return { filter: resolved, scope: { workspaceId, ...of, ...facts, indexed } };
}

/** The same for several filters, whose inner segments are written out, asked about a few people at hand. */
export async function prepareScope(
  db: Db,
  workspaceId: string,
  filters: readonly GroupFilter[],
  now: Date,
): Promise<FilterScope> {
  const facts = await loadFacts(db, workspaceId, [...new Set(filters.flatMap(listEventNames))]);
  return { workspaceId, now, reach: 'few', ...facts, indexed: new Set() };
}

async function loadFacts(
  db: Db,
  workspaceId: string,
  eventNames: readonly string[],
): Promise<{ timeZone: string; valueAttributes: Map<string, string> }> {
  const row = await maybeOne(
    db,
    sql<{ timeZone: string; valueAttributes: Record<string, string> }>`
    select w.time_zone as "timeZone", coalesce((
             select jsonb_object_agg(n.name, n.value_attribute) from event_names n
              where n.workspace_id = w.workspace_id and n.name = any(${eventNames}::text[])
                and n.value_attribute is not null), '{}') as "valueAttributes"
      from workspaces w where w.workspace_id = ${workspaceId}`,
  );
  if (!row) throw notFound(`workspace ${workspaceId}`);
  return { timeZone: row.timeZone, valueAttributes: new Map(Object.entries(row.valueAttributes)) };
}
