// How often and when one person did what the lines of a filter ask about: the events that count for each line.
import { type RawBuilder, sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import { isWhich } from './compile.event.ts';
import { allOf, inRange } from './compile.field.ts';
import { calendarOf, type FilterScope } from './compile.rows.ts';
import type { One } from './explain.queries.ts';
import type { EventFilter, LeafFilter } from './filter.contract.ts';
import { listEventNames } from './filter.walk.ts';
import { occasionRange } from './instants.ts';

export interface KnownEvents {
  times: number;
  /** null: never. */
  firstAt: Date | null;
  lastAt: Date | null;
  /** What the line's aggregate comes to, as a text of digits. */
  value: string | null;
}

/** By line, and for lines of two events by the name of each. */
export async function loadEvents(
  db: Db,
  one: One,
  { leaves, scope }: { leaves: readonly LeafFilter[]; scope: FilterScope },
): Promise<ReadonlyMap<LeafFilter | string, KnownEvents>> {
  const lines = leaves.filter((leaf) => leaf.kind === 'event');
  const names = leaves.filter((leaf) => leaf.kind === 'sequence').flatMap((leaf) => listEventNames(leaf));
  const known = new Map<LeafFilter | string, KnownEvents>();
  if (lines.length + names.length === 0) return known;
  const selects = [
    ...lines.map((line, index) => countLine(line, index, { one, scope })),
    ...names.map((name, index) => countName(name, lines.length + index, one)),
  ];
  const rows = await many(db, sql<KnownEvents & { place: number }>`${sql.join(selects, sql` union all `)}`);
  for (const { place, ...row } of rows) known.set(lines[place] ?? names[place - lines.length]!, row);
  return known;
}

function countLine(
  line: EventFilter,
  place: number,
  { one, scope }: { one: One; scope: FilterScope },
): RawBuilder<unknown> {
  const isAny = (line.occasion ?? 'any') === 'any';
  const range = isAny ? occasionRange(line, calendarOf(scope)) : null;
  const where = [...isWhich('e', line, scope), ...(range ? inRange(sql`e.occurred_at`, range) : [])];
  return sql`
    select ${place}::int as place, count(*) as times, min(e.occurred_at) as "firstAt", max(e.occurred_at) as "lastAt",
           ${aggregateOf(line)}::text as value
      from events e where ${allOf(where)} and e.profile_id = ${one.profileId}::bigint`;
}

function aggregateOf({ aggregate }: EventFilter): RawBuilder<unknown> {
  if (!aggregate) return sql`null`;
  const json = sql`e.attributes #> ${aggregate.of.split('.')}::text[]`;
  const number = sql`case when jsonb_typeof(${json}) = 'number' then (${json} #>> '{}')::numeric end`;
  switch (aggregate.fn) {
    case 'distinct':
      return sql`count(distinct nullif(${json}, 'null'))`;
    case 'average':
      return sql`round(avg(${number}), 4)`;
    case 'sum':
      return sql`sum(${number})`;
    case 'min':
      return sql`min(${number})`;
    case 'max':
      return sql`max(${number})`;
  }
}

const countName = (name: string, place: number, { workspaceId, profileId }: One): RawBuilder<unknown> => sql`
  select ${place}::int as place, coalesce(sum(times), 0)::bigint as times, min(first_at) as "firstAt",
         max(last_at) as "lastAt", null as value
    from event_totals where workspace_id = ${workspaceId} and name = ${name} and profile_id = ${profileId}::bigint`;
