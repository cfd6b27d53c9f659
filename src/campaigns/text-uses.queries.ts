// How many people of an audience lack attributes: one look at each of them, at so many at most.
import { sql } from 'kysely';
import { type Db, many, one } from '../kit/db.ts';
import { compileFilter } from '../segments/compile.ts';
import { withinTime } from '../segments/counting.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';
import { prepareFilter } from '../segments/scope.ts';

const TIMEOUT_MS = 3_000;

/**
 * People counted, and for each name how many of them have nothing, or only white space, under it. Refuses (`unavailable`) when
 * it takes too long.
 */
export async function countLacking(
  db: Db,
  of: { workspaceId: string; filter: GroupFilter; names: readonly string[]; most: number; now: Date },
): Promise<{ people: number; lacking: number[] }> {
  const prepared = await prepareFilter(db, of.workspaceId, of.filter, { now: of.now, reach: 'everybody' });
  return withinTime(db, TIMEOUT_MS, (tx) =>
    one(
      tx,
      sql<{ people: number; lacking: number[] }>`
      with audience as (
        select p.customer_id, p.attributes from profiles p
         where p.workspace_id = ${of.workspaceId} and (${compileFilter(prepared.filter, prepared.scope)})
         limit ${of.most}
      ), names as (select name, at from unnest(${[...of.names]}::text[]) with ordinality as n (name, at)),
      counted as (
        select n.at, count(*) filter (where btrim(coalesce(
                 case n.name when 'customer_id' then a.customer_id else a.attributes ->> n.name end, ''),
                 e' \t\n\r') = '') as lacking
          from audience a cross join names n group by n.at
      )
      select (select count(*) from audience)::int as people,
             coalesce((select jsonb_agg(lacking order by at) from counted), '[]') as lacking`,
    ),
  );
}

/** Which of these names anybody's attribute has had. */
export async function listKnownAttributes(
  db: Db,
  workspaceId: string,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await many(
    db,
    sql<{ name: string }>`
    select name from attributes where workspace_id = ${workspaceId} and name = any(${[...names]}::text[])`,
  );
  return new Set(rows.map(({ name }) => name));
}
