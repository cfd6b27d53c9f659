// Which rows go along when a profile is merged away, and the list of them that an undo needs. Of every other table with a profile
// id, identity.test.ts says why its rows stay under the old one.
import { type RawBuilder, sql } from 'kysely';
import { many, type Tx } from '../kit/db.ts';
import { recountEvents } from './event-totals.ts';

/** What a merge took from the profile that went; as stored in profile_merges.moved. */
export interface Moved {
  /** [page id, PSID] */
  identities: [string, string][];
  anonymous_ids: string[];
  /** Customer ids merged into it before. */
  aliases: string[];
  events: number[];
  deliveries: number[];
  /** Absent in merges of before there were any. */
  entries?: number[];
  /** Lists it was on; of them `new_lists` are those the remaining person was not on. */
  lists: number[];
  new_lists: number[];
  /** Profiles merged into it before. */
  merges: number[];
  /** Attributes the remaining person had not. */
  filled: Record<string, unknown>;
}

const nothing = (): Moved => ({
  identities: [],
  anonymous_ids: [],
  aliases: [],
  events: [],
  deliveries: [],
  lists: [],
  new_lists: [],
  merges: [],
  filled: {},
});

type Pairs = RawBuilder<unknown>;
type Field = Exclude<keyof Moved, 'filled' | 'deliveries'>;

/** Moves everything but deliveries and attributes. `pairs` names its rows m (from_id, into_id). */
export async function moveRows(
  tx: Tx,
  workspaceId: string,
  { pairs, fromIds }: { pairs: Pairs; fromIds: readonly number[] },
): Promise<Map<number, Moved>> {
  const moved = new Map(fromIds.map((id) => [id, nothing()]));
  const note = async (field: Field, query: RawBuilder<{ from_id: number; ids: unknown }>): Promise<void> => {
    for (const { from_id, ids } of await many(tx, query)) moved.get(from_id)![field] = ids as never;
  };
  const move = (table: string, key: RawBuilder<unknown>) => sql<{ from_id: number; ids: unknown }>`
    with moved as (
      update ${sql.table(table)} t set profile_id = m.into_id from ${pairs}
       where t.workspace_id = ${workspaceId} and t.profile_id = m.from_id
      returning m.from_id, ${key} as id
    ) select from_id, jsonb_agg(id) as ids from moved group by from_id`;
  await note('identities', move('identities', sql`jsonb_build_array(t.page_id, t.psid)`));
  await note('anonymous_ids', move('anonymous_ids', sql`t.anonymous_id`));
  await note('aliases', move('customer_aliases', sql`t.customer_id`));
  await note('entries', move('entries', sql`t.entry_id`));
  await moveEvents(tx, workspaceId, pairs, moved);
  await note(
    'lists',
    sql`select m.from_id, jsonb_agg(l.list_id) as ids
                            from ${pairs} join list_members l on l.workspace_id = ${workspaceId} and l.profile_id = m.from_id
                           group by m.from_id`,
  );
  await note('new_lists', joinLists(workspaceId, pairs));
  await note(
    'merges',
    sql`select m.from_id, jsonb_agg(t.from_profile_id) as ids
                             from ${pairs} join profile_merges t
                               on t.workspace_id = ${workspaceId} and t.into_profile_id = m.from_id
                            group by m.from_id`,
  );
  // segment_members and segment_changes stay: the next turn of a segment moves them to who remains (segments/track.ts).
  return moved;
}

async function moveEvents(
  tx: Tx,
  workspaceId: string,
  pairs: Pairs,
  moved: Map<number, Moved>,
): Promise<void> {
  const rows = await many<{ from_id: number; into_id: number; ids: number[]; names: string[] }>(
    tx,
    sql`with moved as (
          update events t set profile_id = m.into_id from ${pairs}
           where t.workspace_id = ${workspaceId} and t.profile_id = m.from_id
          returning m.from_id, m.into_id, t.event_id, t.name
        ) select from_id, into_id, jsonb_agg(event_id) as ids, array_agg(distinct name) as names
            from moved group by from_id, into_id`,
  );
  for (const { from_id, ids } of rows) moved.get(from_id)!.events = ids;
  const touched = rows.flatMap(({ from_id, into_id, names }) =>
    names.flatMap((name) => [
      { profileId: from_id, name },
      { profileId: into_id, name },
    ]),
  );
  await recountEvents(tx, workspaceId, touched);
}

/** The rows of whoever goes are deleted with the profile. */
const joinLists = (workspaceId: string, pairs: Pairs) => sql<{ from_id: number; ids: unknown }>`
  with joined as (
    insert into list_members (workspace_id, list_id, profile_id)
    select distinct ${workspaceId}, l.list_id, m.into_id
      from ${pairs} join list_members l on l.workspace_id = ${workspaceId} and l.profile_id = m.from_id
    on conflict do nothing
    returning list_id, profile_id
  )
  select m.from_id, jsonb_agg(l.list_id) as ids
    from ${pairs} join list_members l on l.workspace_id = ${workspaceId} and l.profile_id = m.from_id
    join joined j on j.list_id = l.list_id and j.profile_id = m.into_id
   group by m.from_id`;
