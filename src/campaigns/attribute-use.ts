// What would miss an attribute: segments that filter by it, and campaigns that have not ended whose messages or filters name it.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import type { AttributeUse } from '../profiles/attributes.ts';
import type { Filter } from '../segments/filter.contract.ts';
import { listLeaves } from '../segments/filter.walk.ts';
import { compileTemplate } from '../templates/template.ts';

const MAX_USES = 20;

/** At most 20, segments first, then campaigns, each newest first. */
export async function listAttributeUses(
  db: Db,
  workspaceId: string,
  attribute: string,
): Promise<AttributeUse[]> {
  // The name stands in the JSON as a text: what does not hold it need not be read. In a template it may be escaped.
  const segments = await many<{ id: number; name: string; filter: Filter }>(
    db,
    sql`select segment_id as id, name, filter from segments
         where workspace_id = ${workspaceId} and position(${inJson(attribute)} in filter::text) > 0
         order by segment_id desc`,
  );
  // The runs of a campaign keep the filter of the day it was published, whatever became of the segment since.
  const campaigns = await many<{ id: number; name: string; definition: unknown; filters: Filter[] }>(
    db,
    sql`
    with open as (
      select campaign_id as id, name,
             jsonb_build_array(definition, (select v.definition from campaign_versions v
               where v.workspace_id = c.workspace_id and v.campaign_id = c.campaign_id
                 and v.version = c.live_version)) as definition, -- a draft of the next version, and the one that is live
             (select coalesce(jsonb_agg(distinct o.filter), '[]') from occurrences o
               where o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id and o.finished_at is null) as filters
        from campaigns c where workspace_id = ${workspaceId} and state not in ('stopped', 'finished')
    )
    select id, name, definition, filters from open
     where position(${inJson(attribute)} in definition::text) > 0 or position(${inJson(attribute)} in filters::text) > 0
     order by id desc`,
  );
  return [
    ...segments
      .filter(({ filter }) => filtersBy(filter, attribute))
      .map(({ id, name }): AttributeUse => ({ kind: 'segment', id: formatId('seg', id), name })),
    ...campaigns
      .filter(
        ({ definition, filters }) =>
          namesAttribute(definition, attribute) || filters.some((filter) => filtersBy(filter, attribute)),
      )
      .map(({ id, name }): AttributeUse => ({ kind: 'campaign', id: formatId('cmp', id), name })),
  ].slice(0, MAX_USES);
}

/** As PostgreSQL prints it inside of a JSON text, without the quotes. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

const filtersBy = (filter: Filter, attribute: string): boolean =>
  listLeaves(filter).some(
    ({ leaf }) =>
      leaf.kind === 'attribute' &&
      (leaf.attribute === attribute || leaf.attribute.startsWith(`${attribute}.`)),
  );

/** Fields that hold the name of an attribute. */
const NAMING: ReadonlySet<string> = new Set(['dedupe_attribute', 'language_attribute']);

/** The delay of a trigger: before or after a date of the person. */
const isDateOfPerson = (value: object): value is { attribute: string } =>
  'kind' in value &&
  value.kind === 'date' &&
  'of' in value &&
  value.of === 'person' &&
  'attribute' in value &&
  typeof value.attribute === 'string';

/** Any text of the definition may be a template. One that cannot be read is taken to use what it holds. */
function namesAttribute(value: unknown, attribute: string): boolean {
  if (typeof value === 'string') {
    if (!value.includes(attribute) || !/\{\{|\{%/.test(value)) return false;
    try {
      return compileTemplate(value, 'none').uses.some((use) => use.attribute === attribute);
    } catch (error) {
      if (error instanceof AppError) return true;
      throw error;
    }
  }
  if (typeof value !== 'object' || value === null) return false;
  if (isDateOfPerson(value))
    return value.attribute === attribute || value.attribute.startsWith(`${attribute}.`);
  return Object.entries(value).some(
    ([key, item]) => (NAMING.has(key) && item === attribute) || namesAttribute(item, attribute),
  );
}
