// Who uses a segment, and whether what a filter refers to is there.
import { type RawBuilder, sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { parseId } from '../kit/ids.ts';
import { findAttributeTypes } from '../profiles/catalogue.ts';
import type { GroupFilter } from './filter.contract.ts';
import { listUnfit, TYPE_WORDS } from './filter.types.ts';
import { listAttributes, listReferences, type Reference, type ReferenceKind } from './filter.walk.ts';

export interface SegmentUse {
  kind: 'campaign' | 'segment';
  /** Public: cmp_12, seg_12. */
  id: string;
  name: string;
}

/** As the contract lists them. */
const MAX_USES = 10;

/**
 * What would miss each segment (`publicIds`: seg_12), at most ten: campaigns that have not ended, newest first, then other
 * segments. A finished campaign keeps its own copy.
 */
export async function listUses(
  db: Db,
  workspaceId: string,
  publicIds: readonly string[],
): Promise<Map<string, SegmentUse[]>> {
  const rows = await many(
    db,
    sql<SegmentUse & { used: string }>`
    with uses as (
      select u.used, 'campaign' as kind, 'cmp_' || c.campaign_id as id, c.name, c.campaign_id as newest
        from campaigns c
        left join campaign_versions v on v.workspace_id = c.workspace_id and v.campaign_id = c.campaign_id and v.version = c.live_version
       cross join lateral (values (c.definition ->> 'segment_id'), (c.definition #>> '{trigger,segment_id}'),
                                  (v.definition #>> '{trigger,segment_id}')) as u (used)
       where c.workspace_id = ${workspaceId} and c.state not in ('stopped', 'finished') and u.used is not null
      union
      select used #>> '{}', 'segment', 'seg_' || segment_id, name, segment_id
        from segments, jsonb_path_query(filter, 'strict $.** ? (@.kind == "segment").segment_id') as used
       where workspace_id = ${workspaceId}
    ), placed as (
      select *, row_number() over (partition by used order by kind, newest desc) as place from uses
       where used = any(${publicIds}::text[])
    )
    select used, kind, id, name from placed where place <= ${MAX_USES} order by used, place`,
  );
  const uses = new Map<string, SegmentUse[]>();
  for (const { used, ...use } of rows) uses.set(used, [...(uses.get(used) ?? []), use]);
  return uses;
}

const CHOOSE = 'Choose another one there, or take the line out.';

/** Refuses (invalid) with every id in the filter that names nothing, by field. */
export async function refuseUnknown(db: Db, workspaceId: string, filter: GroupFilter): Promise<void> {
  const references = listReferences(filter);
  if (references.length === 0) return;
  const known = await findNames(db, workspaceId, references);
  const issues = references
    .filter(({ kind, id }) => !known.has(`${kind}:${id}`))
    .map(({ kind, id, field }) => ({
      field: `filter.${field}`,
      message: `There is no ${WORDS[kind]} ${id}.`,
      remedy: CHOOSE,
    }));
  const [first] = issues;
  if (!first) return;
  throw new AppError('invalid', first.message, {
    field: first.field,
    remedy: CHOOSE,
    issues,
  });
}

/** Refuses (invalid) with every condition that compares an attribute with what it can never be, by field. */
export async function refuseUnfit(db: Db, workspaceId: string, filter: GroupFilter): Promise<void> {
  if (listAttributes(filter).length === 0) return;
  const issues = listUnfit(filter, await findAttributeTypes(db, workspaceId)).map(
    ({ attribute, field, type }) => ({
      field: `filter.${field}`,
      message: `“${attribute}” is ${TYPE_WORDS[type]}, so this is the same for everybody.`,
      remedy: `Compare it as ${TYPE_WORDS[type]}, or choose another attribute.`,
    }),
  );
  const [first] = issues;
  if (first)
    throw new AppError('invalid', first.message, { field: first.field, remedy: first.remedy, issues });
}

/** The names of what is referred to, by `kind:id`. What is not there is not in it. */
export async function findNames(
  db: Db,
  workspaceId: string,
  references: readonly Reference[],
): Promise<Map<string, string>> {
  const kinds = [...Map.groupBy(references, ({ kind }) => kind)];
  if (kinds.length === 0) return new Map();
  const queries = kinds.map(([kind, of]) => namesOf(kind, workspaceId, [...new Set(of.map(({ id }) => id))]));
  const rows = await many(db, sql<{ key: string; name: string }>`${sql.join(queries, sql` union all `)}`);
  return new Map(rows.map(({ key, name }) => [key, name]));
}

const WORDS: Record<ReferenceKind, string> = {
  segment: 'segment',
  list: 'list',
  campaign: 'campaign',
  page: 'Page',
  link: 'entry link',
};

function namesOf(kind: ReferenceKind, workspaceId: string, ids: string[]): RawBuilder<unknown> {
  const select = (table: string, column: string, prefix: 'seg' | 'lst' | 'cmp' | 'lnk') => sql`
    select ${`${kind}:${prefix}_`} || ${sql.ref(column)} as key, name from ${sql.table(table)}
     where workspace_id = ${workspaceId}
       and ${sql.ref(column)} = any(${ids.map((id) => parseId(prefix, id))}::bigint[])`;
  switch (kind) {
    case 'segment':
      return select('segments', 'segment_id', 'seg');
    case 'list':
      return select('lists', 'list_id', 'lst');
    case 'campaign':
      return select('campaigns', 'campaign_id', 'cmp');
    case 'link':
      return select('entry_links', 'link_id', 'lnk');
    case 'page':
      return sql`select 'page:' || page_id as key, name from pages
                  where workspace_id = ${workspaceId} and page_id = any(${ids}::text[])`;
  }
}
