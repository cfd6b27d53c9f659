// What a few thousand people tell about all of them: how many have each attribute, and which values are frequent. Read from
// evenly spaced places of the workspace's profiles, so a million people answer as fast as ten thousand.
import { type RawBuilder, sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import { createMemory } from '../kit/remember-dear.ts';
import { shownAttributes } from './event-content.ts';

const PLACES = 100;
const PEOPLE_A_PLACE = 25;
/** So many are simply all read. */
const FEW = PLACES * PEOPLE_A_PLACE;
/** From so many on the counts are worth keeping. */
const WORTH_KEEPING = 1_000;
/** Latest events that are looked at for an event's values. */
const LATEST_EVENTS = 2_000;

/**
 * Rows (profile_id, attributes, stands_for): everybody of a small workspace, 25 people after each of 100 ids of a large one.
 * `stands_for`: for how many people a row counts; where ids lie close, for more of them.
 */
export const samplePeople = (workspaceId: string): RawBuilder<unknown> => sql`
  (with few as (
     select profile_id from profiles where workspace_id = ${workspaceId} limit ${FEW + 1}
   ), bounds as (
     select (select min(profile_id) from profiles where workspace_id = ${workspaceId}) as low,
            (select max(profile_id) from profiles where workspace_id = ${workspaceId}) as high,
            (select count(*) from few) <= ${FEW} as is_small
   ), places as (
     select distinct case when is_small then low else low + (high - low) * place / ${PLACES} end as start, is_small,
            (high - low + 1) / ${PLACES}::float8 as stretch
       from bounds, generate_series(0, ${PLACES - 1}::bigint) as place
   ), picked as (
     select distinct on (p.profile_id) p.profile_id, p.attributes,
            case when is_small then 1 else stretch / (max(p.profile_id) over (partition by start) - start + 1) end as stands_for
       from places cross join lateral (
         select profile_id, attributes from profiles
          where workspace_id = ${workspaceId} and profile_id >= places.start
          order by profile_id limit case when places.is_small then ${FEW}::bigint else ${PEOPLE_A_PLACE}::bigint end) p)
   select profile_id, attributes, stands_for from picked)`;

/** About how many people have each attribute, blank ones left out. A name that is missing: none in the sample. */
type AttributeCounts = ReadonlyMap<string, number>;

const memory = createMemory<AttributeCounts>(() => performance.now());

/** Kept for ten times as long as counting took, at most 15 s. */
export const countAttributes = (db: Db, workspaceId: string): Promise<AttributeCounts> =>
  memory(workspaceId, '', async () => {
    const rows = await many<{ name: string; people: number; sampled: number }>(
      db,
      sql`with picked as materialized ${samplePeople(workspaceId)}
          select a.key as name, round(sum(stands_for))::bigint as people, (select count(*) from picked) as sampled
            from picked cross join lateral jsonb_each(attributes) a
           where a.value not in ('""', 'null') group by a.key`,
    );
    const isDear = (rows[0]?.sampled ?? 0) >= WORTH_KEEPING;
    return { value: new Map(rows.map((row) => [row.name, row.people])), isDear };
  });

export interface FrequentValue {
  value: string | number | boolean;
  share: number;
}

interface Asked {
  /** With dots inside an object. */
  attribute: string;
  search: string;
  limit: number;
}

/** Of people, the most frequent first; of a list its elements. Objects, places and long texts are no suggestions. */
export const listFrequentValues = (db: Db, workspaceId: string, asked: Asked): Promise<FrequentValue[]> =>
  many(db, frequent(samplePeople(workspaceId), asked));

/** The same of the latest events of a name, without what is hidden (see `shownAttributes`). */
export const listEventValues = (
  db: Db,
  workspaceId: string,
  { event, hidden, ...asked }: Asked & { event: string; hidden: ReadonlySet<string> },
): Promise<FrequentValue[]> =>
  many(
    db,
    frequent(
      sql`(select ${shownAttributes(workspaceId, hidden)} as attributes from events e where workspace_id = ${workspaceId} and name = ${event}
            order by occurred_at desc limit ${LATEST_EVENTS})`,
      asked,
    ),
  );

const frequent = (rows: RawBuilder<unknown>, { attribute, search, limit }: Asked) => sql<FrequentValue>`
  with picked as materialized ${rows}, found as (
    select attributes #> ${attribute.split('.')}::text[] as value from picked
  ), single as (
    select value from found where jsonb_typeof(value) in ('string', 'number', 'boolean')
    union all
    select element from found
     cross join lateral jsonb_array_elements(case when jsonb_typeof(value) = 'array' then value else '[]' end) element
     where jsonb_typeof(element) in ('string', 'number', 'boolean')
  )
  select value, round(count(*) / greatest((select count(*) from picked), 1)::numeric, 4)::float8 as share
    from single
   where value <> '""' and octet_length(value::text) <= 200
     and position(lower(${search}) in lower(value #>> '{}')) > 0
   group by value order by count(*) desc, value limit ${limit}`;
