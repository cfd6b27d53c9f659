// What would miss an attribute, or could not read it as another type: the sending rules, segments that filter by it, content blocks,
// and campaigns that have not ended whose messages, controls or filters name it.
import { sql } from 'kysely';
import { readSendingRules } from '../delivery/sending-rules.ts';
import { type Db, many } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import type { AttributeUse } from '../profiles/attributes.ts';
import type { AttributeType } from '../profiles/profile.contract.ts';
import type { Filter } from '../segments/filter.contract.ts';
import { typesFor } from '../segments/filter.types.ts';
import { listLeaves } from '../segments/filter.walk.ts';
import { compileTemplate } from '../templates/template.ts';

const MAX_USES = 20;

/** One place that names the attribute: the types it can read there; null: any. */
type Need = readonly AttributeType[] | null;
type Found = AttributeUse & { needs: Need[] };

/**
 * At most 20: the sending rules, segments, content blocks, campaigns, each newest first. @param becoming only those that could not
 * read it as this type
 */
export async function listAttributeUses(
  db: Db,
  workspaceId: string,
  attribute: string,
  becoming?: AttributeType,
): Promise<AttributeUse[]> {
  const found = [
    ...(await ofRules(db, workspaceId, attribute)),
    ...(await ofSegments(db, workspaceId, attribute)),
    ...(await ofBlocks(db, workspaceId, attribute)),
    ...(await ofCampaigns(db, workspaceId, attribute)),
  ];
  const misses = (need: Need): boolean =>
    becoming === undefined || (need !== null && !need.includes(becoming));
  return found
    .filter(({ needs }) => needs.some(misses))
    .slice(0, MAX_USES)
    .map(({ kind, id, name }) => ({ kind, id, name }));
}

/** Whether a workspace has written them down or has the defaults: both name attributes. */
async function ofRules(db: Db, workspaceId: string, attribute: string): Promise<Found[]> {
  const rules = await readSendingRules(db, workspaceId);
  const of = (name: string, needs: Need[]): Found => ({
    kind: 'sending_rules',
    id: workspaceId,
    name,
    needs,
  });
  return [
    ...(rules.time_zone_attribute === attribute ? [of('time zone', [['string', 'number']])] : []),
    ...(rules.language_attribute === attribute ? [of('language', [['string']])] : []),
  ];
}

async function ofSegments(db: Db, workspaceId: string, attribute: string): Promise<Found[]> {
  // The name stands in the JSON as a text: what does not hold it need not be read. In a template it may be escaped.
  const rows = await many<{ id: number; name: string; filter: Filter }>(
    db,
    sql`select segment_id as id, name, filter from segments
         where workspace_id = ${workspaceId} and position(${inJson(attribute)} in filter::text) > 0
         order by segment_id desc`,
  );
  return rows.map(({ id, name, filter }) => ({
    ...{ kind: 'segment', id: formatId('seg', id), name },
    needs: needsOfFilter(filter, attribute),
  }));
}

async function ofBlocks(db: Db, workspaceId: string, attribute: string): Promise<Found[]> {
  const rows = await many<{ id: number; name: string; body: string }>(
    db,
    sql`select block_id as id, name, body from content_blocks where workspace_id = ${workspaceId} order by block_id desc`,
  );
  return rows.map(({ id, name, body }) => ({
    ...{ kind: 'content_block', id: formatId('blk', id), name },
    needs: needsOf(body, attribute),
  }));
}

async function ofCampaigns(db: Db, workspaceId: string, attribute: string): Promise<Found[]> {
  // The runs of a campaign keep the filter of the day it was published, whatever became of the segment since.
  const rows = await many<{ id: number; name: string; definition: unknown; filters: Filter[] }>(
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
  return rows.map(({ id, name, definition, filters }) => ({
    ...{ kind: 'campaign', id: formatId('cmp', id), name },
    needs: [
      ...needsOf(definition, attribute),
      ...filters.flatMap((filter) => needsOfFilter(filter, attribute)),
    ],
  }));
}

/** As PostgreSQL prints it inside of a JSON text, without the quotes. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** What is inside an attribute is asked for with dots. */
const isInside = (path: string, attribute: string): boolean => path.startsWith(`${attribute}.`);
const INSIDE: Need = ['object', 'geo'];

const needsOfFilter = (filter: Filter, attribute: string): Need[] =>
  listLeaves(filter).flatMap(({ leaf }) => {
    if (leaf.kind !== 'attribute') return [];
    if (leaf.attribute === attribute) return [typesFor(leaf)];
    return isInside(leaf.attribute, attribute) ? [INSIDE] : [];
  });

/** Fields that hold the name of an attribute, and what they read it as. */
const NAMING: Readonly<Record<string, Need>> = { dedupe_attribute: null, language_attribute: ['string'] };

/** The delay of a trigger: before or after a date of the person. */
const isDateOfPerson = (value: object): value is { attribute: string } =>
  'kind' in value &&
  value.kind === 'date' &&
  'of' in value &&
  value.of === 'person' &&
  'attribute' in value &&
  typeof value.attribute === 'string';

/** Any text of the definition may be a template. One that cannot be read is taken to use what it holds. */
function needsOf(value: unknown, attribute: string): Need[] {
  if (typeof value === 'string') return isUsedIn(value, attribute) ? [null] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (isDateOfPerson(value)) {
    if (value.attribute === attribute) return [['datetime', 'string']];
    return isInside(value.attribute, attribute) ? [INSIDE] : [];
  }
  return Object.entries(value).flatMap(([key, item]) => {
    const need = NAMING[key];
    return need !== undefined && item === attribute ? [need] : needsOf(item, attribute);
  });
}

function isUsedIn(text: string, attribute: string): boolean {
  if (!text.includes(attribute) || !/\{\{|\{%/.test(text)) return false;
  try {
    return compileTemplate(text, 'none').uses.some((use) => use.attribute === attribute);
  } catch (error) {
    if (error instanceof AppError) return true;
    throw error;
  }
}
